"""Points for a person that follow from rows and events. Derived like loans: a point goes when its cause goes.

A pull brings events in pieces and not in order: what looks like a book lent twice may be a return that is still on
its way. Nothing is written down and sent until a person settles the point; then a conflict row of its id says so.
"""

from __future__ import annotations

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


def add(connection: Connection, source: str, points: Iterable[Point]) -> bool:
    """These points come to those known about the source; returns whether there are any."""
    new = [(point_id, _pack(fields)) for point_id, fields in points]
    _insert(connection, source, new)
    return bool(new)


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
