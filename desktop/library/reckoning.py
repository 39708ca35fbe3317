"""Reads accounts as people read them: debts with their books, who owes, a day's takings, whether a reader is clear."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of, start_of
from desktop.library.circulation.fold import RETURNED
from desktop.library.circulation.panel import panel_of
from desktop.library.model.ids import Barcode, CardNumber, Money
from desktop.library.model.money import (
    Account,
    AccountLine,
    Clearance,
    DayBook,
    DayBookLine,
    Debt,
    DebtLine,
    EntryId,
    EntryKind,
    Outstanding,
    Purpose,
    Receipt,
)
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.money.ledger import allotted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from desktop.library.model.ids import ReaderId
    from desktop.library.model.item import Item
    from desktop.library.model.loan import Loan
    from desktop.library.model.money import Entry
    from desktop.library.model.reader import Reader
    from desktop.library.model.title import TitleLine
    from desktop.library.store.store import Store

DAY_MS = 24 * 60 * 60 * 1000
_NOBODY = (CardNumber(""), "")
_SIGN = {EntryKind.PAYMENT: 1, EntryKind.REFUND: -1}


class Reckoning:
    """Reads over one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def named(self, reader: Reader) -> Account:
        """The reader's account, its debts with their books."""
        account = self._store.ledger.account(reader.id)
        books = Books.of(self._store, account.debts)
        return replace(account, reader_id=reader.id, debts=tuple(map(books.named, account.debts)))

    def owing(self) -> tuple[AccountLine, ...]:
        """Every reader with an open debt or a credit, by card."""
        return self._account_lines(self._unsettled())

    def open_debts(self, *, after: DebtLine | None = None, limit: int | None = None) -> tuple[DebtLine, ...]:
        """Every open debt, the newest first; `after` is the last of the page before."""
        passed = _place(after.debt) if after else None
        debts = _newest_first(self._unsettled())
        return self._debt_lines([debt for debt in debts if passed is None or _place(debt) > passed][:limit])

    def outstanding(self, limit: int) -> Outstanding:
        """What is open with all readers, and the first of the debts, from one look at all accounts."""
        accounts = self._unsettled()
        debts = _newest_first(accounts)
        in_credit = self._account_lines([account for account in accounts if account.credit])
        owed = Money(sum(debt.owed for debt in debts))
        return Outstanding(len(debts), owed, self._debt_lines(debts[:limit]), in_credit)

    def debts_of(self, reader: Reader) -> tuple[DebtLine, ...]:
        """What this reader has not made good for, the newest first."""
        debts = sorted(self.named(reader).open_debts, key=_place)
        return tuple(DebtLine(reader.card, reader.name, debt) for debt in debts)

    def clearance(self, reader: Reader) -> Clearance:
        """What speaks against letting the reader go."""
        account = self.named(reader)
        panel = panel_of(self._store, reader, day_of(self._store.now_ms()))
        return Clearance(reader.card, panel.loans, account.open_debts, account.owed, account.credit, panel.holds)

    def day_book(self, day: date, until: date) -> DayBook:
        """Money that changed hands from this day to that (included), in order."""
        lines = tuple(self._day_lines(day, until))
        by_operator: Counter[str] = Counter()
        for line in lines:
            by_operator[line.operator] += 0 if line.voided else line.amount
        total = sum(line.amount for line in lines if not line.voided)
        told = tuple((name, Money(amount)) for name, amount in sorted(by_operator.items()))
        return DayBook(day, until, lines, Money(total), told)

    def receipt(self, entry: Entry) -> Receipt:
        """The receipt of a payment or a refund. Raises Refusal(UNKNOWN_ID) for any other entry."""
        if entry.kind not in _SIGN:
            raise Refusal(Reason.UNKNOWN_ID, field="receipt", value=entry.id)
        reader = self._reader(entry.reader_id)
        account = self.named(reader) if reader else Account()
        debts = {charge.id: debt for debt in account.debts for charge in (debt.charge, *debt.again)}
        return Receipt(
            entry=entry.id,
            number=entry.receipt,
            at=entry.at,
            card=reader.card if reader else None,
            reader=reader.name if reader else "",
            amount=Money(_SIGN[entry.kind] * entry.amount),
            parts=tuple((debts[charge], part) for charge, part in allotted(entry) if charge in debts),
            left=account.owed,
            operator=entry.operator,
            voided=entry.id in self._store.ledger.voids((entry,)),
            why=entry.why,
        )

    def bounds(self, day: date) -> tuple[int, int]:
        """When the day begins and ends, ms."""
        return start_of(day), start_of(day) + DAY_MS

    def _day_lines(self, day: date, until: date) -> Iterator[DayBookLine]:
        (since, _), (_, before) = self.bounds(day), self.bounds(until)
        entries = self._store.ledger.money_between(since, before)
        who = {entry.reader_id for entry in entries if entry.reader_id}
        names, voids = self._store.readers.named(who), self._store.ledger.voids(entries)
        for entry in entries:
            void = voids.get(entry.id)
            card, _ = names.get(entry.reader_id or "", (None, ""))
            yield DayBookLine(
                entry.at,
                entry.receipt,
                card,
                Money(_SIGN[entry.kind] * entry.amount),
                entry.operator,
                void is not None,
                entry.id,
                voided_by=void.operator if void else "",
                why=(void or entry).why,
            )

    def _unsettled(self) -> list[Account]:
        return [account for account in self._store.ledger.accounts() if not account.is_settled]

    def _account_lines(self, accounts: Sequence[Account]) -> tuple[AccountLine, ...]:
        names = self._store.readers.named({account.reader_id for account in accounts if account.reader_id})

        def line(account: Account) -> AccountLine:
            card, name = names.get(account.reader_id or "", _NOBODY)
            books = sum(debt.is_like_for_like for debt in account.open_debts)
            return AccountLine(card, name, account.owed, account.credit, books)

        return tuple(sorted(map(line, accounts), key=lambda line: line.card))

    def _debt_lines(self, debts: Sequence[Debt]) -> tuple[DebtLine, ...]:
        books = Books.of(self._store, debts)
        names = self._store.readers.named({debt.charge.reader_id for debt in debts if debt.charge.reader_id})
        whose = (names.get(debt.charge.reader_id or "", _NOBODY) for debt in debts)
        return tuple(DebtLine(*who, books.named(debt)) for who, debt in zip(whose, debts, strict=True))

    def _reader(self, reader_id: ReaderId | None) -> Reader | None:
        return self._store.readers.get(reader_id) if reader_id else None


@dataclass(frozen=True, slots=True)
class Books:
    """What some debts are about, by ids, read for all of them together; and whether this library takes money."""

    items: Mapping[str, Item]
    titles: Mapping[str, TitleLine]
    loans: Mapping[str, Loan]
    money: bool

    @classmethod
    def of(cls, store: Store, debts: Sequence[Debt]) -> Books:
        """The books of these debts."""
        charges = [debt.charge for debt in debts]
        items = store.items.some({charge.item_id for charge in charges if charge.item_id})
        loans = {charge.loan for charge in charges if charge.loan and charge.purpose is Purpose.LOST}
        return cls(
            items,
            store.titles.lines({item.title_id for item in items.values()}),
            store.loans.some(loans),
            store.policies.terms().money,
        )

    def named(self, debt: Debt) -> Debt:
        """The debt with its book."""
        charge = debt.charge
        item = self.items.get(charge.item_id) if charge.item_id else None
        line = self.titles.get(item.title_id) if item else None
        loan = self.loans.get(charge.loan) if charge.loan and charge.purpose is Purpose.LOST else None
        in_kind = debt.is_like_for_like and item is not None and self.money
        return replace(
            debt,
            barcode=item.barcode if item else Barcode(""),
            title=line.title if line else "",
            came_back=loan is not None and loan.closed_as == RETURNED,
            may_be_money=in_kind,
            price=(item.price or None) if item and in_kind else None,
        )


def _newest_first(accounts: Iterable[Account]) -> list[Debt]:
    return sorted((debt for account in accounts for debt in account.open_debts), key=_place)


def _place(debt: Debt) -> tuple[int, EntryId]:
    return -debt.charge.at, debt.charge.id
