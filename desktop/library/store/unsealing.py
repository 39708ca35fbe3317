"""The unit's key comes: what was locked opens in place, and what left in clear before is written anew to be sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.store import rows
from desktop.library.store.border import EXPECTED, KEY, PERSONAL, Border, clear_names
from desktop.library.store.profile import Profile
from sync.core.sealing import has_sealed
from sync.core.tables import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.store.connection import Connection
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen
    from sync.core.row import Row
    from sync.core.sealing import UnitKey

_BEGUN = "unsealing"
_TABLES = tuple(table for table in rows.SYNCED if table in PERSONAL)
_CARRIED: dict[str, tuple[str, ...]] = {
    "reader": ("pin",),
    "circulation_event": ("why", "approval"),
    **dict.fromkeys(("amendment", "ledger", "portrait", "conflict"), ()),
}
"""Tables with fields that 0.2 did not know to be personal, and those fields; of the others it knew nothing."""
_PAGE = 500
_TRIED = 20
"""So many locked rows say whether a key is the unit's: a single one may be damaged."""


def learn(store: Store, secret: bytes) -> None:
    """Keep the unit's key, inside a transaction of the caller. `go_on` then opens what is locked."""
    if store.profile.get(KEY) == secret:
        return
    store.profile.put(KEY, secret)
    store.profile.put(EXPECTED, value=True)
    store.profile.put(_BEGUN, [_TABLES[0], -1])


def go_on(store: Store) -> None:
    """Open what the key opens, row by row; a desk may write between two. Cut short, the next call goes on from there.

    What is in clear here and settled was sent in clear, or came so: it is stamped anew, once, so that the sealed value
    replaces it everywhere. What was opened is not: it says what it said.
    """
    begun, border = store.profile.get(_BEGUN), Border.of(store.profile)
    if begun is None or border.key is None:
        return

    def write(pen: Pen, at: tuple[str, int, str]) -> None:
        table, place, row_id = at
        row = rows.load(store.connection, table, row_id)
        if row is not None and row.channel != COMMON:
            _settle(pen, row, border)
        store.profile.put(_BEGUN, [table, place])

    store.write_in_turns(_from(store.connection, *begun), write)
    with store.writing():
        store.profile.forget(_BEGUN)


def open_carried(pen: Pen, connection: Connection) -> None:
    """Open what an earlier program carried sealed because it did not know that it names people."""
    border = Border.of(Profile(connection))
    for table, named in _CARRIED.items():
        where = " OR ".join("instr(fields, CAST(? AS BLOB)) > 0" for _ in named) or "1"
        for (row_id,) in connection.execute(f"SELECT id FROM {table} WHERE {where}", named).fetchall():
            row = rows.load(connection, table, row_id)
            opened = row if row is None else border.entering(row)
            if row is not None and opened is not None and opened is not row:
                pen.take(opened, row)


def opens(store: Store, key: UnitKey) -> bool:
    """Whether this can be the unit's key: it opens something that is locked here, or nothing is."""
    locked = 0
    for table, _, row_id in _from(store.connection, _TABLES[0], -1):
        row = rows.load(store.connection, table, row_id)
        if row is None or not has_sealed(row):
            continue
        if key.opened_row(row) is not row:
            return True
        locked += 1
        if locked == _TRIED:
            return False
    return locked == 0


def stamp_anew(pen: Pen, row: Row, names: tuple[str, ...]) -> None:
    """Write settled names again as they are, so that the copies elsewhere, which are in clear, are replaced."""
    settled = [name for name in names if row.base_of(name) is None]
    if settled:
        pen.write_again(row, settled)


def _settle(pen: Pen, row: Row, border: Border) -> None:
    clear, opened = tuple(clear_names(row)), border.entering(row)
    # A name that waited for the key gets a new local number: no bundle that is under way has taken it along.
    if opened is not row or any(row.base_of(name) is not None for name in clear):
        pen.take(opened, row)
    stamp_anew(pen, opened, clear)


def _from(connection: Connection, table: str, place: int) -> Iterator[tuple[str, int, str]]:
    """(table, place, id) of every row that may hold names, after this place; a page at a time, as others write."""
    for each in _TABLES[_TABLES.index(table) :]:
        after = place if each == table else -1
        sql = f"SELECT place, id FROM {each} WHERE place > ? ORDER BY place LIMIT {_PAGE}"
        while found := connection.execute(sql, (after,)).fetchall():
            yield from ((each, at, row_id) for at, row_id in found)
            after = found[-1][0]
