"""kill -9 of a desk while it writes and takes bundles: no half file has a whole one's name, and the next trip goes on."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.library.stick import Stick
from desktop.syncing import enrol
from sync.core.bundle import SUFFIX, reading
from sync.server import bundles
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from tests.kill import worker
from tests.kill.axe import Axe, lacking, survivor
from tests.kill.test_kill import contents

KILLS = 20
UNIT = "K03"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """A centre that nobody reaches by line."""
    opened = Centre.create(tmp_path / "centre", name="Trung tâm thử")
    yield opened
    opened.close()


def test_killed_while_it_writes_and_takes_bundles(library_of: Callable[..., Path], centre: Centre, tmp_path: Path):
    first, second = library_of(UNIT, "first"), library_of(UNIT, "second")
    for profile in (first, second):
        enrol_without_a_network(profile, centre)
    stick = tmp_path / "stick"
    stick.mkdir()
    axe = Axe(random.Random(16), most=6, within_s=0.06)
    while axe.kills < KILLS:
        shown = axe.falls_on(worker.carry, first, stick, axe.kills)
        for file in bundles_from_desks(stick):
            assert is_whole(file, centre), file.name
        assert not any("written" in each for each in axe.shown) or bundles_from_desks(stick)
        with survivor(first, thoroughly=axe.kills % 10 == 0) as library:
            assert lacking(library, shown) == []
        answer_all(stick, centre)
    assert any(each.get("settled") for each in axe.shown), "no answer was ever taken"
    assert agree_by_stick((first, second, first), stick, centre)
    assert list(stick.glob("*.part")) == []
    with survivor(first, thoroughly=True) as library, survivor(second, thoroughly=True) as other:
        assert lacking(other, axe.shown) == []
        assert contents(other.store) == contents(library.store)
    with centre.database.reading() as connection:
        assert problems_of(connection) == []


def enrol_without_a_network(profile: Path, centre: Centre) -> None:
    file = profile.parent / f"{profile.name}.json"
    file.write_text(json.dumps(centre.enrolment(UNIT, name=UNIT)), encoding="utf-8")
    with survivor(profile) as library:
        enrol(library, file, offline=True)


def agree_by_stick(profiles: tuple[Path, ...], stick: Path, centre: Centre) -> bool:
    """Each makes a trip; the last of which leaves nothing waiting."""
    for profile in profiles:
        with survivor(profile) as library:
            Stick(library).write(stick)
            answer_all(stick, centre)
            taken = Stick(library).take(stick)
            assert (taken.complete, taken.stopped, library.replica.waiting()) == (True, None, 0)
    return taken.settled == 0


def bundles_from_desks(stick: Path) -> list[Path]:
    return sorted(stick.glob(f"*-to-centre-*{SUFFIX}"))


def is_whole(file: Path, centre: Centre) -> bool:
    with reading(file, centre.key) as bundle:
        assert list(bundle.contents())
        return bundle.complete


def answer_all(stick: Path, centre: Centre) -> None:
    """What an operator does with a stick."""
    taken = [bundles.take(centre, file) for file in bundles_from_desks(stick)]
    assert all(each.complete for each in taken)
    for device in {each.device for each in taken}:
        bundles.answer(centre, device, stick)
