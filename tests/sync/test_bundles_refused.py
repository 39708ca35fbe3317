"""Bundles that are not simply taken: wrong clocks, other addressees, strangers, the revoked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from stick_trips import ITEM, OTHER, at_rest, at_rest_once, note_of, write_note
from sticks import Sticks
from world import Desk, World, prepare

from sync.core.bundle import AddressedToAnother, UnknownSender
from sync.core.stops import ClockWrong, Revoked
from sync.server.quarantine import count
from sync.server.revocation import readmit

DAY = 86_400_000


def test_a_clock_that_runs_ahead_is_told_and_the_next_bundle_is_taken(sticks: Sticks, world: World) -> None:
    ahead = world.add_desk(2 * 3_600_000)
    ahead.put("item", ITEM, {"note": "from the future"})
    file = sticks.write(ahead)
    taken = sticks.bring(file)
    assert taken.result == "clock-wrong"
    assert taken.number == pytest.approx(2 * 3_600_000, abs=10_000)
    assert ("item", ITEM) not in world.rows()
    assert len(list((world.centre.folder.at / "kept").iterdir())) == 1
    answer = sticks.answer(ahead)
    back = sticks.take(ahead, answer)
    assert isinstance(back.stopped, ClockWrong)
    assert sticks.take(ahead, answer).settled == 0, "told twice, it is shifted once"
    world.clock.pass_(60_000)
    write_note(ahead, "of today", OTHER)
    assert sticks.bring(sticks.write(ahead)).result == "taken"
    sticks.take(ahead, sticks.answer(ahead))
    at_rest(sticks, ahead)


def test_a_clock_that_is_behind_is_set_right_by_the_first_answer(sticks: Sticks, world: World) -> None:
    behind = world.add_desk(-16 * 365 * DAY)
    write_note(behind, "in 2010")
    sticks.trip(behind)
    assert abs(behind.store.now_ms() - world.clock.ms) < 1_000


def test_a_clock_that_was_put_right_before_the_answer_came_stays_right(sticks: Sticks, world: World) -> None:
    desk = world.add_desk(2 * 3_600_000)
    desk.put("item", ITEM, {"note": "from the future"})
    sticks.bring(sticks.write(desk))
    answer = sticks.answer(desk)
    desk.skew_ms = 0
    sticks.take(desk, answer)
    assert abs(desk.store.now_ms() - world.clock.ms) < 1_000
    at_rest(sticks, desk)


def test_a_bundle_for_another_is_refused_whole(sticks: Sticks, desk: Desk, second: Desk) -> None:
    write_note(second, "not for you")
    sticks.bring(sticks.write(second))
    theirs = sticks.answer(second)
    with pytest.raises(AddressedToAnother):
        sticks.take(desk, theirs)
    with pytest.raises(AddressedToAnother):
        sticks.bring(theirs)
    with pytest.raises(AddressedToAnother):  # one of our own, which is for the centre
        sticks.take(second, sticks.write(second))


def test_a_stranger_is_refused_by_the_centre_and_a_strange_centre_by_the_desk(
    sticks: Sticks, desk: Desk, template: Path, tmp_path: Path
) -> None:
    elsewhere = World(tmp_path / "elsewhere", prepare(tmp_path / "elsewhere-template"))
    theirs = elsewhere.add_desk(0)
    theirs.identity = desk.identity  # its key is known there to nobody
    strange = Sticks(elsewhere)
    with pytest.raises(UnknownSender):
        strange.bring(strange.write(theirs))
    elsewhere.close()


def test_a_revoked_device_is_told_so_and_its_bundle_is_kept(sticks: Sticks, desk: Desk) -> None:
    at_rest_once(sticks, desk)
    sticks.world.centre.revoke(desk.identity.device)
    write_note(desk, "too late")
    taken = sticks.bring(sticks.write(desk))
    assert (taken.result, taken.rows) == ("revoked", 0)
    assert len(list((sticks.world.centre.folder.at / "kept" / "revoked").iterdir())) == 1
    assert sticks.world.rows()["item", ITEM]["note"][0] == "at first"
    assert count(sticks.world.centre, desk.identity.device) == 1, "an operator may take it in"
    back = sticks.take(desk, sticks.answer(desk))
    assert isinstance(back.stopped, Revoked)
    assert (back.received, back.settled) == (0, 0)
    assert note_of(desk) == "too late", "nothing is lost here"


def test_a_device_that_may_sync_again_brings_what_was_kept_apart_once_more(sticks: Sticks, desk: Desk) -> None:
    at_rest_once(sticks, desk)
    centre = sticks.world.centre
    centre.revoke(desk.identity.device)
    write_note(desk, "while it was revoked")
    sticks.bring(sticks.write(desk))
    with centre.database.writing() as pen:
        readmit(pen, desk.identity.device, centre.now)
    back = sticks.take(desk, sticks.answer(desk))
    assert (back.stopped, back.unread, desk.replica.waiting()) == (None, True, 1)
    at_rest(sticks, desk)
    assert sticks.world.rows()["item", ITEM]["note"][0] == "while it was revoked"
