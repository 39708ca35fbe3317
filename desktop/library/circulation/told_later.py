"""What an act that is told late changes of what was told before it: the hold shelf, a renewal's due day, fines."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.due_days import of_renewal
from desktop.library.circulation.entry import Fact, Outcome, Record, When
from desktop.library.circulation.fines import Fines
from desktop.library.circulation.fold import CHANGES_LOANS
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Moment

if TYPE_CHECKING:
    from datetime import date

    from desktop.library.circulation.queues import Queues
    from desktop.library.model.event import Event
    from desktop.library.model.ids import EventId
    from desktop.library.model.item import Item
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

_GIVES_TIME = (EventKind.LENT, EventKind.RENEWED)
_GOES_ON = (EventKind.RENEWED, EventKind.DUE_CHANGED, EventKind.CLAIMED_RETURNED, EventKind.HANDED_ON)
"""A loan goes on through these."""


class ToldLater:
    """Puts right over one store what could not be known when it was written, in whatever order a day is typed."""

    def __init__(self, store: Store, record: Record, queues: Queues) -> None:
        self._store = store
        self._record = record
        self._queues = queues

    def follow(self, pen: Pen, item: Item, event: EventId, then: When) -> None:
        """The event has just been written at its own, earlier time."""
        self._queues.let_go(pen, item, event, then)
        self._keep(pen, item, event, then)
        self._renewed_already(pen, item, event, then)
        Fines(self._store, self._record.operator).reckon_again(pen, item, event)

    def _keep(self, pen: Pen, item: Item, event: EventId, then: When) -> None:
        """A return told once more takes the copy off the hold shelf, where it stands all the same: it is put back."""
        told, hold = self._store.events.get(event), self._store.holds.of_copy(item.id)
        if told is None or told.kind is not EventKind.RETURNED or hold is None or not hold.kept_on(then.now.day):
            return
        aside = self._store.events.get(hold.shelved_by or "")
        if aside is not None and aside.order < told.order:
            self._queues.shelve(pen, hold, item, then.follows, about=event)

    def _renewed_already(self, pen: Pen, item: Item, event: EventId, then: When) -> None:
        """A renewal that was told first did not know of what was before it, and gave too few days."""
        told = self._store.events.get(event)
        if told is None or told.kind not in _GIVES_TIME or told.due is None:
            return
        due, told_since = told.due, self._told_since(item, then)
        for at, renewed in enumerate(told_since):
            if renewed.kind not in _GOES_ON or renewed.reader_id != told.reader_id or _is_by_hand(renewed):
                return
            if renewed.kind is EventKind.RENEWED and renewed.due is not None:
                *_, last = renewed, *takewhile(_is_put_off, told_since[at + 1 :])
                known = last.due or renewed.due
                due = max(known, self._due(item, renewed, due))
                if due > known:
                    self._put_off(pen, item, last, due, then, about=event)

    def _told_since(self, item: Item, then: When) -> list[Event]:
        """What counts of the copy's loans after the act."""
        events = self._store.events.of_item(item.id, since=then.order_after)
        of_loans = (event for event in events if event.kind in CHANGES_LOANS - {EventKind.UNDONE})
        return [event for event in of_loans if not self._store.events.is_undone(event.id)]

    def _put_off(self, pen: Pen, item: Item, last: Event, due: date, then: When, *, about: EventId) -> None:
        right_after = When(Moment(last.at + 1), then.recorded, late=True)
        reader = self._store.readers.get(last.reader_id) if last.reader_id else None
        fact = Fact(EventKind.DUE_CHANGED, item.title_id, item.id, reader, about=about)
        self._record.write(pen, fact, right_after, Outcome(due))

    def _due(self, item: Item, renewed: Event, due: date) -> date:
        """The day that the renewal would have given."""
        reader = self._store.readers.get(renewed.reader_id) if renewed.reader_id else None
        rule = self._store.policies.rule(reader.category, item.type) if reader else None
        if reader is None or rule is None:
            return due
        return of_renewal(self._store.policies.calendar(), rule, day_of(renewed.at), due, card_expires=reader.expires)


def _is_put_off(event: Event) -> bool:
    return event.kind is EventKind.DUE_CHANGED and event.about is not None


def _is_by_hand(event: Event) -> bool:
    """Whether somebody has said until when: that day stands."""
    return event.kind is EventKind.DUE_CHANGED and event.about is None
