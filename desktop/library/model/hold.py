"""A hold, derived: folded from a title's events (sync.md 7), and the lines in which lists show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.library.model.ids import Barcode, CardNumber, EventId, ItemId, Moment, ReaderId, TitleId


class HoldState(StrEnum):
    """Where a hold stands. Expiry is no state: it is told by the day that asks."""

    WAITING = "waiting"
    SUSPENDED = "suspended"
    SHELVED = "shelved"
    SATISFIED = "satisfied"
    CANCELLED = "cancelled"


IN_QUEUE = frozenset({HoldState.WAITING, HoldState.SUSPENDED, HoldState.SHELVED})
"""The states of a hold that somebody still hopes for."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A reader waiting for a title, or for one copy of it. The id is that of the `held` event.

    `reader_id` is None once unlinked for privacy. Dates are as the events said them: whether one is past is told by
    the day that asks.
    """

    id: EventId
    title_id: TitleId
    reader_id: ReaderId | None
    placed: Moment
    order: str
    """Where the `held` event stands in the title's history: the queue's order."""
    state: HoldState = HoldState.WAITING
    item_id: ItemId | None = None
    """Only this copy is wanted; None for any copy of the title."""
    until: date | None = None
    """Nobody wants it after that day."""
    suspended_until: date | None = None
    """suspended: the last day of it; None without end."""
    shelf_item: ItemId | None = None
    """shelved: the copy put aside."""
    shelf_until: date | None = None
    """shelved: the last day on which it is kept."""
    shelved_by: EventId | None = None
    """The event that put the copy aside."""
    ended_by: EventId | None = None
    """satisfied, cancelled: the event that lent a copy to the reader, or took the hold away."""
    ended: Moment | None = None
    ended_order: str = ""
    """Where that event stands in the title's history."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still hopes for it."""
        return self.state in IN_QUEUE

    def wanted_on(self, day: date) -> bool:
        """Whether it stands in the queue that day: open, and not expired."""
        return self.is_open and (self.until is None or day <= self.until)

    def waits_on(self, day: date) -> bool:
        """Whether a copy may be put aside for it that day: waiting, or its suspension is over, and not expired."""
        over = self.suspended_until is not None and self.suspended_until < day
        waits = self.state is HoldState.WAITING or (self.state is HoldState.SUSPENDED and over)
        return waits and self.wanted_on(day)

    def kept_on(self, day: date) -> bool:
        """Whether a copy is put aside for it that day."""
        return self.state is HoldState.SHELVED and (self.shelf_until is None or day <= self.shelf_until)


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold as one line of a list."""

    id: EventId
    title_id: TitleId
    title: str
    card: CardNumber | None
    reader: str
    barcode: Barcode
    """The wanted or shelved copy, or empty."""
    placed: Moment
    place: int
    """1-based place among those who wait for the title; 0 when not waiting."""
    state: HoldState
    until: date | None
    """shelved: how long it is kept; suspended: the last day of it; else when nobody wants it any more."""
    provisional: bool = False
    """The centre has not seen it yet: another desk may have been earlier."""
    available: int = 0
    """Copies on the shelf."""
    call_number: str = ""
    location: str = ""
    expired: bool = False
    """The day is past: nobody fetched it, or nobody wants it any more."""
    left: bool = False
    """The copy stands on the hold shelf, and whomever it was kept for does not wait for it there any more."""
    waiting: int = 0
    """left: how many wait for the title, and could have this copy."""


@dataclass(frozen=True, slots=True)
class ShelvedFor:
    """For whom a copy was put aside, and until when."""

    card: CardNumber | None
    reader: str
    until: date | None
    hold_id: EventId
    event: EventId | None = None
    """The act that put it aside."""
