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
    fold_item,
    go_on,
    is_anonymous,
    opened_by,
    place,
    standing,
    step,
)
from desktop.library.model.event import Event, EventKind
from desktop.library.model.ids import EventId, ItemId, LoanId, Moment, ReaderId, TitleId
from desktop.library.model.loan import Loan

FIRST_DAY = date(2026, 11, 2)
LENT, RETURNED, RENEWED = EventKind.LENT, EventKind.RETURNED, EventKind.RENEWED
LOST, FOUND, UNDONE = EventKind.DECLARED_LOST, EventKind.FOUND, EventKind.UNDONE
HELD = EventKind.HELD


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


NOTED = [EventKind.DUE_CHANGED, EventKind.CLAIMED_RETURNED, EventKind.HANDED_ON, EventKind.READ_HERE]


def test_what_is_noted_about_a_loan_leaves_it_open() -> None:
    claimed = fold_item([event(1, LENT), event(2, EventKind.CLAIMED_RETURNED), event(3, EventKind.CLAIMED_RETURNED)])
    assert claimed.open is not None
    assert (claimed.open.claimed, claimed.open.renewals) == (2000, 0)
    changed = replace(event(2, EventKind.DUE_CHANGED), due=FIRST_DAY + timedelta(days=90))
    assert fold_item([event(1, LENT), changed]).open == replace(
        claimed.open, claimed=None, due=changed.due or FIRST_DAY
    )
    handed = replace(event(2, EventKind.HANDED_ON), member=ReaderId("chi"))
    assert fold_item([event(1, LENT), handed]).open == replace(claimed.open, claimed=None, member=ReaderId("chi"))


def test_what_is_noted_about_a_copy_on_the_shelf_changes_nothing() -> None:
    shelf = [event(1, LENT), event(2, RETURNED)]
    for kind in (EventKind.DUE_CHANGED, EventKind.CLAIMED_RETURNED, EventKind.HANDED_ON):
        folded = fold_item([*shelf, event(3, kind)])
        assert folded.loans == fold_item(shelf).loans
        assert [note.kind for note in folded.notes] == ["nothing-out"]


def test_a_session_in_the_room_becomes_a_loan_when_the_reader_takes_the_copy_home() -> None:
    here = replace(event(1, LENT), on_site=True)
    assert [loan.on_site for loan in fold_item([here]).loans] == [True]
    assert [loan.on_site for loan in fold_item([here, event(2, LENT)]).loans] == [False]


kinds = st.sampled_from([LENT, LENT, RETURNED, RETURNED, RENEWED, LOST, FOUND, HELD, UNDONE, *NOTED])
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
def test_an_open_loan_tells_all_that_matters_of_what_was_before_it(history: list[Event], data: st.DataObject) -> None:
    """Wherever a loan was opened, folding may begin there: so the store never reads a long story whole."""
    folded, counted = fold_item(history), standing(history)
    openings = [event for event in counted if event.id in {loan.id for loan in folded.loans}]
    if not openings:
        return
    opening = data.draw(st.sampled_from(openings))
    rest = [event for event in counted if place(event) > place(opening)]
    again = go_on(opened_by(opening), rest)
    begun = [loan.id for loan in folded.loans].index(LoanId(opening.id))
    assert (again.loans, again.state) == (folded.loans[begun:], folded.state)
    assert again.tasks == tuple(task for task in folded.tasks if task.event in {event.id for event in rest})


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
