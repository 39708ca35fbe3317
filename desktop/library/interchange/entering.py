"""Enters one line: through the desk's acts where they agree, and past them where the book has gone out all the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.circulation import due_days
from desktop.library.circulation.acts import Acts
from desktop.library.circulation.answers import Declined
from desktop.library.circulation.calendar import start_of
from desktop.library.circulation.clock_watch import ClockWatch
from desktop.library.circulation.entry import Fact, Outcome, Record, When, when
from desktop.library.circulation.fold import fold_item
from desktop.library.circulation.recognise import item_of, reader_of
from desktop.library.interchange import entries as late
from desktop.library.interchange.entries import Entry, LateAct, LateLine
from desktop.library.interchange.naming import told
from desktop.library.interchange.paying import pay
from desktop.library.interchange.registering import register
from desktop.library.model.event import EventKind
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store.near import near

if TYPE_CHECKING:
    from desktop.library.circulation.entry import Told
    from desktop.library.model.desk import Answer
    from desktop.library.model.event import Event
    from desktop.library.model.item import Item
    from desktop.library.model.reader import Reader
    from desktop.library.model.refusal import Fact as Known
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

NEAR_MS = 60_000
"""A paper knows the minute, a program the millisecond: this near, the same act of the same people is one act."""
DAY_MS = 86_400_000
FROM_FILE = "file"
FROM_PAPER = "paper"


@dataclass(frozen=True, slots=True)
class _Scene:
    """A line with the item and the reader it names."""

    entry: Entry
    item: Item
    reader: Reader | None
    then: When
    told: Told
    repaired_from: str = ""


class Entering:
    """Enters lines over one store, for one operator and from one kind of source."""

    def __init__(self, store: Store, *, operator: str, source: str = FROM_FILE, again: bool = False) -> None:
        """`again`: what was taken back may be entered once more, as on paper; a file never brings it back."""
        self._store = store
        self._again = again
        self._is_file = source == FROM_FILE
        self._signed = f"{operator}+{source}"
        self._acts = Acts(store, ClockWatch(store.clock, now=store.now), operator=self._signed)
        self._record = Record(store, operator=self._signed)

    def enter(self, pen: Pen, entry: Entry) -> LateLine:
        """Enter the line, or say why it waits. Call inside a transaction; reads what that has written."""
        try:
            match entry.act:
                case LateAct.PAY:
                    return pay(self._store, pen, entry, operator=self._signed)
                case LateAct.REGISTER:
                    return register(self._store, pen, entry)
                case _:
                    return self._move(pen, self._scene(entry))
        except Refusal as no:
            facts = tuple(no.facts.items())
            return LateLine(entry.line, entry.text, late.Outcome.UNSETTLED, entry, (no.reason.value,), facts=facts)

    def _scene(self, entry: Entry) -> _Scene:
        found = item_of(self._store, entry.barcode)
        assert found.item is not None  # anything else was refused
        reader = reader_of(self._store, entry.card) if entry.card else None
        if reader is None and entry.act is LateAct.LEND:
            raise Refusal(Reason.MISSING_FIELD, field="card")
        named_event = told(self._store.unit, entry, self._store.events, again=self._again)
        then = replace(when(self._store, entry.at), told=named_event)
        return _Scene(entry, found.item, reader, then, named_event, found.repaired_from)

    def _move(self, pen: Pen, scene: _Scene) -> LateLine:
        entry, title = scene.entry, self._acts.seen(scene.item).title
        line = LateLine(
            entry.line,
            entry.text,
            late.Outcome.ENTERED,
            entry,
            title=title,
            reader=scene.reader.name if scene.reader else "",
        )
        known = self._known(scene)
        if known is not None:
            undone = (Reason.NOTHING_TO_UNDO.value,) if self._store.events.is_undone(known.id) else ()
            return replace(line, outcome=late.Outcome.ALREADY, event=known.id, due=known.due, reasons=undone)
        before = self._acts.loan_then(scene.item, scene.then)
        reasons, facts = self._written(pen, scene)
        event = self._store.events.get(scene.told.event)
        assert event is not None  # it has just been written
        return replace(
            line,
            outcome=late.Outcome.DESPITE if reasons else late.Outcome.ENTERED,
            reasons=(*reasons, *(("repaired",) if scene.repaired_from else ())),
            event=event.id,
            due=event.due,
            facts=(*facts, *self._then_and_now(scene, before.reader_id if before else None, event)),
        )

    def _written(self, pen: Pen, scene: _Scene) -> tuple[tuple[str, ...], tuple[tuple[str, Known], ...]]:
        """Write the act; what speaks against it, and the facts of that."""
        if scene.entry.act is LateAct.READ_HERE:
            fact = Fact(EventKind.READ_HERE, scene.item.title_id, scene.item.id, count=scene.entry.count)
            self._record.write(pen, fact, scene.then)
            return (), ()
        try:
            answer = self._asked(pen, scene)
        except Declined as no:
            reasons = self._stated(pen, scene, no)
            return tuple(reason.value for reason in reasons), _telling(no)
        overrides = self._store.events.get(answer.event or "")
        return tuple(reason.value for reason in overrides.overrides) if overrides else (), ()

    def _asked(self, pen: Pen, scene: _Scene) -> Answer:
        """The desk's own act; what may be set aside is, and the event notes it."""
        match scene.entry.act:
            case LateAct.LEND:
                assert scene.reader is not None  # refused before
                return self._acts.lend(pen, scene.reader, scene.item, scene.then, override=True)
            case LateAct.RETURN:
                return self._acts.give_back(pen, scene.item, scene.then)
            case _:
                self._refuse_renewing_anothers(scene)
                return self._acts.renew(pen, scene.item, scene.then, override=True)

    def _refuse_renewing_anothers(self, scene: _Scene) -> None:
        """Where the line names its reader it is that reader's loan, told yet or not, which is renewed."""
        loan = self._acts.loan_then(scene.item, scene.then)
        if scene.reader is not None and loan is not None and loan.reader_id != scene.reader.id:
            no = Refusal(Reason.ON_LOAN_TO_ANOTHER, holder=self._card(loan.reader_id), due=loan.due.isoformat())
            raise Declined(self._acts.seen(scene.item), no)

    def _stated(self, pen: Pen, scene: _Scene, no: Declined) -> tuple[Reason, ...]:
        """Write what happened although the desk would not have done it. Raises where nobody knows who renews."""
        also = str(no.facts.get("also") or "").split()
        reasons = tuple(dict.fromkeys((no.reason, *(Reason(code) for code in also))))
        act, item = scene.entry.act, scene.item
        if act is LateAct.RETURN:
            fact = Fact(EventKind.RETURNED, item.title_id, item.id)
            event = self._record.write(pen, fact, scene.then, Outcome(overrides=reasons))
            self._acts.follow_up(pen, item, event, scene.then)
            return reasons
        if scene.reader is None:
            raise no
        fact = Fact(scene.told.kind, item.title_id, item.id, scene.reader)
        event = self._record.write(pen, fact, scene.then, self._decided(scene, scene.reader, reasons))
        self._acts.follow_up(pen, item, event, scene.then)
        return reasons

    def _decided(self, scene: _Scene, reader: Reader, reasons: tuple[Reason, ...]) -> Outcome:
        """By the reader's rule; where there is none, nobody has promised any time."""
        day, calendar = scene.then.day, self._acts.calendar()
        rule = self._store.policies.rule(reader.category, scene.item.type)
        if rule is None:
            return Outcome(day, 0, "", reasons)
        if scene.entry.act is LateAct.RENEW:
            due = due_days.of_renewal(calendar, rule, day, day, card_expires=reader.expires)
            return Outcome(due, due_days.renewal_days(rule), rule.version, reasons)
        due = due_days.of_loan(calendar, rule, day, card_expires=reader.expires)
        return Outcome(due, rule.loan_days, rule.version, reasons)

    def _known(self, scene: _Scene) -> Event | None:
        """The event that already tells of this act: by its name, or typed in by somebody else."""
        events, entry = self._store.events, scene.entry
        known = events.get(scene.told.event)
        if known is not None:
            return known
        if entry.is_timed:
            alike = self._alike(scene, entry.at - NEAR_MS, entry.at + NEAR_MS)
            same = [event for event in alike if event.at == entry.at or self._may_be(event)]
            return min(same, key=lambda event: abs(event.at - entry.at), default=None)
        # So many lines before this one say the same: only what goes beyond them can be this act.
        begins = start_of(scene.then.day)
        of_day = self._alike(scene, begins, begins + DAY_MS - 1)
        return of_day[entry.ordinal] if len(of_day) > entry.ordinal else None

    def _alike(self, scene: _Scene, since: int, until: int) -> list[Event]:
        found = near(self._store.connection, scene.item.id, scene.told.kind, since, until)
        if scene.reader is None or scene.entry.act not in {LateAct.LEND, LateAct.RENEW}:
            return list(found)
        return [event for event in found if event.reader_id == scene.reader.id]

    def _may_be(self, event: Event) -> bool:
        """Whether the event's time may differ a little: two lines of programs tell the time alike or are two acts."""
        return not (self._is_file and event.operator.endswith(f"+{FROM_FILE}"))

    def _then_and_now(self, scene: _Scene, holder: str | None, event: Event) -> tuple[tuple[str, Known], ...]:
        """Who had the item then, if somebody else, and where it is now, if that is not what the line leads to."""
        facts: list[tuple[str, Known]] = []
        of_line = scene.reader.id if scene.reader else None
        if holder and holder != of_line and scene.entry.act is not LateAct.RETURN:
            facts.append(("holder_then", self._card(holder)))
        if holder and scene.entry.act is LateAct.RETURN:
            facts.append(("from", self._card(holder)))
        now = fold_item(self._store.events.of_item(scene.item.id)).open
        if scene.entry.act is LateAct.RETURN and now is not None:
            facts += [("now_card", self._card(now.reader_id)), ("now_due", now.due.isoformat())]
        if scene.entry.act is LateAct.LEND and (now is None or str(now.id) != event.id):
            facts.append(("now_card", self._card(now.reader_id) if now else None))
        return tuple(facts)

    def _card(self, reader_id: str | None) -> str | None:
        reader = self._store.readers.get(reader_id) if reader_id else None
        return reader.card if reader else None


def _telling(no: Declined) -> tuple[tuple[str, Known], ...]:
    return tuple((name, value) for name, value in no.facts.items() if name not in {"also", "late"})
