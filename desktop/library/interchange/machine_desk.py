"""The desk as a self-check machine uses it: nothing is set aside, nothing done twice, what has happened is believed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.circulation.acts import Acts
from desktop.library.circulation.answers import REFUSED, Declined, answer_of, with_reader
from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.clock_watch import ClockWatch
from desktop.library.circulation.entry import BY_MACHINE, EARLIEST_MS, Told, When
from desktop.library.circulation.recognise import item_of, reader_of
from desktop.library.interchange.entering import Entering
from desktop.library.interchange.entries import Entry, LateAct
from desktop.library.model.desk import Answer
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Barcode, CardNumber, EventId, LoanId, Moment
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.text.codes import clean_code
from sync.core.row import named_id, new_id
from sync.core.stamp import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.library.interchange.entries import LateLine
    from desktop.library.model.item import Item
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

REPEATED_MS = 10 * 60 * 1000
"""A machine that got no answer asks again within seconds. The same words much later come from a clock that stands."""
OFFLINE_MS = 366 * 24 * 60 * 60 * 1000
"""What a machine did without the line is sent within days. A time long before that comes from a flat battery: taken for
the truth, the loan would be overdue by years."""
_DONE = {
    EventKind.LENT: "lent",
    EventKind.RETURNED: "returned",
    EventKind.RENEWED: "renewed",
    LateAct.LEND: "lent",
    LateAct.RETURN: "returned",
    LateAct.RENEW: "renewed",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a machine says of an act: who it is and its own clock, by which a repeated message is known."""

    machine: str
    clock: str = ""
    """As the machine wrote it; empty: a repeated message cannot be told from a new one."""
    at: Moment | None = None
    """When it was, if its clock could be read."""
    in_drop_ms: int = 0
    """How long before it said so the book came back, by its own clock, be that right or wrong."""
    happened: bool = False
    """It was done while the line was down ("no block"): there is nothing left to refuse."""
    due: date | None = None
    """The day that the machine printed for the reader then."""


class MachineDesk:
    """A desk over one store for machines that have signed in. Answers as `Desk` does; refusals do not travel."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._watch = ClockWatch(store.clock, now=store.now)

    def lend(self, card: str, barcode: str, said: Said) -> Answer:
        """Lend the item to the reader."""
        if said.happened:
            return self._believed(LateAct.LEND, card, barcode, said)

        def act(pen: Pen, acts: Acts) -> Answer:
            reader, item = reader_of(self._store, card), self._item(barcode)
            then = self._now(said, EventKind.LENT, item, reader)
            return self._once(acts, then) or acts.lend(pen, reader, item, then, override=False)

        return self._answered(act, card, barcode, said)

    def give_back(self, barcode: str, said: Said) -> Answer:
        """Take the item back from whoever has it."""
        if said.happened:
            return self._believed(LateAct.RETURN, "", barcode, said)

        def act(pen: Pen, acts: Acts) -> Answer:
            item = self._item(barcode)
            then = self._now(said, EventKind.RETURNED, item)
            return self._once(acts, then) or acts.give_back(pen, item, self._came_back(acts, item, then, said))

        return self._answered(act, "", barcode, said)

    def renew(self, card: str, barcode: str, said: Said) -> Answer:
        """Give this reader more time for an item that the reader has; what somebody else has is refused."""
        if said.happened:
            return self._believed(LateAct.RENEW, card, barcode, said)

        def act(pen: Pen, acts: Acts) -> Answer:
            reader, item = reader_of(self._store, card), self._item(barcode)
            then = self._now(said, EventKind.RENEWED, item, reader)
            loan = acts.loan_then(item, then)
            if loan is None or loan.reader_id != reader.id:
                raise Declined(with_reader(acts.seen(item), reader), Refusal(Reason.NOT_ON_LOAN))
            return self._once(acts, then) or acts.renew(pen, item, then, override=False)

        return self._answered(act, card, barcode, said)

    def _believed(self, act: LateAct, card: str, barcode: str, said: Said) -> Answer:
        """A late entry at the machine's own time: never refused when the codes are known, whatever spoke against it."""
        now = Moment(self._store.now_ms())
        at = min(said.at, now) if said.at is not None and said.at >= now - OFFLINE_MS else now
        entry = Entry(0, "", act, at, card=card, barcode=barcode, due=said.due)
        entering = Entering(self._store, operator=said.machine, source=BY_MACHINE.removeprefix("+"))
        with self._store.writing() as pen:
            line = entering.enter(pen, entry)
        return self._told(line, entry)

    def _told(self, line: LateLine, entry: Entry) -> Answer:
        seen = Answer("", barcode=Barcode(clean_code(entry.barcode)), card=CardNumber(clean_code(entry.card)) or None)
        if line.event is None:
            return replace(seen, status=REFUSED, reason=Reason(line.reasons[0]), facts=line.facts)
        event = self._store.events.get(line.event)
        noted = tuple(("noted", reason) for reason in line.reasons)
        return replace(
            seen,
            status=_DONE[entry.act],
            title=line.title,
            item_id=event.item_id if event else None,
            due=line.due,
            event=line.event,
            at=entry.at,
            facts=noted,
        )

    def _now(self, said: Said, kind: EventKind, item: Item, reader: Reader | None = None) -> When:
        """Now, under a name that the same message leads to again."""
        now = Moment(self._store.now_ms())
        words = (said.machine, kind.value, item.id, reader.id if reader else "", said.clock)
        name = named_id("machine", *words) if said.clock else new_id(now)
        done = self._store.events.get(name)
        if done is not None and abs(now - done.recorded) > REPEATED_MS:
            name = new_id(now)
        return When(now, now, told=Told(kind, EventId(name), make(now, 0, name[:10])))

    def _came_back(self, acts: Acts, item: Item, then: When, said: Said) -> When:
        """A book from the drop came back on the day it was put in, unless that was before this loan began."""
        at = Moment(then.at - said.in_drop_ms)
        if at < EARLIEST_MS or day_of(at) == then.day:
            return then
        loan = acts.loan_then(item, then)
        if loan is None or loan.lent > at:
            return then
        assert then.told is not None  # every act of a machine has its name
        return When(at, then.recorded, late=True, told=replace(then.told, order=make(at, 0, then.told.event[:10])))

    def _once(self, acts: Acts, then: When) -> Answer | None:
        """The answer that was given to this very message before, if it was."""
        assert then.told is not None  # every act of a machine has its name
        event = self._store.events.get(then.told.event)
        if event is None:
            return None
        item = self._store.items.get(event.item_id or "")
        reader = self._store.readers.get(event.reader_id or "")
        seen = acts.seen(item) if item else Answer("")
        told = with_reader(seen, reader) if reader else seen
        loan, again = LoanId(event.id) if event.kind is EventKind.LENT else None, (("again", True),)
        return replace(told, status=_DONE[event.kind], due=event.due, loan=loan, event=event.id, facts=again)

    def _item(self, barcode: str) -> Item:
        item = item_of(self._store, barcode).item
        assert item is not None  # item_of finds an item or refuses
        return item

    def _answered(self, act: Callable[[Pen, Acts], Answer], card: str, barcode: str, said: Said) -> Answer:
        acts = Acts(self._store, self._watch, operator=f"{said.machine}{BY_MACHINE}")
        try:
            with self._store.writing() as pen:
                return act(pen, acts)
        except Refusal as no:
            seen = Answer("", barcode=Barcode(clean_code(barcode)), card=CardNumber(clean_code(card)) or None)
            return replace(answer_of(seen, no), may_be_overridden=False)
