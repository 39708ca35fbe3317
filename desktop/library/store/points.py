"""Points for a person that follow from rows and events. Derived like loans: a point goes when its cause goes.

A pull brings events in pieces and not in order: what looks like a book lent twice may be a return that is still on
its way. Nothing is written down and sent until a person settles the point; then a conflict row of its id says so.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection
    from sync.core.row import Value

Point = tuple[str, "dict[str, Value]"]
"""The id that every replica derives alike, and what the conflict row would say."""

_pack = msgspec.msgpack.encode


def renew(connection: Connection, source: str, points: Iterable[Point]) -> bool:
    """These are all the points about one source (an item's story, a number); returns whether that is news."""
    new = sorted((point_id, _pack(fields)) for point_id, fields in points)
    known = sorted(connection.execute("SELECT id, fields FROM point WHERE source = ?", (source,)).fetchall())
    if new == known:
        return False
    connection.execute("DELETE FROM point WHERE source = ?", (source,))
    _insert(connection, source, new)
    return True


def exchange(connection: Connection, source: str, possible: Iterable[str], points: Iterable[Point]) -> bool:
    """Of all points with these ids, these are there now; the source's others stay. Returns whether that is news."""
    ids = json.dumps(list(possible))
    found = connection.execute("SELECT id, fields FROM point WHERE id IN (SELECT value FROM json_each(?))", (ids,))
    new, known = sorted((point_id, _pack(fields)) for point_id, fields in points), sorted(found.fetchall())
    if new == known:
        return False
    connection.execute("DELETE FROM point WHERE id IN (SELECT value FROM json_each(?))", (ids,))
    _insert(connection, source, new)
    return True


def known(connection: Connection) -> set[tuple[str, str, bytes]]:
    """Every point as (source, id, what it says)."""
    return set(connection.execute("SELECT source, id, fields FROM point").fetchall())


def forget(connection: Connection) -> None:
    """Drop every point; those who know their causes make them anew."""
    connection.execute("DELETE FROM point")


def said(points: Iterable[Point], source: str) -> set[tuple[str, str, bytes]]:
    """Points as `known` would give them."""
    return {(source, point_id, _pack(fields)) for point_id, fields in points}


def _insert(connection: Connection, source: str, points: Iterable[tuple[str, bytes]]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO point (id, source, fields) VALUES (?, ?, ?)",
        [(point_id, source, fields) for point_id, fields in points],
    )
