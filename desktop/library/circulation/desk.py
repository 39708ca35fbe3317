"""The desk: one field takes cards, items and command codes, and every act gets an answer."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from desktop.library.circulation.acts import Acts
from desktop.library.circulation.answers import REFUSED, Declined, answer_of
from desktop.library.circulation.calendar import day_of, start_of
from desktop.library.circulation.clock_watch import ClockWatch
from desktop.library.circulation.entry import BY_MACHINE, when
from desktop.library.circulation.panel import panel_of
from desktop.library.circulation.recognise import Recognised, item_of, member_of, reader_of, recognise
from desktop.library.circulation.undoing import leads, require_undoing
from desktop.library.model.desk import OF_THE_WINDOW, Act, Answer, DeskLine, ReaderPanel, Scanned
from desktop.library.model.event import Event, EventKind
from desktop.library.model.ids import Barcode, CardNumber, EventId, Moment, TitleId
from desktop.library.model.loan import LoanLine
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights, Task
from desktop.library.store.desk_list import desk_lines
from desktop.library.text.codes import clean_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from desktop.library.circulation.entry import When
    from desktop.library.model.ids import ReaderId
    from desktop.library.model.item import Item
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

DOUBLE_SCAN_MS = 1500
"""A scanner held over a code reads it again; the same code within this time is the same act."""

_MOST_A_DAY = 1000


@dataclass(frozen=True, slots=True)
class _LastScan:
    code: str
    at: int
    led_to: Scanned


class Desk:
    """A desk over one store. It remembers the act, the reader in front of it, and what may be repeated or undone."""

    def __init__(
        self,
        store: Store,
        *,
        operator: str = "",
        rights: Rights = Rights.LIBRARIAN,
        steady: Callable[[], int] | None = None,
    ) -> None:
        """`steady` tells milliseconds that pass whatever is done to the clock; the system's own when not given."""
        self._store = store
        self._rights = rights
        self._watch = ClockWatch(store.clock, now=store.now, steady=steady)
        self._acts = Acts(store, self._watch, operator=operator)
        self._act = Act.LEND
        self._reader: ReaderId | None = None
        self._came = Moment(0)
        self._done: list[EventId] = []
        self._again: Callable[[], Answer] | None = None
        self._last_scan: _LastScan | None = None

    @property
    def act(self) -> Act:
        """What an item's code does now: LEND, RETURN or RENEW."""
        return self._act

    @act.setter
    def act(self, act: Act) -> None:
        self._act = act
        self._last_scan = None

    @property
    def operator(self) -> str:
        """Who sits at the desk, noted in every event."""
        return self._acts.operator

    @operator.setter
    def operator(self, name: str) -> None:
        self._acts.operator = name

    @property
    def reader(self) -> ReaderPanel | None:
        """The reader in front of the desk, as things stand now."""
        reader = self._store.readers.get(self._reader) if self._reader else None
        return panel_of(self._store, reader, self._today()) if reader else None

    @property
    def came(self) -> Moment:
        """When the reader in front of the desk came to it."""
        return self._came

    def finish(self) -> None:
        """The reader in front of the desk is finished."""
        self._reader, self._again, self._last_scan = None, None, None

    def scan(self, code: str, *, at: Moment | None = None) -> Scanned:
        """What the code leads to: a reader comes to the desk, the act changes, or an item is lent, returned, renewed.

        The same code again within a moment is not done twice: the first answer comes back with the fact `again`.
        """
        last, now, clean = self._last_scan, self._store.now(), clean_code(code)
        if last is not None and last.code == clean and 0 <= now - last.at < DOUBLE_SCAN_MS:
            return last.led_to
        try:
            led_to = self._follow(recognise(self._store, code), code, at)
        except Refusal as no:
            return Scanned(answer=self._refuse(Answer("", barcode=Barcode(clean)), no))
        self._last_scan = _LastScan(clean, now, _told_again(led_to)) if _was_done(led_to) else None
        return led_to

    def lend(
        self, card: str, barcode: str, *, at: Moment | None = None, override: bool = False, member: str = ""
    ) -> Answer:
        """Lend the item to the reader. `override` sets aside what those entitled may; the event notes it.

        `member`: the card of who in a group takes it.
        """

        def act(pen: Pen) -> Answer:
            self._entitled(override=override)
            reader, found = reader_of(self._store, card), item_of(self._store, barcode)
            taker = member_of(self._store, reader, member) if member else None
            then = self._when(at)
            answer = self._acts.lend(pen, reader, _item(found), then, override=override, member=taker)
            return replace(answer, repaired_from=found.repaired_from)

        seen = Answer("", barcode=Barcode(clean_code(barcode)), card=CardNumber(clean_code(card)))
        return self._answered(act, seen, partial(self.lend, card, barcode, at=at, override=True, member=member))

    def give_back(self, barcode: str, *, at: Moment | None = None) -> Answer:
        """Take the item back from whoever has it, or from the hold shelf if it is kept there for nobody any more.

        Refused where nobody has it (not-on-loan), unless it is told late, or another PC of the unit may have lent it.
        """
        return self.with_item(barcode, Acts.give_back, at=at)

    def renew(self, barcode: str, *, at: Moment | None = None, override: bool = False) -> Answer:
        """Give the reader who has the item more time."""
        again = partial(self.renew, barcode, at=at, override=True)
        return self.with_item(barcode, partial(Acts.renew, override=override), at=at, override=override, again=again)

    def hold(
        self,
        card: str,
        title_id: str,
        *,
        barcode: str = "",
        until: date | None = None,
        at: Moment | None = None,
        override: bool = False,
    ) -> Answer:
        """Let the reader wait for any copy of the title, or for the copy with this bar code."""

        def act(pen: Pen) -> Answer:
            self._entitled(override=override)
            reader, then = reader_of(self._store, card), self._when(at)
            item = _item(item_of(self._store, barcode)) if barcode else None
            title = TitleId(title_id or (item.title_id if item else ""))
            return self._acts.hold(pen, reader, title, then, override=override, item=item, until=until)

        seen = Answer("", card=CardNumber(clean_code(card)), title_id=TitleId(title_id))
        again = partial(self.hold, card, title_id, barcode=barcode, until=until, at=at, override=True)
        return self._answered(act, seen, again)

    def change_hold(self, hold_id: str, kind: EventKind, *, until: date | None = None, why: str = "") -> Answer:
        """Suspend, resume or take away a hold. Refused (no-such-hold) when it does not wait any more."""

        def act(pen: Pen) -> Answer:
            hold = self._store.holds.get(hold_id)
            if hold is None or not hold.is_open:
                raise Refusal(Reason.NO_SUCH_HOLD, id=hold_id)
            then = when(self._store, None)
            if until is not None and until < then.day:
                raise Refusal(Reason.INVALID_DATE, field="until", value=until.isoformat())
            return self._acts.change_hold(pen, hold, kind, then, until=until, why=why)

        return self._answered(act, Answer(""))

    def shelve(self, barcode: str) -> Answer:
        """Put this copy aside for the first who waits for it. Refused (no-such-hold) when nobody does."""
        return self.with_item(barcode, Acts.shelve)

    def change_due(self, barcode: str, day: date, why: str, *, at: Moment | None = None) -> Answer:
        """Move the due date of the copy's loan by hand, and note why. Refused: NOT_ENTITLED, NOT_ON_LOAN, …"""

        def act(acts: Acts, pen: Pen, item: Item, then: When) -> Answer:
            self._rights.require(Task.CORRECT)
            return acts.change_due(pen, item, day, then, why=why)

        return self.with_item(barcode, act, at=at)

    def with_item(
        self,
        barcode: str,
        act: Callable[[Acts, Pen, Item, When], Answer],
        *,
        at: Moment | None = None,
        override: bool = False,
        again: Callable[[], Answer] | None = None,
    ) -> Answer:
        """Another room's act with a copy: in one transaction, and told, refused and undone as the desk's own are.

        `again` does the same with what may be set aside set aside.
        """

        def whole(pen: Pen) -> Answer:
            self._entitled(override=override)
            found = item_of(self._store, barcode)
            answer = act(self._acts, pen, _item(found), self._when(at))
            return replace(answer, repaired_from=found.repaired_from)

        return self._answered(whole, Answer("", barcode=Barcode(clean_code(barcode))), again)

    def undo(self, *, why: str = "") -> Answer:
        """Take back the last act of this desk today; again for the one before."""
        last = self._last_act()
        if last is None:
            return self._refuse(Answer(""), Refusal(Reason.NOTHING_TO_UNDO))
        return self.take_back(last.id, why=why)

    def take_back(self, event_id: EventId, *, why: str = "") -> Answer:
        """Take back this act, whoever did it and when; refused (nothing-to-undo) when it counts no more.

        Refused (not-entitled), it waits for whoever vouches for it (`override`).
        """

        def act(pen: Pen) -> Answer:
            event = self._store.events.get(event_id)
            if event is None:
                raise Refusal(Reason.UNKNOWN_ID, id=event_id)
            if event.kind is EventKind.UNDONE or self._store.events.is_undone(event_id):
                raise Refusal(Reason.NOTHING_TO_UNDO)
            require_undoing(self._rights, event, self._acts.seen_in(event))
            return self._acts.undo(pen, event, when(self._store, None), why=why)

        return self._answered(act, Answer(""), partial(self.take_back, event_id, why=why))

    def override(self, *, by: Rights | None = None) -> Answer:
        """Do what was refused last all the same. `by`: whose rights this one act has, when not the desk's own.

        Refused (nothing-to-undo) when nothing waits for it; refused (not-entitled), it waits on.
        """
        again = self._again
        if again is None:
            return self._refuse(Answer(""), Refusal(Reason.NOTHING_TO_UNDO))
        if by is None:
            answer = again()
            self._again = again if answer.reason is Reason.NOT_ENTITLED else self._again
            return answer
        with self._lent_rights(by):
            return again()

    def panel(self, card: str) -> ReaderPanel:
        """The panel of the reader with this card. Raises Refusal: UNKNOWN_CARD, AMBIGUOUS_CODE."""
        return panel_of(self._store, reader_of(self._store, card), self._today())

    def today(self, limit: int = 200) -> tuple[DeskLine, ...]:
        """What happened today, newest first."""
        return desk_lines(self._store.connection, start_of(self._today()), limit=limit)

    def open_loans(self, card: str | None = None, *, limit: int = 1000) -> tuple[LoanLine, ...]:
        """The open loans of one reader or of all, the one due first first. Raises Refusal: UNKNOWN_CARD."""
        if card is None:
            return self._store.loans.open_lines(self._today(), limit=limit)
        return self._store.loans.open_of_reader(reader_of(self._store, card).id, self._today())

    def overdue(self, *, limit: int = 1000) -> tuple[LoanLine, ...]:
        """The loans that are late, the latest first."""
        return self._store.loans.overdue(self._today(), limit=limit)

    @contextmanager
    def _lent_rights(self, rights: Rights) -> Iterator[None]:
        """For one act the desk has these rights; its event notes whose they were."""
        own, name = self._rights, self.operator
        self._rights, self.operator = rights, f"{name}+{rights.value}"
        try:
            yield
        finally:
            self._rights, self.operator = own, name

    def _entitled(self, *, override: bool) -> None:
        if override:
            self._rights.require(Task.OVERRIDE)

    def _when(self, at: Moment | None) -> When:
        """Now, or an earlier time: that is not everybody's to tell, whichever door it comes through.

        What a quicker clock says is still to come happened now.
        """
        if at is not None:
            self._rights.require(Task.CORRECT)
        then = when(self._store, at)
        return replace(then, at=min(then.at, then.recorded))

    def _follow(self, found: Recognised, code: str, at: Moment | None) -> Scanned:
        match found:
            case Recognised(act=Act.UNDO):
                return Scanned(act=Act.UNDO, answer=self.undo())
            case Recognised(act=Act.DONE):
                self.finish()
                return Scanned(act=Act.DONE, done=True)
            case Recognised(act=Act() as act) if act in OF_THE_WINDOW:
                return Scanned(act=act)
            case Recognised(act=Act() as act):
                self.act = act
                return Scanned(act=act)
            case Recognised(reader=reader) if reader is not None:
                if reader.id != self._reader:
                    self._reader, self._came = reader.id, Moment(self._store.now_ms())
                return Scanned(panel=panel_of(self._store, reader, self._today()))
            case _:
                return Scanned(answer=self._with_item(_item(found), code, at))

    def _with_item(self, item: Item, code: str, at: Moment | None) -> Answer:
        # By the code that was read: where two copies bear one bar code, the register number tells them apart.
        if self._act is Act.RETURN:
            return self.give_back(code, at=at)
        if self._act is Act.RENEW:
            return self.renew(code, at=at)
        reader = self._store.readers.get(self._reader) if self._reader else None
        if reader is None:
            raise Declined(self._acts.seen(item), Refusal(Reason.NO_READER_CHOSEN, **self._who_has(item)))
        return self.lend(reader.card, code, at=at)

    def _who_has(self, item: Item) -> dict[str, str]:
        loan = self._store.loans.open_of_item(item.id)
        holder = self._store.readers.get(loan.reader_id) if loan and loan.reader_id else None
        return {"holder": holder.card, "due": loan.due.isoformat()} if loan and holder else {}

    def _answered(
        self, act: Callable[[Pen], Answer], seen: Answer, again: Callable[[], Answer] | None = None
    ) -> Answer:
        try:
            with self._store.writing() as pen:
                answer = act(pen)
        except Refusal as no:
            return self._refuse(seen, no, again)
        self._again, self._last_scan = None, None
        if answer.event is not None and answer.status != "undone":
            self._done.append(answer.event)
        return answer

    def _refuse(self, seen: Answer, no: Refusal, again: Callable[[], Answer] | None = None) -> Answer:
        answer = answer_of(seen, no)
        self._again = again if answer.may_be_overridden else None
        return answer

    def _last_act(self) -> Event | None:
        return next((event for event in self._acts_today() if not self._store.events.is_undone(event.id)), None)

    def _acts_today(self) -> Iterator[Event]:
        """This desk's acts, the last first: those since the program started, then those recorded earlier today."""
        begun = start_of(self._today())
        mine = (self._store.events.get(event) for event in reversed(self._done))
        yield from (event for event in mine if event is not None and event.recorded >= begun)
        device = self._store.profile.text("device")
        recorded = self._store.events.since(begun, limit=_MOST_A_DAY)
        for event in recorded:
            if event.device == device and leads(event) and not event.operator.endswith(BY_MACHINE):
                yield event

    def _today(self) -> date:
        return day_of(self._store.now_ms())


def _item(found: Recognised) -> Item:
    assert found.item is not None  # every other kind of code has been answered before
    return found.item


def _was_done(scanned: Scanned) -> bool:
    return scanned.answer is not None and scanned.answer.status != REFUSED


def _told_again(scanned: Scanned) -> Scanned:
    answer = scanned.answer
    return (
        scanned if answer is None else replace(scanned, answer=replace(answer, facts=(*answer.facts, ("again", True))))
    )
