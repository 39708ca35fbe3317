"""Circulation events as the fold reads them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.library.model.event import Approval, Event, EventKind
from desktop.library.model.ids import EventId, ItemId, Moment, ReaderId, TitleId
from desktop.library.model.refusal import Reason
from desktop.library.store.rows import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection

_KINDS = {kind.value: kind for kind in EventKind}
_REASONS = {reason.value: reason for reason in Reason}


def event_from(event_id: str, blob: bytes) -> Event | None:
    """The event kept in a row; None for a kind that a newer program knows (carried, but not folded here)."""
    fields = fields_of(blob)
    kind = _KINDS.get(fields.get("kind", ""))
    if kind is None or not isinstance(fields.get("order"), str):
        return None
    return Event(
        id=EventId(event_id),
        kind=kind,
        order=fields["order"],
        item_id=_id(fields, "item_id", ItemId),
        title_id=_id(fields, "title_id", TitleId),
        reader_id=_id(fields, "reader_id", ReaderId),
        at=Moment(fields.get("at") or 0),
        recorded=Moment(fields.get("recorded") or 0),
        due=_day(fields.get("due")),
        period_days=fields.get("period_days"),
        overrides=_overrides(fields.get("overrides")),
        policy=fields.get("policy") or "",
        undoes=_id(fields, "undoes", EventId),
        operator=fields.get("operator") or "",
        device=fields.get("device") or "",
        why=_text(fields.get("why")),
        hold_id=_id(fields, "hold_id", EventId),
        until=_day(fields.get("until")),
        on_site=fields.get("on_site") is True,
        approval=_approval(fields.get("approval")),
        member=_id(fields, "member", ReaderId),
        count=count if isinstance(count := fields.get("count"), int) else 1,
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

    def of_item(self, item_id: str) -> tuple[Event, ...]:
        """Every event of an item, in fold order."""
        return self._read("WHERE item_id = ? ORDER BY ord, id", item_id)

    def of_title(self, title_id: str) -> tuple[Event, ...]:
        """Every event that names a title, in fold order: its holds and the loans that may satisfy them."""
        return self._read("WHERE title_id = ? ORDER BY ord, id", title_id)

    def holds_of_title(self, title_id: str) -> tuple[Event, ...]:
        """The title's events when anybody ever held it, else nothing: most titles are never held."""
        held = self._connection.execute(
            "SELECT 1 FROM circulation_event WHERE title_id = ? AND kind = 'held' LIMIT 1", (title_id,)
        ).fetchone()
        return self.of_title(title_id) if held else ()

    def titles_held_by(self, reader_id: str) -> tuple[TitleId, ...]:
        """Titles this reader ever held."""
        found = self._connection.execute(
            "SELECT DISTINCT title_id FROM circulation_event WHERE reader_id = ? AND kind = 'held'", (reader_id,)
        )
        return tuple(TitleId(title) for (title,) in found)

    def since(self, moment: int, *, limit: int) -> tuple[Event, ...]:
        """Events that happened at or after this moment, newest first."""
        return self._read("WHERE at >= ? ORDER BY at DESC, ord DESC, id DESC LIMIT ?", moment, limit)

    def is_undone(self, event_id: str) -> bool:
        """Whether another event undoes this one."""
        found = self._connection.execute("SELECT 1 FROM circulation_event WHERE undoes = ? LIMIT 1", (event_id,))
        return found.fetchone() is not None

    def _read(self, where: str, *values: object) -> tuple[Event, ...]:
        found: Iterable[tuple[str, bytes]] = self._connection.execute(
            f"SELECT id, fields FROM circulation_event {where}", values
        )
        events = (event_from(event_id, blob) for event_id, blob in found)
        return tuple(event for event in events if event is not None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _approval(told: object) -> Approval | None:
    """Number, day, approver and purpose; None when that is not what stands there."""
    match told:
        case [str(number), str(day), str(approver), str(purpose)] if (on := _day(day)) is not None:
            return Approval(number, on, approver, purpose)
        case _:
            return None


def _id(fields: dict[str, Any], name: str, kind: Any) -> Any:
    value = fields.get(name)
    return None if value is None else kind(value)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
