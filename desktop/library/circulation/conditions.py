"""The conditions of copies: dated marks, levels of access, and what is lost, found, damaged or said to be returned."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktop.library.circulation.aftermath import Aftermath
from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.entry import When
from desktop.library.circulation.losing import Losing
from desktop.library.circulation.recognise import item_of, reader_of
from desktop.library.model.ids import Moment
from desktop.library.model.item import Access, Condition
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights, Task

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.library.circulation.acts import Acts
    from desktop.library.circulation.desk import Desk
    from desktop.library.model.desk import Answer
    from desktop.library.model.ids import Money
    from desktop.library.model.item import Item
    from desktop.library.model.loan import LoanLine
    from desktop.library.store.marks import MarkChange
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

    Change = Callable[[Aftermath, Pen, Item, When], None]

_ALL = 1_000_000
_GUARDED = (Condition.RESTRICTED, Condition.LOST)
"""Marks that come and go with an act of their own: a level of access, a loss."""


class Conditions:
    """Marks copies over one store. What happens to a copy is an act of the desk's: told, refused and undone there."""

    def __init__(self, store: Store, desk: Desk, rights: Rights = Rights.LIBRARIAN) -> None:
        self._store = store
        self._desk = desk
        self._rights = rights

    def mark(self, barcode: str, condition: Condition, *, on: date | None = None, why: str = "") -> Item:
        """Mark the copy since this day (today when not given); one that bears the mark already keeps its day.

        A loss is an act (`declare_lost`), and a restriction a level of access (`set_access`).
        Raises Refusal: NOT_ENTITLED, INVALID_DATE (a day to come), UNKNOWN_BARCODE, and as `item_of`.
        """
        self._refuse_guarded(condition)

        def change(aftermath: Aftermath, pen: Pen, item: Item, then: When) -> None:
            since = dict(item.conditions).get(condition, (on or then.day).isoformat())
            aftermath.mark(pen, item, condition, since, then, why=why)

        return self._changed(barcode, change, on)

    def clear(self, barcode: str, condition: Condition, *, why: str = "") -> Item:
        """Take the mark away. Raises Refusal: NOT_ENTITLED, UNKNOWN_BARCODE, and as `item_of`."""
        self._refuse_guarded(condition)
        return self._changed(
            barcode, lambda aftermath, pen, item, then: aftermath.mark(pen, item, condition, None, then, why=why)
        )

    def set_access(self, barcode: str, access: Access, *, why: str = "") -> Item:
        """Who may see the copy (domain.md 2.1). `restricted` sets the dated mark, too; any other takes it off.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_BARCODE, and as `item_of`.
        """

        def change(aftermath: Aftermath, pen: Pen, item: Item, then: When) -> None:
            if item.access is not access:
                aftermath.change(pen, item, "access", access.value, then, why=why)
            restricted = access is Access.RESTRICTED
            since = dict(item.conditions).get(Condition.RESTRICTED, then.day.isoformat()) if restricted else None
            aftermath.mark(pen, item, Condition.RESTRICTED, since, then, why=why)

        return self._changed(barcode, change)

    def set_origin(self, barcode: str, origin: str, *, why: str = "") -> Item:
        """Where the copy comes from: `foreign` costs more to replace (Terms.bands), empty is Việt Nam.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_BARCODE, and as `item_of`.
        """
        return self._changed(
            barcode, lambda aftermath, pen, item, then: aftermath.change(pen, item, "origin", origin, then, why=why)
        )

    def history(self, barcode: str) -> tuple[MarkChange, ...]:
        """How the copy's marks were changed, the oldest first. Raises Refusal as `item_of`."""
        changes = self._store.marks.of_item(self._item(barcode).id)
        return tuple(replace(change, why=change.why or self._why(change)) for change in changes)

    def declare_lost(
        self, barcode: str, why: str = "", *, at: Moment | None = None, price: Money | None = None
    ) -> Answer:
        """Give the copy up: event, mark and charge in one. `price`: what it cost, where its own is not known.

        A price of 0 is said where money cannot be asked: the same book is owed.
        Refused with NOT_ENTITLED, ITEM_LOST (it is already), PRICE_UNKNOWN, INVALID_AMOUNT.
        """

        def act(acts: Acts, pen: Pen, item: Item, then: When) -> Answer:
            self._rights.require(Task.CORRECT)
            _refuse_below_zero(price)
            return Losing(self._store, acts).declare_lost(pen, item, then, why=why, price=price)

        return self._desk.with_item(barcode, act, at=at)

    def found(self, barcode: str, *, with_reader: bool = False, at: Moment | None = None) -> Answer:
        """The copy is there after all; what was charged for it counts no more.

        Found on the shelf, a loan given up or said to be over is returned without lateness; `with_reader`: it never was
        lost, the reader still has it. Refused with NOT_LOST, NOT_ENTITLED (with_reader).
        """

        def act(acts: Acts, pen: Pen, item: Item, then: When) -> Answer:
            if with_reader:
                self._rights.require(Task.CORRECT)
            return Losing(self._store, acts).found(pen, item, then, with_reader=with_reader)

        return self._desk.with_item(barcode, act, at=at)

    def claim_returned(self, barcode: str, why: str = "", *, at: Moment | None = None) -> Answer:
        """The reader says that it was brought back. Refused with NOT_ON_LOAN."""

        def act(acts: Acts, pen: Pen, item: Item, then: When) -> Answer:
            return Losing(self._store, acts).claim_returned(pen, item, then, why=why)

        return self._desk.with_item(barcode, act, at=at)

    def damaged(
        self,
        barcode: str,
        why: str = "",
        *,
        amount: Money | None = None,
        card: str | None = None,
        at: Moment | None = None,
    ) -> Answer:
        """Mark the copy as damaged; with an amount, charge the reader with this card, or whoever had it last.

        An amount of 0 asks for the same book. Refused with NOT_ENTITLED (to charge), MONEY_OFF, INVALID_AMOUNT,
        NO_READER_CHOSEN.
        """

        def act(acts: Acts, pen: Pen, item: Item, then: When) -> Answer:
            if amount is not None:
                self._rights.require(Task.FORGIVE)
            _refuse_below_zero(amount)
            reader = reader_of(self._store, card) if card else None
            return Losing(self._store, acts).damaged(pen, item, then, why=why, amount=amount, reader=reader)

        return self._desk.with_item(barcode, act, at=at)

    def long_overdue(self, *, after: LoanLine | None = None, limit: int = _ALL) -> tuple[LoanLine, ...]:
        """Loans so late that the copy may be given up (`Terms.long_overdue_days`), the latest first.

        `after` is the last of the page before.
        """
        today = day_of(self._store.now_ms())
        return self._store.loans.overdue(today, days=self._long_days(), after=after, limit=limit)

    def long_overdue_count(self) -> int:
        """How many loans are so late."""
        return self._store.loans.overdue_count(day_of(self._store.now_ms()), days=self._long_days())

    def claimed(self) -> tuple[LoanLine, ...]:
        """Open loans of which the reader says that the copy was brought back."""
        return self._store.loans.claimed_lines(day_of(self._store.now_ms()))

    def give_up(self, barcodes: tuple[str, ...], why: str = "") -> tuple[Answer, ...]:
        """Declare each of these lost; the answers in their order."""
        return tuple(map(partial(self.declare_lost, why=why), barcodes))

    def _long_days(self) -> int:
        return max(1, self._store.policies.terms().long_overdue_days)

    def _changed(self, barcode: str, change: Change, on: date | None = None) -> Item:
        self._rights.require(Task.CATALOGUE)
        now = Moment(self._store.now_ms())
        then = When(now, now)
        if on is not None and on > then.day:
            raise Refusal(Reason.INVALID_DATE, field="on", value=on.isoformat())
        with self._store.writing() as pen:
            item = self._item(barcode)
            change(Aftermath(self._store, self._desk.operator), pen, item, then)
        return self._item(barcode)

    def _why(self, change: MarkChange) -> str:
        event = self._store.events.get(change.about) if change.about else None
        return event.why if event else ""

    def _item(self, barcode: str) -> Item:
        found = item_of(self._store, barcode).item
        assert found is not None  # item_of finds one or refuses
        return found

    @staticmethod
    def _refuse_guarded(condition: Condition) -> None:
        if condition in _GUARDED:
            raise ValueError(f"{condition} comes and goes with an act of its own")


def _refuse_below_zero(amount: Money | None) -> None:
    if amount is not None and amount < 0:
        raise Refusal(Reason.INVALID_AMOUNT, value=amount)
