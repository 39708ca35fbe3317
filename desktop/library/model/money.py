"""Money and what stands for it: entries of the ledger, a reader's account, what a lost copy costs, a day's takings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from desktop.library.model.ids import Barcode, CardNumber, EventId, ItemId, LoanId, Moment, Money, ReaderId
from desktop.library.model.loan import LoanLine

EntryId = NewType("EntryId", str)
MOST = Money(1_000_000_000)
"""What nobody is charged at once: anything above is a slip, such as a bar code scanned into the amount."""


class EntryKind(StrEnum):
    """What an entry of the ledger does."""

    CHARGE = "charge"
    PAYMENT = "payment"
    FORGIVEN = "forgiven"
    """The library lets (a part of) a debt go."""
    REPLACED = "replaced"
    """The same book was brought in place of the lost one: the debt is settled, whatever its amount."""
    REFUND = "refund"
    """Money given back to the reader."""
    VOID = "void"
    """Another entry counts no more."""


class Purpose(StrEnum):
    """What a charge is for."""

    FINE = "fine"
    LOST = "lost"
    DAMAGED = "damaged"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, written once. `amount` is whole đồng; 0 on a charge that only the same book settles."""

    id: EntryId
    kind: EntryKind
    reader_id: ReaderId | None
    """None once the account is settled and the person forgotten."""
    amount: Money
    at: Moment
    recorded: Moment
    item_id: ItemId | None = None
    loan: LoanId | None = None
    offsets: tuple[tuple[EntryId, Money], ...] = ()
    """(charge, so much of this entry goes to it)"""
    purpose: Purpose = Purpose.OTHER
    about: EventId | None = None
    """The act of circulation that it belongs to; undone together with it."""
    undoes: EntryId | None = None
    receipt: str = ""
    why: str = ""
    operator: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Debt:
    """A charge that counts, and what has become of it."""

    charge: Entry
    paid: Money = Money(0)  # noqa: RUF009 - a NewType: nothing is made
    forgiven: Money = Money(0)  # noqa: RUF009 - as above
    let_go: bool = False
    """Whether somebody forgave something of it, be it of an amount of 0."""
    replaced: bool = False
    barcode: Barcode = Barcode("")  # noqa: RUF009 - as above
    """Of the copy that it is for; like the two below filled in where people read it."""
    title: str = ""
    again: tuple[Entry, ...] = ()
    """What another desk charged for the same, without knowing: it is no second debt."""
    came_back: bool = False
    """Charged for a loss, and the loan was returned after all: another desk took it back without knowing."""
    may_be_money: bool = False
    """The same book is owed, and this library would take money for it as well."""
    price: Money | None = None
    """What the copy costs, where the debt may become one of money and the price is known."""

    @property
    def owed(self) -> Money:
        """What is still to be paid."""
        return Money(0 if self.replaced else max(0, self.charge.amount - self.paid - self.forgiven))

    @property
    def surplus(self) -> Money:
        """What was paid for it beyond its amount."""
        return Money(self.paid if self.replaced else max(0, self.paid - self.charge.amount))

    @property
    def is_open(self) -> bool:
        """Whether something is still owed: money, or the same book."""
        if self.charge.amount == 0:
            return not (self.replaced or self.let_go)
        return self.owed > 0

    @property
    def is_like_for_like(self) -> bool:
        """Whether only the same book (or forgiving) settles it."""
        return self.charge.amount == 0


@dataclass(frozen=True, slots=True)
class Account:
    """What stands between a reader and the library. `entries` are all, the oldest first, also those voided."""

    reader_id: ReaderId | None = None
    debts: tuple[Debt, ...] = ()
    """The charges that count."""
    entries: tuple[Entry, ...] = ()
    voided: frozenset[EntryId] = frozenset()
    owed: Money = Money(0)  # noqa: RUF009 - as above
    """Of all debts, and what was given back beyond the reader's credit."""
    credit: Money = Money(0)  # noqa: RUF009 - as above
    """Money of the reader's that no debt needs: paid at two desks, or for what came back."""
    paid_twice: tuple[EntryId, ...] = ()
    """Charges for which more was paid than they are; told while the credit is not given back."""
    paid_in_vain: tuple[EntryId, ...] = ()
    """Charges that were paid and do not count any more; told as above."""

    @property
    def balance(self) -> Money:
        """What the reader would have to bring to be clear: what is owed without the credit, never below 0."""
        return Money(max(0, self.owed - self.credit))

    @property
    def open_debts(self) -> tuple[Debt, ...]:
        """Those that are not settled."""
        return tuple(debt for debt in self.debts if debt.is_open)

    @property
    def is_settled(self) -> bool:
        """Whether neither side owes the other anything, money or book."""
        return not (self.open_debts or self.owed or self.credit)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A reader with open debts or a credit, as one line of the list."""

    card: CardNumber
    reader: str
    owed: Money
    credit: Money
    books: int
    """How many copies are to be replaced by the same book."""


@dataclass(frozen=True, slots=True)
class DebtLine:
    """An open debt with whose it is."""

    card: CardNumber
    reader: str
    debt: Debt


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What stands between the library and all its readers."""

    count: int
    """Of open debts."""
    owed: Money
    """What is still to be paid for them, nobody's credit taken off."""
    debts: tuple[DebtLine, ...]
    """The first page of them, the newest first."""
    credits: tuple[AccountLine, ...]
    """Readers to whom something is to be given back, by card."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a reader is given for money: of a payment, or (with an amount below 0) of money given back."""

    entry: EntryId
    number: str
    at: Moment
    card: CardNumber | None
    reader: str
    amount: Money
    parts: tuple[tuple[Debt, Money], ...]
    """What of it went to which debt."""
    left: Money
    """What the reader still owes after all that is known now."""
    operator: str
    voided: bool = False
    why: str = ""
    """The money was given back."""


@dataclass(frozen=True, slots=True)
class Compensation:
    """What a lost copy costs by the house rules. `amount` is None while the price is not known, or money is off."""

    money: bool
    like_for_like: bool
    price: Money | None
    tenths: int
    amount: Money | None

    @property
    def price_missing(self) -> bool:
        """Whether somebody has to say what the copy costs."""
        return self.money and self.price is None


@dataclass(frozen=True, slots=True)
class DayBookLine:
    """Money that changed hands: a payment, or (with an amount below 0) a refund."""

    at: Moment
    receipt: str
    card: CardNumber | None
    amount: Money
    operator: str
    voided: bool
    entry: EntryId
    voided_by: str = ""
    """Who was at the desk then."""
    why: str = ""
    """It was voided, or given back."""


@dataclass(frozen=True, slots=True)
class DayBook:
    """What was taken and given back on one day, or on all days until another."""

    day: date
    until: date
    """The last day, itself included."""
    lines: tuple[DayBookLine, ...]
    total: Money
    """Without what was voided."""
    by_operator: tuple[tuple[str, Money], ...]

    @property
    def given_back(self) -> Money:
        """How much of it went the other way (đồng, 0 or more)."""
        return Money(-sum(line.amount for line in self.lines if line.amount < 0 and not line.voided))

    @property
    def taken(self) -> Money:
        """What came in, before anything was given back."""
        return Money(self.total + self.given_back)


@dataclass(frozen=True, slots=True)
class Clearance:
    """Whether a reader may leave: nothing borrowed, nothing owed (domain.md 1.5, "giấy xác nhận không nợ sách")."""

    card: CardNumber
    loans: tuple[LoanLine, ...]
    debts: tuple[Debt, ...]
    owed: Money
    credit: Money
    holds: int

    @property
    def is_clear(self) -> bool:
        """Holds and a credit speak against nothing; they are told."""
        return not (self.loans or self.debts or self.owed)
