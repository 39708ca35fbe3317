"""The acts of the desk, each inside one transaction: look, refuse, refuse, write the event, answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.circulation import due_days
from desktop.library.circulation.aftermath import Aftermath, CameBack, given_up_loan
from desktop.library.circulation.age import against_old_news, days_told
from desktop.library.circulation.answers import Declined, seen_item, weigh, with_reader
from desktop.library.circulation.calendar import day_of, due_on
from desktop.library.circulation.entry import Fact, Outcome, Record, When
from desktop.library.circulation.fines import Fines
from desktop.library.circulation.fold import CHANGES_LOANS
from desktop.library.circulation.hold_shelf import HoldShelf
from desktop.library.circulation.lateness import lateness_of
from desktop.library.circulation.losing import Losing
from desktop.library.circulation.placing import against_holding, queue_on, waits_until
from desktop.library.circulation.queues import Queues
from desktop.library.circulation.rules import (
    Wish,
    against_lending,
    against_reading_here,
    against_renewing,
)
from desktop.library.circulation.told_later import ToldLater
from desktop.library.model.desk import Answer
from desktop.library.model.event import EventKind
from desktop.library.model.ids import LoanId, Money
from desktop.library.model.item import Condition
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store.loan_table import state_at
from desktop.library.store.near import near

if TYPE_CHECKING:
    from datetime import date

    from desktop.library.circulation.calendar import Calendar
    from desktop.library.circulation.clock_watch import ClockWatch
    from desktop.library.model.event import Approval, Event
    from desktop.library.model.hold import Hold, ShelvedFor
    from desktop.library.model.ids import EventId, ReaderId, TitleId
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
        self.queues = Queues(store, self._record)

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
        against = (*against, *self.queues.against_lending(reader, item, then.day))
        out = tuple(no.reason for no in against if no.reason is Reason.ON_LOAN_TO_ANOTHER and _is_typed_late(then))
        aside = (*out, *self._weigh(seen, _without(against, out), then, override=override))
        outcome = self._outcome(wish, then, aside, on_site=on_site)
        fact = Fact(EventKind.LENT, item.title_id, item.id, reader, on_site=on_site, approval=approval, member=member)
        left = None if on_site else self.queues.left_by(reader, item)
        event = self._record.write(pen, fact, then, outcome)
        self.follow_up(pen, item, event, then)
        told = replace(seen, status="lent", due=outcome.due, loan=LoanId(event), event=event, at=then.at)
        return replace(told, data_days=self._news(then), facts=_left_aside(left))

    def give_back(self, pen: Pen, item: Item, then: When) -> Answer:
        """Take the item back from whoever has it."""
        loan, seen = self.loan_then(item, then) or given_up_loan(self._store, item), self.seen(item)
        if loan is None and item.has(Condition.LOST):
            return Losing(self._store, self).found(pen, item, then)
        if loan is None and not then.late:
            auto = self._store.policies.terms().auto_shelve
            off = HoldShelf(self._store, self).taken_off(pen, item, then, for_next=auto)
            if off is not None:
                return off
        if loan is None and self._may_be_out(then) and not self._is_told_of(item, then):
            return self._told_before_its_loan(pen, item, then)
        if loan is None:
            raise Declined(seen, Refusal(Reason.NOT_ON_LOAN, location=item.location or None))
        reader = self._borrower(loan)
        event = self._record.write(pen, Fact(EventKind.RETURNED, item.title_id, item.id, reader), then)
        done = Aftermath(self._store, self.operator).of_return(pen, CameBack(item, loan, reader, event), then)
        self.follow_up(pen, item, event, then)
        marks = tuple(("condition", mark.value) for mark, _ in item.conditions if mark is not Condition.LOST)
        room = (("on_site", True),) if loan.on_site else ()
        told = replace(
            with_reader(seen, reader) if reader else seen,
            status="returned",
            loan=loan.id,
            event=event,
            at=then.at,
            facts=(*marks, *room, *done.facts),
            days_late=done.days_late,
            charged=done.charged,
            was_lost=done.was_lost,
            claimed=done.claimed,
        )
        return self.for_who_waits(pen, item, loan, then, told)

    def _told_before_its_loan(self, pen: Pen, item: Item, then: When) -> Answer:
        """A return of which the loan is still to be typed in, or to come from another PC: the fold joins them."""
        despite = Reason.NOT_ON_LOAN
        fact = Fact(EventKind.RETURNED, item.title_id, item.id)
        event = self._record.write(pen, fact, then, Outcome(overrides=(despite,)))
        self.follow_up(pen, item, event, then)
        told = replace(self.seen(item), status="returned", event=event, at=then.at)
        told = replace(told, facts=(("despite", despite.value),))
        return told if then.late else self.for_who_waits(pen, item, None, then, told)

    def _may_be_out(self, then: When) -> bool:
        """Whether a copy that nobody has, as far as is known here, may have come from a reader all the same."""
        return _is_typed_late(then) or (not then.late and self._store.workplaces.has_others())

    def _is_told_of(self, item: Item, then: When) -> bool:
        """Whether this return was typed in before, to the millisecond."""
        return bool(near(self._store.connection, item.id, EventKind.RETURNED, then.at, then.at))

    def follow_up(self, pen: Pen, item: Item, event: EventId, then: When) -> None:
        """What an act that is told late changes of what was told before it."""
        if then.late:
            ToldLater(self._store, self._record, self.queues).follow(pen, item, event, then)

    def for_who_waits(self, pen: Pen, item: Item, loan: Loan | None, then: When, told: Answer) -> Answer:
        """What lies on the counter, brought back or found, is put aside for whoever waits for it."""
        waiting = self.queues.wanted(item, then.day)
        if not waiting or told.event is None:
            return told
        aside = self._trap(pen, item, loan, told.event, then)
        return replace(told, waiting_readers=len(waiting), shelved_for=aside)

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
        self.follow_up(pen, item, event, then)
        return replace(seen, status="renewed", due=due, event=event, at=then.at, data_days=self._news(then))

    def hold(
        self,
        pen: Pen,
        reader: Reader,
        title_id: TitleId,
        then: When,
        *,
        override: bool,
        item: Item | None = None,
        until: date | None = None,
    ) -> Answer:
        """Put the reader at the end of the title's queue: for any copy, or for this one only."""
        line = self._store.titles.line(title_id)
        if line is None:
            raise Refusal(Reason.UNKNOWN_TITLE, title_id=title_id)
        if item is not None and item.title_id != line.id:
            raise self._of_another_title(item)
        seen = self.seen(item) if item is not None else Answer("", title=line.title, title_id=line.id)
        seen, place = with_reader(seen, reader), len(queue_on(self._store, line.id, then.day)) + 1
        objections = against_holding(self._store, reader, line.id, then.day, item=item)
        aside = self._weigh(seen, objections, then, override=override)
        fact = Fact(EventKind.HELD, line.id, item.id if item else None, reader)
        outcome = Outcome(overrides=aside, until=waits_until(self._store, then.day, until))
        event = self._record.write(pen, fact, then, outcome)
        told = replace(seen, status="held", event=event, at=then.at, facts=(("place", place),))
        return replace(told, due=None, data_days=self._news(then))

    def change_hold(
        self, pen: Pen, hold: Hold, kind: EventKind, then: When, *, until: date | None = None, why: str = ""
    ) -> Answer:
        """Suspend, resume or take away a hold. A copy put aside for one that does not wait goes to whoever is next."""
        reader = self._store.readers.get(hold.reader_id) if hold.reader_id else None
        copy = self._store.items.get(hold.shelf_item) if hold.shelf_item else None
        line = self._store.titles.line(hold.title_id)
        seen = self.seen(copy) if copy else Answer("", title=line.title if line else "", title_id=hold.title_id)
        item_id = hold.shelf_item or hold.item_id
        fact = Fact(kind, hold.title_id, item_id, reader, hold_id=hold.id, why=why)
        event = self._record.write(pen, fact, then, Outcome(until=until))
        told = replace(with_reader(seen, reader) if reader else seen, status=kind.value, event=event, at=then.at)
        if copy is None or kind is EventKind.HOLD_RESUMED:
            return told
        auto = self._store.policies.terms().auto_shelve
        aside = self.queues.trap(pen, copy, then, about=event) if auto else None
        return replace(told, shelved_for=aside, facts=_left_aside(None if aside else copy))

    def shelve(self, pen: Pen, item: Item, then: When) -> Answer:
        """Put the copy aside for the first who waits for it; one that stood aside for nobody goes back to its place."""
        seen, loan = self.seen(item), self.loan_then(item, then)
        if loan is not None:
            holder = self._borrower(loan)
            card = holder.card if holder else None
            raise Declined(seen, Refusal(Reason.ON_LOAN_TO_ANOTHER, holder=card, due=loan.due.isoformat()))
        off = HoldShelf(self._store, self).taken_off(pen, item, then, for_next=True)
        if off is not None:
            return off
        shelved = self.queues.trap(pen, item, then)
        if shelved is None:
            raise Declined(seen, Refusal(Reason.NO_SUCH_HOLD))
        return replace(seen, status="hold-shelved", event=shelved.event, at=then.at, shelved_for=shelved)

    def note(self, pen: Pen, fact: Fact, then: When) -> EventId:
        """Write a fact down that no rule decides."""
        return self._record.write(pen, fact, then)

    def undo(self, pen: Pen, event: Event, then: When, *, why: str = "") -> Answer:
        """Take back what the event did, and what followed from it in the same act.

        The events stay in the record; they count no longer.
        """
        for follower in self._store.events.followers(event):
            if not self._store.events.is_undone(follower.id):
                fact = Fact(EventKind.UNDONE, follower.title_id, follower.item_id, undoes=follower.id)
                self._record.write(pen, fact, then)
        fact = Fact(EventKind.UNDONE, event.title_id, event.item_id, undoes=event.id, why=why)
        written = self._record.write(pen, fact, then)
        Aftermath(self._store, self.operator).of_undoing(pen, event, then)
        item = self._store.items.get(event.item_id) if event.item_id else None
        if item is not None and event.kind in CHANGES_LOANS:
            Fines(self._store, self.operator).reckon_again(pen, item, written)
        facts = (("undone", event.kind.value),)
        return replace(self.seen_in(event), status="undone", event=written, at=then.at, facts=facts)

    def seen(self, item: Item) -> Answer:
        """The beginning of an answer about this item."""
        line = self._store.titles.line(item.title_id)
        return seen_item(item, line.title if line else "")

    def seen_in(self, event: Event) -> Answer:
        """The beginning of an answer about what this event was about."""
        item = self._store.items.get(event.item_id) if event.item_id else None
        reader = self._store.readers.get(event.reader_id) if event.reader_id else None
        line = self._store.titles.line(event.title_id) if event.title_id and item is None else None
        seen = self.seen(item) if item else Answer("", title=line.title if line else "", title_id=event.title_id)
        return with_reader(seen, reader) if reader else seen

    def change_due(self, pen: Pen, item: Item, day: date, then: When, *, why: str) -> Answer:
        """Move the due date of the item's loan by hand: to this day, or as any due day from a closed one."""
        loan, seen = self.loan_then(item, then), self.seen(item)
        if loan is None:
            raise Declined(seen, Refusal(Reason.NOT_ON_LOAN, location=item.location or None))
        reader = self._borrower(loan)
        seen = replace(with_reader(seen, reader) if reader else seen, loan=loan.id)
        if not why.strip():
            raise Declined(seen, Refusal(Reason.MISSING_FIELD, field="why"))
        lent = day_of(loan.lent)
        if day < lent:
            raise Declined(seen, Refusal(Reason.INVALID_DATE, field="due", value=day.isoformat()))
        day = due_on(self.calendar(), lent, (day - lent).days, card_expires=reader.expires if reader else None)
        fact = Fact(EventKind.DUE_CHANGED, item.title_id, item.id, reader, why=why.strip())
        event = self._record.write(pen, fact, then, Outcome(day))
        self.follow_up(pen, item, event, then)
        before = (("before", loan.due.isoformat()),)
        return replace(seen, status="due-changed", due=day, event=event, at=then.at, facts=before)

    def loan_then(self, item: Item, then: When) -> Loan | None:
        """The loan that was open at that time: now, or where a late entry belongs."""
        if not then.late:
            return self._store.loans.open_of_item(item.id)
        return state_at(self._store.connection, item.id, then.order_after).open

    def calendar(self) -> Calendar:
        """The unit's calendar."""
        return self._store.policies.calendar()

    def _of_another_title(self, item: Item) -> Declined:
        seen = self.seen(item)
        told = Refusal(Reason.OF_ANOTHER_TITLE, barcode=item.barcode, title=seen.title, title_id=item.title_id)
        return Declined(seen, told)

    def _wish(self, reader: Reader, item: Item, then: When) -> Wish:
        loans, loan = self._store.loans, self.loan_then(item, then)
        holder = self._borrower(loan) if loan and loan.reader_id != reader.id else None
        late, tally = lateness_of(self._store, reader, then.day), loans.tally(reader.id, item.type, then.day)
        terms = self._store.policies.terms()
        return Wish(
            reader=reader,
            item=item,
            today=then.day,
            rule=self._store.policies.rule(reader.category, item.type),
            loan=loan,
            holder=holder.card if holder else None,
            loans=tally.loans,
            of_type=tally.of_type,
            overdue=late.overdue,
            long_overdue=late.long_overdue,
            owed=self._store.ledger.owed(reader.id) if terms.money else Money(0),
            owes_limit=terms.owes_limit,
            cleared=self._store.policies.clearance(reader.category),
            waiting=self.queues.ahead(reader, item, then.day, needed=1),
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
        return Wish(reader, item, then.day, rule, waiting=self.queues.ahead(reader, item, then.day, needed=0))

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

    def _trap(self, pen: Pen, item: Item, loan: Loan | None, event: EventId, then: When) -> ShelvedFor | None:
        """Put what came back aside, unless a late entry tells of a copy that is out, or kept for somebody, since."""
        if not self._store.policies.terms().auto_shelve or (then.late and self.queues.has_moved_on(item, then)):
            return None
        gone = self._store.loans.open_of_item(item.id)
        if not then.late and gone is not None and (loan is None or gone.id != loan.id):
            return None
        # Its marks as they stand now: this act may have taken the lost one off.
        # Whatever the paper says, that is done now: who waits by now counts, and the days on the shelf begin today.
        return self.queues.trap(pen, self._store.items.get(item.id) or item, then.follows, about=event)

    def _borrower(self, loan: Loan) -> Reader | None:
        return None if loan.reader_id is None else self._store.readers.get(loan.reader_id)


def _is_typed_late(then: When) -> bool:
    """Whether a person tells of an earlier time: it has happened, and the lines of a day come in any order."""
    return then.late and then.told is None


def _left_aside(copy: Item | None) -> tuple[tuple[str, str], ...]:
    """The fact of an answer: this copy stands on the hold shelf, and nobody waits for it there any more."""
    return () if copy is None else (("left_aside", copy.barcode),)


def _without(against: tuple[Refusal, ...], reasons: tuple[Reason, ...]) -> tuple[Refusal, ...]:
    return tuple(no for no in against if no.reason not in reasons)
