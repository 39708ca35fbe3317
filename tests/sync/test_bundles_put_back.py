"""Bundles and what was put back: the disk of a desk, a copy of it, the centre."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from stick_trips import OTHER, at_rest, at_rest_once, note_of, write_note
from sticks import Sticks
from world import Desk


def test_a_disk_that_was_put_back_settles_nothing_and_reads_past_nothing(sticks: Sticks, desk: Desk) -> None:
    at_rest_once(sticks, desk)
    image = desk.image()
    write_note(desk, "written after the image")
    sticks.bring(sticks.write(desk))
    answer = sticks.answer(desk)
    desk.put_back(image)
    cursors = desk.replica.cursors
    taken = sticks.take(desk, answer)
    assert (taken.settled, desk.replica.cursors) == (0, cursors), "it lacks what the answer leaves out"
    assert note_of(desk) != "written after the image"
    at_rest(sticks, desk)
    assert note_of(desk) == "written after the image"


def test_an_answer_that_leaves_out_what_the_program_sent_by_line_is_not_trusted_to_a_copy(
    sticks: Sticks, desk: Desk
) -> None:
    """A copy of the disk knows the bundle, but not what the same program start sent over the line afterwards."""
    write_note(desk, "by stick")
    file = sticks.write(desk)
    image = desk.image()
    desk.sync()
    write_note(desk, "by line", OTHER)
    desk.sync()
    sticks.bring(file)
    copy = sticks.world.clone(desk, image)
    sticks.take(copy, sticks.answer(desk))
    at_rest(sticks, copy)
    assert note_of(copy, OTHER) == "by line"


def test_pages_that_begin_past_what_was_read_move_no_cursor(sticks: Sticks, desk: Desk, second: Desk) -> None:
    """The centre heard by line how far the desk had read; then its disk was put back."""
    at_rest_once(sticks, desk)
    sticks.bring(sticks.write(desk))
    image = desk.image()
    write_note(second, "of the second", OTHER)
    second.sync()
    sticks.world.clock.pass_(1_000)
    for _ in range(2):
        desk.sync()
    second.put("item", f"{18:032x}", {"note": "what the page brings"})
    second.sync()
    desk.put_back(image)
    read = desk.replica.cursors
    assert sticks.take(desk, sticks.answer(desk)).complete
    assert (desk.replica.cursors, note_of(desk, OTHER)) == (read, None)
    at_rest(sticks, desk)
    assert note_of(desk, OTHER) == "of the second"


def test_a_centre_that_was_put_back_is_offered_everything_again(sticks: Sticks, desk: Desk, second: Desk) -> None:
    at_rest_once(sticks, desk)
    sticks.world.back_up()
    write_note(desk, "after the backup")
    sticks.trip(desk)
    sticks.trip(second)
    assert sticks.world.restore()
    taken = sticks.bring(sticks.write(desk))
    assert taken.result == "new-epoch"
    sticks.take(desk, sticks.answer(desk))
    at_rest(sticks, desk, second)
    assert note_of(desk) == note_of(second) == "after the backup"
    assert sticks.world.vanished() == []


def test_an_answer_of_an_epoch_that_is_over_brings_its_rows_and_nothing_else(sticks: Sticks, desk: Desk) -> None:
    sticks.world.back_up()
    at_rest_once(sticks, desk)
    sticks.bring(sticks.write(desk))
    late = sticks.answer(desk)
    sticks.world.restore()
    sticks.trip(desk)
    epoch, cursors = desk.replica.epoch, desk.replica.cursors
    sticks.take(desk, late)
    assert (desk.replica.epoch, desk.replica.cursors) == (epoch, cursors)
    at_rest(sticks, desk)
