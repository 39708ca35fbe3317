"""Folds the events of an item into its loans (sync.md 7)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.model.event import Event, EventKind
from desktop.library.model.ids import EventId, ItemId, LoanId, Moment, ReaderId
from desktop.library.model.loan import Loan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RETURNED = "returned"
PRESUMED_RETURNED = "presumed-returned"
LOST = "lost"

LENT_WHILE_OUT = "lent-while-out"
RENEWED_NOT_OUT = "renewed-not-out"
RENEWED_BY_OTHER = "renewed-by-other"
LENT_AGAIN = "lent-again"
RETURNED_NOT_OUT = "returned-not-out"
NOTHING_OUT = "nothing-out"

CHANGES_LOANS = frozenset(
    {
        EventKind.LENT,
        EventKind.RETURNED,
        EventKind.RENEWED,
        EventKind.DUE_CHANGED,
        EventKind.CLAIMED_RETURNED,
        EventKind.HANDED_ON,
        EventKind.DECLARED_LOST,
        EventKind.FOUND,
        EventKind.UNDONE,
    }
)
"""Every other kind leaves an item's loans as they are."""

_ANONYMOUS = "-"


@dataclass(frozen=True, slots=True)
class Task:
    """Something a person should look at: the event that raised it, and the event of the loan it met (if any)."""

    event: EventId
    kind: str
    """As a task: lent-while-out | renewed-not-out | renewed-by-other | shelved-twice.
    As a note: lent-again | returned-not-out | nothing-out."""
    item_id: ItemId
    other_event: EventId | None = None


@dataclass(frozen=True, slots=True)
class ItemState:
    """Where an item stands after its events so far: its newest loan (open while the item is out) and when lost."""

    loan: Loan | None = None
    lost: Moment | None = None

    @property
    def open(self) -> Loan | None:
        """The open loan, None when the item is on the shelf."""
        return self.loan if self.loan is not None and self.loan.returned is None else None


@dataclass(frozen=True, slots=True)
class Step:
    """What one event did: the state after it, the loans it opened, moved or closed, and what it gave rise to."""

    state: ItemState
    changed: tuple[Loan, ...] = ()
    tasks: tuple[Task, ...] = ()
    notes: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Folded:
    """An item's whole circulation: every loan in the order it was opened, tasks, notes and the state at the end."""

    loans: tuple[Loan, ...] = ()
    tasks: tuple[Task, ...] = ()
    notes: tuple[Task, ...] = ()
    state: ItemState = field(default_factory=ItemState)

    @property
    def open(self) -> Loan | None:
        """The open loan, if the item is out. There is never more than one."""
        return self.state.open


def place(event: Event) -> tuple[str, str]:
    """Where the event stands in its item's history."""
    return event.order, event.id


def anonymous(loan: LoanId | EventId) -> ReaderId:
    """Stands for the reader in the events of an unlinked loan or hold.

    The same for every event of one loan and different between loans, so that forgetting who read a book never changes
    how its events fold, and equal on every device that forgets it.
    """
    return ReaderId(f"{_ANONYMOUS}{loan}")


def is_anonymous(reader: ReaderId | None) -> bool:
    """Whether no person is named."""
    return reader is None or is_pseudonym(reader)


def is_pseudonym(reader: ReaderId | None) -> bool:
    """Whether the name stands for somebody who has been forgotten."""
    return reader is not None and reader.startswith(_ANONYMOUS)


def fold_item(events: Iterable[Event]) -> Folded:
    """The loans of one item from all its events, given in any order, with or without repetitions."""
    return go_on(ItemState(), standing(events))


def go_on(state: ItemState, events: Iterable[Event]) -> Folded:
    """What these events, which all count and stand in order, make of an item in this state."""
    loans: dict[LoanId, Loan] = {} if state.loan is None else {state.loan.id: state.loan}
    tasks: list[Task] = []
    notes: list[Task] = []

    def follow(state: ItemState, event: Event) -> ItemState:
        done = step(state, event)
        loans.update((loan.id, loan) for loan in done.changed)
        tasks.extend(done.tasks)
        notes.extend(done.notes)
        return done.state

    state = reduce(follow, events, state)
    shown = tuple(_without_pseudonym(loan) for loan in loans.values())
    return Folded(shown, tuple(tasks), tuple(notes), replace(state, loan=state.loan and _without_pseudonym(state.loan)))


def opened_by(event: Event) -> ItemState:
    """The state right after the event that opened a loan, whatever happened before: where folding may begin anew."""
    return _open(event).state


def step(state: ItemState, event: Event) -> Step:
    """One event onto the state before it: one row of the table in sync.md 7. Kinds it does not know change nothing."""
    match event.kind:
        case EventKind.LENT:
            return _lent(state, event)
        case EventKind.RENEWED:
            return _renewed(state, event)
        case EventKind.RETURNED:
            return _returned(state, event)
        case EventKind.DUE_CHANGED | EventKind.CLAIMED_RETURNED | EventKind.HANDED_ON:
            return _noted(state, event)
        case EventKind.DECLARED_LOST:
            return _declared_lost(state, event)
        case EventKind.FOUND:
            return _found(state)
        case _:
            return Step(state)


def events_of_loan(events: Iterable[Event], loan: LoanId) -> tuple[Event, ...]:
    """Those of an item's events that are about this loan and name its reader or a member of its group, in order.

    What links people to the loan.
    """
    return tuple(event for event, state in _followed(events) if _names_who_has(state, event, loan))


def named_besides(events: Iterable[Event], loan: LoanId) -> tuple[Event, ...]:
    """Those of an item's events that fell into this loan and name somebody else, whose loan it was not or no longer.

    What they changed does not depend on whom they name, as long as it is not the reader of the loan.
    """
    return tuple(event for event, state in _followed(events) if _names_another(state, event, loan))


def _names_another(state: ItemState, event: Event, loan: LoanId) -> bool:
    if state.loan is None or state.loan.id != loan or event.reader_id == state.loan.reader_id:
        return False
    return event.reader_id is not None and not is_pseudonym(event.reader_id) and event.kind in CHANGES_LOANS


def _followed(events: Iterable[Event]) -> Iterator[tuple[Event, ItemState]]:
    state = ItemState()
    for event in standing(events):
        state = step(state, event).state
        yield event, state


def _names_who_has(state: ItemState, event: Event, loan: LoanId) -> bool:
    if state.loan is None or state.loan.id != loan or event.kind not in CHANGES_LOANS:
        return False
    return event.reader_id == state.loan.reader_id or event.member is not None


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that count, each once, in order: without those undone. An `undone` cannot itself be undone."""
    each = {event.id: event for event in events}
    undone = {event.undoes for event in each.values() if event.kind is EventKind.UNDONE}
    return sorted((event for event in each.values() if event.id not in undone), key=place)


def _lent(state: ItemState, event: Event) -> Step:
    old = state.open
    if old is None:
        return _open(event)
    if event.reader_id is not None and old.reader_id == event.reader_id:
        renewed = replace(_moved(old, event), on_site=event.on_site, member=event.member or old.member)
        return Step(ItemState(renewed), (renewed,), notes=(_task(event, LENT_AGAIN, old),))
    closed = replace(old, returned=event.at, closed_as=PRESUMED_RETURNED)
    opened = _open(event)
    return replace(opened, changed=(closed, *opened.changed), tasks=(_task(event, LENT_WHILE_OUT, old),))


def _renewed(state: ItemState, event: Event) -> Step:
    latest = state.loan
    same_reader = latest is not None and event.reader_id in (None, latest.reader_id)
    if state.open is not None and not same_reader:
        return Step(state, tasks=(_task(event, RENEWED_BY_OTHER, state.open),))
    if latest is None or not same_reader:
        return replace(_open(event), tasks=(_task(event, RENEWED_NOT_OUT, latest),))
    renewed = _moved(latest, event)
    tasks = () if state.open is not None else (_task(event, RENEWED_NOT_OUT, latest),)
    return Step(ItemState(renewed), (renewed,), tasks)


def _returned(state: ItemState, event: Event) -> Step:
    # Whatever was believed lost lies on the counter now: a loan closed as lost is returned after all.
    if state.loan is None or state.loan.closed_as not in ("", LOST):
        return Step(replace(state, lost=None), notes=(_task(event, RETURNED_NOT_OUT, state.loan),))
    closed = replace(state.loan, returned=event.at, closed_as=RETURNED)
    return Step(ItemState(closed), (closed,))


def _noted(state: ItemState, event: Event) -> Step:
    """Something is written down about the open loan, which stays open."""
    loan = state.open
    if loan is None:
        return Step(state, notes=(_task(event, NOTHING_OUT, state.loan),))
    match event.kind:
        case EventKind.DUE_CHANGED:
            noted = loan if event.due is None else replace(loan, due=event.due)
        case EventKind.CLAIMED_RETURNED:
            noted = loan if loan.claimed is not None else replace(loan, claimed=event.at)
        case _:
            noted = replace(loan, member=event.member)
    return Step(replace(state, loan=noted), (noted,))


def _declared_lost(state: ItemState, event: Event) -> Step:
    lost = state.lost if state.lost is not None else event.at
    if state.open is None:
        return Step(replace(state, lost=lost))
    closed = replace(state.open, returned=event.at, closed_as=LOST)
    return Step(ItemState(closed, lost), (closed,))


def _found(state: ItemState) -> Step:
    loan = state.loan
    if loan is None or loan.closed_as != LOST:
        return Step(replace(state, lost=None))
    reopened = replace(loan, returned=None, closed_as="")
    return Step(ItemState(reopened), (reopened,))


def _open(event: Event) -> Step:
    loan = Loan(
        LoanId(event.id),
        _item(event),
        event.reader_id,
        event.at,
        _due(event),
        0,
        on_site=event.on_site,
        member=event.member,
    )
    return Step(ItemState(loan), (loan,))


def _moved(loan: Loan, event: Event) -> Loan:
    due = loan.due if event.due is None else event.due
    return replace(loan, due=due, renewals=loan.renewals + 1, returned=None, closed_as="")


def _due(event: Event) -> date:
    # The day was decided when the event was made; an event from elsewhere may only name its period.
    return event.due if event.due is not None else day_of(event.at) + timedelta(days=event.period_days or 0)


def _task(event: Event, kind: str, met: Loan | None) -> Task:
    return Task(event.id, kind, _item(event), EventId(met.id) if met is not None else None)


def _without_pseudonym(loan: Loan) -> Loan:
    return replace(loan, reader_id=None) if is_anonymous(loan.reader_id) else loan


def _item(event: Event) -> ItemId:
    # Only events that name an item are folded into one; a malformed row from elsewhere must not stop the desk.
    return event.item_id if event.item_id is not None else ItemId("")
