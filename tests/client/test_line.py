"""The line to the centre: whom it trusts, and what every failure becomes."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
import urllib3

from sync.client.foreign import LONG_PATIENCE_S, PATIENCE_S, NoSuchDoor, NotDone, stop_of_answer, stop_of_error
from sync.client.http import Line
from sync.core.stops import ClockWrong, Revoked, SignInNeeded, Stop, TryLater, UpgradeNeeded, WrongCentre
from sync.core.wire import LARGEST_BODY, PROTOCOL, Ask, Challenge, Problem, TooLarge, Unreadable, pack
from tests.client.certificates import Authority
from tests.client.faulty_line import FaultyLine, LostRequest, Says, Silence

ASK = Ask(PROTOCOL, "a device")


def facts(stop: Stop) -> dict[str, object]:
    return {"name": stop.name, **vars(stop)}


NOT_OURS = ssl.SSLCertVerificationError(1, "certificate verify failed")
NOT_OURS.verify_message = "self-signed certificate"
CUT = ssl.SSLEOFError(8, "EOF occurred in violation of protocol")
PLAIN = ssl.SSLError(1, "wrong version number")
PLAIN.reason = "WRONG_VERSION_NUMBER"


@pytest.mark.parametrize(
    ("error", "stop"),
    [
        (requests.ConnectTimeout(), TryLater),
        (requests.ReadTimeout(), TryLater),
        (requests.ConnectionError(ConnectionRefusedError()), TryLater),
        (requests.exceptions.ChunkedEncodingError(), TryLater),
        (urllib3.exceptions.ProtocolError("cut", ConnectionResetError()), TryLater),
        (urllib3.exceptions.IncompleteRead(3, 4), TryLater),
        (requests.exceptions.SSLError(urllib3.exceptions.SSLError(CUT)), TryLater),
        (requests.exceptions.SSLError(urllib3.exceptions.SSLError(NOT_OURS)), WrongCentre),
        (
            requests.exceptions.SSLError(
                urllib3.exceptions.MaxRetryError(
                    urllib3.HTTPSConnectionPool("h"), "/", urllib3.exceptions.SSLError(NOT_OURS)
                )
            ),
            WrongCentre,
        ),
        (requests.exceptions.SSLError(urllib3.exceptions.SSLError(PLAIN)), WrongCentre),
        (OSError(113, "no route to host"), TryLater),
        (Unreadable(), TryLater),
        (TooLarge(), TryLater),
    ],
)
def test_every_foreign_error_becomes_a_stop_named_for_what_happens_next(error: Exception, stop: type[Stop]):
    assert type(stop_of_error(error)) is stop


@pytest.mark.parametrize(
    ("status", "headers", "problem", "stop"),
    [
        (401, {}, Problem("sign-in-needed"), SignInNeeded()),
        (401, {}, None, SignInNeeded()),
        (403, {}, Problem("revoked"), Revoked()),
        (403, {}, None, TryLater(PATIENCE_S, "403")),
        (426, {}, Problem("upgrade-needed", PROTOCOL + 2), UpgradeNeeded("device")),
        (426, {}, Problem("upgrade-needed"), UpgradeNeeded("device")),
        (404, {}, None, NoSuchDoor(404)),
        (405, {}, None, NoSuchDoor(405)),
        (409, {}, Problem("clock-wrong", 400_000), ClockWrong(400_000)),
        (409, {}, Problem("new-epoch"), NotDone("new-epoch", 1)),
        (400, {}, Problem("bad-code"), NotDone("bad-code", LONG_PATIENCE_S)),
        (403, {}, Problem("not-entitled"), NotDone("not-entitled", LONG_PATIENCE_S)),
        (400, {}, Problem("bad-request"), NotDone("bad-request", LONG_PATIENCE_S)),
        (413, {}, Problem("too-large"), NotDone("too-large", LONG_PATIENCE_S)),
        (413, {}, None, TryLater(PATIENCE_S, "413")),
        (500, {}, Problem("try-later", 20), TryLater(20, "try-later")),
        (500, {}, None, TryLater(PATIENCE_S, "500")),
        (502, {}, None, TryLater(PATIENCE_S, "502")),
        (503, {"Retry-After": "120"}, None, TryLater(120, "503")),
        (503, {"retry-after": "120"}, Problem("try-later"), TryLater(120, "try-later")),
        (503, {"Retry-After": "9999999"}, None, TryLater(3_600, "503")),
        (503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None, TryLater(PATIENCE_S, "503")),
        (429, {"Retry-After": "7"}, None, TryLater(7, "429")),
        (302, {"Location": "https://elsewhere/"}, None, WrongCentre("302")),
        (403, {}, Problem("a-word-of-the-future"), NotDone("a-word-of-the-future", LONG_PATIENCE_S)),
    ],
)
def test_every_other_answer_becomes_a_stop_named_for_what_happens_next(
    status: int, headers: dict[str, str], problem: Problem | None, stop: Stop
):
    assert facts(stop_of_answer(status, headers, problem)) == facts(stop)


@pytest.fixture
def faulty(tmp_path: Path) -> Iterator[FaultyLine]:
    """Nobody behind it: every request must have its fault."""
    line = FaultyLine("https://127.0.0.1:1", "", tmp_path)
    yield line
    line.close()


@pytest.fixture
def dial() -> Iterator[Callable[[str, str], Line]]:
    lines: list[Line] = []

    def dial(address: str, authority: str) -> Line:
        lines.append(Line(address, authority))
        return lines[-1]

    yield dial
    for line in lines:
        line.close()


Dial = Callable[[str, str], Line]


def test_an_answer_is_read_and_counted(faulty: FaultyLine, dial: Dial):
    faulty.faults["challenge", 0] = Says(200, body=pack(Challenge(b"nonce")))
    line = dial(faulty.address, faulty.authority.pem)
    assert line.ask("challenge", ASK, Challenge) == Challenge(b"nonce")
    assert line.traffic.requests == 1
    assert 100 < line.traffic.bytes_up < 200
    assert 40 < line.traffic.bytes_down < 100


def test_two_requests_share_one_connection(faulty: FaultyLine, dial: Dial, monkeypatch: pytest.MonkeyPatch):
    faulty.faults |= {("challenge", n): Says(200, body=pack(Challenge(b"nonce"))) for n in range(2)}
    line = dial(faulty.address, faulty.authority.pem)
    line.ask("challenge", ASK, Challenge)
    monkeypatch.setattr(socket, "create_connection", None)  # dialling again would not be possible
    assert line.ask("challenge", ASK, Challenge).nonce == b"nonce"


def test_another_authority_is_not_the_centre_whatever_the_environment_says(
    faulty: FaultyLine, dial: Dial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    everybodys = tmp_path / "everybody.pem"
    everybodys.write_text(faulty.authority.pem)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(everybodys))
    monkeypatch.setenv("SSL_CERT_FILE", str(everybodys))
    with pytest.raises(WrongCentre):
        dial(faulty.address, Authority.create().pem).ask("challenge", ASK, Challenge)
    assert not faulty.asked, "not even a request may go to a stranger"


def test_a_proxy_of_the_environment_is_not_used(faulty: FaultyLine, dial: Dial, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    faulty.faults["challenge", 0] = Says(200, body=pack(Challenge(b"nonce")))
    assert dial(faulty.address, faulty.authority.pem).ask("challenge", ASK, Challenge).nonce == b"nonce"


def test_a_certificate_for_another_host_is_not_the_centre(tmp_path: Path, faulty: FaultyLine, dial: Dial):
    with pytest.raises(WrongCentre):
        dial(faulty.address.replace("127.0.0.1", "localhost"), faulty.authority.pem).ask("challenge", ASK, Challenge)


@pytest.mark.parametrize("lasts", [(100, 200), (-200, -100)])
def test_a_pc_whose_clock_is_years_off_still_reaches_its_centre(tmp_path: Path, dial: Dial, lasts: tuple[int, int]):
    line = FaultyLine(
        "https://127.0.0.1:1", "", tmp_path, {("challenge", 0): Says(200, body=pack(Challenge(b"nonce")))}, lasts=lasts
    )
    try:
        assert dial(line.address, line.authority.pem).ask("challenge", ASK, Challenge).nonce == b"nonce"
    finally:
        line.close()


def test_nobody_there_is_worth_another_try(dial: Dial):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, never listening
        with pytest.raises(TryLater):
            dial(f"https://127.0.0.1:{taken.getsockname()[1]}", Authority.create().pem).ask("challenge", ASK, Challenge)


def test_a_port_that_does_not_speak_tls_is_not_the_centre(dial: Dial):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            caller, _ = server.accept()
            with caller:
                caller.recv(1000)
                caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(WrongCentre):
            dial(f"https://127.0.0.1:{server.getsockname()[1]}", Authority.create().pem).ask(
                "challenge", ASK, Challenge
            )
        thread.join()


@pytest.mark.parametrize(
    ("fault", "stop"),
    [
        (LostRequest(), TryLater),
        (Says(200, body=b"not what was agreed"), TryLater),
        (Says(200, body=pack(Challenge(b"nonce"))[:-2]), TryLater),
        (Says(200, body=b""), TryLater),
        (Says(200, body=pack(Problem("x"))), TryLater),
        (Says(500), TryLater),
        (Says(503, (("Retry-After", "5"),)), TryLater),
        (Says(307, (("Location", "https://127.0.0.1:1/v1/challenge"),)), WrongCentre),
        (Says(401, body=pack(Problem("sign-in-needed"))), SignInNeeded),
        (Says(403, body=pack(Problem("revoked"))), Revoked),
        (Says(404), NoSuchDoor),
    ],
)
def test_what_comes_instead_of_an_answer_ends_in_the_right_stop(
    faulty: FaultyLine, dial: Dial, fault: LostRequest | Says, stop: type[Stop]
):
    faulty.faults["challenge", 0] = fault
    with pytest.raises(stop):
        dial(faulty.address, faulty.authority.pem).ask("challenge", ASK, Challenge)


def test_a_program_that_closes_need_not_wait_for_an_answer(faulty: FaultyLine, dial: Dial):
    begun, over, ended = threading.Event(), threading.Event(), list[Stop]()
    faulty.faults |= {("challenge", 0): Says(200, body=pack(Challenge(b"n"))), ("challenge", 1): Silence(begun, over)}
    line = dial(faulty.address, faulty.authority.pem)
    line.ask("challenge", ASK, Challenge)

    def ask() -> None:
        try:
            line.ask("challenge", ASK, Challenge)
        except Stop as stop:
            ended.append(stop)

    thread = threading.Thread(target=ask)
    thread.start()
    assert begun.wait(60)
    line.hang_up()
    thread.join(60)
    over.set()
    assert [type(stop) for stop in ended] == [TryLater]
    faulty.faults["challenge", 2] = Says(200, body=pack(Challenge(b"again")))
    assert line.ask("challenge", ASK, Challenge).nonce == b"again"


def test_an_endless_answer_is_not_read_to_its_end(faulty: FaultyLine, dial: Dial):
    faulty.faults["challenge", 0] = Says(200, body=bytes(LARGEST_BODY + 1))
    with pytest.raises(TryLater) as stop:
        dial(faulty.address, faulty.authority.pem).ask("challenge", ASK, Challenge)
    assert stop.value.detail == "TooLarge"


def test_a_small_answer_that_would_open_to_gigabytes_is_not_opened(faulty: FaultyLine, dial: Dial):
    faulty.faults["challenge", 0] = Says(200, body=pack(Challenge(bytes(LARGEST_BODY + 1))))
    with pytest.raises(TryLater) as stop:
        dial(faulty.address, faulty.authority.pem).ask("challenge", ASK, Challenge)
    assert stop.value.detail == "TooLarge"
