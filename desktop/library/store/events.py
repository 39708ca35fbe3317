"""Circulation events as the fold reads them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop.library.model.event import Approval, Event, EventKind
from desktop.library.model.ids import EventId, ItemId, ReaderId, TitleId
from desktop.library.model.refusal import Reason
from desktop.library.store.rows import fields_of
from desktop.library.store.typed import day, moment, text, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection

AT_THE_END = "~"
"""After every stamp."""
_NOT_READ_HERE = "kind <> 'read-here'"
_IN_QUEUE = "kind IN ('held', 'hold-cancelled', 'hold-suspended', 'hold-resumed', 'hold-shelved')"
"""Both word for word as in the indexes (s0008): only so does SQLite use those."""
_KINDS = {kind.value: kind for kind in EventKind}
_REASONS = {reason.value: reason for reason in Reason}


def event_from(event_id: str, blob: bytes) -> Event | None:
    """The event kept in a row; None for a kind that a newer program knows (carried, but not folded here)."""
    fields = fields_of(blob)
    kind, order = _KINDS.get(text(fields, "kind")), text(fields, "order")
    if kind is None or not order:
        return None
    return Event(
        id=EventId(event_id),
        kind=kind,
        order=order,
        item_id=_id(fields, "item_id", ItemId),
        title_id=_id(fields, "title_id", TitleId),
        reader_id=_id(fields, "reader_id", ReaderId),
        at=moment(fields, "at"),
        recorded=moment(fields, "recorded"),
        due=day(fields.get("due")),
        period_days=whole(fields, "period_days") if "period_days" in fields else None,
        overrides=_overrides(fields.get("overrides")),
        policy=text(fields, "policy"),
        undoes=_id(fields, "undoes", EventId),
        operator=text(fields, "operator"),
        device=text(fields, "device"),
        why=text(fields, "why"),
        hold_id=_id(fields, "hold_id", EventId),
        until=day(fields.get("until")),
        on_site=fields.get("on_site") is True,
        approval=approval_in(fields),
        member=_id(fields, "member", ReaderId),
        count=count if isinstance(count := fields.get("count"), int) else 1,
        about=_id(fields, "about", EventId),
    )


def _overrides(codes: object) -> tuple[Reason, ...]:
    """Those reasons that this program knows."""
    known = codes if isinstance(codes, list) else ()
    return tuple(_REASONS[code] for code in known if isinstance(code, str) and code in _REASONS)


class Events:
    """Reads events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, event_id: str) -> Event | None:
        """One event."""
        return next(iter(self._read("WHERE id = ?", event_id)), None)

    def some(self, ids: Iterable[str]) -> tuple[Event, ...]:
        """Those of these events that are known, in fold order."""
        return self._read("WHERE id IN (SELECT value FROM json_each(?)) ORDER BY ord, id", json.dumps(list(ids)))

    def of_item(self, item_id: str, *, since: str = "", until: str = AT_THE_END) -> tuple[Event, ...]:
        """What happened to an item from one place in its story to another, in fold order.

        Without what was read in the room by nobody in particular: that can be very much, and changes nothing.
        """
        where = f"WHERE item_id = ? AND {_NOT_READ_HERE} AND ord >= ? AND ord <= ? ORDER BY ord, id"
        return self._read(where, item_id, since, until)

    def about_holds(self, title_id: str, *, since: str = "") -> tuple[Event, ...]:
        """What happened to the holds of a title from that place on, in fold order.

        Of its loans and returns, those of somebody who held it, or of a copy that was put aside.
        """
        queue = self._read(f"WHERE title_id = ? AND ord >= ? AND {_IN_QUEUE}", title_id, since)
        readers = {event.reader_id for event in queue if event.kind is EventKind.HELD}
        copies = {event.item_id for event in queue if event.kind is EventKind.HOLD_SHELVED}
        if not queue:
            return ()
        moved = self._read(
            "WHERE title_id = ? AND ord >= ? AND kind IN ('lent', 'returned', 'declared-lost') AND ("
            "reader_id IN (SELECT value FROM json_each(?)) OR item_id IN (SELECT value FROM json_each(?)))",
            title_id,
            since,
            json.dumps([reader for reader in readers if reader]),
            json.dumps([copy for copy in copies if copy]),
        )
        return tuple(sorted((*queue, *moved), key=lambda event: (event.order, event.id)))

    def titles_ever_held(self) -> tuple[str, ...]:
        """Titles that anybody ever held."""
        found = self._connection.execute(f"SELECT DISTINCT title_id FROM circulation_event WHERE {_IN_QUEUE}")
        return tuple(title for (title,) in found if title)

    def standing(self, events: Iterable[Event], of: str, about: str) -> tuple[Event, ...]:
        """Those of the events that count, in their order; `of` and `about` say whose story it is."""
        some = tuple(event for event in events if event.kind is not EventKind.UNDONE)
        found = self._connection.execute(
            # The plus keeps SQLite from walking the whole story instead of looking for the few that were undone.
            f"SELECT undoes FROM circulation_event WHERE undoes IN (SELECT value FROM json_each(?)) AND +{of} = ?",
            (json.dumps([event.id for event in some]), about),
        )
        undone = {event for (event,) in found}
        return tuple(event for event in some if event.id not in undone)

    def followers(self, event: Event) -> tuple[Event, ...]:
        """What belongs to the same act as this event of an item: it is taken back with it."""
        if event.item_id is None:
            return ()
        later = self.of_item(event.item_id, since=event.order)
        return tuple(other for other in later if other.about == event.id)

    def since(self, moment: int, *, limit: int) -> tuple[Event, ...]:
        """Events that happened at or after this moment, newest first."""
        return self._read("WHERE at >= ? ORDER BY at DESC, ord DESC, id DESC LIMIT ?", moment, limit)

    def is_undone(self, event_id: str) -> bool:
        """Whether another event undoes this one."""
        found = self._connection.execute("SELECT 1 FROM circulation_event WHERE undoes = ? LIMIT 1", (event_id,))
        return found.fetchone() is not None

    def undone_and_named(self, moment: int, *, limit: int) -> tuple[Event, ...]:
        """Events that name a reader and were taken back before this moment (UTC ms)."""
        found = self._connection.execute(
            "SELECT event.id, event.fields FROM circulation_event AS undo "
            "JOIN circulation_event AS event ON event.id = undo.undoes "
            "WHERE undo.undoes IS NOT NULL AND undo.at < ? AND event.reader_id >= '0' "
            "AND event.item_id IS undo.item_id AND event.title_id IS undo.title_id LIMIT ?",
            (moment, limit),
        )
        return tuple(event for row in found if (event := event_from(*row)) is not None)

    def undoing(self, event_id: str) -> tuple[Event, ...]:
        """The acts that took this event back: more than one when two desks did."""
        return self._read("WHERE undoes = ? ORDER BY ord, id", event_id)

    def _read(self, where: str, *values: object) -> tuple[Event, ...]:
        found: Iterable[tuple[str, bytes]] = self._connection.execute(
            f"SELECT id, fields FROM circulation_event {where}", values
        )
        events = (event_from(event_id, blob) for event_id, blob in found)
        return tuple(event for event in events if event is not None)


def approval_in(fields: dict[str, Any]) -> Approval | None:
    """Number, day, approver and purpose; None when that is not what stands there."""
    match fields.get("approval"):
        case [str(number), str(told_day), str(approver), str(purpose)] if (on := day(told_day)) is not None:
            return Approval(number, on, approver, purpose)
        case _:
            return None


def _id(fields: dict[str, Any], name: str, kind: Any) -> Any:
    value = fields.get(name)
    return kind(value) if isinstance(value, str) else None
