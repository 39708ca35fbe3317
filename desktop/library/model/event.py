"""One fact of circulation: what happened to an item or a title, when, and by which rule it was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.library.model.ids import (
    EventId,
    ItemId,
    Moment,
    ReaderId,
    TitleId,
)
from desktop.library.model.refusal import Reason


@dataclass(frozen=True, slots=True)
class Approval:
    """The paper that lets a reader see a restricted document (Thông tư 02/2020/TT-BVHTTDL, Art. 32)."""

    number: str
    day: date
    approver: str
    purpose: str


class EventKind(StrEnum):
    """What can happen to an item or a title in circulation."""

    LENT = "lent"
    RETURNED = "returned"
    RENEWED = "renewed"
    HELD = "held"
    HOLD_CANCELLED = "hold-cancelled"
    HOLD_SUSPENDED = "hold-suspended"
    HOLD_RESUMED = "hold-resumed"
    HOLD_SHELVED = "hold-shelved"
    """A copy was put aside for the reader: on the hold shelf, until a day."""
    READ_HERE = "read-here"
    """Copies were read in the room by somebody who is not noted: `count` of them."""
    DUE_CHANGED = "due-changed"
    CLAIMED_RETURNED = "claimed-returned"
    """The reader says that the book was brought back; the loan stays open until somebody finds it."""
    HANDED_ON = "handed-on"
    """A group's copy is in the hands of this `member` now."""
    DECLARED_LOST = "declared-lost"
    FOUND = "found"
    DAMAGED = "damaged"
    """The copy was seen to be damaged; its loans stay as they are."""
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of circulation, written once.

    `order` is where it stands in the item's history: a stamp made from the time of the act (so that a late entry, typed
    in after newer events, folds where it happened). `at` is the act, `recorded` the typing, both UTC ms.
    `due`, `period_days`, `overrides` and `policy` are the outcome of the rules as they were (never re-judged).
    """

    id: EventId
    kind: EventKind
    order: str
    item_id: ItemId | None
    title_id: TitleId | None
    reader_id: ReaderId | None
    at: Moment
    recorded: Moment
    due: date | None = None
    period_days: int | None = None
    overrides: tuple[Reason, ...] = ()
    policy: str = ""
    """id and stamp of the rule that decided, `id@stamp`"""
    undoes: EventId | None = None
    operator: str = ""
    device: str = ""
    why: str = ""
    """In the words of whoever corrected something."""
    hold_id: EventId | None = None
    """The `held` event that this one is about."""
    until: date | None = None
    """hold-suspended: until when; hold-shelved: how long it is kept; held: when nobody wants it any more."""
    on_site: bool = False
    """lent: to be read in the room, and returned before leaving it."""
    approval: Approval | None = None
    member: ReaderId | None = None
    """Who of a group has the copy."""
    count: int = 1
    """read-here: how many copies."""
    about: EventId | None = None
    """The event that this one belongs to: both were one act, and are taken back together."""
