"""The hold shelf's copies on the counter: kept for somebody still, for whoever is next, or back to their place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.circulation.entry import Fact
from desktop.library.model.event import EventKind
from desktop.library.store.left_aside import left_of

if TYPE_CHECKING:
    from desktop.library.circulation.acts import Acts
    from desktop.library.circulation.entry import When
    from desktop.library.model.desk import Answer
    from desktop.library.model.hold import Hold
    from desktop.library.model.ids import EventId
    from desktop.library.model.item import Item
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

NOT_FETCHED = "not-fetched"
"""Why a hold was taken away when nobody said so: the copy was kept until its day, and nobody came."""
OFF_THE_SHELF = ("off_hold_shelf", True)
"""The fact of an answer: the copy stood on the hold shelf until now, and for nobody any more."""


class HoldShelf:
    """What comes off the hold shelf of one store, written down through the desk's own acts."""

    def __init__(self, store: Store, acts: Acts) -> None:
        self._store = store
        self._acts = acts

    def taken_off(self, pen: Pen, item: Item, then: When, *, for_next: bool) -> Answer | None:
        """The copy is in somebody's hand; None when it does not come from the hold shelf.

        `for_next`: whoever waits next has it at once. Raises Declined(ON_HOLD_SHELF) while it is kept for somebody.
        """
        self._acts.queues.refuse_when_aside(self._acts.seen(item), item, then.day)
        late = self._store.holds.of_copy(item.id)
        if late is not None:
            return self._given_up(pen, late, item, then, for_next=for_next)
        left = left_of(self._store.connection, item)
        return None if left is None else self._off(pen, left.hold_id, item, then, for_next=for_next)

    def _given_up(self, pen: Pen, hold: Hold, item: Item, then: When, *, for_next: bool) -> Answer:
        """Its day is past: whoever did not come waits no more."""
        reader = self._store.readers.get(hold.reader_id) if hold.reader_id else None
        fact = Fact(EventKind.HOLD_CANCELLED, item.title_id, item.id, reader, hold_id=hold.id, why=NOT_FETCHED)
        return self._off(pen, hold.id, item, then, for_next=for_next, about=self._acts.note(pen, fact, then))

    def _off(
        self,
        pen: Pen,
        hold_id: EventId | None,
        item: Item,
        then: When,
        *,
        for_next: bool,
        about: EventId | None = None,
    ) -> Answer:
        """Taken back, as from a reader: by that every desk knows that the copy is not on the hold shelf any more."""
        fact = Fact(EventKind.RETURNED, item.title_id, item.id, hold_id=hold_id, about=about)
        off = self._acts.note(pen, fact, then)
        waiting = [hold for hold in self._acts.queues.wanted(item, then.day) if hold.waits_on(then.day)]
        aside = self._acts.queues.trap(pen, item, then, about=about or off) if for_next else None
        told = replace(self._acts.seen(item), status="returned", event=about or off, at=then.at)
        return replace(told, facts=(OFF_THE_SHELF,), waiting_readers=len(waiting), shelved_for=aside)
