"""Every row of the table in sync.md 7, and what holds for every history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.circulation.fold import (
    Folded,
    ItemState,
    Task,
    anonymous,
    fold_holds,
    fold_item,
    is_anonymous,
    may_step,
    place,
    step,
)
from desktop.library.model.event import Event, EventKind
from desktop.library.model.ids import EventId, ItemId, LoanId, Moment, ReaderId, TitleId
from desktop.library.model.loan import Loan

FIRST_DAY = date(2026, 11, 2)
LENT, RETURNED, RENEWED = EventKind.LENT, EventKind.RETURNED, EventKind.RENEWED
LOST, FOUND, UNDONE = EventKind.DECLARED_LOST, EventKind.FOUND, EventKind.UNDONE
HELD, CANCELLED = EventKind.HELD, EventKind.HOLD_CANCELLED


def event(number: int, kind: EventKind, reader: str | None = "an", undoes: int | None = None) -> Event:
    """The event with this number in the history of one item; its order, time and due date follow the number."""
    return Event(
        id=EventId(f"e{number:03}"),
        kind=kind,
        order=f"{number:026x}",
        item_id=ItemId("book"),
        title_id=TitleId("title"),
        reader_id=None if reader is None else ReaderId(reader),
        at=Moment(number * 1000),
        recorded=Moment(number * 1000),
        due=FIRST_DAY + timedelta(days=number) if kind in {LENT, RENEWED} else None,
        undoes=None if undoes is None else EventId(f"e{undoes:03}"),
    )


def test_lending_from_the_shelf_opens_a_loan() -> None:
    folded = fold_item([event(1, LENT)])
    assert folded.loans == (
        Loan(LoanId("e001"), ItemId("book"), ReaderId("an"), Moment(1000), FIRST_DAY + timedelta(days=1), 0),
    )
    assert folded.open == folded.loans[0]
    assert (folded.tasks, folded.notes) == ((), ())


def test_lending_again_to_the_same_reader_renews_the_same_loan_with_a_note() -> None:
    folded = fold_item([event(1, LENT), event(4, LENT)])
    (loan,) = folded.loans
    assert (loan.id, loan.renewals, loan.due) == ("e001", 1, FIRST_DAY + timedelta(days=4))
    assert folded.notes == (Task(EventId("e004"), "lent-again", ItemId("book"), EventId("e001")),)
    assert folded.tasks == ()


def test_lending_what_is_out_to_someone_else_closes_the_old_loan_and_asks_the_staff() -> None:
    folded = fold_item([event(1, LENT, "an"), event(2, LENT, "binh")])
    old, new = folded.loans
    assert (old.closed_as, old.returned) == ("presumed-returned", 2000)
    assert (new.id, new.reader_id, new.returned) == ("e002", "binh", None)
    assert folded.tasks == (Task(EventId("e002"), "lent-while-out", ItemId("book"), EventId("e001")),)


def test_renewing_moves_the_due_date() -> None:
    folded = fold_item([event(1, LENT), event(5, RENEWED)])
    assert folded.open is not None
    assert (folded.open.due, folded.open.renewals) == (FIRST_DAY + timedelta(days=5), 1)
    assert folded.tasks == ()


def test_renewing_what_was_returned_reopens_the_loan_and_asks_the_staff() -> None:
    folded = fold_item([event(1, LENT), event(2, RETURNED), event(3, RENEWED)])
    (loan,) = folded.loans
    assert (loan.id, loan.returned, loan.closed_as, loan.renewals) == ("e001", None, "", 1)
    assert folded.tasks == (Task(EventId("e003"), "renewed-not-out", ItemId("book"), EventId("e001")),)


def test_renewing_what_was_never_lent_opens_a_loan_and_asks_the_staff() -> None:
    folded = fold_item([event(3, RENEWED)])
    assert folded.open is not None
    assert folded.open.id == "e003"
    assert folded.tasks == (Task(EventId("e003"), "renewed-not-out", ItemId("book"), None),)


def test_renewing_what_someone_else_has_is_ignored_and_the_staff_is_asked() -> None:
    before = fold_item([event(1, LENT, "an")])
    folded = fold_item([event(1, LENT, "an"), event(2, RENEWED, "binh")])
    assert folded.loans == before.loans
    assert folded.tasks == (Task(EventId("e002"), "renewed-by-other", ItemId("book"), EventId("e001")),)


@pytest.mark.parametrize("reader", ["an", "binh", None])
def test_returning_closes_the_loan_whoever_brings_the_book(reader: str | None) -> None:
    folded = fold_item([event(1, LENT, "an"), event(2, RETURNED, reader)])
    (loan,) = folded.loans
    assert (loan.closed_as, loan.returned, loan.reader_id) == ("returned", 2000, "an")
    assert folded.open is None


def test_returning_what_is_on_the_shelf_changes_nothing_and_leaves_a_note() -> None:
    folded = fold_item([event(1, LENT), event(2, RETURNED), event(3, RETURNED)])
    assert folded.loans == fold_item([event(1, LENT), event(2, RETURNED)]).loans
    assert folded.notes == (Task(EventId("e003"), "returned-not-out", ItemId("book"), EventId("e001")),)
    assert folded.tasks == ()


def test_declaring_a_loan_lost_closes_it_as_lost_and_finding_the_book_reopens_it() -> None:
    lost = fold_item([event(1, LENT), event(2, LOST)])
    assert (lost.loans[0].closed_as, lost.loans[0].returned, lost.state.lost) == ("lost", 2000, 2000)
    found = fold_item([event(1, LENT), event(2, LOST), event(3, FOUND)])
    assert (found.open, found.state.lost) == (fold_item([event(1, LENT)]).open, None)


def test_a_book_declared_lost_twice_is_lost_since_the_first_time() -> None:
    assert fold_item([event(1, LOST), event(4, LOST)]).state.lost == 1000


def test_bringing_back_a_lost_book_returns_it() -> None:
    folded = fold_item([event(1, LENT), event(2, LOST), event(3, RETURNED)])
    assert (folded.loans[0].closed_as, folded.loans[0].returned, folded.state.lost) == ("returned", 3000, None)


def test_a_book_lost_from_the_shelf_changes_only_its_condition() -> None:
    assert fold_item([event(1, LOST)]).state == ItemState(None, Moment(1000))
    assert fold_item([event(1, LOST), event(2, FOUND)]).state == ItemState()


def test_undoing_a_loan_leaves_no_trace_of_it() -> None:
    assert fold_item([event(1, LENT), event(2, UNDONE, undoes=1)]) == Folded()


def test_undoing_a_return_leaves_the_book_out() -> None:
    folded = fold_item([event(1, LENT), event(2, RETURNED), event(3, UNDONE, undoes=2)])
    assert folded == fold_item([event(1, LENT)])


def test_an_undoing_cannot_be_undone() -> None:
    assert fold_item([event(1, LENT), event(2, UNDONE, undoes=1), event(3, UNDONE, undoes=2)]) == Folded()


def test_an_undoing_counts_even_when_it_sorts_before_what_it_undoes() -> None:
    assert fold_item([event(5, LENT), event(2, UNDONE, undoes=5)]) == Folded()


def test_a_late_entry_folds_where_it_happened() -> None:
    """A return from the paper of the morning, typed after the next loan of the afternoon: nobody is asked anything."""
    folded = fold_item([event(1, LENT, "an"), event(9, LENT, "binh"), event(4, RETURNED)])
    assert [(loan.reader_id, loan.closed_as) for loan in folded.loans] == [("an", "returned"), ("binh", "")]
    assert folded.tasks == ()


def test_events_of_other_kinds_are_carried_and_change_no_loan() -> None:
    assert fold_item([event(1, LENT), event(2, HELD, "binh")]) == fold_item([event(1, LENT)])


kinds = st.sampled_from([LENT, LENT, RETURNED, RETURNED, RENEWED, LOST, FOUND, HELD, UNDONE])
readers = st.sampled_from(["an", "binh", "-e001", None])


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Any events of one item, in the order in which they happened."""
    size = draw(st.integers(0, 12))
    return [
        event(number, draw(kinds), draw(readers), undoes=draw(st.integers(0, size))) for number in range(1, size + 1)
    ]


@given(histories(), st.data())
def test_the_order_of_arrival_and_repetitions_change_nothing(history: list[Event], data: st.DataObject) -> None:
    arrived = data.draw(
        st.permutations(history + data.draw(st.lists(st.sampled_from(history)) if history else st.just([])))
    )
    assert fold_item(arrived) == fold_item(history)


@given(histories())
def test_an_item_never_has_two_open_loans(history: list[Event]) -> None:
    folded = fold_item(history)
    still_out = [loan for loan in folded.loans if loan.returned is None]
    assert len(still_out) <= 1
    assert still_out == ([folded.open] if folded.open is not None else [])


@given(histories(), st.data())
def test_stepping_gives_what_folding_again_gives(history: list[Event], data: st.DataObject) -> None:
    """As the store keeps its loans: one step where that is allowed, all again where it is not."""
    known: list[Event] = []
    state, loans = ItemState(), dict[LoanId, Loan]()
    for arriving in data.draw(st.permutations(history)):
        last = max(map(place, known), default=None)
        undone = {e.undoes for e in known if e.kind is UNDONE and e.undoes is not None}
        known.append(arriving)
        if may_step(state, arriving, last=last, undone=undone):
            done = step(state, arriving)
            state = done.state
            loans |= {loan.id: loan for loan in done.changed}
        else:
            folded = fold_item(known)
            state, loans = folded.state, {loan.id: loan for loan in folded.loans}
        folded = fold_item(known)
        assert (state, tuple(loans.values())) == (folded.state, folded.loans)


def test_the_newest_event_of_an_item_needs_no_folding_again_unless_it_undoes_or_is_undone() -> None:
    newest, last = event(2, RETURNED), place(event(1, LENT))
    assert may_step(ItemState(), newest, last=last)
    assert may_step(ItemState(), newest, last=None)
    assert not may_step(ItemState(), newest, last=place(event(3, LENT)))
    assert not may_step(ItemState(), newest, last=last, undone={newest.id})
    assert not may_step(ItemState(), event(2, UNDONE, undoes=1), last=last)


@given(histories())
def test_forgetting_who_borrowed_changes_nothing_but_the_name(history: list[Event]) -> None:
    named = [replace(e, reader_id=ReaderId("dung")) if is_anonymous(e.reader_id) else e for e in history]
    folded = fold_item(named)
    over = {loan.id for loan in folded.loans if loan.closed_as in {"returned", "presumed-returned"}}
    forgotten = fold_item(_with_pseudonyms(named, over))
    assert forgotten.loans == tuple(replace(loan, reader_id=None) if loan.id in over else loan for loan in folded.loans)
    assert (forgotten.tasks, forgotten.notes) == (folded.tasks, folded.notes)


def _with_pseudonyms(history: list[Event], over: set[LoanId]) -> list[Event]:
    undone = {e.undoes for e in history if e.kind is UNDONE}
    state, seen = ItemState(), []
    for e in history:
        state = state if e.id in undone else step(state, e).state
        loan = state.loan
        is_of_the_loan = loan is not None and e.id not in undone and e.reader_id == loan.reader_id
        seen.append((e, loan.id if loan is not None and is_of_the_loan else None))
    return [e if loan is None or loan not in over else replace(e, reader_id=anonymous(loan)) for e, loan in seen]


def hold(number: int, kind: EventKind, reader: str, undoes: int | None = None) -> Event:
    """An event of the title; holds name no item."""
    made = event(number, kind, reader, undoes)
    return made if kind is LENT else replace(made, item_id=None)


def test_holds_stand_in_the_order_in_which_they_were_placed() -> None:
    queue = fold_holds([hold(3, HELD, "chi"), hold(1, HELD, "an"), hold(2, HELD, "binh")])
    assert [(h.reader_id, h.state) for h in queue] == [("an", "waiting"), ("binh", "waiting"), ("chi", "waiting")]
    assert queue[0].title_id == TitleId("title")


def test_a_reader_stands_in_the_queue_once() -> None:
    assert [h.id for h in fold_holds([hold(1, HELD, "an"), hold(2, HELD, "an")])] == ["e001"]


def test_borrowing_any_copy_satisfies_the_readers_hold_and_nobody_elses() -> None:
    queue = fold_holds([hold(1, HELD, "an"), hold(2, HELD, "binh"), hold(3, LENT, "binh")])
    assert [(h.reader_id, h.state) for h in queue] == [("an", "waiting"), ("binh", "satisfied")]


def test_a_cancelled_hold_can_be_placed_again_behind_the_others() -> None:
    history = [hold(1, HELD, "an"), hold(2, HELD, "binh"), hold(3, CANCELLED, "an"), hold(4, HELD, "an")]
    assert [(h.id, h.state) for h in fold_holds(history)] == [
        ("e001", "cancelled"),
        ("e002", "waiting"),
        ("e004", "waiting"),
    ]


def test_undoing_a_loan_puts_the_hold_back_where_it_was() -> None:
    queue = fold_holds([hold(1, HELD, "an"), hold(2, LENT, "an"), hold(3, UNDONE, "an", undoes=2)])
    assert [h.state for h in queue] == ["waiting"]
