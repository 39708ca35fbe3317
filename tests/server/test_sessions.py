"""Who may speak: codes that count once, challenges that count once, sessions that end."""

from __future__ import annotations

import pytest

from sync.core import wire
from sync.core.identity import DeviceKey
from sync.core.stamp import new_incarnation
from sync.server.centre import Centre
from sync.server.refused import Refused
from sync.server.sessions import CHALLENGE_MS, CODE_MS, MOST_TRIES, SESSION_MS
from tests.server.desk import Desk, Time, ask, enrol, sign_in, signed


def code_for(office: Centre, unit: str = "A") -> str:
    return office.enrolment(unit, name="Đơn vị A")["code"]


def test_a_code_takes_in_one_device(office: Centre) -> None:
    code = code_for(office)
    enrolled = enrol(office, code, DeviceKey.create())
    assert (enrolled.unit, enrolled.unit_name) == ("A", "Đơn vị A")
    with pytest.raises(Refused, match="bad-code"):
        enrol(office, code, DeviceKey.create())


def test_the_same_device_may_ask_again_because_its_answer_may_be_lost(office: Centre) -> None:
    code, key = code_for(office), DeviceKey.create()
    assert enrol(office, code, key).device == enrol(office, code, key).device


def test_a_code_is_burnt_after_a_few_wrong_secrets(office: Centre) -> None:
    code, other = code_for(office), code_for(office)
    number = code.partition(".")[0]
    for _ in range(MOST_TRIES):
        with pytest.raises(Refused, match="bad-code"):
            enrol(office, f"{number}.wrong", DeviceKey.create())
    with pytest.raises(Refused, match="bad-code"):
        enrol(office, code, DeviceKey.create())
    assert enrol(office, other, DeviceKey.create()).unit == "A"


def test_a_few_mistakes_do_not_burn_a_code(office: Centre) -> None:
    code = code_for(office)
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(Refused):
            enrol(office, code.partition(".")[0], DeviceKey.create())
    assert enrol(office, code, DeviceKey.create()).unit == "A"


def test_a_code_ends(office: Centre, time: Time) -> None:
    code = code_for(office)
    time.ms += CODE_MS
    with pytest.raises(Refused, match="bad-code"):
        enrol(office, code, DeviceKey.create())


def test_a_key_that_is_not_proved_is_not_taken_in(office: Centre) -> None:
    code, key = code_for(office), DeviceKey.create()
    for public, signature in (
        (key.public, b"x" * 64),
        (key.public, DeviceKey.create().sign(code.encode())),
        (b"", b""),
    ):
        with pytest.raises(Refused, match="bad-code"):
            ask(office, "/v1/enrol", wire.Enrol(wire.PROTOCOL, code, public, signature, "m"), wire.Enrolled)


@pytest.mark.parametrize("spoken", [wire.PROTOCOL + 2, wire.PROTOCOL - 2, -1000])
def test_a_protocol_too_far_away_is_asked_to_upgrade(office: Centre, desk: Desk, spoken: int) -> None:
    with pytest.raises(Refused) as refused:
        ask(office, "/v1/challenge", wire.Ask(spoken, desk.device), wire.Challenge)
    assert (refused.value.code, refused.value.number) == ("upgrade-needed", wire.PROTOCOL)
    with pytest.raises(Refused, match="upgrade-needed"):
        ask(office, "/v1/enrol", wire.Enrol(spoken, "c", b"", b"", ""), wire.Enrolled)


def test_one_version_behind_or_ahead_is_understood(office: Centre, desk: Desk) -> None:
    for spoken in (wire.PROTOCOL - 1, wire.PROTOCOL, wire.PROTOCOL + 1):
        assert ask(office, "/v1/challenge", wire.Ask(spoken, desk.device), wire.Challenge).nonce


def test_a_challenge_counts_once(office: Centre, desk: Desk) -> None:
    nonce = ask(office, "/v1/challenge", wire.Ask(wire.PROTOCOL, desk.device), wire.Challenge).nonce
    message = signed(desk.device, nonce, new_incarnation(), desk.key)
    assert ask(office, "/v1/token", message, wire.SignedIn).token
    with pytest.raises(Refused, match="sign-in-needed"):
        ask(office, "/v1/token", message, wire.SignedIn)


def test_a_challenge_ends_after_a_minute(office: Centre, desk: Desk, time: Time) -> None:
    nonce = ask(office, "/v1/challenge", wire.Ask(wire.PROTOCOL, desk.device), wire.Challenge).nonce
    time.ms += CHALLENGE_MS
    with pytest.raises(Refused, match="sign-in-needed"):
        ask(office, "/v1/token", signed(desk.device, nonce, new_incarnation(), desk.key), wire.SignedIn)


def test_a_challenge_of_one_device_is_nothing_to_another(office: Centre, desk: Desk, second: Desk) -> None:
    nonce = ask(office, "/v1/challenge", wire.Ask(wire.PROTOCOL, desk.device), wire.Challenge).nonce
    for message in (
        signed(second.device, nonce, new_incarnation(), second.key),
        signed(desk.device, nonce, new_incarnation(), second.key),
        signed(desk.device, b"0" * 32, new_incarnation(), desk.key),
    ):
        with pytest.raises(Refused, match="sign-in-needed"):
            ask(office, "/v1/token", message, wire.SignedIn)


def test_many_open_challenges_do_not_pile_up(office: Centre, desk: Desk) -> None:
    first = ask(office, "/v1/challenge", wire.Ask(wire.PROTOCOL, desk.device), wire.Challenge).nonce
    for _ in range(30):
        last = ask(office, "/v1/challenge", wire.Ask(wire.PROTOCOL, desk.device), wire.Challenge).nonce
    with pytest.raises(Refused, match="sign-in-needed"):
        ask(office, "/v1/token", signed(desk.device, first, new_incarnation(), desk.key), wire.SignedIn)
    assert ask(office, "/v1/token", signed(desk.device, last, new_incarnation(), desk.key), wire.SignedIn).token


def test_an_unknown_device_is_told_to_sign_in(office: Centre) -> None:
    with pytest.raises(Refused, match="sign-in-needed"):
        ask(office, "/v1/challenge", wire.Ask(wire.PROTOCOL, "0" * 32), wire.Challenge)


def test_a_session_ends_and_the_same_program_signs_in_again(office: Centre, desk: Desk, time: Time) -> None:
    time.ms += SESSION_MS
    with pytest.raises(Refused, match="sign-in-needed"):
        desk.page()
    desk.bearer = sign_in(office, desk.device, desk.key, desk.incarnation)
    assert desk.page().rows == []


def test_an_incarnation_belongs_to_one_device(office: Centre, desk: Desk, second: Desk) -> None:
    with pytest.raises(Refused, match="bad-request"):
        sign_in(office, second.device, second.key, desk.incarnation)


@pytest.mark.parametrize("incarnation", ["", "0" * 9, "0" * 11, "Z" * 10, "0x00000000"])
def test_an_incarnation_is_ten_hex_digits(office: Centre, desk: Desk, incarnation: str) -> None:
    with pytest.raises(Refused, match="bad-request"):
        sign_in(office, desk.device, desk.key, incarnation)


def test_a_greeting_for_another_incarnation_than_the_session_needs_a_new_session(desk: Desk) -> None:
    desk.incarnation = new_incarnation()
    with pytest.raises(Refused, match="sign-in-needed"):
        desk.greet()


def test_a_revoked_device_is_told_so_at_once_and_everywhere(office: Centre, desk: Desk, second: Desk) -> None:
    office.revoke(desk.device)
    for request in (desk.greet, desk.page, desk.push, desk.buckets, desk.start):
        with pytest.raises(Refused, match="revoked"):
            request()
    assert second.page().rows == []


def test_revoking_a_device_that_is_not_there_is_refused(office: Centre) -> None:
    with pytest.raises(Refused, match="no-device"):
        office.revoke("0" * 32)


@pytest.mark.parametrize("unit", ["", "A B", "a/b", "x" * 41, "unit:A", "Đ\nB"])
def test_a_unit_code_that_could_be_misread_is_refused(office: Centre, unit: str) -> None:
    with pytest.raises(Refused, match="bad-unit"):
        office.enrolment(unit, name="x")


def test_a_vietnamese_unit_code_is_fine(office: Centre) -> None:
    assert Desk(office, "PA.83-ĐN").greet().unit == "PA.83-ĐN"


def test_a_new_unit_needs_a_name(office: Centre) -> None:
    with pytest.raises(Refused, match="no-name"):
        office.enrolment("C")
