"""Bar codes and card numbers that stand twice: legal in the database, shown to a person (sync.md 2)."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

from desktop.library.store import points
from sync.core.conflict import OPEN, conflict_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.library.store.connection import Connection
    from desktop.library.store.points import Point

_FIELDS = {"item": "barcode", "reader": "card"}


def renew(connection: Connection, table: str, number: str) -> bool:
    """See who has this number now; returns whether there is news for a person."""
    return points.renew(connection, _source(table, number), _pairs(connection, table, number))


def renew_all(connection: Connection, numbers: Iterable[tuple[str, str]]) -> bool:
    """As `renew` for each (table, number); those that nobody has twice, and never had, are passed over together."""
    news = False
    for table, field in _FIELDS.items():
        asked = sorted(number for of_table, number in numbers if of_table == table)
        if not asked:
            continue
        found = connection.execute(
            f"SELECT asked.value FROM json_each(?) AS asked "
            f"WHERE (SELECT count(*) FROM {table} WHERE {field} = asked.value AND live = 1) > 1 "
            f"OR EXISTS (SELECT 1 FROM point WHERE source = '{table}:' || asked.value)",
            (json.dumps(asked),),
        ).fetchall()
        for (number,) in found:
            news |= renew(connection, table, number)
    return news


def rebuild(connection: Connection) -> None:
    """Find every number that stands twice."""
    for table, number in _twice(connection):
        renew(connection, table, number)


def expected(connection: Connection) -> set[tuple[str, str, bytes]]:
    """The points there ought to be, as `points.known` gives them."""
    return {
        point
        for table, number in _twice(connection)
        for point in points.said(_pairs(connection, table, number), _source(table, number))
    }


def _twice(connection: Connection) -> Iterator[tuple[str, str]]:
    for table, field in _FIELDS.items():
        found = connection.execute(
            f"SELECT {field} FROM {table} WHERE live = 1 AND {field} <> '' GROUP BY {field} HAVING count(*) > 1"
        ).fetchall()
        yield from ((table, number) for (number,) in found)


def _source(table: str, number: str) -> str:
    return f"{table}:{number}"


def _pairs(connection: Connection, table: str, number: str) -> Iterator[Point]:
    """A point for each pair of live rows with this number."""
    field = _FIELDS[table]
    alike = connection.execute(
        f"SELECT id FROM {table} WHERE {field} = ? AND live = 1 ORDER BY id LIMIT 20", (number,)
    ).fetchall()
    for (first,), (second,) in pairwise(alike):
        yield (
            conflict_id("duplicate", table, number, first, second),
            {
                "kind": f"duplicate-{field}",
                "table": table,
                "row": first,
                "field": field,
                "loser": second,
                "winner": first,
                "number": number,
                "state": OPEN,
            },
        )
