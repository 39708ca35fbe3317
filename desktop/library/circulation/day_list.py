"""The list of what happened at the desk today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.ids import Barcode
from desktop.library.model.loan import DeskLine, EventKind

if TYPE_CHECKING:
    from desktop.library.model.loan import Event
    from desktop.library.store.store import Store


def day_lines(store: Store, since: int, *, limit: int) -> tuple[DeskLine, ...]:
    """One line for each act since that moment, the newest first. What was undone stays in the list, marked."""
    events = store.events.since(since, limit=limit)
    return tuple(_line(store, event) for event in events if event.kind is not EventKind.UNDONE)


def _line(store: Store, event: Event) -> DeskLine:
    item = store.items.get(event.item_id) if event.item_id else None
    title = store.titles.line(event.title_id) if event.title_id else None
    reader = store.readers.get(event.reader_id) if event.reader_id else None
    return DeskLine(
        event=event.id,
        at=event.at,
        kind=event.kind,
        barcode=item.barcode if item else Barcode(""),
        title=title.title if title else "",
        card=reader.card if reader else None,
        reader=reader.name if reader else "",
        due=event.due,
        undone=store.events.is_undone(event.id),
    )
