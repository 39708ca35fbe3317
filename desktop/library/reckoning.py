"""Reads accounts as people read them: debts with their books, who owes, a day's takings, whether a reader is clear."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
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
    EntryKind,
    Purpose,
    Receipt,
)
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.money.ledger import allotted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.library.model.ids import ReaderId
    from desktop.library.model.money import Entry
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store

DAY_MS = 24 * 60 * 60 * 1000
_SIGN = {EntryKind.PAYMENT: 1, EntryKind.REFUND: -1}


class Reckoning:
    """Reads over one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def named(self, reader: Reader) -> Account:
        """The reader's account, its debts with their books."""
        account, money = self._store.ledger.account(reader.id), self._takes_money()
        return replace(account, reader_id=reader.id, debts=tuple(self._debt(debt, money) for debt in account.debts))

    def owing(self) -> tuple[AccountLine, ...]:
        """Every reader with an open debt or a credit, by card."""
        lines = (
            AccountLine(
                card, name, account.owed, account.credit, sum(debt.is_like_for_like for debt in account.open_debts)
            )
            for card, name, account in self._unsettled()
        )
        return tuple(sorted(lines, key=lambda line: line.card))

    def open_debts(self) -> tuple[DebtLine, ...]:
        """Every open debt, the newest first."""
        money = self._takes_money()
        lines = (
            DebtLine(card, name, self._debt(debt, money))
            for card, name, account in self._unsettled()
            for debt in account.open_debts
        )
        return tuple(sorted(lines, key=lambda line: (-line.debt.charge.at, line.debt.charge.id)))

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
            voided=entry.id in account.voided,
        )

    def bounds(self, day: date) -> tuple[int, int]:
        """When the day begins and ends, ms."""
        return start_of(day), start_of(day) + DAY_MS

    def _day_lines(self, day: date, until: date) -> Iterator[DayBookLine]:
        accounts: dict[ReaderId, Account] = {}
        (since, _), (_, before) = self.bounds(day), self.bounds(until)
        for entry in self._store.ledger.between(since, before):
            if entry.kind not in _SIGN:
                continue
            reader = self._reader(entry.reader_id)
            if reader is not None and reader.id not in accounts:
                accounts[reader.id] = self._store.ledger.account(reader.id)
            voided = reader is not None and entry.id in accounts[reader.id].voided
            amount = Money(_SIGN[entry.kind] * entry.amount)
            card = reader.card if reader else None
            yield DayBookLine(entry.at, entry.receipt, card, amount, entry.operator, voided, entry.id)

    def _unsettled(self) -> Iterator[tuple[CardNumber, str, Account]]:
        for reader_id in self._store.ledger.readers():
            account = self._store.ledger.account(reader_id)
            if not account.is_settled:
                reader = self._reader(reader_id)
                yield reader.card if reader else CardNumber(""), reader.name if reader else "", account

    def _takes_money(self) -> bool:
        return self._store.policies.terms().money

    def _debt(self, debt: Debt, money: bool) -> Debt:  # noqa: FBT001 - whether this library takes any
        charge = debt.charge
        item = self._store.items.get(charge.item_id) if charge.item_id else None
        line = self._store.titles.line(item.title_id) if item else None
        loan = self._store.loans.get(charge.loan) if charge.loan and charge.purpose is Purpose.LOST else None
        return replace(
            debt,
            barcode=item.barcode if item else Barcode(""),
            title=line.title if line else "",
            came_back=loan is not None and loan.closed_as == RETURNED,
            may_be_money=money and debt.is_like_for_like and item is not None,
            price=(item.price or None) if money and item and debt.is_like_for_like else None,
        )

    def _reader(self, reader_id: ReaderId | None) -> Reader | None:
        return self._store.readers.get(reader_id) if reader_id else None
