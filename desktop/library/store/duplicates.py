"""Bar codes and card numbers that stand twice: legal in the database, shown to a person (sync.md 2)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sync.core.conflict import OPEN, conflict_id
from sync.core.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.store.connection import Connection
    from sync.core.row import Value

_FIELDS = {"item": "barcode", "reader": "card"}


def found(connection: Connection, table: str, number: str) -> Iterator[Row]:
    """A conflict row for each pair of live rows with this number, the same on every replica."""
    field = _FIELDS[table]
    alike = [
        row_id
        for (row_id,) in connection.execute(
            f"SELECT id FROM {table} WHERE {field} = ? AND live = 1 ORDER BY id LIMIT 20", (number,)
        )
    ]
    for first, second in pairwise(alike):
        fields: dict[str, Value] = {
            "kind": f"duplicate-{field}",
            "table": table,
            "row": first,
            "field": field,
            "loser": second,
            "winner": first,
            "number": number,
            "state": OPEN,
        }
        yield noticed(conflict_id("duplicate", table, number, first, second), second, fields)


def noticed(row_id: str, about: str, fields: dict[str, Value]) -> Row:
    """A conflict row whose stamp does not depend on who noticed when: it is made of the id it is about (UUIDv7 begins
    with its time), so that every replica makes the same row.
    """
    return Row("conflict", row_id, "", f"{about[:12]}0000{about[-10:]}", fields, fresh=True)
