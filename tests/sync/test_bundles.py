"""What becomes of what two desks write when it travels by stick, whatever happens to the stick."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sticks import Sticks
from world import Desk, World, prepare

from desktop.library.store.rows import load
from sync.core.bundle import AddressedToAnother, UnknownSender, reading
from sync.core.bundle_content import Rows
from sync.core.stops import ClockWrong, Revoked
from sync.core.tables import CATALOGUE
from sync.server.bundle_answers import by_stick
from sync.server.bundle_cargo import titles
from sync.server.bundles import preview
from sync.server.feed import latest_of
from sync.server.quarantine import count
from sync.server.revocation import readmit

ITEM, OTHER = f"{16:032x}", f"{17:032x}"
DAY = 86_400_000
MUCH = 20


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("template"))


@pytest.fixture
def world(tmp_path: Path, template: Path) -> Iterator[World]:
    made = World(tmp_path / "world", template)
    yield made
    made.close()


@pytest.fixture
def sticks(world: World) -> Sticks:
    return Sticks(world)


@pytest.fixture
def desk(world: World) -> Desk:
    return world.add_desk(0)


@pytest.fixture
def second(world: World, desk: Desk) -> Desk:
    """Another desk of the same unit."""
    return world.add_desk(0)


def note_of(desk: Desk, item: str = ITEM) -> object:
    row = load(desk.store.connection, "item", item)
    return row and row.fields.get("note")


def write_note(desk: Desk, text: str, item: str = ITEM) -> None:
    desk.world.clock.pass_(1_000)
    desk.put("item", item, {"note": text})


def write_much(desk: Desk) -> None:
    """More than one chunk."""
    for n in range(MUCH):
        desk.put("item", f"{1000 + n:032x}", {"note": secrets.token_hex(50_000)})


def at_rest(sticks: Sticks, *desks: Desk) -> None:
    """Everybody carries bundles until nothing moves, and then holds what the centre holds."""
    for _ in range(6):
        moved = [sticks.trip(desk) for desk in desks]
        sticks.world.clock.pass_(1_000)
        if not any(taken.received or taken.settled for taken in moved):
            break
    for desk in desks:
        assert desk.replica.waiting() == 0
        assert desk.rows() == sticks.world.seen_by(desk), desk.name
        assert desk.store.check() == ()
        sticks.world.knows(desk.unit, load(desk.store.connection, "item", ITEM))


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


def at_rest_once(sticks: Sticks, desk: Desk) -> None:
    write_note(desk, "at first")
    sticks.trip(desk)


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
