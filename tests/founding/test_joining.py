"""A library that is founded by enrolling it is there when the centre took the device in, and not before."""

from __future__ import annotations

import itertools
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop.library.joining import join
from desktop.library.library import Opening, exists
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.passwords import KEY_FILE
from desktop.library.store import key
from desktop.library.store.store import FILE
from sync.core.stops import TryLater
from tests.client.devices import authority_of, through
from tests.client.faulty_line import FaultyLine, LostAnswer, LostRequest
from tests.server.centre import CentreProgram

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "bi-mat-7"
_units = itertools.count(1)


@pytest.fixture(autouse=True)
def _little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key, "_TIME", 1)
    monkeypatch.setattr(key, "_MEMORY_KIB", 8)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProgram]:
    centre = CentreProgram.make(tmp_path_factory.mktemp("joined") / "centre")
    centre.start()
    yield centre
    centre.stop()


@pytest.fixture
def line(centre: CentreProgram, tmp_path: Path) -> Iterator[FaultyLine]:
    line = FaultyLine(centre.address, authority_of(centre), tmp_path)
    yield line
    line.close()


@pytest.fixture
def file(centre: CentreProgram, line: FaultyLine) -> Path:
    return through(line, centre.enrol(f"J{next(_units):02d}"))


def unit_of(profile: Path) -> str:
    opening = Opening(profile, PASSWORD)
    with closing(opening.library()) as library:
        unit, enrolled = library.unit, library.standing().enrolled
    opening.release()
    assert enrolled
    return unit


def test_a_used_code_leaves_no_library(profile: Path, tmp_path: Path, file: Path):
    join(tmp_path / "first", file, PASSWORD, name="PC 1")
    with pytest.raises(Refusal) as told:
        join(profile, file, PASSWORD, name="PC 2")
    assert told.value.reason is Reason.BAD_ENROLMENT
    assert not exists(profile)
    assert list(profile.iterdir()) == []


@pytest.mark.parametrize("fault", [LostRequest(), LostAnswer()], ids=["not-reached", "answer-lost"])
def test_whoever_could_not_be_reached_is_asked_again_with_the_same_key(
    profile: Path, line: FaultyLine, file: Path, fault: LostRequest | LostAnswer
):
    line.faults[("enrol", 0)] = fault
    with pytest.raises(TryLater):
        join(profile, file, PASSWORD, name="PC")
    assert not exists(profile)
    with pytest.raises(Refusal) as told:
        join(profile, file, "mật khẩu khác", name="PC")
    assert told.value.reason is Reason.WRONG_PASSWORD
    join(profile, file, PASSWORD, name="PC")
    assert unit_of(profile).startswith("J")
    assert {path.name for path in profile.iterdir()} == {FILE, KEY_FILE, "in-use"}


def test_after_a_file_of_another_unit_that_did_not_get_through_ones_own_is_taken(
    profile: Path, line: FaultyLine, file: Path, centre: CentreProgram
):
    line.faults[("enrol", 0)] = LostRequest()
    with pytest.raises(TryLater):
        join(profile, file, PASSWORD, name="PC")
    join(profile, centre.enrol("J99"), PASSWORD, name="PC")
    assert unit_of(profile) == "J99"


def test_a_move_cut_short_is_ended_by_the_next_try(profile: Path, file: Path):
    obstacle = profile / KEY_FILE
    (obstacle / "something").mkdir(parents=True)
    with pytest.raises(Refusal) as told:
        join(profile, file, PASSWORD, name="PC")
    assert told.value.reason is Reason.CANNOT_WRITE
    assert (profile / FILE).exists()
    (obstacle / "something").rmdir()
    obstacle.rmdir()
    join(profile, file, PASSWORD, name="PC")
    assert unit_of(profile).startswith("J")
