"""What the event of a late entry is called and where it stands: both follow from the line alone, on every PC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.entry import Told
from desktop.library.interchange.entries import Entry, LateAct
from desktop.library.model.event import EventKind
from desktop.library.model.ids import EventId
from desktop.library.text.codes import clean_code
from sync.core.row import named_id
from sync.core.stamp import Incarnation, Stamp, make

if TYPE_CHECKING:
    from desktop.library.store.events import Events

KINDS = {
    LateAct.LEND: EventKind.LENT,
    LateAct.RETURN: EventKind.RETURNED,
    LateAct.RENEW: EventKind.RENEWED,
    LateAct.READ_HERE: EventKind.READ_HERE,
}
_TAIL = len(Incarnation("0" * 10))


def named(unit: str, entry: Entry, ordinal: int) -> str:
    """The id of whatever this line becomes. A time that was made up is left out: it may be made up otherwise."""
    when = str(entry.at) if entry.is_timed else day_of(entry.at).isoformat()
    said = (entry.act.value, when, clean_code(entry.card), clean_code(entry.barcode), str(entry.amount or ""))
    return named_id("late", unit, *said, str(ordinal))


def told(unit: str, entry: Entry, events: Events, *, again: bool) -> Told:
    """The event of this line. `again`: one that was taken back makes room for another of the same words."""
    ordinal = entry.ordinal
    event = named(unit, entry, ordinal)
    while again and events.is_undone(event):
        ordinal += 1
        event = named(unit, entry, ordinal)
    order: Stamp = make(entry.at, min(ordinal, 0xFFFE), event[-_TAIL:])
    return Told(KINDS[entry.act], EventId(event), order, entry.due)
