"""Money that another program took: into the reader's account when this library keeps accounts, else only told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.circulation.entry import when
from desktop.library.circulation.recognise import reader_of
from desktop.library.interchange.entries import Entry, LateLine, Outcome
from desktop.library.interchange.naming import named
from desktop.library.model.ids import EventId, Money
from desktop.library.model.money import EntryKind
from desktop.library.model.refusal import Reason
from desktop.library.money.book import Book, Line
from sync.core.row import named_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.library.model.money import Debt, EntryId
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen


def pay(store: Store, pen: Pen, entry: Entry, *, operator: str) -> LateLine:
    """Note the payment once, against the oldest of what is owed; what is too much becomes the reader's credit.

    Raises Refusal: UNKNOWN_CARD and as `reader_of`, INVALID_DATE.
    """
    line = LateLine(entry.line, entry.text, Outcome.ENTERED, entry, facts=(("amount", int(entry.amount)),))
    if not store.policies.terms().money:
        return replace(line, outcome=Outcome.LEFT_OUT, reasons=(Reason.MONEY_OFF.value,))
    reader, then = reader_of(store, entry.card), when(store, entry.at)
    line = replace(line, reader=reader.name)
    about = EventId(named(store.unit, entry, 0))
    if store.ledger.get(named_id("ledger", about, EntryKind.PAYMENT.value, "")) is not None:
        return replace(line, outcome=Outcome.ALREADY)
    account = store.ledger.account(reader.id)
    offsets = tuple(_against(account.debts, entry.amount))
    payment = Line(EntryKind.PAYMENT, reader.id, entry.amount, offsets=offsets, about=about)
    Book(store, operator).note(pen, payment, then.at)
    return line


def _against(debts: Iterable[Debt], amount: Money) -> Iterator[tuple[EntryId, Money]]:
    left = int(amount)
    for debt in debts:
        part = min(left, debt.owed)
        if part > 0:
            left -= part
            yield debt.charge.id, Money(part)
