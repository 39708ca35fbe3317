"""The centre as a program: HTTPS, several at once, ends and starts."""

from __future__ import annotations

import json
import socket
import ssl
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from sync.core import wire
from sync.core.identity import DeviceKey
from sync.core.row import Row, new_id
from sync.core.stamp import Clock, new_incarnation
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from tests.server.centre import CentreProgram
from tests.server.desk import Message, signed


class Line:
    """A device that speaks HTTPS with plain requests."""

    def __init__(self, enrolment: Path) -> None:
        told = json.loads(enrolment.read_text(encoding="utf-8"))
        self.address, self.code, self.unit = told["address"], told["code"], told["unit"]
        self.session = requests.Session()
        self.session.trust_env = False
        authority = enrolment.with_suffix(".pem")
        authority.write_text(told["authority"], encoding="ascii")
        self.session.verify = str(authority)
        self.clock = Clock(new_incarnation())

    def post(self, path: str, body: bytes, **headers: str) -> requests.Response:
        return self.session.post(self.address + path, data=body, headers=headers, timeout=60)

    def ask(self, path: str, message: object, kind: type[Message]) -> Message:
        got = self.post(path, wire.pack(message))  # type: ignore[arg-type]  # any message
        assert got.status_code == 200, wire.unpack(got.content, wire.Problem)
        assert got.headers["content-type"] == wire.CONTENT_TYPE
        return wire.unpack(got.content, kind)

    def enter(self) -> None:
        """Enrol, sign in, greet."""
        key = DeviceKey.create()
        enrol = wire.Enrol(wire.PROTOCOL, self.code, key.public, key.sign(self.code.encode()), "máy")
        device = self.ask("/v1/enrol", enrol, wire.Enrolled).device
        nonce = self.ask("/v1/challenge", wire.Ask(wire.PROTOCOL, device), wire.Challenge).nonce
        sign_in = signed(device, nonce, self.clock.incarnation, key)
        self.session.headers["Authorization"] = f"Bearer {self.ask('/v1/token', sign_in, wire.SignedIn).token}"
        self.epoch = self.greet().epoch

    def greet(self) -> wire.Welcome:
        greeting = wire.Greeting(wire.PROTOCOL, "", self.clock.incarnation, self.clock.now(), "", {})
        return self.ask("/v1/greet", greeting, wire.Welcome)

    def push(self, count: int) -> wire.Pushed:
        fields = {"barcode": "TK1"}
        channel = f"unit:{self.unit}"
        rows = [Row("item", new_id(1), channel, self.clock.tick(), dict(fields), fresh=True) for _ in range(count)]
        return self.ask("/v1/push", wire.Push(self.epoch, {}, wire.rows_out(rows)), wire.Pushed)

    def pull(self, cursor: int) -> wire.Page:
        return self.ask("/v1/pull", wire.Pull(self.epoch, f"unit:{self.unit}", cursor, 100, 1 << 20), wire.Page)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProgram]:
    """A centre that several tests share: they leave it as they found it."""
    program = CentreProgram.make(tmp_path_factory.mktemp("serving") / "centre")
    program.start()
    yield program
    program.stop()


@pytest.fixture
def caller(serving: CentreProgram) -> Iterator[Line]:
    opened = Line(serving.enrol("A"))
    opened.enter()
    yield opened
    opened.session.close()


@pytest.fixture
def line(centre: CentreProgram) -> Iterator[Line]:
    opened = Line(centre.enrol("A"))
    opened.enter()
    yield opened
    opened.session.close()


def sound(centre: CentreProgram) -> list[str]:
    office = Centre.open(centre.folder)
    with office.database.reading() as connection:
        problems = problems_of(connection)
    office.close()
    return problems


def test_everything_is_there_after_the_centre_was_killed(centre: CentreProgram, line: Line) -> None:
    settled = line.push(50).seq
    centre.kill()
    assert sound(centre) == []
    centre.start()
    assert line.greet().latest["unit:A"] == settled == 50


def test_it_stops_at_once_and_cleanly_although_devices_hold_their_lines_open(centre: CentreProgram, line: Line) -> None:
    line.push(1)
    assert centre.stop() == 0
    assert centre.log == ""


def test_a_session_outlives_a_restart(centre: CentreProgram, line: Line) -> None:
    centre.restart()
    assert line.greet().unit == "A"


def test_an_answer_comes_without_the_forty_milliseconds_of_nagle(caller: Line) -> None:
    asked = (caller.post("/v1/digests", wire.pack(wire.AskDigests("unit:A"))) for _ in range(200))
    assert any(got.elapsed.total_seconds() < 0.035 for got in asked), (
        "not even one of many, however busy the machine is"
    )


def test_eight_devices_push_at_once_and_a_reader_misses_nothing(serving: CentreProgram, caller: Line) -> None:
    lines = [Line(serving.enrol("A")) for _ in range(8)]
    for each in lines:
        each.enter()
    with ThreadPoolExecutor(9) as desks:
        pushes = [desks.submit(lambda each=each: [each.push(40) for _ in range(3)]) for each in lines]
        seen: list[bytes] = []
        cursor = 0
        while len(seen) < 8 * 3 * 40:
            finished = all(push.done() for push in pushes)
            page = caller.pull(cursor)
            cursor = page.cursor
            seen += [row.id for row in page.rows]
            assert page.rows or not finished, "skipped"
    assert len(set(seen)) == len(seen)
    assert {pushed.parked == [] for push in pushes for pushed in push.result()} == {True}
    for each in lines:
        each.session.close()
    assert sound(serving) == []


def test_nobody_is_trusted_but_the_authority_of_the_enrolment_file(serving: CentreProgram, tmp_path: Path) -> None:
    other = Centre.create(tmp_path / "other", name="khác")
    (tmp_path / "other.pem").write_text(other.folder.authority.certificate_pem, encoding="ascii")
    other.close()
    with requests.Session() as session:
        session.trust_env = False
        with pytest.raises(requests.exceptions.SSLError):
            session.get(serving.address + "/v1/health", timeout=60, verify=str(tmp_path / "other.pem"))
        authority = serving.folder / "keys" / "authority.crt"
        for host in ("127.0.0.1", "localhost"):
            address = serving.address.replace("127.0.0.1", host)
            healthy = session.get(address + "/v1/health", timeout=60, verify=str(authority)).json()
            assert healthy == {"ok": True, "database": True, "protocol": wire.PROTOCOL}


def test_problems_have_their_status_and_are_messages(caller: Line) -> None:
    for path, body, headers, status, code in (
        ("/v1/pull", wire.pack(wire.Pull(caller.epoch, "unit:B", 0, 1, 1)), {}, 403, "not-entitled"),
        ("/v1/pull", wire.pack(wire.Pull("x", "unit:A", 0, 1, 1)), {}, 409, "new-epoch"),
        ("/v1/pull", b"", {}, 400, "bad-request"),
        ("/v1/pull", b"", {"Authorization": "Bearer x"}, 401, "sign-in-needed"),
        ("/v1/pull", b"", {"Authorization": "Basic x"}, 401, "sign-in-needed"),
        ("/v1/challenge", wire.pack(wire.Ask(99, "x")), {}, 426, "upgrade-needed"),
        ("/v1/push", b"\0" * (wire.LARGEST_BODY + 1), {}, 413, "too-large"),
    ):
        got = caller.post(path, body, **headers)
        assert (got.status_code, wire.unpack(got.content, wire.Problem).code) == (status, code)


def test_other_paths_and_other_ways_of_asking_are_not_there(caller: Line) -> None:
    assert caller.post("/v1/nothing", b"").status_code == 404
    assert caller.session.get(caller.address + "/v1/push", timeout=60).status_code == 405


def test_a_bug_is_answered_with_try_later_and_logged_without_what_was_sent(centre: CentreProgram, line: Line) -> None:
    office = Centre.open(centre.folder)
    with office.database.writing() as pen:
        pen.exec_driver_sql("DROP TABLE digest")
    office.close()
    got = line.post("/v1/digests", wire.pack(wire.AskDigests("unit:A")))
    assert (got.status_code, wire.unpack(got.content, wire.Problem).code) == (500, "try-later")
    centre.stop()
    assert "request failed: /v1/digests" in centre.log
    assert "Bearer" not in centre.log


@pytest.mark.skipif(sys.platform != "linux", reason="memory of another program is read from /proc")
def test_devices_that_hold_their_lines_open_cost_little_memory(centre: CentreProgram, line: Line) -> None:
    trusted = ssl.create_default_context(cafile=str(centre.folder / "keys" / "authority.crt"))
    host, _, port = centre.address.removeprefix("https://").partition(":")
    before = memory_of(centre)
    with ExitStack() as held:
        for _ in range(150):
            dialled = held.enter_context(socket.create_connection((host, int(port)), timeout=60))
            quiet = held.enter_context(trusted.wrap_socket(dialled, server_hostname=host))
            quiet.sendall(b"GET /v1/health HTTP/1.1\r\nHost: centre\r\n\r\n")
            assert quiet.recv(4096).startswith(b"HTTP/1.1 200")
        assert line.push(1).seq == 1
        assert memory_of(centre) - before < 30_000


def memory_of(centre: CentreProgram) -> int:
    """Resident kB."""
    program = centre._program
    assert program is not None
    status = Path(f"/proc/{program.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


def test_a_line_cut_in_the_middle_of_a_request_harms_nobody(centre: CentreProgram, line: Line) -> None:
    host, _, port = centre.address.removeprefix("https://").partition(":")
    for sent in (b"", b"\x16\x03\x01", b"GET / HTTP/1.1\r\n\r\n"):
        with socket.create_connection((host, int(port)), timeout=60) as cut:
            cut.sendall(sent)
    assert line.push(1).seq == 1
    assert centre.stop() == 0
