"""The day's acts as lines, with the item, the title and the reader that each is about, in one reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.library.model.desk import DeskLine
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Barcode, CardNumber
from desktop.library.store.events import event_from
from desktop.library.store.locked import readable
from desktop.library.store.rows import fields_of

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

_LINES = """
    SELECT event.id, event.fields, item.barcode, title_card.title, reader.card, reader.fields,
           EXISTS (SELECT 1 FROM circulation_event AS undo WHERE undo.undoes = event.id)
    FROM circulation_event AS event
    LEFT JOIN item ON item.id = event.item_id
    LEFT JOIN title_card ON title_card.id = event.title_id
    LEFT JOIN reader ON reader.id = event.reader_id
    WHERE event.at >= ? AND event.kind <> ?
    ORDER BY event.at DESC, event.ord DESC, event.id DESC LIMIT ?
"""


_TALLY = """
    SELECT kind, count(*) FROM circulation_event AS event
    WHERE at >= ? AND kind <> ? AND NOT EXISTS (SELECT 1 FROM circulation_event AS undo WHERE undo.undoes = event.id)
    GROUP BY kind
"""


def desk_tally(connection: Connection, since: int) -> dict[EventKind, int]:
    """How often each thing happened since that moment; what was undone, and what a newer program did, is left out."""
    known = {kind.value: kind for kind in EventKind}
    counted = connection.execute(_TALLY, (since, EventKind.UNDONE.value))
    return {known[kind]: count for kind, count in counted if kind in known}


def change_mark(connection: Connection) -> tuple[int, int]:
    """Moves with every change to the library, whoever made it: what was seen under the same mark still holds."""
    (others,) = connection.execute("PRAGMA data_version").fetchone()
    return int(others), connection.total_changes


def desk_lines(connection: Connection, since: int, *, limit: int) -> tuple[DeskLine, ...]:
    """One line for each act since that moment, the newest first. What was undone stays in the list, marked."""
    found = connection.execute(_LINES, (since, EventKind.UNDONE.value, limit))
    lines = (_line(row) for row in found)
    return tuple(line for line in lines if line is not None)


def _line(row: tuple[Any, ...]) -> DeskLine | None:
    event_id, blob, barcode, title, card, reader, undone = row
    event = event_from(event_id, blob)
    if event is None:
        return None
    return DeskLine(
        event=event.id,
        at=event.at,
        kind=event.kind,
        barcode=Barcode(barcode or ""),
        title=title or "",
        card=None if card is None else CardNumber(card),
        reader=readable(fields_of(reader).get("name")) if reader else "",
        due=event.due,
        undone=bool(undone),
    )
