"""Holds at the desk, over a real file: limits, one copy only, the hold shelf, taking back, expiry, forgetting."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.library.circulation.forget import unlink_old
from desktop.library.circulation.holds import Holds
from desktop.library.circulation.policy_book import PolicyBook
from desktop.library.interchange.entering import Entering
from desktop.library.interchange.entries import Entry, LateAct
from desktop.library.model.hold import HoldState
from desktop.library.model.ids import EventId, Moment
from desktop.library.model.refusal import Reason

if TYPE_CHECKING:
    from desktop.library.model.desk import Answer
    from tests.circulation.desk_world import World


@pytest.fixture
def holds(world: World) -> Holds:
    """The holds of the world's desk."""
    return Holds(world.store, world.desk)


def hold_id(answer: Answer) -> EventId:
    """The hold that was placed."""
    assert (answer.status, answer.reason) == ("held", None)
    assert answer.event is not None
    return answer.event


def states(holds: Holds, world: World) -> list[tuple[str | None, str]]:
    """Who waits for the title, and how."""
    return [(line.card, line.state.value) for line in holds.queue(world.title)]


def test_a_reader_holds_no_more_titles_than_the_rule_allows(world: World, holds: Holds) -> None:
    card = world.a_reader()
    for number in range(5):
        assert holds.place(card, world.a_title(f"Sách {number}")).status == "held"
    answer = holds.place(card, world.title)
    assert (answer.reason, dict(answer.facts), answer.may_be_overridden) == (
        Reason.TOO_MANY_HOLDS,
        {"holds": 5, "limit": 5},
        True,
    )
    assert world.desk.override().status == "held"


def test_whoever_wants_one_copy_only_gets_that_one_before_all_others(world: World, holds: Holds) -> None:
    one, two = world.a_loan(), world.a_loan()
    first, picky = world.a_reader(), world.a_reader()
    holds.place(first, world.title)
    holds.place(picky, barcode=two.barcode or "")
    shelved = world.desk.give_back(two.barcode or "").shelved_for
    assert shelved is not None
    assert shelved.card == picky
    other = world.desk.give_back(one.barcode or "").shelved_for
    assert other is not None
    assert other.card == first


@pytest.mark.parametrize("mark", ["damaged", "restricted", "withdrawn", "not_for_loan"])
def test_a_copy_that_is_not_lent_is_put_aside_for_nobody(world: World, holds: Holds, mark: str) -> None:
    loan = world.a_loan()
    holds.place(world.a_reader(), world.title)
    world.change("item", loan.item_id, **{mark: "2026-11-23"})
    answer = world.desk.give_back(loan.barcode or "")
    assert (answer.shelved_for, answer.waiting_readers) == (None, 1)


def test_where_the_house_rules_say_so_nothing_is_put_aside_by_itself(world: World, holds: Holds) -> None:
    loan = world.a_loan()
    waiting = world.a_reader()
    holds.place(waiting, world.title)
    PolicyBook(world.store).amend_terms({"auto_shelve": False}, why="không có giá đặt mượn")
    assert world.desk.give_back(loan.barcode or "").shelved_for is None
    assert [line.card for line in holds.pull_list()] == [waiting]
    assert holds.shelve(loan.barcode or "").shelved_for is not None


def test_a_copy_put_aside_is_not_there_for_others(world: World, holds: Holds) -> None:
    loan = world.a_loan()
    waiting, other = world.a_reader(), world.a_reader()
    holds.place(waiting, world.title)
    world.desk.give_back(loan.barcode or "")
    line = world.store.titles.line(loan.title_id or "")
    assert line is not None
    assert (line.items, line.available) == (1, 0)
    refused = world.desk.lend(other, loan.barcode or "")
    assert (refused.reason, refused.may_be_overridden) == (Reason.ON_HOLD_SHELF, True)
    lent = world.desk.override()
    assert lent.event is not None
    event = world.store.events.get(lent.event)
    assert event is not None
    assert Reason.ON_HOLD_SHELF in event.overrides
    assert states(holds, world) == [(waiting, "waiting")]


def test_taking_back_a_return_takes_back_what_it_put_aside(world: World, holds: Holds) -> None:
    loan = world.a_loan()
    waiting = world.a_reader()
    holds.place(waiting, world.title)
    world.now += 1000
    world.desk.give_back(loan.barcode or "")
    assert states(holds, world) == [(waiting, "shelved")]
    assert dict(world.desk.undo().facts)["undone"] == "returned"
    assert states(holds, world) == [(waiting, "waiting")]
    assert [line.barcode for line in world.desk.open_loans()] == [loan.barcode]
    world.reopen()
    assert dict(world.desk.undo().facts)["undone"] == "held"


def test_whoever_does_not_come_makes_room_for_the_next(world: World, holds: Holds) -> None:
    loan = world.a_loan()
    first, second = world.a_reader(), world.a_reader()
    placed = hold_id(holds.place(first, world.title))
    holds.place(second, world.title)
    world.desk.give_back(loan.barcode or "")
    world.days_pass(10)
    assert [line.id for line in holds.expired()] == [placed]
    (answer,) = holds.clear_expired()
    assert answer.shelved_for is not None
    assert answer.shelved_for.card == second
    assert states(holds, world) == [(second, "shelved")]
    assert holds.expired() == ()
    world.desk.undo()
    assert states(holds, world) == [(first, "shelved"), (second, "waiting")]


def test_a_suspended_reader_is_passed_over_until_the_day_is_past(world: World, holds: Holds) -> None:
    world.a_loan()
    first, second = world.a_reader(), world.a_reader()
    placed = hold_id(holds.place(first, world.title))
    holds.place(second, world.title)
    assert holds.suspend(placed, date(2020, 1, 1)).reason is Reason.INVALID_DATE
    holds.suspend(placed, date(2026, 11, 30))
    assert [line.place for line in holds.queue(world.title)] == [0, 1]
    world.days_pass(8)
    assert [(line.place, line.state) for line in holds.queue(world.title)] == [
        (1, HoldState.WAITING),
        (2, HoldState.WAITING),
    ]


def test_a_hold_nobody_wants_any_more_stops_nobody_and_may_be_placed_again(world: World, holds: Holds) -> None:
    item, card = world.an_item(), world.a_reader()
    holds.place(card, world.title, until=date(2026, 11, 25))
    assert world.desk.lend(world.a_reader(), item).reason is Reason.HELD_FOR_ANOTHER
    world.days_pass(3)
    assert world.desk.lend(world.a_reader(), item).status == "lent"
    assert holds.place(card, world.title).status == "held"
    assert states(holds, world) == [(card, "waiting")]


def test_changing_a_hold_that_is_over_is_refused(world: World, holds: Holds) -> None:
    placed = hold_id(holds.place(world.a_reader(), world.title))
    assert holds.cancel(placed).status == "hold-cancelled"
    assert {act(placed).reason for act in (holds.cancel, holds.resume, holds.suspend)} == {Reason.NO_SUCH_HOLD}


def test_holds_that_are_over_are_forgotten_a_month_later_and_stay_as_they_were(world: World, holds: Holds) -> None:
    cancelled, served, expired = (world.a_reader() for _ in range(3))
    holds.cancel(hold_id(holds.place(cancelled, world.title)), "đã mua sách")
    holds.place(expired, world.a_title("Khác"), until=date(2026, 11, 24))
    loan = world.a_loan()
    suspended = hold_id(holds.place(served, world.title))
    holds.suspend(suspended)
    holds.resume(suspended)
    world.desk.give_back(loan.barcode or "")
    world.desk.lend(served, loan.barcode or "")
    world.desk.give_back(loan.barcode or "")
    before = world.store.connection.execute("SELECT id, state, ended FROM hold ORDER BY id").fetchall()
    world.days_pass(35)
    unlink_old(world.store, Moment(world.now))
    named = world.store.connection.execute(
        "SELECT count(*) FROM circulation_event WHERE reader_id NOT LIKE '-%' AND reader_id IS NOT NULL"
    ).fetchone()
    assert named == (0,)
    assert world.store.connection.execute("SELECT id, state, ended FROM hold ORDER BY id").fetchall() == before
    assert unlink_old(world.store, Moment(world.now)) == 0


def test_a_due_date_is_moved_by_hand_with_a_reason(world: World) -> None:
    loan = world.a_loan()
    without = world.desk.change_due(loan.barcode or "", date(2027, 1, 15), " ")
    assert (without.reason, dict(without.facts)["field"]) == (Reason.MISSING_FIELD, "why")
    before = world.desk.change_due(loan.barcode or "", date(2026, 11, 1), "nhầm")
    assert before.reason is Reason.INVALID_DATE
    saturday = world.desk.change_due(loan.barcode or "", date(2027, 1, 16), "đi công tác")
    assert saturday.due == date(2027, 1, 18)  # no due day is a closed day, by hand neither
    world.desk.undo()
    moved = world.desk.change_due(loan.barcode or "", date(2027, 1, 15), "đi công tác")
    assert (moved.status, moved.due, moved.card) == ("due-changed", date(2027, 1, 15), loan.card)
    (line,) = world.desk.open_loans()
    assert (line.due, line.renewals) == (date(2027, 1, 15), 0)
    undone = world.desk.undo(why="nhầm cuốn")
    assert undone.event is not None
    event = world.store.events.get(undone.event)
    assert event is not None
    assert event.why == "nhầm cuốn"
    assert world.desk.open_loans()[0].due == loan.due


def test_a_return_typed_in_late_is_put_aside_today_for_who_has_come_since(world: World, holds: Holds) -> None:
    book = world.an_item()
    world.a_loan(barcode=book)
    world.days_pass(5)
    came_back = Moment(world.now)
    world.days_pass(10)
    card = world.a_reader()
    world.desk.hold(card, world.title)
    world.days_pass(1)
    told = world.desk.give_back(book, at=came_back)
    assert told.shelved_for is not None
    [line] = holds.shelf()
    assert (line.card, line.until, line.expired) == (card, told.shelved_for.until, False)
    world.desk.undo()
    assert holds.shelf() == ()


@pytest.mark.parametrize("on_paper", [False, True])
def test_a_return_told_by_a_clock_that_is_ahead_puts_the_copy_aside(
    world: World, holds: Holds, *, on_paper: bool
) -> None:
    book, card = world.an_item(), world.a_reader()
    world.a_loan(barcode=book)
    world.days_pass(1)
    world.desk.hold(card, world.title)
    ahead = Moment(world.now + 120_000)
    if on_paper:
        line = Entry(1, "", LateAct.RETURN, ahead, barcode=book)
        with world.store.writing() as pen:
            assert Entering(world.store, operator="", source="paper").enter(pen, line).event is not None
    else:
        assert world.desk.give_back(book, at=ahead).shelved_for is not None
    assert [(line.card, line.barcode) for line in holds.shelf()] == [(card, book)]


@pytest.mark.parametrize("from_a_file", [False, True])
def test_a_return_told_once_more_leaves_the_copy_with_whom_it_is_kept_for(
    world: World, holds: Holds, *, from_a_file: bool
) -> None:
    book, card = world.an_item(), world.a_reader()
    world.a_loan(barcode=book)
    world.desk.hold(card, world.title)
    world.now += 60_000
    assert world.desk.give_back(book).shelved_for is not None
    world.now += 7_200_000
    again = Moment(world.now - 3_600_000)
    if from_a_file:
        with world.store.writing() as pen:
            Entering(world.store, operator="").enter(pen, Entry(1, "", LateAct.RETURN, again, barcode=book))
    else:
        assert world.desk.give_back(book, at=again).status == "returned"
    assert [(line.card, line.barcode) for line in holds.shelf()] == [(card, book)]


def test_a_hold_for_a_copy_of_another_title_says_which_title_that_copy_is_of(world: World, holds: Holds) -> None:
    other = world.a_title("Bộ luật Tố tụng hình sự")
    copy = world.an_item(title=other)
    answer = holds.place(world.a_reader(), world.title, barcode=copy)
    assert (answer.reason, answer.barcode) == (Reason.OF_ANOTHER_TITLE, copy)
    assert dict(answer.facts) == {"barcode": copy, "title": "Bộ luật Tố tụng hình sự", "title_id": other}
