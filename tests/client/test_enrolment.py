"""How a device comes to belong to a centre, and which files do not make it so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.library import enrolling
from desktop.library.model.refusal import Reason, Refusal
from sync.core.stops import TryLater, WrongCentre
from tests.client.certificates import Authority
from tests.client.devices import Device, through
from tests.client.faulty_line import CutAnswer, FaultyLine, LostAnswer, LostRequest, Says
from tests.server.centre import CentreProgram

NewPc = Callable[[], Device]


@pytest.fixture
def pc(tmp_path: Path, unit: str):
    device = Device(tmp_path / "pc", unit)
    yield device
    device.close()


@pytest.fixture
def file(served: CentreProgram, line: FaultyLine, unit: str) -> Path:
    return through(line, served.enrol(unit, name="Tiểu đoàn 3"))


def test_a_library_without_a_centre_says_so(pc: Device):
    with pytest.raises(Refusal) as refusal:
        enrolling.centre_of(pc.store)
    assert refusal.value.reason == Reason.NOT_ENROLLED


def test_enrolling_makes_the_library_a_device_of_its_unit(pc: Device, file: Path, unit: str):
    pc.enrol(file)
    assert pc.store.profile.text("unit-name") == "Tiểu đoàn 3"
    assert pc.store.profile.text("device") == enrolling.enrol(pc.store, file, name="again").device, "twice is once"
    pc.restart()
    assert pc.agree().stop is None


@pytest.mark.parametrize("fault", [LostRequest(), LostAnswer(), CutAnswer(40), Says(500)], ids=repr)
def test_a_code_whose_answer_was_lost_may_be_presented_again(pc: Device, file: Path, line: FaultyLine, fault: Any):
    line.faults["enrol", 0] = fault
    with pytest.raises(TryLater):
        pc.enrol(file)
    with pytest.raises(Refusal, match="not-enrolled"):
        enrolling.centre_of(pc.store)
    pc.close()
    pc.start()
    pc.enrol(file)
    assert pc.agree().stop is None


def test_a_code_lets_one_device_in(pc: Device, file: Path, unit: str, tmp_path: Path):
    pc.enrol(file)
    second = Device(tmp_path / "second", unit)
    with pytest.raises(Refusal) as refusal:
        second.enrol(file)
    second.close()
    assert (refusal.value.reason, refusal.value.facts["fault"]) == (Reason.BAD_ENROLMENT, "bad-code")


def test_the_file_of_another_unit_is_refused_before_its_code_is_used(
    pc: Device, served: CentreProgram, line: FaultyLine
):
    with pytest.raises(Refusal) as refusal:
        pc.enrol(through(line, served.enrol("ELSEWHERE")))
    assert (refusal.value.reason, refusal.value.facts["unit"]) == (Reason.ANOTHER_UNIT, "ELSEWHERE")
    assert not line.asked


def test_an_expired_code_is_said_to_be_expired(pc: Device, file: Path, line: FaultyLine):
    expired = changed(file, code="never.given", expires="2020-01-01T00:00:00Z")
    with pytest.raises(Refusal) as refusal:
        pc.enrol(expired)
    assert refusal.value.facts["fault"] == "expired"


def test_a_pc_whose_clock_is_years_ahead_may_enrol_all_the_same(tmp_path: Path, unit: str, file: Path):
    pc = Device(tmp_path / "ahead", unit, ahead_ms=10 * 365 * 24 * 3_600_000)
    pc.enrol(file)
    assert pc.agree().stop is None
    pc.close()


def test_another_authority_in_the_file_meets_no_centre(pc: Device, file: Path, line: FaultyLine):
    with pytest.raises(WrongCentre):
        pc.enrol(changed(file, authority=Authority.create().pem))
    assert not line.asked


def changed(file: Path, **changes: object) -> Path:
    said = json.loads(file.read_text(encoding="utf-8")) | changes
    other = file.with_suffix(".changed.json")
    other.write_text(json.dumps({name: value for name, value in said.items() if value is not None}), encoding="utf-8")
    return other


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"address": "http://127.0.0.1:8443"}, "address"),
        ({"address": "file:///etc/passwd"}, "address"),
        ({"address": ""}, "address"),
        ({"authority": "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"}, "authority"),
        ({"authority": ""}, "authority"),
        ({"code": None}, "unreadable"),
        ({"unit": 7}, "unreadable"),
        ({"expires": "tomorrow"}, "unreadable"),
    ],
)
def test_a_file_that_says_something_else_is_refused_with_what_is_wrong(
    pc: Device, file: Path, line: FaultyLine, changes: dict[str, object], fault: str
):
    with pytest.raises(Refusal) as refusal:
        pc.enrol(changed(file, **changes))
    assert (refusal.value.reason, refusal.value.facts["fault"]) == (Reason.BAD_ENROLMENT, fault)
    assert not line.asked


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b"GIF89a", b'{"address": 1}', b"[" * 100_000])
def test_what_is_not_an_enrolment_file_is_refused(pc: Device, tmp_path: Path, content: bytes):
    file = tmp_path / "file.json"
    file.write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        pc.enrol(file)
    assert refusal.value.reason == Reason.BAD_ENROLMENT


@pytest.mark.parametrize("name", ["absent.json", "."])
def test_a_file_that_is_not_there_is_refused(pc: Device, tmp_path: Path, name: str):
    with pytest.raises(Refusal) as refusal:
        pc.enrol(tmp_path / name)
    assert refusal.value.reason == Reason.NOT_A_FILE
