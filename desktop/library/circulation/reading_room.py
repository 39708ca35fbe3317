"""The reading room: who reads what on the spot, by which paper, from when to when."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktop.library.circulation.answers import Declined, with_reader
from desktop.library.circulation.calendar import day_of, days_overdue, start_of
from desktop.library.circulation.desk import DOUBLE_SCAN_MS
from desktop.library.circulation.entry import Fact
from desktop.library.circulation.recognise import reader_of
from desktop.library.model.event import Approval, EventKind
from desktop.library.model.item import Access
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.text.codes import clean_code
from desktop.library.text.normal import nfc

if TYPE_CHECKING:
    from datetime import date

    from desktop.library.circulation.acts import Acts
    from desktop.library.circulation.desk import Desk
    from desktop.library.circulation.entry import When
    from desktop.library.model.desk import Answer
    from desktop.library.model.ids import Moment
    from desktop.library.model.item import Item
    from desktop.library.model.session import Session
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

DAY_MS = 24 * 60 * 60 * 1000
MOST_AT_ONCE = 999
"""Copies counted in one go; more is a bar code that was scanned into the wrong field."""
MOST_LINES = 10_000
"""Of one answer."""


class ReadingRoom:
    """The reading room over one store. Its acts are the desk's: refused, told and undone there."""

    def __init__(self, store: Store, desk: Desk) -> None:
        self._store = store
        self._desk = desk
        self._last: tuple[str, int, Answer] | None = None

    def scan(self, barcode: str, card: str = "", approval: Approval | None = None) -> Answer:
        """A scan at the room's own desk: a copy that is in the room comes back, any other goes to this card's reader.

        The same code again within a moment is not done twice, unless it was taken back in between. Refused with
        NO_READER_CHOSEN, and as `begin`.
        """
        now, clean = self._store.now(), clean_code(barcode)
        if self._last is not None and self._last[0] == clean and 0 <= now - self._last[1] < DOUBLE_SCAN_MS:
            told = self._last[2]
            if told.event is None or not self._store.events.is_undone(told.event):
                return told
        if self._is_here(clean):
            answer = self.end(clean)
        elif card.strip():
            answer = self.begin(card, clean, approval)
        else:
            answer = self._desk.with_item(clean, _to_nobody)
        self._last = (clean, now, answer) if answer.reason is None else None
        return answer

    def begin(
        self,
        card: str,
        barcode: str,
        approval: Approval | None = None,
        *,
        at: Moment | None = None,
        override: bool = False,
    ) -> Answer:
        """Give the copy to the reader, to be read in the room; due the same day.

        Refused with MISSING_FIELD for an approval with gaps, NEEDS_APPROVAL for a restricted copy without one (Thông tư
        02/2020/TT-BVHTTDL, Art. 32), NOT_CLEARED, and as lending is by what does not only concern taking home.
        """

        def act(acts: Acts, pen: Pen, item: Item, then: When) -> Answer:
            paper = whole(approval, then.day) if approval else None
            reader = reader_of(self._store, card)
            return acts.lend(pen, reader, item, then, override=override, on_site=True, approval=paper)

        again = partial(self.begin, card, barcode, approval, at=at, override=True)
        return self._desk.with_item(barcode, act, at=at, override=override, again=again)

    def end(self, barcode: str, *, at: Moment | None = None) -> Answer:
        """Take the copy back; the same as returning it at the desk."""
        return self._desk.give_back(barcode, at=at)

    def read_here(self, barcode: str, count: int = 1, *, at: Moment | None = None) -> Answer:
        """Count copies that were read in the room by nobody who is noted (found on the tables in the evening).

        Refused with ON_LOAN_TO_ANOTHER for a copy that somebody still has, NEEDS_APPROVAL for a restricted one,
        INVALID_COUNT.
        """

        def act(acts: Acts, pen: Pen, item: Item, then: When) -> Answer:
            self._refuse_counting(acts, item, then, count)
            fact = Fact(EventKind.READ_HERE, item.title_id, item.id, count=count)
            event = acts.note(pen, fact, then)
            return replace(acts.seen(item), status="read-here", event=event, at=then.at, facts=(("count", count),))

        return self._desk.with_item(barcode, act, at=at)

    def open_sessions(self, *, after: Session | None = None, limit: int = MOST_LINES) -> tuple[Session, ...]:
        """What is with readers in the room, the longest first. Those of an earlier day were not taken back.

        `after` is the last of the page before.
        """
        today, found = self._today(), self._store.sessions.open(after=after, limit=limit)
        return tuple(replace(each, days_over=days_overdue(day_of(each.begun), today)) for each in found)

    def open_count(self) -> int:
        """How many copies are with readers in the room."""
        return self._store.sessions.open_count()

    def sessions(
        self, since: date, until: date | None = None, *, after: Session | None = None, limit: int = MOST_LINES
    ) -> tuple[Session, ...]:
        """The log, newest first: sessions that began on these days, the last (today when not given) among them.

        `after` is the last of the page before.
        """
        end = start_of(until or self._today()) + DAY_MS
        return self._store.sessions.between(start_of(since), end, after=after, limit=limit)

    def counted(self, since: date, until: date | None = None) -> int:
        """How many copies were counted without a reader on these days."""
        return self._store.sessions.read_here(start_of(since), start_of(until or self._today()) + DAY_MS)

    def closes_at(self) -> str:
        """When the library closes today, as `17:00`; empty when the calendar does not say."""
        hours = self._store.policies.calendar().hours.get(self._today().weekday(), "")
        return hours.rpartition("-")[2].strip()

    def _is_here(self, barcode: str) -> bool:
        loans = (self._store.loans.open_of_item(item.id) for item in self._store.items.with_barcode(barcode))
        return any(loan is not None and loan.on_site for loan in loans)

    def _refuse_counting(self, acts: Acts, item: Item, then: When, count: int) -> None:
        if not 1 <= count <= MOST_AT_ONCE:
            raise Declined(acts.seen(item), Refusal(Reason.INVALID_COUNT, count=count, most=MOST_AT_ONCE))
        loan = acts.loan_then(item, then)
        if loan is not None:
            holder = self._store.readers.get(loan.reader_id) if loan.reader_id else None
            seen = with_reader(acts.seen(item), holder) if holder else acts.seen(item)
            card = holder.card if holder else None
            raise Declined(seen, Refusal(Reason.ON_LOAN_TO_ANOTHER, holder=card, due=loan.due.isoformat()))
        if item.access is Access.RESTRICTED:
            raise Declined(acts.seen(item), Refusal(Reason.NEEDS_APPROVAL))

    def _today(self) -> date:
        return day_of(self._store.now_ms())


def _to_nobody(acts: Acts, _pen: Pen, item: Item, _then: When) -> Answer:
    raise Declined(acts.seen(item), Refusal(Reason.NO_READER_CHOSEN))


def whole(approval: Approval, today: date) -> Approval:
    """The approval as it is kept. Every part is asked for by the regulation, and a paper of a day to come is none yet.

    Raises Refusal: MISSING_FIELD, INVALID_DATE.
    """
    parts = {name: " ".join(nfc(getattr(approval, name)).split()) for name in ("number", "approver", "purpose")}
    for name, text in parts.items():
        if not text:
            raise Refusal(Reason.MISSING_FIELD, field=f"approval-{name}")
    if approval.day > today:
        raise Refusal(Reason.INVALID_DATE, field="approval-day", value=approval.day.isoformat())
    return Approval(day=approval.day, **parts)
