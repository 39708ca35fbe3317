"""Fines of what came back late, reckoned again when an act told late, or taken back, changes how late it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of, days_overdue
from desktop.library.circulation.fold import RETURNED, fold_item
from desktop.library.model.event import EventKind
from desktop.library.model.ids import EventId, Money
from desktop.library.model.money import EntryKind, Purpose
from desktop.library.money.book import Book, Line
from desktop.library.money.compensation import fine

if TYPE_CHECKING:
    from desktop.library.model.ids import LoanId
    from desktop.library.model.item import Item
    from desktop.library.model.loan import Loan
    from desktop.library.model.money import Entry
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen


class Fines:
    """The fines of one store's loans, in the name of whoever sits at the desk."""

    def __init__(self, store: Store, operator: str = "") -> None:
        self._store = store
        self._book = Book(store, operator)

    def reckon_again(self, pen: Pen, item: Item, written: EventId) -> None:
        """This event has been put into the copy's story, or takes another out of it: fines follow what it says now.

        One that is owed no more counts no more; what was paid of it is to be given back.
        """
        if not self._store.policies.terms().money or not self._may_matter(item, written):
            return
        events = self._store.events.of_item(item.id)
        before = {loan.id: loan for loan in fold_item(e for e in events if e.id != written).loans}
        after = {loan.id: loan for loan in fold_item(events).loans}
        for loan in dict.fromkeys((*before, *after)):
            if _days_late(before.get(loan)) != _days_late(after.get(loan)):
                self._settle(pen, item, loan, after.get(loan), written)

    def _may_matter(self, item: Item, written: EventId) -> bool:
        """Whether there is a fine, or a loan is told of that ended late: a long story is not read for less."""
        event = self._store.events.get(written)
        opens = event is not None and event.kind in {EventKind.LENT, EventKind.RENEWED}
        return opens or any(entry.purpose is Purpose.FINE for entry in self._store.ledger.of_item(item.id))

    def _settle(self, pen: Pen, item: Item, loan: LoanId, now: Loan | None, written: EventId) -> None:
        owed, known = self._owed(item, now), self._charged(item, loan)
        if not known and EventId(loan) != written and not self._gave_way(item, loan):
            return  # it stood on the shelf, or somebody has let the fine go
        kept = next((entry for entry in known if entry.amount == owed), None)
        self._book.void(pen, (entry for entry in known if entry is not kept), about=written)
        if kept is None and owed and now is not None:
            line = Line(EntryKind.CHARGE, now.reader_id, owed, item.id, loan, purpose=Purpose.FINE, about=written)
            self._book.note(pen, line, now.returned)

    def _owed(self, item: Item, loan: Loan | None) -> Money:
        reader = self._store.readers.get(loan.reader_id) if loan and loan.reader_id else None
        if reader is None:
            return Money(0)
        rule = self._store.policies.rule(reader.category, item.type)
        return fine(self._store.policies.terms(), rule, _days_late(loan), item.price)

    def _gave_way(self, item: Item, loan: LoanId) -> bool:
        """Whether there was a fine for this loan, which counts no more because of an act."""
        entries = self._store.ledger.of_item(item.id)
        fines = {e.id for e in entries if e.loan == loan and e.purpose is Purpose.FINE}
        ends = [e for e in entries if e.kind is EntryKind.VOID and e.undoes in fines]
        return bool(ends) and all(end.about for end in ends)

    def _charged(self, item: Item, loan: LoanId) -> tuple[Entry, ...]:
        """The fines for this loan that count."""
        entries = [e for e in self._store.ledger.of_item(item.id) if e.loan == loan and e.purpose is Purpose.FINE]
        charges = [entry for entry in entries if entry.kind is EntryKind.CHARGE and entry.reader_id]
        return tuple(e for e in charges if e.id not in self._store.ledger.account(str(e.reader_id)).voided)


def _days_late(loan: Loan | None) -> int:
    """How late a copy came back; whoever had said that it was back is not late after that."""
    if loan is None or loan.returned is None or loan.closed_as != RETURNED or loan.on_site:
        return 0
    told = loan.returned if loan.claimed is None else min(loan.returned, loan.claimed)
    return days_overdue(loan.due, day_of(told))
