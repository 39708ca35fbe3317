"""The acts of the desk, each inside one transaction: look, refuse, refuse, write the event, answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.circulation import due_days
from desktop.library.circulation.age import against_old_news, days_told
from desktop.library.circulation.answers import Declined, seen_item, weigh, with_reader
from desktop.library.circulation.calendar import Calendar, calendar_of, days_overdue
from desktop.library.circulation.entry import Fact, Outcome, Record
from desktop.library.circulation.fold import Hold, fold_holds, fold_item
from desktop.library.circulation.lateness import lateness_of
from desktop.library.circulation.rules import (
    Wish,
    against_lending,
    against_reader,
    against_reading_here,
    against_renewing,
)
from desktop.library.model.desk import Answer
from desktop.library.model.event import EventKind
from desktop.library.model.ids import LoanId
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from desktop.library.circulation.clock_watch import ClockWatch
    from desktop.library.circulation.entry import When
    from desktop.library.model.event import Approval, Event
    from desktop.library.model.ids import CardNumber, EventId, ReaderId, TitleId
    from desktop.library.model.item import Item
    from desktop.library.model.loan import Loan
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen


class Acts:
    """Lends, takes back, renews, holds and undoes over one store. Every method raises `Declined` where it says no."""

    def __init__(self, store: Store, watch: ClockWatch, *, operator: str = "") -> None:
        self._store = store
        self._watch = watch
        self._record = Record(store, operator=operator)

    @property
    def operator(self) -> str:
        """Who is noted in every event."""
        return self._record.operator

    @operator.setter
    def operator(self, name: str) -> None:
        self._record.operator = name

    def lend(
        self,
        pen: Pen,
        reader: Reader,
        item: Item,
        then: When,
        *,
        override: bool,
        on_site: bool = False,
        approval: Approval | None = None,
        member: ReaderId | None = None,
    ) -> Answer:
        """Lend the item to the reader, or to a group in which a `member` takes it.

        `on_site`: to be read in the room and returned before leaving it, by this `approval` where one is needed; such
        a session is due the same day and counts against no limit.
        """
        seen = with_reader(self.seen(item), reader)
        wish = self._wish(reader, item, then)
        against = against_reading_here(wish, approved=approval is not None) if on_site else against_lending(wish)
        aside = self._weigh(seen, against, then, override=override)
        outcome = self._outcome(wish, then, aside, on_site=on_site)
        fact = Fact(EventKind.LENT, item.title_id, item.id, reader, on_site=on_site, approval=approval, member=member)
        event = self._record.write(pen, fact, then, outcome)
        told = replace(seen, status="lent", due=outcome.due, loan=LoanId(event), event=event, at=then.at)
        return replace(told, data_days=self._news(then))

    def give_back(self, pen: Pen, item: Item, then: When) -> Answer:
        """Take the item back from whoever has it."""
        loan, seen = self.loan_then(item, then), self.seen(item)
        if loan is None:
            raise Declined(seen, Refusal(Reason.NOT_ON_LOAN, location=item.location or None))
        reader = self._borrower(loan)
        event = self._record.write(pen, Fact(EventKind.RETURNED, item.title_id, item.id, reader), then)
        marks = tuple(("condition", mark.value) for mark, _ in item.conditions)
        room = (("on_site", True),) if loan.on_site else ()
        return replace(
            with_reader(seen, reader) if reader else seen,
            status="returned",
            loan=loan.id,
            event=event,
            at=then.at,
            facts=(*marks, *room),
            days_late=days_overdue(loan.due, then.day),
            waiting_readers=len(self._waiting(item.title_id)),
        )

    def renew(self, pen: Pen, item: Item, then: When, *, override: bool) -> Answer:
        """Move the due date of the item's loan: the period runs from today or the old due date, whichever is later."""
        loan = self.loan_then(item, then)
        reader = self._borrower(loan) if loan else None
        if loan is None or reader is None:
            raise Declined(self.seen(item), Refusal(Reason.NOT_ON_LOAN, location=item.location or None))
        seen = replace(with_reader(self.seen(item), reader), loan=loan.id)
        if loan.on_site:  # the room closes in the evening
            raise Declined(seen, Refusal(Reason.NO_MORE_RENEWALS, renewals=0, limit=0, due=loan.due.isoformat()))
        wish = self._renewal_wish(reader, item, then)
        aside = self._weigh(seen, against_renewing(wish, loan), then, override=override)
        assert wish.rule is not None  # as above
        due = due_days.of_renewal(self.calendar(), wish.rule, then.day, loan.due, card_expires=reader.expires)
        outcome = Outcome(due, due_days.renewal_days(wish.rule), wish.rule.version, aside)
        event = self._record.write(pen, Fact(EventKind.RENEWED, item.title_id, item.id, reader), then, outcome)
        return replace(seen, status="renewed", due=due, event=event, at=then.at, data_days=self._news(then))

    def hold(self, pen: Pen, reader: Reader, title_id: TitleId, then: When, *, override: bool) -> Answer:
        """Put the reader at the end of the title's queue."""
        line = self._store.titles.line(title_id)
        if line is None:
            raise Refusal(Reason.UNKNOWN_TITLE, title_id=title_id)
        seen = with_reader(Answer("", title=line.title, title_id=line.id), reader)
        queue = self._waiting(line.id)
        objections = (*self._against_holding(reader, line.id, queue), *against_reader(reader, then.day))
        aside = self._weigh(seen, objections, then, override=override)
        event = self._record.write(pen, Fact(EventKind.HELD, line.id, reader=reader), then, Outcome(overrides=aside))
        place = ("place", len(queue) + 1)
        return replace(seen, status="held", event=event, at=then.at, facts=(place,), data_days=self._news(then))

    def note(self, pen: Pen, fact: Fact, then: When) -> EventId:
        """Write a fact down that no rule decides."""
        return self._record.write(pen, fact, then)

    def undo(self, pen: Pen, event: Event, then: When) -> Answer:
        """Take back what the event did. The event stays in the record; it counts no longer."""
        item = self._store.items.get(event.item_id) if event.item_id else None
        reader = self._store.readers.get(event.reader_id) if event.reader_id else None
        seen = self.seen(item) if item else Answer("", title_id=event.title_id)
        fact = Fact(EventKind.UNDONE, event.title_id, event.item_id, undoes=event.id)
        written = self._record.write(pen, fact, then)
        told = with_reader(seen, reader) if reader else seen
        return replace(told, status="undone", event=written, at=then.at, facts=(("undone", event.kind.value),))

    def seen(self, item: Item) -> Answer:
        """The beginning of an answer about this item."""
        line = self._store.titles.line(item.title_id)
        return seen_item(item, line.title if line else "")

    def loan_then(self, item: Item, then: When) -> Loan | None:
        """The loan that was open at that time: now, or where a late entry belongs."""
        if not then.late:
            return self._store.loans.open_of_item(item.id)
        known = self._store.events.of_item(item.id)
        earlier = (e for e in known if e.order <= then.order_after or e.kind is EventKind.UNDONE)
        return fold_item(earlier).open

    def calendar(self) -> Calendar:
        """The unit's calendar."""
        return calendar_of(self._store.policies.calendar_fields())

    def _wish(self, reader: Reader, item: Item, then: When) -> Wish:
        loans, loan = self._store.loans, self.loan_then(item, then)
        holder = self._borrower(loan) if loan and loan.reader_id != reader.id else None
        late = lateness_of(self._store, reader, then.day)
        return Wish(
            reader=reader,
            item=item,
            today=then.day,
            rule=self._store.policies.rule(reader.category, item.type),
            loan=loan,
            holder=holder.card if holder else None,
            loans=loans.count_of_reader(reader.id),
            of_type=loans.count_of_reader(reader.id, item.type),
            overdue=late.overdue,
            long_overdue=late.long_overdue,
            cleared=self._store.policies.clearance(reader.category),
            waiting=self._ahead(reader, item, needed=1),
        )

    def _outcome(self, wish: Wish, then: When, aside: tuple[Reason, ...], *, on_site: bool) -> Outcome:
        rule = wish.rule
        if on_site:
            return Outcome(then.day, 0, rule.version if rule else "", aside)
        assert rule is not None  # without a rule there was an objection that nobody may set aside
        calendar = self.calendar()
        due = due_days.of_loan(calendar, rule, then.day, card_expires=wish.reader.expires)
        period = rule.loan_days if due_days.fixed_day(calendar, rule, then.day) is None else None
        return Outcome(due, period, rule.version, aside)

    def _renewal_wish(self, reader: Reader, item: Item, then: When) -> Wish:
        rule = self._store.policies.rule(reader.category, item.type)
        return Wish(reader, item, then.day, rule, waiting=self._ahead(reader, item, needed=0))

    def _weigh(
        self, seen: Answer, objections: tuple[Refusal, ...], then: When, *, override: bool
    ) -> tuple[Reason, ...]:
        uncertain = () if then.late else (*self._watch.objections(), *against_old_news(self._store))
        aside = weigh(seen, (*objections, *uncertain), override=override)
        if Reason.CLOCK_UNCERTAIN in aside:
            self._watch.trust()
        return aside

    def _news(self, then: When) -> int | None:
        """How old is what the act was decided by; a late entry was decided long ago."""
        return None if then.late else days_told(self._store)

    def _against_holding(self, reader: Reader, title_id: TitleId, queue: tuple[Hold, ...]) -> tuple[Refusal, ...]:
        place = next((place for place, hold in enumerate(queue, 1) if hold.reader_id == reader.id), None)
        if place is not None:
            return (Refusal(Reason.ALREADY_HELD, place=place),)
        for item in self._store.items.of_title(title_id):
            loan = self._store.loans.open_of_item(item.id)
            if loan is not None and loan.reader_id == reader.id:
                return (Refusal(Reason.ALREADY_LENT_TO_READER, due=loan.due.isoformat(), barcode=item.barcode),)
        return ()

    def _ahead(self, reader: Reader, item: Item, *, needed: int) -> tuple[CardNumber | None, ...]:
        """The cards of those who wait for the title before this reader, when too few copies are left for them."""
        queue = self._waiting(item.title_id)
        if not queue:
            return ()
        mine = next((place for place, hold in enumerate(queue) if hold.reader_id == reader.id), len(queue))
        line = self._store.titles.line(item.title_id)
        if line is not None and line.available - needed >= mine:
            return ()
        known = (self._store.readers.get(hold.reader_id) for hold in queue[:mine] if hold.reader_id)
        return tuple(other.card if other else None for other in known)

    def _waiting(self, title_id: TitleId) -> tuple[Hold, ...]:
        holds = fold_holds(self._store.events.holds_of_title(title_id))
        return tuple(hold for hold in holds if hold.state == "waiting")

    def _borrower(self, loan: Loan) -> Reader | None:
        return None if loan.reader_id is None else self._store.readers.get(loan.reader_id)
