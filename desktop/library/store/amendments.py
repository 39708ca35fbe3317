"""What was changed of rules, house rules and the calendar, as kept."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from desktop.library.model.amendment import Amendment
from desktop.library.store import rows
from desktop.library.store.locked import readable
from desktop.library.store.rows import fields_of
from desktop.library.store.typed import LATEST, moment, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop.library.store.connection import Connection


class Amendments:
    """Reads changes, the newest first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def newest(self, *, limit: int) -> Iterator[Amendment]:
        """What was changed last. The marks of copies have a history of their own (store/marks.py)."""
        found = self._connection.execute(
            "SELECT id, fields FROM amendment WHERE at <= ? ORDER BY at DESC, id DESC", (LATEST,)
        )
        told = ((row_id, fields_of(blob)) for row_id, blob in found)
        of_rules = ((row_id, fields) for row_id, fields in told if fields.get("table") != "item")
        return (self._amendment(row_id, fields) for row_id, fields in tuple(islice(of_rules, limit)))

    def of_row(self, row_id: str) -> tuple[Amendment, ...]:
        """All that was ever changed of one row, in the order of its stamps, the newest first."""
        found = self._connection.execute("SELECT id, fields FROM amendment WHERE row = ?", (row_id,)).fetchall()
        told = (self._amendment(amendment, fields_of(blob)) for amendment, blob in found)
        return tuple(sorted(told, key=lambda one: one.stamp, reverse=True))

    def _amendment(self, amendment: str, fields: Mapping[str, Any]) -> Amendment:
        table, row_id = text(fields, "table"), text(fields, "row")
        row = rows.load(self._connection, table, row_id) if table in rows.SYNCED else None
        about: Mapping[str, Any] = row.fields if row is not None else {}
        return Amendment(
            amendment,
            text(fields, "act") or amendment,
            table,
            row_id,
            text(fields, "field"),
            fields.get("before"),
            fields.get("after"),
            readable(fields.get("why")),
            text(fields, "operator"),
            text(fields, "device"),
            moment(fields, "at"),
            text(fields, "stamp"),
            text(about, "category") or text(about, "code"),
            text(about, "item_type"),
        )
