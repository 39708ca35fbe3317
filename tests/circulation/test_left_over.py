"""A copy put aside for somebody who does not wait any more: it is told until somebody has it in hand, on every desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library.circulation.holds import Holds
from desktop.library.circulation.policy_book import PolicyBook
from desktop.library.model.hold import HoldState
from desktop.library.model.refusal import Reason
from tests.inbox.conftest import COPIES, Two, beginning, two

if TYPE_CHECKING:
    from desktop.library.model.desk import Answer
    from tests.circulation.desk_world import World

__all__ = ["beginning", "two"]

LAN, BINH = "TV000001", "TV000002"


@pytest.fixture
def holds(world: World) -> Holds:
    """The holds of the world's desk."""
    return Holds(world.store, world.desk)


def aside(world: World, holds: Holds) -> tuple[str, str, str]:
    """A reader, the copy that was put aside for the reader, and the hold."""
    loan, reader = world.a_loan(), world.a_reader()
    placed = holds.place(reader, world.title)
    assert world.desk.give_back(str(loan.barcode)).shelved_for is not None
    return reader, str(loan.barcode), str(placed.event)


def left(holds: Holds) -> list[tuple[str, int]]:
    """What stands on the hold shelf for nobody, and how many could have it."""
    return [(line.barcode, line.waiting) for line in holds.left()]


def is_off(answer: Answer) -> bool:
    return answer.status == "returned" and dict(answer.facts).get("off_hold_shelf") is True


def test_a_hold_served_with_another_copy_leaves_the_first_to_be_put_back(world: World, holds: Holds) -> None:
    reader, copy, _ = aside(world, holds)
    lent = world.desk.lend(reader, world.an_item())
    assert dict(lent.facts) == {"left_aside": copy}
    assert left(holds) == [(copy, 0)]
    off = world.desk.give_back(copy)
    assert (is_off(off), off.shelved_for, left(holds), holds.shelf()) == (True, None, [], ())
    assert world.desk.give_back(copy).reason is Reason.NOT_ON_LOAN
    world.desk.undo()
    assert left(holds) == [(copy, 0)]


def test_whoever_waits_next_has_the_copy_as_soon_as_it_is_in_hand(world: World, holds: Holds) -> None:
    reader, copy, _ = aside(world, holds)
    second, loan = world.a_reader(), world.a_loan()
    holds.place(second, world.title)
    holds.suspend(str(holds.of_reader(second)[0].id))  # not now: nothing goes to the second by itself
    world.desk.give_back(str(loan.barcode))
    world.desk.lend(reader, str(loan.barcode))
    holds.resume(str(holds.of_reader(second)[0].id))
    assert left(holds) == [(copy, 1)]
    assert [(line.barcode, line.left) for line in holds.pull_list()] == [(copy, True)]
    told = world.desk.give_back(copy).shelved_for
    assert told is not None
    assert (told.card, left(holds), [line.card for line in holds.shelf()]) == (second, [], [second])
    world.desk.undo()
    assert left(holds) == [(copy, 1)]


@pytest.mark.parametrize("act", ["cancel", "suspend"])
def test_who_steps_back_leaves_a_copy_that_is_scanned_among_the_fetched(world: World, holds: Holds, act: str) -> None:
    _, copy, hold = aside(world, holds)
    answer = getattr(holds, act)(hold)
    assert (dict(answer.facts), left(holds)) == ({"left_aside": copy}, [(copy, 0)])
    assert is_off(holds.shelve(copy))
    assert left(holds) == []


def test_without_putting_aside_by_itself_the_return_says_that_somebody_waits(world: World, holds: Holds) -> None:
    _, copy, hold = aside(world, holds)
    second = world.a_reader()
    holds.place(second, world.title)
    PolicyBook(world.store).amend_terms({"auto_shelve": False}, why="thủ thư quyết định")
    assert dict(holds.cancel(hold).facts) == {"left_aside": copy}
    off = world.desk.give_back(copy)
    assert (is_off(off), off.waiting_readers, off.shelved_for) == (True, 1, None)
    assert [line.card for line in holds.pull_list()] == [second]


def test_a_copy_that_is_kept_still_is_not_taken_off_by_a_scan(world: World, holds: Holds) -> None:
    reader, copy, _ = aside(world, holds)
    for answer in (world.desk.give_back(copy), holds.shelve(copy)):
        assert (answer.reason, answer.may_be_overridden) == (Reason.ON_HOLD_SHELF, False)
        assert dict(answer.facts)["first"] == reader
    assert [line.card for line in holds.shelf()] == [reader]


def test_a_copy_that_nobody_fetched_goes_on_when_it_is_scanned(world: World, holds: Holds) -> None:
    _, copy, hold = aside(world, holds)
    world.days_pass(10)
    assert is_off(world.desk.give_back(copy))
    line = holds.get(hold)
    assert line is not None
    assert (line.state, left(holds), holds.expired()) == (HoldState.CANCELLED, [], ())
    world.desk.undo()
    assert ([line.id for line in holds.expired()], left(holds)) == ([hold], [])
    second = world.a_reader()
    holds.place(second, world.title)
    told = world.desk.give_back(copy).shelved_for
    assert told is not None
    assert told.card == second


def test_a_loan_taken_back_after_its_copy_was_put_away_lets_the_reader_wait_again(world: World, holds: Holds) -> None:
    reader, copy, _ = aside(world, holds)
    lent = world.desk.lend(reader, world.an_item())
    world.desk.give_back(copy)
    world.desk.take_back(lent.event)
    assert [(line.card, line.state.value) for line in holds.queue(world.title)] == [(reader, "waiting")]
    assert (holds.shelf(), left(holds), len(holds.pull_list())) == ((), [], 1)


def test_to_resume_what_is_not_suspended_gives_nothing_away(world: World, holds: Holds) -> None:
    reader, _, hold = aside(world, holds)
    holds.place(world.a_reader(), world.title)
    holds.resume(hold)
    assert [line.card for line in holds.shelf()] == [reader]


def test_a_copy_taken_off_at_a_desk_that_did_not_know_of_the_hold_is_kept_for_nobody_there(two: Two) -> None:
    title = two.here.store.items.with_barcode(COPIES[0])[0].title_id
    two.there.circulation.lend(BINH, COPIES[1])
    two.here.circulation.lend(BINH, COPIES[0])
    two.meet()
    two.here.circulation.hold(LAN, title)
    assert two.here.circulation.give_back(COPIES[0]).shelved_for is not None
    assert two.there.circulation.give_back(COPIES[0]).status == "returned"  # and on its shelf: nobody is known to wait
    two.meet()
    assert two.here.holds.shelf() == ()
    assert [line.card for line in two.here.holds.pull_list()] == [LAN]
    assert (two.here.check().problems, two.there.check().problems) == ((), ())


def test_a_copy_put_aside_at_a_desk_that_did_not_know_that_the_reader_had_been_served(two: Two) -> None:
    two.here.circulation.lend(BINH, COPIES[0])
    two.here.circulation.hold(LAN, two.here.store.items.with_barcode(COPIES[0])[0].title_id)
    two.meet()
    two.here.circulation.lend(LAN, COPIES[1])  # at this desk, while the other puts the first copy aside
    assert two.there.circulation.give_back(COPIES[0]).shelved_for is not None
    two.meet()
    assert [line.barcode for line in two.here.holds.left()] == [COPIES[0]]
    assert is_off(two.there.circulation.give_back(COPIES[0]))
    two.meet()
    assert (two.here.holds.left(), two.there.holds.left()) == ((), ())
    assert (two.here.check().problems, two.there.check().problems) == ((), ())
