"""What happens to copies besides lending: given up as lost, found, said to be returned, damaged. One act, one event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.circulation.aftermath import Aftermath, CameBack, given_up_loan, is_given_up
from desktop.library.circulation.answers import Declined, with_reader
from desktop.library.circulation.entry import Fact
from desktop.library.circulation.fold import LOST
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Money
from desktop.library.model.item import Condition
from desktop.library.model.money import MOST, EntryKind, Purpose
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.money.book import Line
from desktop.library.money.compensation import compensation
from desktop.library.store.events import AT_THE_END
from desktop.library.store.loan_table import state_at

if TYPE_CHECKING:
    from desktop.library.circulation.acts import Acts
    from desktop.library.circulation.aftermath import Facts
    from desktop.library.circulation.entry import When
    from desktop.library.model.desk import Answer
    from desktop.library.model.ids import EventId
    from desktop.library.model.item import Item
    from desktop.library.model.loan import Loan
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen


class Losing:
    """The acts over one store, written down through the desk's own. Every method raises `Declined`."""

    def __init__(self, store: Store, acts: Acts) -> None:
        self._store = store
        self._acts = acts

    @property
    def aftermath(self) -> Aftermath:
        """Marks and accounts, in the name of whoever sits at the desk now."""
        return Aftermath(self._store, self._acts.operator)

    def declare_lost(self, pen: Pen, item: Item, then: When, *, why: str, price: Money | None) -> Answer:
        """The copy is given up. Whoever had it owes what the house rules say; `price` where the copy's is not known."""
        seen = self._acts.seen(item)
        if item.has(Condition.LOST):
            since = dict(item.conditions)[Condition.LOST]
            raise Declined(seen, Refusal(Reason.ITEM_LOST, since=since))
        loan = self._acts.loan_then(item, then)
        reader = self._borrower(loan)
        fact = Fact(EventKind.DECLARED_LOST, item.title_id, item.id, reader, why=why)
        event = self._acts.note(pen, fact, then)
        told = replace(_told(seen, reader), status="lost", event=event, at=then.at, loan=loan.id if loan else None)
        if then.late and state_at(self._store.connection, item.id, AT_THE_END).lost is None:
            return told  # it has come back since, whichever was typed first
        self.aftermath.mark(pen, item, Condition.LOST, then.day.isoformat(), then, about=event)
        if loan is None or reader is None:
            return told
        amount = self._charge(pen, item, loan, reader, then, price=price, about=event, seen=seen)
        return replace(told, charged=amount, facts=self._in_kind(amount, lost=True))

    def found(self, pen: Pen, item: Item, then: When, *, with_reader: bool = False) -> Answer:
        """The copy is there after all: on the shelf, or still with whoever had it."""
        loan = given_up_loan(self._store, item) or self._acts.loan_then(item, then)
        if with_reader and loan is not None and loan.closed_as == LOST:
            return self._found_with_reader(pen, item, loan, then)
        if loan is not None and (loan.closed_as == LOST or loan.claimed):
            return self._from_the_shelf(pen, item, loan, then)
        if not is_given_up(item, loan):
            raise Declined(self._acts.seen(item), Refusal(Reason.NOT_LOST))
        # Where a paper tells of a return, that is the event whose name follows from it.
        kind = EventKind.RETURNED if then.told else EventKind.FOUND
        event = self._acts.note(pen, Fact(kind, item.title_id, item.id), then)
        done = self.aftermath.of_return(pen, CameBack(item, None, None, event), then)
        told = replace(self._acts.seen(item), status="found", event=event, at=then.at, was_lost=True, facts=done.facts)
        return self._acts.for_who_waits(pen, item, None, then, told)

    def _from_the_shelf(self, pen: Pen, item: Item, loan: Loan, then: When) -> Answer:
        """Nobody is late with what stood on the shelf."""
        reader = self._borrower(loan)
        event = self._acts.note(pen, Fact(EventKind.RETURNED, item.title_id, item.id, reader), then)
        done = self.aftermath.of_return(pen, CameBack(item, loan, reader, event, forgive_lateness=True), then)
        told = replace(_told(self._acts.seen(item), reader), status="returned", loan=loan.id, event=event, at=then.at)
        told = replace(told, charged=done.charged, was_lost=done.was_lost, claimed=done.claimed, facts=done.facts)
        return self._acts.for_who_waits(pen, item, loan, then, told)

    def claim_returned(self, pen: Pen, item: Item, then: When, *, why: str) -> Answer:
        """The reader says that the copy was brought back: the loan stays open, and everybody sees what is said."""
        loan, seen = self._acts.loan_then(item, then), self._acts.seen(item)
        if loan is None:
            raise Declined(seen, Refusal(Reason.NOT_ON_LOAN, location=item.location or None))
        reader = self._borrower(loan)
        fact = Fact(EventKind.CLAIMED_RETURNED, item.title_id, item.id, reader, why=why)
        event = self._acts.note(pen, fact, then)
        return replace(
            _told(seen, reader), status="claimed", loan=loan.id, due=loan.due, event=event, at=then.at, claimed=True
        )

    def damaged(
        self, pen: Pen, item: Item, then: When, *, why: str, amount: Money | None, reader: Reader | None
    ) -> Answer:
        """The copy is marked; with an amount, the reader (or whoever had it last) owes that: 0 for the same book."""
        who = reader or self._last_reader(item)
        seen = _told(self._acts.seen(item), who if amount is not None else None)
        if amount is not None and who is None:
            raise Declined(seen, Refusal(Reason.NO_READER_CHOSEN))
        fact = Fact(EventKind.DAMAGED, item.title_id, item.id, who if amount is not None else None, why=why)
        event = self._acts.note(pen, fact, then)
        since = dict(item.conditions).get(Condition.DAMAGED, then.day.isoformat())
        self.aftermath.mark(pen, item, Condition.DAMAGED, since, then, about=event)
        told = replace(seen, status="damaged", event=event, at=then.at)
        if amount is None or who is None:
            return told
        self._against(seen, amount)
        line = Line(EntryKind.CHARGE, who.id, amount, item.id, purpose=Purpose.DAMAGED, about=event)
        self.aftermath.book.note(pen, line, then.at)
        return replace(told, charged=amount, facts=self._in_kind(amount))

    def _found_with_reader(self, pen: Pen, item: Item, loan: Loan, then: When) -> Answer:
        reader = self._borrower(loan)
        event = self._acts.note(pen, Fact(EventKind.FOUND, item.title_id, item.id, reader), then)
        back = CameBack(item, loan, reader, event, forgive_lateness=True)
        done = self.aftermath.of_return(pen, back, then)
        told = replace(_told(self._acts.seen(item), reader), status="found", loan=loan.id, event=event, at=then.at)
        return replace(told, due=loan.due, was_lost=True, facts=done.facts)

    def _charge(
        self,
        pen: Pen,
        item: Item,
        loan: Loan,
        reader: Reader,
        then: When,
        *,
        price: Money | None,
        about: EventId,
        seen: Answer,
    ) -> Money | None:
        cost = compensation(self._store.policies.terms(), item, price)
        if cost.price_missing:
            raise Declined(seen, Refusal(Reason.PRICE_UNKNOWN))
        if not cost.amount and not cost.like_for_like:
            return None
        amount = cost.amount or Money(0)
        self._against(seen, amount)
        line = Line(EntryKind.CHARGE, reader.id, amount, item.id, loan.id, purpose=Purpose.LOST, about=about)
        self.aftermath.book.note(pen, line, then.at)
        return amount

    def _in_kind(self, amount: Money | None, *, lost: bool = False) -> Facts:
        """That the same book is owed; and where money would be taken for a loss, that a price is what is missing."""
        if amount != 0:
            return ()
        without_price = lost and self._store.policies.terms().money
        return (("like_for_like", True), *((("without_price", True),) if without_price else ()))

    def _against(self, seen: Answer, amount: Money) -> None:
        if amount and not self._store.policies.terms().money:
            raise Declined(seen, Refusal(Reason.MONEY_OFF))
        if amount > MOST:
            raise Declined(seen, Refusal(Reason.INVALID_AMOUNT, value=amount, most=MOST))

    def _last_reader(self, item: Item) -> Reader | None:
        return self._borrower(self._store.loans.newest_of_item(item.id))

    def _borrower(self, loan: Loan | None) -> Reader | None:
        return None if loan is None or loan.reader_id is None else self._store.readers.get(loan.reader_id)


def _told(seen: Answer, reader: Reader | None) -> Answer:
    return with_reader(seen, reader) if reader else seen
