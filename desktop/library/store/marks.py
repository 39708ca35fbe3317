"""The marks on a copy as they were changed: by whom, when, why, and through which act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.ids import EventId, ItemId, Moment
from desktop.library.store import rows
from desktop.library.store.locked import readable
from desktop.library.store.rows import fields_of
from desktop.library.store.typed import moment, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.store.connection import Connection
    from desktop.library.store.write import Pen
    from sync.core.row import Value


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One field of a copy's row that was changed, from what to what; None for a mark that is not set."""

    field: str
    before: str | None
    after: str | None
    why: str = ""
    operator: str = ""
    device: str = ""
    at: Moment = Moment(0)  # noqa: RUF009 - a NewType: nothing is made
    about: EventId | None = None
    """The act of circulation that changed it, and with which it is undone."""


class Marks:
    """Reads and writes the history of copies' marks (`amendment` rows)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_item(self, item_id: str) -> tuple[MarkChange, ...]:
        """Every change, the oldest first."""
        found = self._connection.execute("SELECT fields FROM amendment WHERE row = ? ORDER BY at, place", (item_id,))
        return tuple(_change(fields_of(blob)) for (blob,) in found)

    def present(self, item_id: str, field: str) -> str | None:
        """What the field says now."""
        row = rows.load(self._connection, "item", item_id)
        value = row.fields.get(field) if row else None
        return value if isinstance(value, str) else None

    def write(self, pen: Pen, item_id: ItemId, change: MarkChange) -> None:
        """Change the field from what it is now to `after`, and note it; nothing when it says so already."""
        before = self.present(item_id, change.field)
        if before == change.after:
            return
        pen.put("item", item_id, {change.field: change.after})
        told: dict[str, Value] = {
            "table": "item",
            "row": item_id,
            "field": change.field,
            "before": before,
            "after": change.after,
            "why": change.why or None,
            "operator": change.operator or None,
            "device": change.device or None,
            "at": int(change.at),
            "about": change.about,
        }
        pen.put("amendment", pen.new_id(), {name: value for name, value in told.items() if value is not None})


def _change(fields: Mapping[str, object]) -> MarkChange:
    about = text(fields, "about")
    return MarkChange(
        text(fields, "field"),
        text(fields, "before") or None,
        text(fields, "after") or None,
        readable(fields.get("why")),
        text(fields, "operator"),
        text(fields, "device"),
        moment(fields, "at"),
        EventId(about) if about else None,
    )
