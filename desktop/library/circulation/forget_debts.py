"""Forgets who owed what once that is settled and nobody can dispute it any more; sums and receipts stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.fold import LOST, anonymous
from desktop.library.circulation.forget import of_loan
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Moment
from desktop.library.store.ledger import PAID_IN_VAIN, PAID_TWICE
from desktop.library.store.rows import load
from sync.core.conflict import conflict_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.model.ids import EventId
    from desktop.library.model.loan import Loan
    from desktop.library.model.money import Account
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen
    from sync.core.row import Value

DAY_MS = 24 * 60 * 60 * 1000


def unlink_settled(store: Store, now: Moment, *, days: int, at_most: int | None = None) -> int:
    """Take the reader and the words typed out of accounts that were settled `days` ago; returns how many.

    Whoever owes anything, be it a book, stays named. A loan that was closed as lost is unlinked together with what was
    owed for it: until then it could be asked about (circulation/forget.py leaves it alone).
    """
    accounts = store.ledger.settled_before(Moment(now - days * DAY_MS), limit=at_most)
    for account in accounts:
        with store.writing() as pen:
            _unlink(store, pen, account)
    return len(accounts)


def _unlink(store: Store, pen: Pen, account: Account) -> None:
    for event, fields in (*_lost(store, account), *_damaged(store, account)):
        pen.put("circulation_event", event, fields)
    for entry in account.entries:
        words: dict[str, Value] = {"why": None} if entry.why else {}
        pen.put("ledger", entry.id, {"reader_id": None, **words})
        for point in (conflict_id("loan-task", kind, entry.id) for kind in (PAID_TWICE, PAID_IN_VAIN)):
            if load(store.connection, "conflict", point) is not None:
                pen.put("conflict", point, {"reader_id": None})


def _damaged(store: Store, account: Account) -> Iterator[tuple[EventId, dict[str, Value]]]:
    """What was damaged belongs to no loan: it is forgotten with what was owed for it."""
    for event in store.events.some(sorted({entry.about for entry in account.entries if entry.about})):
        if event.kind is EventKind.DAMAGED and event.reader_id == account.reader_id:
            yield event.id, {"reader_id": anonymous(event.id)} | ({"why": None} if event.why else {})


def _lost(store: Store, account: Account) -> Iterator[tuple[EventId, dict[str, Value]]]:
    """The events of the loans that were closed as lost, and what is to stand in place of people.

    Not of sessions in the room: they go by themselves, or stay for good with the paper that allowed them
    (store/sessions.py).
    """
    for loan_id in sorted({entry.loan for entry in account.entries if entry.loan}):
        loan: Loan | None = store.loans.get(loan_id)
        if loan is None or loan.on_site or loan.closed_as != LOST or loan.reader_id != account.reader_id:
            continue
        yield from of_loan(store, loan)
