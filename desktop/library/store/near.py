"""What happened to an item around a moment: whether an act that is told now is in the record already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.store.events import event_from

if TYPE_CHECKING:
    from desktop.library.model.event import Event, EventKind
    from desktop.library.store.connection import Connection


def near(connection: Connection, item_id: str, kind: EventKind, since: int, until: int) -> tuple[Event, ...]:
    """The item's events of this kind that happened from `since` to `until` (UTC ms) and count, in fold order."""
    found = connection.execute(
        "SELECT id, fields FROM circulation_event AS event WHERE item_id = ? AND kind = ? AND at BETWEEN ? AND ? "
        "AND NOT EXISTS (SELECT 1 FROM circulation_event AS later WHERE later.undoes = event.id) ORDER BY ord, id",
        (item_id, kind.value, since, until),
    )
    events = (event_from(event_id, blob) for event_id, blob in found)
    return tuple(event for event in events if event is not None)
