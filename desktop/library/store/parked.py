"""Rows that the centre could not take: they stay here, are left out of the comparison, and a person is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.store import points
from sync.core.conflict import OPEN, conflict_id

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection
    from desktop.library.store.points import Point


def put_aside(connection: Connection, table: str, row_id: str, reason: str) -> None:
    """The centre put this row aside."""
    connection.execute("INSERT OR REPLACE INTO parked (tbl, id, reason) VALUES (?, ?, ?)", (table, row_id, reason))
    points.renew(connection, _source(table, row_id), (_point(table, row_id, reason),))


def taken(connection: Connection, table: str, row_id: str) -> None:
    """The centre took it after all, or never refused it."""
    if connection.execute("DELETE FROM parked WHERE tbl = ? AND id = ?", (table, row_id)).rowcount:
        points.renew(connection, _source(table, row_id), ())


def every(connection: Connection) -> list[tuple[str, str]]:
    """Table and id of every row put aside."""
    return connection.execute("SELECT tbl, id FROM parked").fetchall()


def rebuild(connection: Connection) -> None:
    """Tell of every row put aside."""
    for table, row_id, reason in connection.execute("SELECT tbl, id, reason FROM parked").fetchall():
        points.renew(connection, _source(table, row_id), (_point(table, row_id, reason),))


def expected(connection: Connection) -> set[tuple[str, str, bytes]]:
    """The points there ought to be, as `points.known` gives them."""
    found = connection.execute("SELECT tbl, id, reason FROM parked")
    return {
        point
        for table, row_id, reason in found
        for point in points.said((_point(table, row_id, reason),), _source(table, row_id))
    }


def _source(table: str, row_id: str) -> str:
    return f"parked:{table}:{row_id}"


def _point(table: str, row_id: str, reason: str) -> Point:
    said = {"kind": "parked", "table": table, "row": row_id, "field": reason, "state": OPEN}
    return conflict_id("parked", table, row_id, reason), {**said}
