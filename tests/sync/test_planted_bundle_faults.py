"""Whether the reckoning notices what may go wrong by stick: each planted fault has a history that ends well without it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import bundle_faults as faults
import test_histories
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sticks import Sticks, small_chunks
from test_bundle_histories import SticksAndRuns
from world import World, prepare

ITEM, OTHER, READER = "1" * 32, "2" * 32, "3" * 32


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre and enrolled desks."""
    return prepare(tmp_path_factory.mktemp("stick-faults") / "template")


@pytest.fixture
def sticks(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sticks]:
    """Two desks of one unit that hold the same rows, and sticks."""
    small_chunks(monkeypatch)
    world = World(tmp_path / "world", template)
    for _ in range(2):
        world.add_desk(0)
    world.desks[0].put("item", ITEM, {"barcode": "TK1", "note": "first", "location": "Kho A"})
    world.desks[0].put("reader", READER, {"name": "Người thứ nhất"})
    world.settle()
    world.clock.pass_(1_000)
    yield Sticks(world)
    world.close()


def a_row_is_changed_after_it_was_taken_along(sticks: Sticks) -> None:
    desk = sticks.world.desks[0]
    desk.put("item", ITEM, {"note": "taken along"})
    file = sticks.write(desk)
    desk.put("item", ITEM, {"note": "newer"})
    sticks.bring(file)
    sticks.take(desk, sticks.answer(desk))


def a_disk_put_back_gets_the_answer_to_a_bundle_of_later(sticks: Sticks) -> None:
    desk = sticks.world.desks[0]
    image = desk.image()
    desk.put("item", ITEM, {"note": "after the image"})
    sticks.bring(sticks.write(desk))
    answer = sticks.answer(desk)
    desk.put_back(image)
    desk.put("item", OTHER, {"note": "on the disk that was put back"})
    sticks.take(desk, answer)


def a_disk_was_put_back_and_the_centre_heard_by_line_how_far_it_had_read(sticks: Sticks) -> None:
    desk, second = sticks.world.desks
    sticks.trip(desk)
    sticks.bring(sticks.write(desk))
    image = desk.image()
    second.put("item", OTHER, {"note": "of the second"})
    second.sync()
    sticks.world.clock.pass_(1_000)
    for _ in range(2):
        desk.sync()
    second.put("item", f"{18:032x}", {"note": "what the page brings"})
    second.sync()
    desk.put_back(image)
    sticks.take(desk, sticks.answer(desk))


def an_old_answer_comes_after_a_newer_one(sticks: Sticks) -> None:
    desk, second = sticks.world.desks
    sticks.bring(sticks.write(desk))
    second.put("item", OTHER, {"note": "one"})
    second.sync()
    old = sticks.answer(desk)
    second.put("item", OTHER, {"note": "two"})
    second.sync()
    sticks.take(desk, sticks.answer(desk))
    sticks.take(desk, old)


def an_answer_is_cut_between_two_pages(sticks: Sticks) -> None:
    desk, second = sticks.world.desks
    for number in range(30):
        second.put("item", f"{number + 100:032x}", {"barcode": f"other {number}"})
    second.sync()
    sticks.bring(sticks.write(desk))
    sticks.take(desk, sticks.answer(desk), cut=0.6)


def a_bundle_is_cut_between_two_chunks(sticks: Sticks) -> None:
    desk = sticks.world.desks[0]
    for number in range(30):
        desk.put("item", f"{number + 100:032x}", {"barcode": f"other {number}"})
    sticks.bring(sticks.write(desk), cut=0.6)
    sticks.take(desk, sticks.answer(desk))


def a_copy_of_the_disk_gets_the_answer_and_not_what_went_by_line(sticks: Sticks) -> None:
    desk = sticks.world.desks[0]
    desk.put("item", ITEM, {"note": "by stick"})
    file = sticks.write(desk)
    image = desk.image()
    desk.sync()
    desk.put("item", OTHER, {"note": "by line"})
    desk.sync()
    sticks.bring(file)
    copy = sticks.world.clone(desk, image)
    sticks.take(copy, sticks.answer(desk))


def a_centre_that_was_put_back_has_lost_what_came_by_stick(sticks: Sticks) -> None:
    desk, second = sticks.world.desks
    sticks.trip(desk)
    sticks.world.back_up()
    desk.put("item", ITEM, {"note": "after the backup"})
    sticks.trip(desk)
    sticks.world.restore()
    for number in range(5):  # so that its numbers do not give it away
        second.put("item", f"{number + 100:032x}", {"barcode": f"other {number}"})
    second.sync()
    sticks.trip(desk)


def a_stick_comes_from_a_clock_that_is_a_year_ahead(sticks: Sticks) -> None:
    desk, _ = sticks.world.desks
    desk.restart()
    desk.skew_ms = 365 * 86_400_000
    desk.put("item", ITEM, {"note": "from the future"})
    sticks.bring(sticks.write(desk))
    desk.skew_ms = 0
    sticks.take(desk, sticks.answer(desk))


def a_row_changed_elsewhere_is_brought_before_it_is_read(sticks: Sticks) -> None:
    desk, second = sticks.world.desks
    sticks.trip(desk)
    second.put("item", ITEM, {"note": "second"})
    sticks.trip(second)
    desk.put("item", ITEM, {"location": "Kho B"})
    sticks.trip(desk)


def two_people_rename_one_reader(sticks: Sticks) -> None:
    desk, second = sticks.world.desks
    desk.put("reader", READER, {"name": "Người thứ hai"})
    sticks.world.clock.pass_(1_000)
    second.put("reader", READER, {"name": "Người thứ ba"})
    sticks.trip(desk)
    sticks.trip(second)
    sticks.trip(desk)


HISTORIES: dict[Callable[[pytest.MonkeyPatch], None], Callable[[Sticks], None]] = {
    faults.an_answer_settles_what_was_changed_since: a_row_is_changed_after_it_was_taken_along,
    faults.an_answer_to_an_unknown_bundle_settles: a_disk_put_back_gets_the_answer_to_a_bundle_of_later,
    faults.a_page_moves_the_cursor_of_a_disk_that_was_put_back: a_disk_put_back_gets_the_answer_to_a_bundle_of_later,
    faults.a_page_moves_the_cursor_over_a_gap: a_disk_was_put_back_and_the_centre_heard_by_line_how_far_it_had_read,
    faults.an_old_page_moves_the_cursor_backwards: an_old_answer_comes_after_a_newer_one,
    faults.a_page_says_it_is_the_last: an_answer_is_cut_between_two_pages,
    faults.a_cut_bundle_is_acknowledged_as_whole: a_bundle_is_cut_between_two_chunks,
    faults.an_answer_leaves_out_what_that_program_start_sent: (
        a_copy_of_the_disk_gets_the_answer_and_not_what_went_by_line
    ),
    faults.a_new_epoch_is_adopted_without_offering: a_centre_that_was_put_back_has_lost_what_came_by_stick,
    faults.stamps_from_the_future_are_taken: a_stick_comes_from_a_clock_that_is_a_year_ahead,
    faults.the_echo_rule_ignores_what_the_stick_had_read: a_row_changed_elsewhere_is_brought_before_it_is_read,
    faults.what_a_conflict_tells_is_sealed_as_its_own_field: two_people_rename_one_reader,
}


@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(sticks: Sticks, monkeypatch: pytest.MonkeyPatch, fault: Callable[..., None]):
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        tell(HISTORIES[fault], sticks)


@pytest.mark.parametrize("history", dict.fromkeys(HISTORIES.values()), ids=lambda history: history.__name__)
def test_the_same_history_ends_well_without_it(sticks: Sticks, history: Callable[[Sticks], None]):
    tell(history, sticks)


def tell(history: Callable[[Sticks], None], sticks: Sticks) -> None:
    history(sticks)
    sticks.world.reckon()


@pytest.mark.skipif(os.environ.get("TUSACH_HYPOTHESIS") != "thorough", reason="takes minutes; thorough runs it")
@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda fault: fault.__name__)
def test_random_histories_find_it_too(monkeypatch: pytest.MonkeyPatch, template: Path, fault: Callable[..., None]):
    monkeypatch.setattr(test_histories, "_template", [template])
    small_chunks(monkeypatch)
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
        run_state_machine_as_test(seed(1)(type("Faulty", (SticksAndRuns,), {})), settings=rules)
