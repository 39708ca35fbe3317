"""What of the library's rows waits to be sent, batch by batch, as it may leave this PC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from desktop.library.store import parked as parked_rows
from desktop.library.store import rows
from desktop.library.store.border import PERSONAL
from desktop.library.store.shifting import UNKNOWN
from sync.core.row import Row, compacted

if TYPE_CHECKING:
    from desktop.library.store.border import Border
    from desktop.library.store.connection import Connection

_pack = msgspec.msgpack.encode


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to push, each with only its unacknowledged fields; `position` is where the next batch starts."""

    rows: tuple[Row, ...]
    position: int | None


def batch_of(connection: Connection, border: Border, most: tuple[int, int], between: tuple[int, int]) -> Batch:
    """The next rows by local number: `most` is how many rows and bytes, `between` after which and until which number.

    One that the centre had put aside goes whole.
    """
    (limit, size), (after, until) = most, between
    found = [each for each in rows.waiting_after(connection, after, limit) if each[0] <= until]
    aside = set(parked_rows.every(connection))
    gathered: list[Row] = []
    weight, position = 0, after
    numbers = {(table, row_id): number for number, table, row_id in found}
    for row in rows.load_all(connection, numbers):
        is_aside = (row.table, row.id) in aside
        waiting = _whole(row, settled_of(connection, row)) if is_aside else _unacknowledged(row)
        sending = border.leaving(waiting, row)
        if sending is None:
            position = numbers[row.table, row.id]
            continue
        weight += len(_pack(sending.fields)) + 64
        if gathered and weight > size:
            return Batch(tuple(gathered), position)
        gathered.append(sending)
        position = numbers[row.table, row.id]
    return Batch(tuple(gathered), position if len(found) == limit else None)


def held_back(connection: Connection, border: Border) -> int:
    """How many rows wait with nothing but names in them, for the unit's key that is still to come."""
    if border.key is not None or not border.is_expected:
        return 0
    keys = [
        (table, row_id)
        for table in rows.SYNCED
        if table in PERSONAL
        for (row_id,) in connection.execute(f"SELECT id FROM {table} WHERE bases IS NOT NULL")
    ]
    return sum(border.leaving(_unacknowledged(row), row) is None for row in rows.load_all(connection, keys))


def settled_of(connection: Connection, row: Row) -> dict[str, list[str]]:
    """What is still known of the stamps that settled fields of a row had replaced."""
    found = connection.execute("SELECT bases FROM settled WHERE tbl = ? AND id = ?", (row.table, row.id)).fetchone()
    return {} if found is None else msgspec.msgpack.decode(found[0], type=dict[str, list[str]])


def _whole(row: Row, settled: dict[str, list[str]]) -> Row:
    """All of the row, whatever of it waits: it was put aside, so what its edits replaced may stand there still."""
    names = row.bases.keys() | settled.keys()
    known = {name: dict.fromkeys((*row.bases.get(name, ()), *settled.get(name, ()))) for name in names}
    bases = {name: left for name in names if (left := [base for base in known[name] if base != UNKNOWN])}
    return Row(row.table, row.id, row.channel, row.stamp, row.fields, row.stamps, bases, row.fresh)


def _unacknowledged(row: Row) -> Row:
    """Only the fields that wait, with their bases."""
    if row.fresh and not row.bases:
        return row
    names = [name for name in row.fields if row.base_of(name) is not None]
    sending = Row(
        row.table,
        row.id,
        row.channel,
        row.stamp,
        {name: row.fields[name] for name in names},
        {name: row.stamps[name] for name in names if name in row.stamps},
        {name: known for name in names if (known := [b for b in row.bases.get(name, ()) if b != UNKNOWN])},
        row.fresh,
    )
    return compacted(sending)
