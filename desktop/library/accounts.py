"""Readers' accounts: what they owe, taking money against a receipt, forgiving, the same book for a lost one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.entry import When, when
from desktop.library.circulation.recognise import item_of, reader_of
from desktop.library.model.ids import CardNumber, Money
from desktop.library.model.item import Condition
from desktop.library.model.money import MOST, Account, Debt, EntryId, EntryKind, Purpose, Receipt
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.money.book import Book, Line
from desktop.library.money.compensation import compensation
from desktop.library.reckoning import Reckoning
from desktop.library.security.rights import Rights, Task
from desktop.library.text.normal import nfc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from desktop.library.model.ids import Moment
    from desktop.library.model.item import Item
    from desktop.library.model.money import AccountLine, Clearance, Compensation, DayBook, DebtLine, Entry, Outstanding
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen


class Accounts:
    """Takes and tells what readers owe, over one store. Amounts are whole đồng."""

    def __init__(self, store: Store, rights: Rights, operator: Callable[[], str]) -> None:
        """`operator` tells who sits at the desk."""
        self._store = store
        self._rights = rights
        self._operator = operator
        self._reckoning = Reckoning(store)

    def account(self, card: str) -> Account:
        """What stands between the reader and the library. Raises Refusal as `reader_of`."""
        return self._reckoning.named(reader_of(self._store, card))

    def card_of(self, account: Account) -> CardNumber:
        """Whose account it is; empty when that is not known any more."""
        reader = self._store.readers.get(account.reader_id) if account.reader_id else None
        return reader.card if reader else CardNumber("")

    def owing(self) -> tuple[AccountLine, ...]:
        """Every reader who owes something, or to whom something is to be given back."""
        return self._reckoning.owing()

    def open_debts(self, *, after: DebtLine | None = None, limit: int | None = None) -> tuple[DebtLine, ...]:
        """Every debt that is not settled, the newest first; `after` is the last of the page before."""
        return self._reckoning.open_debts(after=after, limit=limit)

    def outstanding(self, limit: int) -> Outstanding:
        """How much is open with all readers, the newest of the debts, and to whom money is to be given back."""
        return self._reckoning.outstanding(limit)

    def debts_of(self, card: str) -> tuple[DebtLine, ...]:
        """What this reader has not made good for, the newest first. Raises Refusal as `reader_of`."""
        return self._reckoning.debts_of(reader_of(self._store, card))

    def settled(self, card: str) -> Clearance:
        """Whether the reader may leave: open loans, debts, holds. Raises Refusal as `reader_of`."""
        return self._reckoning.clearance(reader_of(self._store, card))

    def day_book(self, day: date | None = None, until: date | None = None) -> DayBook:
        """What was taken and given back that day (today when not given), or from it until another, included."""
        first = day or day_of(self._store.now_ms())
        return self._reckoning.day_book(first, until or first)

    def receipt(self, entry_id: str) -> Receipt:
        """The receipt of a payment or a refund, to be printed (again).

        `entry_id`: or the receipt's number. Raises Refusal: UNKNOWN_ID, AMBIGUOUS_CODE (one written by hand twice).
        """
        return self._reckoning.receipt(self._entry(entry_id))

    def compensation(self, barcode: str, *, price: Money | None = None) -> Compensation:
        """What the copy would cost if it were lost. Raises Refusal as `item_of`."""
        return compensation(self._store.policies.terms(), self._item(barcode), price)

    def charge(
        self,
        card: str,
        amount: Money,
        purpose: Purpose = Purpose.OTHER,
        *,
        barcode: str = "",
        why: str = "",
        at: Moment | None = None,
    ) -> Account:
        """Put a debt on the reader's account by hand; 0 for a copy that is to be replaced by the same book.

        Raises Refusal: NOT_ENTITLED, INVALID_AMOUNT, MONEY_OFF, MISSING_FIELD (barcode), and as `reader_of`, `item_of`.
        """
        self._rights.require(Task.FORGIVE)
        reader = reader_of(self._store, card)
        item = self._item(barcode) if barcode else None
        if not 0 <= amount <= MOST:
            raise Refusal(Reason.INVALID_AMOUNT, value=amount, most=MOST)
        if amount and not self._store.policies.terms().money:
            raise Refusal(Reason.MONEY_OFF)
        if not amount and item is None:
            raise Refusal(Reason.MISSING_FIELD, field="barcode")
        item_id = item.id if item else None
        self._write(Line(EntryKind.CHARGE, reader.id, amount, item_id, purpose=purpose, why=nfc(why)), at)
        return self._reckoning.named(reader)

    def pay(
        self,
        card: str,
        amount: Money,
        charges: Sequence[str] | None = None,
        *,
        receipt: str = "",
        at: Moment | None = None,
    ) -> Receipt:
        """Take money for these charges, or for the oldest first. `receipt`: the number of one written by hand.

        Never more than is owed: what is too much is a slip of the hand, or was taken already.
        Raises Refusal: NOT_ENTITLED, NOTHING_OWED, OWED_IN_KIND, INVALID_AMOUNT (fact `owed`), UNKNOWN_ID, and as
        `reader_of`.
        """
        self._rights.require(Task.TAKE_MONEY if at is None else Task.CORRECT)
        reader = reader_of(self._store, card)
        then = when(self._store, at)
        with self._store.writing() as pen:
            account = self._store.ledger.account(reader.id)
            debts = _chosen(account, charges)
            owed = account.owed if charges is None else Money(sum(debt.owed for debt in debts))
            asked = account.open_debts if charges is None else debts
            if not owed and any(debt.is_like_for_like and debt.is_open for debt in asked):
                raise Refusal(Reason.OWED_IN_KIND)
            _refuse_amount(amount, owed)
            line = Line(EntryKind.PAYMENT, reader.id, amount, offsets=_shared(amount, debts), receipt=nfc(receipt))
            entry = self._with_receipt(pen, line, then)
        return self.receipt(entry)

    def refund(self, card: str, amount: Money | None = None, *, why: str = "", at: Moment | None = None) -> Receipt:
        """Give back (a part of) the reader's credit, and note why.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why), NO_CREDIT, INVALID_AMOUNT, and as `reader_of`.
        """
        self._rights.require(Task.FORGIVE)
        _refuse_silence(why)
        reader = reader_of(self._store, card)
        then = when(self._store, at)
        with self._store.writing() as pen:
            credit = self._store.ledger.account(reader.id).credit
            if not credit:
                raise Refusal(Reason.NO_CREDIT, card=reader.card)
            back = credit if amount is None else amount
            _refuse_amount(back, credit)
            entry = self._with_receipt(pen, Line(EntryKind.REFUND, reader.id, back, why=nfc(why)), then)
        return self.receipt(entry)

    def forgive(self, charge_id: str, why: str = "", *, amount: Money | None = None) -> Account:
        """Let a debt go, or a part of it, and note why.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why), UNKNOWN_ID, NOTHING_OWED, OWED_IN_KIND (a part of a book),
        INVALID_AMOUNT.
        """
        self._rights.require(Task.FORGIVE)
        _refuse_silence(why)
        reader, debt = self._debt(charge_id)
        if debt.is_like_for_like and amount:
            raise Refusal(Reason.OWED_IN_KIND)
        let_go = debt.owed if amount is None else amount
        if not debt.is_like_for_like:
            _refuse_amount(let_go, debt.owed)
        offsets = ((debt.charge.id, let_go),)
        self._write(Line(EntryKind.FORGIVEN, reader.id, let_go, debt.charge.item_id, offsets=offsets, why=nfc(why)))
        return self._reckoning.named(reader)

    def replace_with(self, charge_id: str, barcode: str) -> Account:
        """The reader brought the same book: this new copy settles the debt, whatever its amount.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, NOTHING_OWED, NOT_A_REPLACEMENT (the lost copy itself, one that
        settled another debt, or one that is lent), ITEM_LOST, and as `item_of`.
        """
        self._rights.require(Task.TAKE_MONEY)
        reader, debt = self._debt(charge_id)
        item = self._item(barcode)
        if item.id == debt.charge.item_id or self._replaces_already(item) or self._store.loans.open_of_item(item.id):
            raise Refusal(Reason.NOT_A_REPLACEMENT, barcode=item.barcode)
        if item.has(Condition.LOST):
            raise Refusal(Reason.ITEM_LOST, barcode=item.barcode)
        offsets = ((debt.charge.id, Money(0)),)
        self._write(Line(EntryKind.REPLACED, reader.id, item_id=item.id, offsets=offsets))
        return self._reckoning.named(reader)

    def in_money(self, charge_id: str, why: str = "", *, price: Money | None = None) -> Account:
        """The same book cannot be had: what it costs is owed in its place, by its price or this one.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why), UNKNOWN_ID, NOTHING_OWED, OWED_IN_MONEY, MONEY_OFF,
        PRICE_UNKNOWN, INVALID_AMOUNT.
        """
        self._rights.require(Task.FORGIVE)
        _refuse_silence(why)
        reader, debt = self._debt(charge_id)
        charge, amount = debt.charge, self._worth(debt, price)
        line = Line(EntryKind.CHARGE, reader.id, amount, charge.item_id, charge.loan, purpose=charge.purpose)
        with self._store.writing() as pen:
            self._book().void(pen, (charge, *debt.again), about=None, why=nfc(why))
            self._book().note(pen, replace(line, about=charge.about, instead_of=charge.id, why=nfc(why)))
        return self._reckoning.named(reader)

    def void(self, entry_id: str, why: str = "") -> EntryId:
        """An entry typed by mistake counts no more; it is called by its id, or by the number of its receipt.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD (why), UNKNOWN_ID, AMBIGUOUS_CODE, NOT_VOIDABLE.
        """
        self._rights.require(Task.FORGIVE)
        _refuse_silence(why)
        entry = self._entry(entry_id)
        known = self._store.ledger.account(entry.reader_id) if entry.reader_id else None
        if known is None or entry.id in known.voided or entry.kind is EntryKind.VOID:
            raise Refusal(Reason.NOT_VOIDABLE)
        with self._store.writing() as pen:
            self._book().void(pen, (entry,), about=None, why=nfc(why))
        return entry.id

    def _replaces_already(self, item: Item) -> bool:
        entries = self._store.ledger.of_item(item.id)
        replaced = (entry for entry in entries if entry.kind is EntryKind.REPLACED and entry.reader_id)
        return any(e.id not in self._store.ledger.account(str(e.reader_id)).voided for e in replaced)

    def _worth(self, debt: Debt, price: Money | None) -> Money:
        terms, item = self._store.policies.terms(), self._store.items.get(debt.charge.item_id or "")
        if not debt.is_like_for_like:
            raise Refusal(Reason.OWED_IN_MONEY)
        if not terms.money:
            raise Refusal(Reason.MONEY_OFF)
        if item is None:
            raise Refusal(Reason.UNKNOWN_ID, field="charge", value=debt.charge.id)
        amount = compensation(terms, item, price).amount
        if not amount:
            raise Refusal(Reason.PRICE_UNKNOWN, barcode=item.barcode)
        if amount > MOST:
            raise Refusal(Reason.INVALID_AMOUNT, value=amount, most=MOST)
        return amount

    def _debt(self, charge_id: str) -> tuple[Reader, Debt]:
        entry = self._entry(charge_id)
        reader = self._store.readers.get(entry.reader_id) if entry.reader_id else None
        if reader is None:
            raise Refusal(Reason.UNKNOWN_ID, field="charge", value=charge_id)
        (debt,) = _chosen(self._store.ledger.account(reader.id), (charge_id,))
        if not debt.is_open:
            raise Refusal(Reason.NOTHING_OWED, card=reader.card)
        return reader, debt

    def _with_receipt(self, pen: Pen, line: Line, then: When) -> EntryId:
        number = line.receipt or self._book().receipt(then.day, *self._reckoning.bounds(then.day))
        numbered = Line(line.kind, line.reader_id, line.amount, offsets=line.offsets, receipt=number, why=line.why)
        return self._book().note(pen, numbered, then.at)

    def _write(self, line: Line, at: Moment | None = None) -> EntryId:
        then = when(self._store, at)
        with self._store.writing() as pen:
            return self._book().note(pen, line, then.at)

    def _book(self) -> Book:
        return Book(self._store, self._operator())

    def _entry(self, known_as: str) -> Entry:
        entry = self._store.ledger.get(known_as)
        found = (entry,) if entry else self._store.ledger.with_receipt(nfc(known_as.strip()))
        if len(found) > 1:
            raise Refusal(Reason.AMBIGUOUS_CODE, code=known_as)
        if not found:
            raise Refusal(Reason.UNKNOWN_ID, field="entry", value=known_as)
        return found[0]

    def _item(self, barcode: str) -> Item:
        found = item_of(self._store, barcode).item
        assert found is not None  # item_of finds one or refuses
        return found


def _chosen(account: Account, charges: Sequence[str] | None) -> tuple[Debt, ...]:
    if charges is None:
        return tuple(debt for debt in account.open_debts if debt.owed)
    known = {debt.charge.id: debt for debt in account.debts}
    for charge in charges:
        if charge not in known:
            raise Refusal(Reason.UNKNOWN_ID, field="charge", value=charge)
    return tuple(known[EntryId(charge)] for charge in dict.fromkeys(charges))


def _shared(amount: Money, debts: Sequence[Debt]) -> tuple[tuple[EntryId, Money], ...]:
    """How the amount goes to the debts, the first first."""
    left, parts = int(amount), list[tuple[EntryId, Money]]()
    for debt in debts:
        part = min(left, debt.owed)
        if part:
            parts.append((debt.charge.id, Money(part)))
        left -= part
    return tuple(parts)


def _refuse_silence(why: str) -> None:
    if not why.strip():
        raise Refusal(Reason.MISSING_FIELD, field="why")


def _refuse_amount(amount: Money, owed: Money) -> None:
    if owed <= 0:
        raise Refusal(Reason.NOTHING_OWED)
    if not 0 < amount <= owed:
        raise Refusal(Reason.INVALID_AMOUNT, value=amount, owed=owed)
