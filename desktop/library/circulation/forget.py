"""Forgets who borrowed or waited for what once that is over and nobody can dispute it any more (domain.md 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.fold import anonymous, events_of_loan, named_besides
from desktop.library.circulation.holds_fold import OF_THE_QUEUE
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop.library.model.event import Event
    from desktop.library.model.hold import Hold
    from desktop.library.model.ids import EventId, LoanId
    from desktop.library.model.loan import Loan
    from desktop.library.store.store import Store
    from sync.core.row import Value

Over = TypeVar("Over")
"""A loan or a hold that is over, or an act that was taken back."""

DISPUTE_DAYS = 30
"""How long a returned loan can still be asked about ("I brought that back")."""
DAY_MS = 24 * 60 * 60 * 1000
AT_ONCE = 20
"""Loans in one transaction, so that a desk act never waits long for it."""


def unlink_old(store: Store, now: Moment, *, at_most: int | None = None) -> int:
    """Unlink readers from loans and holds that were over DISPUTE_DAYS ago, all or `at_most`. Returns how many.

    The events stay, and with them counts by category and unit; a loan given up as lost stays linked as long as
    anything about it stands in its reader's account. Safe to stop between any two transactions and to run on every
    desk: all write the same.
    """
    before = Moment(now - DISPUTE_DAYS * DAY_MS)
    unlinked = _unlink(store, lambda limit: _loans_over(store, before, limit), of_loan, at_most)
    left = None if at_most is None else at_most - unlinked
    unlinked += _unlink(store, lambda limit: _holds_over(store, before, limit), _of_hold, left)
    left = None if at_most is None else at_most - unlinked
    return unlinked + _unlink(store, lambda limit: _taken_back(store, before, limit), _of_undone, left)


def _unlink(
    store: Store,
    find: Callable[[int], Sequence[Over]],
    naming: Callable[[Store, Over], Iterator[tuple[EventId, dict[str, Value]]]],
    at_most: int | None,
) -> int:
    before: Sequence[Over] = ()
    unlinked = 0
    while some := find(AT_ONCE if at_most is None else min(AT_ONCE, at_most - unlinked)):
        if some == before:
            break  # none of these could be unlinked: no event names their reader
        before = some
        with store.writing() as pen:
            # All of it is read before any of it is written: a hold is matched by the reader's name.
            for event, blanks in tuple(blank for one in some for blank in naming(store, one)):
                pen.put("circulation_event", event, blanks)
        unlinked += len(some)
    return unlinked


def _loans_over(store: Store, before: Moment, limit: int) -> Sequence[Loan]:
    if limit <= 0:
        return ()
    return store.loans.closed_before(before, limit=limit) or store.sessions.over_without_paper(before)[:limit]


def _holds_over(store: Store, before: Moment, limit: int) -> Sequence[Hold]:
    return store.holds.named_and_over(before, day_of(before), limit=limit) if limit > 0 else ()


def _taken_back(store: Store, before: Moment, limit: int) -> Sequence[Event]:
    return store.events.undone_and_named(before, limit=limit) if limit > 0 else ()


def of_loan(store: Store, loan: Loan) -> Iterator[tuple[EventId, dict[str, Value]]]:
    """The events of a loan that name somebody, each with what is to stand there instead."""
    story = store.events.of_item(loan.item_id)
    mine = events_of_loan(story, loan.id)
    for event in mine:
        yield event.id, _blank(loan.id, event)
    for event in named_besides(story, loan.id):
        yield event.id, _blank(event.id, event)
    # The hold that this loan satisfied names the reader, too; loan and hold keep one pseudonym and still match.
    titles = {event.title_id for event in mine if event.title_id}
    for hold in (hold for title in sorted(titles) for hold in store.holds.ended_by(title, [e.id for e in mine])):
        yield from ((event.id, _blank(loan.id, event)) for event in _events_of_hold(store, hold))


def _of_hold(store: Store, hold: Hold) -> Iterator[tuple[EventId, dict[str, Value]]]:
    for event in _events_of_hold(store, hold):
        yield event.id, _blank(hold.id, event)


def _of_undone(store: Store, event: Event) -> Iterator[tuple[EventId, dict[str, Value]]]:
    """What was taken back counts in no story, and still tells who came to the desk."""
    yield event.id, _blank(event.id, event)
    for undone in store.events.undoing(event.id):
        if undone.why:
            yield undone.id, {"why": None}


def _events_of_hold(store: Store, hold: Hold) -> Iterator[Event]:
    """What happened to a hold, from its placing to its end."""
    for event in store.events.about_holds(hold.title_id, since=hold.order):
        of_the_queue = event.kind in OF_THE_QUEUE and event.reader_id is not None
        if of_the_queue and hold.id in (event.id, event.hold_id):
            yield event
        elif of_the_queue and event.kind is not EventKind.HELD and event.id == hold.ended_by:
            yield event  # programs before 0.3 took a hold away by its reader
        elif _asks_again(event, hold):
            yield event


def _asks_again(event: Event, hold: Hold) -> bool:
    """Held once more at another desk while the hold stood: void only as long as both name the same reader."""
    again = event.kind is EventKind.HELD and event.reader_id is not None and event.reader_id == hold.reader_id
    return again and (not hold.ended_order or event.order < hold.ended_order)


def _blank(over: LoanId | EventId, event: Event) -> dict[str, Value]:
    """Nobody in place of the reader and of who in a group had the copy, and none of the words that were typed."""
    words: dict[str, Value] = {"why": None} if event.why else {}
    member: dict[str, Value] = {"member": None} if event.member is not None else {}
    return {"reader_id": anonymous(over), **member, **words}
