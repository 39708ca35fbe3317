"""Money that another program or a machine took: into the reader's account, once, when this library keeps accounts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.circulation.entry import when
from desktop.library.circulation.recognise import reader_of
from desktop.library.interchange.entries import Entry, LateLine, Outcome
from desktop.library.interchange.naming import named
from desktop.library.model.ids import EventId, Money
from desktop.library.model.money import EntryKind
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.money.book import Book, Line
from sync.core.row import named_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.library.model.money import Account, Debt, EntryId
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

SENT_AGAIN_MS = 60_000
"""A machine that got no answer asks again within seconds; so does one that writes the time of asking into it."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """Money that a reader put into a self-check machine, in the machine's own words.

    All of them together tell one payment from another. Its number alone does not (many begin again each day), and the
    sequence number of the line is left out: whoever calls anew after a cut line counts anew. A machine whose clock
    stands cannot be told from one that asks again unless it numbers its payments.
    """

    machine: str
    amount: Money
    clock: str
    """The time of the payment as the machine wrote it; empty when that was no time."""
    number: str = ""
    """Of the transaction."""
    fee: str = ""
    """Which fee it is for; several may be paid in one transaction."""

    @property
    def receipt(self) -> str:
        """What the day book shows."""
        return f"{self.machine} {self.number or self.clock.replace(' ', '')}"


def take(store: Store, reader: Reader, money: Inserted, *, operator: str) -> None:
    """Note it against the oldest of what is owed; the same message again changes nothing, however late it comes.

    Raises Refusal: MONEY_OFF, NOTHING_OWED, INVALID_AMOUNT (fact `owed`).
    """
    if not store.policies.terms().money:
        raise Refusal(Reason.MONEY_OFF)
    said = (money.machine, money.clock, money.number, money.fee, str(money.amount))
    about = EventId(named_id("machine-payment", store.unit, reader.id, *said)) if money.clock else None
    with store.writing() as pen:
        account = store.ledger.account(reader.id)
        if (about and _is_known(store, about)) or _is_asked_again(account, money, store.now_ms()):
            return
        if account.owed <= 0:
            raise Refusal(Reason.NOTHING_OWED)
        if not 0 < money.amount <= account.owed:
            raise Refusal(Reason.INVALID_AMOUNT, value=money.amount, owed=account.owed)
        offsets = tuple(_against(account.debts, money.amount))
        kind, receipt = EntryKind.PAYMENT, money.receipt
        payment = Line(kind, reader.id, money.amount, offsets=offsets, about=about, receipt=receipt)
        Book(store, operator).note(pen, payment)


def _is_known(store: Store, about: EventId) -> bool:
    return store.ledger.get(named_id("ledger", about, EntryKind.PAYMENT.value, "")) is not None


def _is_asked_again(account: Account, money: Inserted, now: int) -> bool:
    """Whether this is the last payment with another time on it, or with none: no number comes twice within a minute."""
    if money.fee or (money.clock and not money.number):
        return False
    paid = (entry for entry in account.entries if entry.kind is EntryKind.PAYMENT)
    alike = (entry for entry in paid if (entry.receipt, entry.amount) == (money.receipt, money.amount))
    return any(abs(now - entry.recorded) <= SENT_AGAIN_MS for entry in alike)


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
    if _is_known(store, about):
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
