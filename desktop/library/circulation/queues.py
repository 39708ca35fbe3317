"""Who waits for what, on a given day: whom a loan would pass over, and for whom a returned copy is put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.answers import Declined
from desktop.library.circulation.calendar import due_on
from desktop.library.circulation.entry import Fact, Outcome
from desktop.library.model.event import EventKind
from desktop.library.model.hold import Hold, ShelvedFor
from desktop.library.model.ids import EventId
from desktop.library.model.item import Access, Condition
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store.events import AT_THE_END
from desktop.library.store.loan_table import state_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.library.circulation.entry import Record, When
    from desktop.library.model.desk import Answer
    from desktop.library.model.ids import CardNumber
    from desktop.library.model.item import Item
    from desktop.library.model.loan import Loan
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

NEVER_SHELVED = frozenset(
    {Condition.DAMAGED, Condition.RESTRICTED, Condition.WITHDRAWN, Condition.NOT_FOR_LOAN, Condition.LOST}
)
"""Nobody is told to fetch a copy with one of these marks."""


class Queues:
    """The queues of one store."""

    def __init__(self, store: Store, record: Record) -> None:
        self._store = store
        self._record = record

    def wanted(self, item: Item, day: date) -> tuple[Hold, ...]:
        """The holds that this copy could satisfy, in order: whoever waits, and whoever has it put aside already."""
        queue = self._store.holds.open_of_title(item.title_id)
        return tuple(hold for hold in queue if hold.wanted_on(day) and hold.item_id in (None, item.id))

    def against_lending(self, reader: Reader, item: Item, day: date) -> Iterator[Refusal]:
        """ON_HOLD_SHELF: the copy is put aside for somebody else, and the day until which it is kept is not past."""
        aside = self._aside(item, day)
        if aside is not None and aside.reader_id != reader.id:
            yield self._on_the_shelf(item, aside)

    def ahead(self, reader: Reader, item: Item, day: date, *, needed: int) -> tuple[CardNumber | None, ...]:
        """The cards of those who wait for the title before this reader, when too few copies are left for them."""
        aside = self._aside(item, day)
        if aside is not None:
            return ()  # whose it is has been decided
        queue = [hold for hold in self.wanted(item, day) if hold.waits_on(day)]
        if not queue:
            return ()
        mine = next((place for place, hold in enumerate(queue) if hold.reader_id == reader.id), len(queue))
        line = self._store.titles.line(item.title_id)
        if line is not None and line.available - needed >= mine:
            return ()
        return tuple(self._card(hold) for hold in queue[:mine])

    def trap(self, pen: Pen, item: Item, then: When, *, about: EventId | None = None) -> ShelvedFor | None:
        """Put the copy aside for the first who may have it; None when nobody waits for it."""
        if item.access is Access.RESTRICTED or any(item.has(mark) for mark in NEVER_SHELVED):
            return None
        waiting = [hold for hold in self.wanted(item, then.day) if hold.waits_on(then.day) and self._reader(hold)]
        # Who wants this very copy can be served by no other.
        first = next(iter(sorted(waiting, key=lambda hold: hold.item_id is None)), None)
        return None if first is None else self.shelve(pen, first, item, then, about=about)

    def has_moved_on(self, item: Item, then: When) -> bool:
        """Whether a copy that came back at an earlier time is out again by now, or kept for somebody already."""
        return self._out_now(item) is not None or self._aside(item, then.now.day) is not None

    def let_go(self, pen: Pen, item: Item, loan: EventId, then: When) -> None:
        """This loan, told late, is where the copy is now: what was put aside since is in nobody's reach.

        Whoever it was kept for waits again, in the old place.
        """
        out = self._out_now(item)
        if out is None or EventId(out.id) != loan:
            return
        for event in self._store.events.of_item(item.id, since=then.order_after):
            if event.kind is EventKind.HOLD_SHELVED and not self._store.events.is_undone(event.id):
                fact = Fact(EventKind.UNDONE, event.title_id, event.item_id, undoes=event.id)
                self._record.write(pen, fact, then.now)

    def left_by(self, reader: Reader, item: Item) -> Item | None:
        """The copy that stays behind on the hold shelf when the reader takes this one of the same title."""
        waiting = self._store.holds.open_of_reader(reader.id)
        other = next((hold.shelf_item for hold in waiting if hold.title_id == item.title_id), None)
        return None if other in (None, item.id) else self._store.items.get(other)

    def shelve(self, pen: Pen, hold: Hold, item: Item, then: When, *, about: EventId | None = None) -> ShelvedFor:
        """Put the copy aside for this hold."""
        reader = self._reader(hold)
        rule = self._store.policies.rule(reader.category, item.type) if reader else None
        days = rule.shelf_days if rule is not None else 1
        until = due_on(self._store.policies.calendar(), then.day, days)
        fact = Fact(EventKind.HOLD_SHELVED, item.title_id, item.id, reader, hold_id=hold.id, about=about)
        event = self._record.write(pen, fact, then, Outcome(until=until))
        card, name = (reader.card, reader.name) if reader else (None, "")
        return ShelvedFor(card, name, until, hold.id, event)

    def refuse_when_aside(self, seen: Answer, item: Item, day: date) -> None:
        """Raise Declined(ON_HOLD_SHELF) when the copy is put aside already."""
        aside = self._aside(item, day)
        if aside is not None:
            raise Declined(seen, self._on_the_shelf(item, aside), may_be_overridden=False)

    def _on_the_shelf(self, item: Item, hold: Hold) -> Refusal:
        until = hold.shelf_until.isoformat() if hold.shelf_until else None
        return Refusal(Reason.ON_HOLD_SHELF, barcode=item.barcode, first=self._card(hold), until=until)

    def _out_now(self, item: Item) -> Loan | None:
        return state_at(self._store.connection, item.id, AT_THE_END).open

    def _aside(self, item: Item, day: date) -> Hold | None:
        hold = self._store.holds.of_copy(item.id)
        return hold if hold is not None and hold.kept_on(day) else None

    def _reader(self, hold: Hold) -> Reader | None:
        reader = self._store.readers.get(hold.reader_id) if hold.reader_id else None
        return reader if reader is not None and not reader.deleted else None

    def _card(self, hold: Hold) -> CardNumber | None:
        reader = self._reader(hold)
        return reader.card if reader else None
