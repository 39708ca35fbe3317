"""PMB's files tell no times: the day is asked, the order of lines is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.library.circulation.calendar import day_of
from desktop.library.model.refusal import Reason, Refusal
from tests.interchange.late_world import FRIDAY, LateWorld

LENT = ("PRET SECOURU", "TV000001", "TK.00001", "TK.00002")
BACK = ("RETOUR SECOURU", "TK.00001")


def pmb(world: LateWorld, *lines: str) -> Path:
    return world.file(*lines, name="secouru.txt")


def test_loans_and_returns_happen_on_the_day_that_is_told(world: LateWorld):
    done = world.enter(pmb(world, *LENT, "", *BACK), on=FRIDAY)
    assert (done.entered, world.out()) == (3, {"TK.00002": "TV000001"})
    assert {day_of(lent) for _, _, lent, *_ in world.loans()} == {FRIDAY}


def test_without_a_day_nothing_is_entered(world: LateWorld):
    with pytest.raises(Refusal) as no:
        world.enter(pmb(world, *LENT))
    assert (no.value.reason, no.value.facts["field"]) == (Reason.MISSING_FIELD, "day")
    with pytest.raises(Refusal) as no:
        world.enter(pmb(world, *LENT), on=date(2027, 1, 1))
    assert no.value.reason is Reason.INVALID_DATE


def test_the_order_of_the_lines_is_the_order_of_the_day(world: LateWorld):
    world.enter(pmb(world, *LENT, *BACK, "PRÊT SECOURU", "TV000002", "TK.00001"), on=FRIDAY)
    assert world.out() == {"TK.00001": "TV000002", "TK.00002": "TV000001"}
    assert world.store.conflicts.open_count() == 0


def test_twice_the_same_day_by_the_same_reader_is_two_loans(world: LateWorld):
    lines = (*LENT[:3], *BACK, *LENT[:3])
    world.enter(pmb(world, *lines), on=FRIDAY)
    assert (world.out(), len(world.loans())) == ({"TK.00001": "TV000001"}, 2)
    again = world.enter(pmb(world, *lines), on=FRIDAY)
    assert (again.already, again.entered) == (3, 0)


def test_a_longer_file_of_the_same_day_adds_only_what_is_new(world: LateWorld):
    world.enter(pmb(world, *LENT), on=FRIDAY)
    done = world.enter(pmb(world, *LENT, *BACK), on=FRIDAY)
    assert (done.already, done.entered) == (2, 1)


def test_what_somebody_typed_in_of_that_day_is_not_entered_again(world: LateWorld):
    world.desk.lend("TV000001", "TK.00001", at=world.moment(FRIDAY, 15))
    done = world.enter(pmb(world, *LENT), on=FRIDAY)
    assert (done.already, done.entered) == (1, 1)


def test_lines_before_any_block_are_told(world: LateWorld):
    done = world.enter(pmb(world, "TK.00001", *BACK), on=FRIDAY, kind="pmb")
    assert (done.odd, done.report[0].reasons) == (1, ("no-block",))


def test_today_may_be_entered_before_noon(world: LateWorld):
    assert world.enter(pmb(world, *LENT), on=date(2026, 11, 23)).entered == 2
