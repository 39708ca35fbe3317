"""Copies that were put aside for somebody who does not wait for them any more, and that nobody has moved since."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop.library.store.events import event_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.model.event import Event
    from desktop.library.model.item import Item
    from desktop.library.store.connection import Connection
    from sync.core.stamp import Stamp

_NOT_UNDONE = "NOT EXISTS (SELECT 1 FROM circulation_event AS undo WHERE undo.undoes = {event}.id)"
_LEFT = f"""
    SELECT aside.id, aside.fields FROM circulation_event AS aside INDEXED BY circulation_event_queue
    WHERE kind IN ('held', 'hold-cancelled', 'hold-suspended', 'hold-resumed', 'hold-shelved')
      AND {{which}} AND aside.kind = 'hold-shelved' AND aside.item_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM hold INDEXED BY hold_shelf WHERE hold.shelf_item = aside.item_id)
      AND NOT EXISTS (SELECT 1 FROM loan INDEXED BY loan_open_item
          WHERE loan.item_id = aside.item_id AND loan.returned IS NULL)
      AND {_NOT_UNDONE.format(event="aside")}
      AND NOT EXISTS (SELECT 1 FROM circulation_event AS later
          WHERE later.item_id = aside.item_id AND later.kind <> 'read-here' AND later.ord > aside.ord
            AND later.kind IN ('lent', 'returned', 'declared-lost', 'hold-shelved')
            AND {_NOT_UNDONE.format(event="later")})
    ORDER BY aside.ord, aside.id
"""
"""The first line of conditions is word for word that of the index (s0008): only so does SQLite use it."""


def left_aside(connection: Connection, since: Stamp) -> tuple[Event, ...]:
    """The events that put these copies aside at or after that place, the oldest first."""
    return _read(connection, "aside.ord >= ?", since)


def left_among(connection: Connection, titles: Iterable[str]) -> tuple[Event, ...]:
    """The events that put copies of these titles aside which stand there for nobody."""
    return _read(connection, "aside.title_id IN (SELECT value FROM json_each(?))", json.dumps(sorted(titles)))


def left_of(connection: Connection, item: Item) -> Event | None:
    """The event that put this copy aside, if it stands on the hold shelf for nobody."""
    return next(iter(_read(connection, "aside.title_id = ? AND aside.item_id = ?", item.title_id, item.id)), None)


def _read(connection: Connection, which: str, *values: str) -> tuple[Event, ...]:
    found = connection.execute(_LEFT.format(which=which), values)
    events = (event_from(event_id, blob) for event_id, blob in found)
    return tuple(event for event in events if event is not None)
