"""What becomes of what two desks write when it travels by stick, whatever happens to the stick."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from stick_trips import ITEM, OTHER, at_rest, at_rest_once, note_of, write_much, write_note
from sticks import Sticks
from world import Desk, World

from sync.core.bundle import reading
from sync.core.bundle_content import Rows
from sync.core.tables import CATALOGUE
from sync.server.bundle_answers import by_stick
from sync.server.bundle_cargo import titles
from sync.server.bundles import preview
from sync.server.feed import latest_of

DAY = 86_400_000


def test_two_desks_without_a_network_come_to_agree(sticks: Sticks, desk: Desk, second: Desk) -> None:
    write_note(desk, "of the first")
    write_note(second, "of the second", OTHER)
    at_rest(sticks, desk, second)
    assert (note_of(desk, OTHER), note_of(second, ITEM)) == ("of the second", "of the first")
    assert sticks.world.vanished() == []


def test_a_first_trip_settles_all_and_carries_nothing_back(sticks: Sticks, desk: Desk) -> None:
    """The library is offered whole, once: meeting the centre for the first time costs no second trip."""
    write_note(desk, "x")
    waited = desk.replica.waiting()
    taken = sticks.trip(desk)
    assert (taken.settled, desk.replica.waiting()) == (waited, 0)
    assert taken.received == len([row for row in desk.rows() if row[0] == "unit"])
    assert desk.replica.cursors["unit:X03"] > 0
    assert sticks.trip(desk).received == 0


def test_what_is_written_after_the_bundle_waits_whole_for_the_next(sticks: Sticks, desk: Desk) -> None:
    write_note(desk, "first")
    file = sticks.write(desk)
    write_note(desk, "second")
    write_note(desk, "new", OTHER)
    sticks.bring(file)
    sticks.take(desk, sticks.answer(desk))
    assert desk.replica.waiting() == 2
    sticks.trip(desk)
    held = sticks.world.seen_by(desk)
    assert (held["item", ITEM]["note"][0], held["item", OTHER]["note"][0]) == ("second", "new")


def test_a_lost_stick_costs_nothing(sticks: Sticks, desk: Desk) -> None:
    write_note(desk, "x")
    sticks.write(desk)
    write_note(desk, "y", OTHER)
    taken = sticks.trip(desk)
    assert desk.replica.waiting() == 0
    assert taken.settled > 1


def test_a_lost_answer_costs_nothing(sticks: Sticks, desk: Desk, second: Desk) -> None:
    write_note(second, "seen by both", OTHER)
    sticks.trip(second)
    write_note(desk, "x")
    sticks.bring(sticks.write(desk))
    sticks.answer(desk)  # and nobody ever sees it
    write_note(desk, "y")
    assert sticks.trip(desk).conflicts == 0
    at_rest(sticks, desk, second)
    assert note_of(second) == "y"


def test_the_same_bundle_twice_is_the_same_as_once(sticks: Sticks, desk: Desk) -> None:
    write_note(desk, "x")
    file = sticks.write(desk)
    first, again = sticks.bring(file), sticks.bring(file)
    assert (first.again, again.again, again.rows) == (False, True, first.rows)
    answer = sticks.answer(desk)
    sticks.take(desk, answer)
    before = desk.rows(), desk.replica.cursors, desk.replica.waiting()
    taken = sticks.take(desk, answer)
    assert (taken.settled, taken.conflicts) == (0, 0)
    assert (desk.rows(), desk.replica.cursors, desk.replica.waiting()) == before


def test_points_that_the_centre_opened_are_told_once(sticks: Sticks, desk: Desk, second: Desk) -> None:
    write_note(desk, "at first")
    at_rest(sticks, desk, second)
    write_note(desk, "theirs")
    sticks.trip(desk)
    write_note(second, "ours")
    sticks.bring(sticks.write(second))
    answer = sticks.answer(second)
    assert sticks.take(second, answer).conflicts == 1
    assert sticks.take(second, answer).conflicts == 0


def test_bundles_in_the_wrong_order_do_no_harm(sticks: Sticks, desk: Desk, second: Desk) -> None:
    write_note(desk, "old")
    first = sticks.write(desk)
    write_note(desk, "new")
    later = sticks.write(desk)
    sticks.bring(later)
    newer = sticks.answer(desk)
    sticks.bring(first)
    write_note(second, "other", OTHER)
    sticks.trip(second)
    newest = sticks.answer(desk)
    sticks.take(desk, newest)
    cursors = desk.replica.cursors
    sticks.take(desk, newer)  # the old answer after the new
    assert desk.replica.cursors == cursors
    at_rest(sticks, desk, second)
    assert (note_of(desk), note_of(second), note_of(desk, OTHER)) == ("new", "new", "other")


def test_a_run_over_the_line_in_between_does_no_harm(sticks: Sticks, desk: Desk, second: Desk) -> None:
    write_note(desk, "by stick")
    file = sticks.write(desk)
    write_note(desk, "by line")
    assert desk.sync().stop is None
    sticks.bring(file)  # what it carries is older than what came by line
    write_note(desk, "once more")
    sticks.take(desk, sticks.answer(desk))
    assert desk.replica.waiting() == 1, "the answer settles what went, not what was written since"
    sticks.world.clock.pass_(1000)
    sticks.world.reckon()
    assert note_of(second) == "once more"


def test_a_cut_bundle_is_taken_as_far_as_it_is_good_and_settles_nothing(sticks: Sticks, desk: Desk) -> None:
    at_rest_once(sticks, desk)
    write_much(desk)
    waited = desk.replica.waiting()
    file = sticks.write(desk)
    taken = sticks.bring(file, cut=0.9)
    assert (taken.result, taken.complete) == ("cut", False)
    assert 0 < taken.rows < waited
    back = sticks.take(desk, sticks.answer(desk))
    assert (back.settled, back.unread, desk.replica.waiting()) == (0, True, waited)
    whole = sticks.bring(file)
    assert (whole.result, whole.rows) == ("taken", waited)
    assert sticks.take(desk, sticks.answer(desk)).settled == waited


def test_a_cut_answer_is_taken_as_far_as_it_is_good(sticks: Sticks, desk: Desk, second: Desk) -> None:
    write_much(second)
    sticks.trip(second)
    write_note(desk, "x")
    sticks.bring(sticks.write(desk))
    answer = sticks.answer(desk)
    taken = sticks.take(desk, answer, cut=0.9)
    assert not taken.complete
    assert taken.received > 0
    assert taken.settled > 0
    reached = desk.replica.cursors["unit:X03"]
    whole = sticks.take(desk, answer)
    assert whole.complete
    assert whole.received > taken.received
    assert desk.replica.cursors["unit:X03"] > reached > 0
    at_rest(sticks, desk, second)


def test_a_preview_says_what_would_change_and_changes_nothing(sticks: Sticks, desk: Desk, second: Desk) -> None:
    write_note(desk, "of the first")
    at_rest(sticks, desk, second)
    write_note(desk, "theirs")
    write_note(second, "ours")
    write_note(second, "new", OTHER)
    sticks.trip(desk)
    file = sticks.write(second)
    before = sticks.world.rows()
    seen = preview(sticks.world.centre, file)
    assert (seen.rows, seen.new, seen.changed, seen.conflicts, seen.result) == (2, 2, 1, 1, "taken")
    assert sticks.world.rows() == before
    taken = sticks.bring(file)
    assert (taken.conflicts, taken.again) == (seen.conflicts, False)


def test_whoever_was_last_heard_of_by_stick_is_to_be_told_by_stick(sticks: Sticks, desk: Desk, second: Desk) -> None:
    centre = sticks.world.centre
    with centre.database.reading() as connection:
        assert by_stick(connection, "X03") == []
    sticks.trip(desk)
    sticks.world.clock.pass_(1_000)
    second.sync()
    with centre.database.reading() as connection:
        assert by_stick(connection, "X03") == [desk.identity.device]
    sticks.world.clock.pass_(1_000)
    desk.sync()
    with centre.database.reading() as connection:
        assert by_stick(connection, "X03") == []


def test_no_more_than_so_many_bundles_are_under_way(sticks: Sticks, desk: Desk) -> None:
    for _ in range(60):
        sticks.write(desk)
    assert desk.replica.exports.under_way() == 50


def test_the_list_of_all_titles_comes_when_it_has_changed_and_not_too_often(
    sticks: Sticks, world: World, desk: Desk
) -> None:
    desk.put("title", f"{1:032x}", {"245/1": [1, "  ", "a", "Số đỏ"]})
    sticks.trip(desk)
    with world.centre.database.reading() as connection:
        latest, _ = latest_of(connection, CATALOGUE)

    def told(known: str, *, room: int = 1_000_000) -> list[str]:
        parts = list(titles(world.centre, known, room=room))
        assert [part.last for part in parts] == [True] * len(parts)
        return [line[1] for part in parts for line in part.lines]

    now = world.clock.ms
    assert told("") == ["Số đỏ"]
    assert told("", room=10) == []
    assert told(f"{latest}.{now - 30 * DAY}") == [], "it has not changed"
    assert told(f"{latest - 1}.{now - DAY}") == [], "it came yesterday"
    assert told(f"{latest - 1}.{now - 8 * DAY}") == ["Số đỏ"]


def test_names_are_in_no_bundle(sticks: Sticks, desk: Desk) -> None:
    desk.put("reader", f"{32:032x}", {"name": "Nguyễn Thị Ẫm", "card": "B1"})
    file = sticks.write(desk)
    seen = b"".join(bytes(row) for row in _plain_rows(sticks, file))
    assert "Nguyễn Thị Ẫm".encode() not in seen
    assert b"B1" in seen, "the test can see what is in clear"


def _plain_rows(sticks: Sticks, file: Path) -> Iterator[bytes]:
    with reading(file, sticks.world.centre.key) as bundle:
        for content in bundle.contents():
            if isinstance(content, Rows):
                yield from map(bytes, content.rows)
