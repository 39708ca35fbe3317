"""Several processes serve one centre on PostgreSQL; a proxy leads each connection to any of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import requests

from sync.core import wire
from sync.core.identity import DeviceKey
from sync.core.stamp import new_incarnation
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from tests.client.devices import Device
from tests.postgres.relay import Relay
from tests.server.centre import CentreProgram
from tests.server.desk import signed


def two(folder: Path, server: str, *options: str) -> list[CentreProgram]:
    """Two programs of one centre."""
    first = CentreProgram.make(folder / "centre", server=server)
    programs = [first, CentreProgram(first.folder)]
    for program in programs:
        program.start(*options)
    return programs


def port_of(program: CentreProgram) -> int:
    return int(program.address.rpartition(":")[2])


@pytest.fixture
def relay(tmp_path: Path, postgres: str) -> Iterator[tuple[Relay, CentreProgram]]:
    """Two processes behind a relay, and the centre as one knows it there."""
    programs = two(tmp_path, postgres)
    relay = Relay([port_of(program) for program in programs])
    known = CentreProgram(programs[0].folder)
    known.address = f"https://127.0.0.1:{relay.port}"
    yield relay, known
    relay.close()
    for program in programs:
        assert program.stop() == 0
    assert programs[0].log == ""


def test_devices_agree_through_whichever_process_answers(tmp_path: Path, relay: tuple[Relay, CentreProgram]) -> None:
    before, centre = relay
    first, second = Device(tmp_path / "first", "A"), Device(tmp_path / "second", "A")
    try:
        for device in (first, second):
            device.enrol(centre.enrol("A"))
        for number in range(3):
            for device in (first, second):
                device.write("item", barcode=f"{device.folder.name}-{number}")
                assert device.agree().stopped is None
                device.restart()
        first.agree()
        second.agree()
        assert first.all_rows() == second.all_rows()
        assert len([key for key in first.all_rows() if key[0] == "item"]) == 6
        assert len(set(before.used)) == 2
    finally:
        first.close()
        second.close()
    office = Centre.open(centre.folder)
    with office.database.reading() as connection:
        assert problems_of(connection) == []
    office.close()


def test_behind_a_proxy_it_is_plain_http_and_a_session_counts_at_every_process(tmp_path: Path, postgres: str) -> None:
    programs = two(tmp_path, postgres, "--behind-proxy")
    try:
        assert all(program.address.startswith("http://127.0.0.1:") for program in programs)
        enrolment = json.loads(programs[0].enrol("A").read_text(encoding="utf-8"))
        with requests.Session() as line:
            line.trust_env = False
            one, other = ((line, program.address) for program in programs)
            key, incarnation, code = DeviceKey.create(), new_incarnation(), enrolment["code"]
            enrol = wire.Enrol(wire.PROTOCOL, code, key.public, key.sign(code.encode()), "máy")
            device = wire.unpack(_post(*one, "enrol", enrol), wire.Enrolled).device
            nonce = wire.unpack(_post(*other, "challenge", wire.Ask(wire.PROTOCOL, device)), wire.Challenge).nonce
            signing = signed(device, nonce, incarnation, key)
            line.headers["Authorization"] = f"Bearer {wire.unpack(_post(*one, 'token', signing), wire.SignedIn).token}"
            greeting = wire.Greeting(wire.PROTOCOL, "", incarnation, 0, "", {})
            assert wire.unpack(_post(*other, "greet", greeting), wire.Welcome).unit == "A"
            health = line.get(programs[1].address + "/v1/health", timeout=60).json()
            assert health == {"ok": True, "database": True, "protocol": wire.PROTOCOL}
    finally:
        assert [program.stop() for program in programs] == [0, 0]


def _post(line: requests.Session, address: str, path: str, message: msgspec.Struct) -> bytes:
    got = line.post(f"{address}/v1/{path}", data=wire.pack(message), timeout=60)
    assert got.status_code == 200, wire.unpack(got.content, wire.Problem)
    return got.content
