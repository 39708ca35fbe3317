"""Reads a page of a channel: rows after a cursor, in order, without those that the reader pushed itself (sync.md 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import and_, bindparam, or_, select

from sync.server.store.tables import counter, place, synced

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_ROWS = 5000
LARGEST_PAGE = 8 * 1024 * 1024
"""Bytes of rows in one page; half of what a message may open to."""
_ROW_OVERHEAD = 64
_PIECE = 200
_GREATEST = 2**62


class FedRow(msgspec.Struct, array_like=True):
    """wire.WireRow with its fields and stamps as they lie in the database, so that a pull opens no row."""

    table: str
    id: bytes
    channel: str
    stamp: bytes
    fields: msgspec.Raw
    stamps: msgspec.Raw


class FedPage(msgspec.Struct, array_like=True):
    """wire.Page with such rows."""

    epoch: str
    durable: int
    cursor: int
    more: bool
    rows: list[FedRow]


def latest_of(connection: Connection, channel: str) -> tuple[int, int]:
    """The latest number of a channel, and the latest that a verified backup covers; 0 for a channel without rows."""
    found = connection.execute(
        select(counter.c.latest, counter.c.durable).where(counter.c.channel == channel)
    ).one_or_none()
    return (found[0], found[1]) if found else (0, 0)


def read_page(
    connection: Connection, channel: str, cursor: int, *, reader: str, most: tuple[int, int]
) -> tuple[list[FedRow], int, bool]:
    """Rows after the cursor for the incarnation `reader`; where the next page starts; whether there is one.

    `most` is how many rows and how many bytes; at least one row is given.
    """
    limit, size = max(1, min(most[0], MOST_ROWS)), min(most[1], LARGEST_PAGE)
    latest, _ = latest_of(connection, channel)
    rows: list[FedRow] = []
    cursor = min(max(cursor, 0), _GREATEST)
    last, weight = cursor, 0
    asked = {"of_channel": channel, "after": cursor, "reader": reader, "most": limit + 1}
    # Piece by piece, or PostgreSQL's driver would first read all five thousand, however large they are.
    found = connection.execute(_PAGE, asked, execution_options={"yield_per": _PIECE})
    for number, tbl, row_id, home, stamp, fields, stamps in found:
        weight += len(fields) + len(stamps) + _ROW_OVERHEAD
        if len(rows) == limit or (rows and weight > size):
            found.close()
            return rows, last, True
        rows.append(FedRow(tbl, row_id, home, stamp, msgspec.Raw(fields), msgspec.Raw(stamps)))
        last = number
    return rows, max(cursor, latest), False


_PAGE = (
    select(
        place.c.number, synced.c.tbl, synced.c.id, synced.c.channel, synced.c.stamp, synced.c.fields, synced.c.stamps
    )
    .join(synced, and_(synced.c.id == place.c.id, synced.c.tbl == place.c.tbl))
    .where(
        place.c.channel == bindparam("of_channel"),
        place.c.number > bindparam("after"),
        or_(place.c.sent_by.is_(None), place.c.sent_by != bindparam("reader")),
    )
    .order_by(place.c.number)
    .limit(bindparam("most"))
)
