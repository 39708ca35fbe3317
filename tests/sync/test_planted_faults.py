"""Whether the reckoning at the end of a history notices anything: each fault of sync.md is planted and must be found.

Every fault has a history of its own, which ends well without it. Random histories find them, too, but some only after
hundreds; TUSACH_HYPOTHESIS=thorough lets them try.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import faults
import test_histories
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from test_histories import Histories
from world import Desk, Faults, World, prepare

from sync.core.row import named_id

ITEM = "1" * 32


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """A centre and enrolled desks."""
    with tempfile.TemporaryDirectory(prefix="tusach-faults-") as folder:
        yield prepare(Path(folder) / "template")


@pytest.fixture
def world(tmp_path: Path, template: Path) -> Iterator[World]:
    """Two desks of one unit that hold the same item, and one of another unit."""
    world = World(tmp_path / "world", template)
    for _ in range(3):
        world.add_desk(0)
    world.desks[0].put("item", ITEM, {"barcode": "TK1", "note": "first", "location": "Kho A"})
    world.settle()
    world.clock.pass_(1_000)
    yield world
    world.close()


def a_row_changed_elsewhere_is_pushed_before_it_is_read(world: World) -> None:
    first, second, _ = world.desks
    second.put("item", ITEM, {"note": "second"})
    second.sync()
    first.put("item", ITEM, {"location": "Kho B"})
    first.sync()


def a_row_is_pushed_past_pages_that_were_not_read(world: World) -> None:
    first, second, _ = world.desks
    second.put("item", ITEM, {"note": "second"})
    for number in range(30):
        second.put("item", f"{number + 100:032x}", {"barcode": f"other {number}"})
    second.sync()
    first.put("item", ITEM, {"location": "Kho B"})
    first.sync()


def a_disk_is_put_back_after_a_push(world: World) -> None:
    desk = world.desks[0]
    image = desk.image()
    desk.put("item", ITEM, {"note": "pushed"})
    desk.sync()
    desk.put_back(image)


def two_people_change_one_field(world: World) -> None:
    first, second, _ = world.desks
    first.put("item", ITEM, {"note": "earlier"})
    world.clock.pass_(1_000)
    second.put("item", ITEM, {"note": "later"})
    first.sync()
    second.sync()


def what_a_restored_centre_lost_was_changed_by_another(world: World) -> None:
    first, second, _ = world.desks
    world.back_up()
    first.put("item", ITEM, {"note": "known to nobody else"})
    first.sync()
    world.restore()
    world.clock.pass_(1_000)
    second.put("item", ITEM, {"note": "later"})
    second.sync()


def a_restored_centre_lost_a_field_that_two_people_added(world: World) -> None:
    first, second, _ = world.desks
    world.back_up()
    first.put("item", ITEM, {"price": "known to nobody else"})
    first.sync()
    world.restore()
    world.clock.pass_(1_000)
    second.put("item", ITEM, {"price": "later"})
    second.sync()


def a_restored_centre_lost_a_row_that_two_people_made(world: World) -> None:
    """Under an id that both derive from the same words, as with rules and codes."""
    first, second, _ = world.desks
    code = named_id("X03", "code", "location", "kho-c")
    world.back_up()
    first.put("code", code, {"vi": "known to nobody else"})
    first.sync()
    world.restore()
    world.clock.pass_(1_000)
    second.put("code", code, {"vi": "later"})
    second.sync()


def a_field_is_changed_while_it_is_on_its_way(world: World) -> None:
    desk = world.desks[0]
    desk.put("item", ITEM, {"note": "sent"})
    many_rows_come_in_pages(world)
    reports = iter(range(99))

    def change() -> None:
        if next(reports) == 2:  # after the greeting and the first batch: that one is on its way
            desk.put("item", ITEM, {"note": "newer"})

    desk.sync(Faults(meanwhile=change))


def many_rows_come_in_pages(world: World) -> None:
    desk = world.desks[0]
    for number in range(30):
        desk.put("item", f"{number + 100:032x}", {"barcode": f"other {number}"})


def what_came_from_a_quicker_clock_is_changed(world: World) -> None:
    first, second, _ = world.desks
    first.skew_ms = 200_000
    first.put("item", ITEM, {"note": "from the quicker clock"})
    first.restart()
    first.sync()
    second.sync()
    second.put("item", ITEM, {"note": "and then changed"})


def at_the_desk(desk: Desk, kind: str, **more: str | None) -> None:
    with desk.store.writing() as pen:
        stamp, now = pen.tick(), desk.store.now()
        event = {"kind": kind, "order": stamp, "item_id": ITEM, "title_id": "2" * 32, "reader_id": "3" * 32}
        event |= {"at": now, "recorded": now, "due": "2026-12-24"}
        desk.write(pen, "circulation_event", pen.new_id(), event | more, stamp=stamp)


def a_book_is_lent_by_a_clock_that_runs_ahead(world: World) -> None:
    desk = world.desks[0]
    desk.skew_ms = 400 * 86_400_000
    at_the_desk(desk, "lent")


def a_book_was_lent_before_its_reader_asked_for_another(world: World) -> None:
    first, second, _ = world.desks
    at_the_desk(first, "lent")
    world.clock.pass_(60_000)
    at_the_desk(second, "held", item_id=None)
    second.sync()


HISTORIES: dict[Callable[[pytest.MonkeyPatch], None], Callable[[World], None]] = {
    faults.echo_ignores_the_cursor: a_row_changed_elsewhere_is_pushed_before_it_is_read,
    faults.echo_is_compared_at_reading_time: a_row_is_pushed_past_pages_that_were_not_read,
    faults.no_incarnation_at_restart: a_disk_is_put_back_after_a_push,
    faults.first_come_wins: two_people_change_one_field,
    faults.rows_are_taken_before_they_are_offered: what_a_restored_centre_lost_was_changed_by_another,
    faults.bases_are_dropped_before_they_are_durable: what_a_restored_centre_lost_was_changed_by_another,
    faults.an_acknowledgement_clears_a_newer_edit: a_field_is_changed_while_it_is_on_its_way,
    faults.the_cursor_moves_past_a_cut_page: many_rows_come_in_pages,
    faults.the_clock_does_not_see_foreign_stamps: what_came_from_a_quicker_clock_is_changed,
    faults.a_conflict_is_noted_only_when_the_sender_loses: two_people_change_one_field,
    faults.a_loan_keeps_its_place_when_its_event_moves: a_book_is_lent_by_a_clock_that_runs_ahead,
    faults.a_queue_takes_events_as_they_come: a_book_was_lent_before_its_reader_asked_for_another,
}


@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(world: World, monkeypatch: pytest.MonkeyPatch, fault: Callable[..., None]):
    fault(monkeypatch)
    for desk in world.desks:
        desk.restart()
    with pytest.raises(AssertionError):
        tell(HISTORIES[fault], world)


@pytest.mark.parametrize(
    "history",
    [
        *dict.fromkeys(HISTORIES.values()),
        a_restored_centre_lost_a_field_that_two_people_added,
        a_restored_centre_lost_a_row_that_two_people_made,
    ],
    ids=lambda history: history.__name__,
)
def test_the_same_history_ends_well_without_it(world: World, history: Callable[[World], None]):
    for desk in world.desks:
        desk.restart()
    tell(history, world)


def tell(history: Callable[[World], None], world: World) -> None:
    history(world)
    world.reckon()


@pytest.mark.skipif(os.environ.get("TUSACH_HYPOTHESIS") != "thorough", reason="takes minutes; thorough runs it")
@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda fault: fault.__name__)
def test_random_histories_find_it_too(monkeypatch: pytest.MonkeyPatch, template: Path, fault: Callable[..., None]):
    monkeypatch.setattr(test_histories, "_template", [template])
    fault(monkeypatch)
    rules = settings(
        max_examples=1_500,
        stateful_step_count=50,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(seed(1)(type("Faulty", (Histories,), {})), settings=rules)
