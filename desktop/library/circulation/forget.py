"""Forgets who borrowed what once a loan is over and nobody can dispute it any more (domain.md 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.fold import anonymous, events_of_loan, fold_holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.model.ids import EventId, Moment
    from desktop.library.model.loan import Loan
    from desktop.library.store.store import Store

DISPUTE_DAYS = 30
"""How long a returned loan can still be asked about ("I brought that back")."""
DAY_MS = 24 * 60 * 60 * 1000
AT_ONCE = 20
"""Loans in one transaction, so that a desk act never waits long for it."""


def unlink_old(store: Store, now: Moment, *, at_most: int | None = None) -> int:
    """Unlink readers from loans that were over DISPUTE_DAYS ago, all or `at_most` of them. Returns how many.

    The events stay, and with them counts by category and unit; a lost loan stays linked until it is settled. Safe to
    stop between any two transactions and to run on every desk: all write the same.
    """
    before: tuple[Loan, ...] = ()
    unlinked = 0
    while loans := _due(store, now, AT_ONCE if at_most is None else min(AT_ONCE, at_most - unlinked)):
        if loans == before:
            break  # none of these could be unlinked: no event names their reader
        before = loans
        with store.writing() as pen:
            # All of it is read before any of it is written: a hold is matched by the reader's name.
            for event, loan in tuple(_events(store, loans)):
                pen.put("circulation_event", event, {"reader_id": anonymous(loan.id)})
        unlinked += len(loans)
    return unlinked


def _due(store: Store, now: Moment, limit: int) -> tuple[Loan, ...]:
    return store.loans.closed_before(now - DISPUTE_DAYS * DAY_MS, limit=limit) if limit > 0 else ()


def _events(store: Store, loans: tuple[Loan, ...]) -> Iterator[tuple[EventId, Loan]]:
    for loan in loans:
        known = store.events.of_item(loan.item_id)
        mine = events_of_loan(known, loan.id)
        yield from ((event.id, loan) for event in mine)
        # The hold that this loan satisfied names the reader, too; loan and hold keep one pseudonym and still match.
        titles = {event.title_id for event in mine if event.title_id}
        for hold in (hold for title in titles for hold in fold_holds(store.events.holds_of_title(title))):
            if hold.satisfied_by in {event.id for event in mine}:
                yield hold.id, loan
