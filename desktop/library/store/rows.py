"""Synced rows in their tables: loading, saving, finding the ones that wait."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.library.model.reader import GROUP
from desktop.library.store.locked import text_in
from desktop.library.store.schema import EXTRACTED
from desktop.library.text.normal import fold
from desktop.library.text.order import person_sort_key
from sync.core.pieces import blob_named
from sync.core.row import Row, is_drawn
from sync.core.stamp import is_nobodys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from desktop.library.store.connection import Connection

_pack = msgspec.msgpack.encode
_unpack = msgspec.msgpack.Decoder().decode

SYNCED = tuple(EXTRACTED)
"""The tables of rows that travel, in the order in which they are sent: what others refer to comes first."""

_PAGE = 1000
_TOGETHER = 200
"""So many rows are read with one question."""
_NEW = _pack([True, {}])
"""What is kept as the bases of a new row: every field of it waits."""

_COMMON = "channel, number, stamp, stamps, bases, fields"


_UNLENDABLE = ("not_for_loan", "lost", "withdrawn", "restricted")


def _live(fields: dict[str, Any]) -> int:
    return int(fields.get("deleted_at") is None)


def _text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None


def _number(fields: dict[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return value if isinstance(value, int) and -(1 << 63) <= value < 1 << 63 else None


def _content(fields: dict[str, Any]) -> str | None:
    named = blob_named("file", {**fields, "deleted_at": None})
    return named.sha256 if named else None


def _lendable(fields: dict[str, Any]) -> int:
    return int(not any(fields.get(mark) for mark in _UNLENDABLE))


def belongs(fields: dict[str, Any]) -> str | None:
    """The group that a person is of, in any spelling; None for a group itself, and where it is sealed or not known."""
    return None if fields.get("kind") == GROUP else _folded(text_in(fields.get("group"))) or None


@lru_cache(maxsize=1024)
def _folded(group: str) -> str:
    """A library has few groups and many readers in each."""
    return fold(group)


EXTRACT: dict[str, Callable[[dict[str, Any]], tuple[Any, ...]]] = {
    "item": lambda f: (f.get("title_id"), f.get("barcode"), f.get("accession"), f.get("type"), _live(f), _lendable(f)),
    "reader": lambda f: (
        f.get("card"),
        f.get("category"),
        person_sort_key(text_in(f.get("name"))),
        _live(f),
        belongs(f),
    ),
    "circulation_event": lambda f: (
        _text(f, "item_id") or None,
        _text(f, "title_id") or None,
        _text(f, "reader_id"),
        _text(f, "kind"),
        _text(f, "order"),
        _number(f, "at"),
        _text(f, "undoes"),
    ),
    "policy": lambda f: (f.get("category"), f.get("item_type")),
    "code": lambda f: (f.get("list"), f.get("code")),
    "conflict": lambda f: (f.get("state"), f.get("kind"), f.get("row")),
    "file": lambda f: (_text(f, "title_id"), _content(f), _live(f)),
    "amendment": lambda f: (_text(f, "row"), _number(f, "at")),
    "ledger": lambda f: (
        _text(f, "reader_id"),
        _text(f, "item_id"),
        _text(f, "kind"),
        _number(f, "at"),
        _text(f, "undoes"),
    ),
    "portrait": lambda f: (_text(f, "reader_id"),),
    "letter": lambda f: (_text(f, "code"), _live(f)),
}
"""How each table's extracted columns (schema.EXTRACTED) follow from its fields."""


def _nothing(_: dict[str, Any]) -> tuple[Any, ...]:
    return ()


def _insert_sql(table: str) -> str:
    columns = ["id", *_COMMON.split(", "), *EXTRACTED[table]]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _update_sql(table: str) -> str:
    columns = [*_COMMON.split(", "), *EXTRACTED[table]]
    return f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?"


_INSERT = {table: _insert_sql(table) for table in SYNCED}
_ADD = {table: sql.replace("(id", "(place, id", 1).replace("(?", "(?, ?", 1) for table, sql in _INSERT.items()}
_UPDATE = {table: _update_sql(table) for table in SYNCED}
_SELECT_ALL = {
    table: f"SELECT id, {_COMMON} FROM {table} WHERE id IN (SELECT value FROM json_each(?))" for table in SYNCED
}
_KNOWN = {table: f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))" for table in SYNCED}
_SELECT = {table: f"SELECT {_COMMON} FROM {table} WHERE id = ?" for table in SYNCED}


def load(connection: Connection, table: str, row_id: str) -> Row | None:
    """The row, or None."""
    if table in _SELECT:
        found = connection.execute(_SELECT[table], (row_id,)).fetchone()
    else:
        found = connection.execute(
            f"SELECT {_COMMON} FROM other_row WHERE tbl = ? AND id = ?", (table, row_id)
        ).fetchone()
    return None if found is None else _row(table, row_id, found)


def load_all(connection: Connection, keys: Iterable[tuple[str, str]]) -> Iterator[Row]:
    """The rows of these tables and ids that are there, in their order; read some at a time."""
    left = iter(keys)
    while some := tuple(islice(left, _TOGETHER)):
        found: dict[tuple[str, str], Row] = {}
        for table, ids in _by_table(some).items():
            if table in _SELECT:
                read = connection.execute(_SELECT_ALL[table], (json.dumps(ids),))
                found |= {(table, row_id): _row(table, row_id, tuple(kept)) for row_id, *kept in read}
            else:
                found |= {(table, row.id): row for row_id in ids if (row := load(connection, table, row_id))}
        yield from (found[key] for key in some if key in found)


def save(connection: Connection, row: Row, number: int, *, is_new: bool) -> int | None:
    """Write the row whole, under this local number. Returns the place (rowid) of a new row of a known table."""
    common = _kept(row, number)
    if row.table not in _INSERT:
        connection.execute(
            f"INSERT OR REPLACE INTO other_row (tbl, id, {_COMMON}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (row.table, row.id, *common),
        )
        return None
    extracted = EXTRACT.get(row.table, _nothing)(row.fields)
    if is_new:
        return connection.execute(_INSERT[row.table], (row.id, *common, *extracted)).lastrowid
    connection.execute(_UPDATE[row.table], (*common, *extracted, row.id))
    return None


def add_all(connection: Connection, table: str, new: Sequence[tuple[int, Row]]) -> range:
    """Write rows of a known table that are not there yet, each under its local number; returns their places."""
    (last,) = connection.execute(f"SELECT coalesce(max(place), 0) FROM {table}").fetchone()
    places, extracted = range(last + 1, last + 1 + len(new)), EXTRACT.get(table, _nothing)
    connection.executemany(
        _ADD[table],
        [
            (place, row.id, *_kept(row, number), *extracted(row.fields))
            for place, (number, row) in zip(places, new, strict=True)
        ],
    )
    return places


def known_ids(connection: Connection, table: str, asked: Iterable[str]) -> set[str]:
    """Those of the ids that a known table holds, in one question."""
    ids = json.dumps(list(asked))
    return {row_id for (row_id,) in connection.execute(_KNOWN[table], (ids,))}


def save_bases(connection: Connection, row: Row) -> None:
    """Write only what of the row still waits: its content is as it was."""
    bases = _pack([row.fresh, row.bases]) if row.waits else None
    if row.table in _INSERT:
        connection.execute(f"UPDATE {row.table} SET bases = ? WHERE id = ?", (bases, row.id))
    else:
        connection.execute("UPDATE other_row SET bases = ? WHERE tbl = ? AND id = ?", (bases, row.table, row.id))


def settle_untouched(connection: Connection, sent: Sequence[Row]) -> list[Row]:
    """Let nothing of these rows wait if they were new when sent and are as they were then; returns the others.

    A stamp stands for what was written with it: a row that still has that one stamp is the row that was sent.
    """
    whole = [row for row in sent if row.fresh and not row.bases and not row.stamps and row.table in _SELECT]
    simple = [row for row in whole if is_drawn(row.id) or is_nobodys(row.stamp)]
    settled: set[tuple[str, str]] = set()
    stamps = {(row.table, row.id): row.stamp for row in simple}
    for table, ids in _by_table(stamps).items():
        found = connection.execute(
            f"SELECT id, stamp FROM {table} WHERE id IN (SELECT value FROM json_each(?)) "
            "AND bases = ? AND stamps IS NULL",
            (json.dumps(ids), _NEW),
        ).fetchall()
        same = [row_id for row_id, stamp in found if stamps[table, row_id] == stamp]
        connection.execute(
            f"UPDATE {table} SET bases = NULL WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(same),)
        )
        settled |= {(table, row_id) for row_id in same}
    return [row for row in sent if (row.table, row.id) not in settled]


def waiting_after(connection: Connection, after: int, limit: int) -> list[tuple[int, str, str]]:
    """(number, table, id) of the first rows with something unacknowledged, in the order of their local numbers."""
    parts = [
        f"SELECT number, '{table}', id FROM {table} WHERE bases IS NOT NULL AND number > :after" for table in SYNCED
    ]
    parts.append("SELECT number, tbl, id FROM other_row WHERE bases IS NOT NULL AND number > :after")
    found = [
        row
        for part in parts
        for row in connection.execute(f"{part} ORDER BY number LIMIT :limit", {"after": after, "limit": limit})
    ]
    return sorted(found)[:limit]


def waiting_count(connection: Connection) -> int:
    """How many rows have something unacknowledged."""
    tables = (*SYNCED, "other_row")
    return sum(connection.execute(f"SELECT count(*) FROM {t} WHERE bases IS NOT NULL").fetchone()[0] for t in tables)


def every(connection: Connection) -> Iterable[Row]:
    """All rows of all tables, one after the other."""
    for table in SYNCED:
        for row_id, *found in connection.execute(f"SELECT id, {_COMMON} FROM {table}"):
            yield _row(table, row_id, tuple(found))
    for table, row_id, *found in connection.execute(f"SELECT tbl, id, {_COMMON} FROM other_row"):
        yield _row(table, row_id, tuple(found))


def every_key(connection: Connection) -> Iterator[tuple[str, str]]:
    """Table and id of all rows that may have to be offered again: not of new ones, which wait whole already.

    A page at a time: who goes through them may write and commit between any two.
    """
    for table in SYNCED:
        place = -1
        while found := connection.execute(
            f"SELECT place, id FROM {table} WHERE place > ? AND bases IS NOT ? ORDER BY place LIMIT {_PAGE}",
            (place, _NEW),
        ).fetchall():
            yield from ((table, row_id) for _, row_id in found)
            place = found[-1][0]
    key = ("", "")
    while found := connection.execute(
        f"SELECT tbl, id FROM other_row WHERE (tbl, id) > (?, ?) ORDER BY tbl, id LIMIT {_PAGE}", key
    ).fetchall():
        yield from found
        key = found[-1]


def keys_in(connection: Connection, channel: str) -> list[tuple[str, str]]:
    """Table and id of all rows whose home is this channel."""
    parts = [(f"SELECT '{table}', id FROM {table}") for table in SYNCED]
    parts.append("SELECT tbl, id FROM other_row")
    return [key for part in parts for key in connection.execute(f"{part} WHERE channel = ?", (channel,))]


def remove(connection: Connection, table: str, row_id: str) -> None:
    """Keep the row no longer."""
    if table in _SELECT:
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
    else:
        connection.execute("DELETE FROM other_row WHERE tbl = ? AND id = ?", (table, row_id))


def waiting_keys(connection: Connection, until: int) -> Iterator[tuple[str, str]]:
    """Table and id of the rows that wait, up to this local number and in its order; a page at a time as above."""
    after = 0
    while found := [row for row in waiting_after(connection, after, _PAGE) if row[0] <= until]:
        yield from ((table, row_id) for _, table, row_id in found)
        after = found[-1][0]


def waiting_keys_ahead(connection: Connection, after: int, stamp: str) -> list[tuple[str, str]]:
    """Table and id of the rows that wait, past this local number, and bear a stamp later than this."""
    found: list[tuple[int, str, str]] = []
    for table, name in (*((table, f"'{table}'") for table in SYNCED), ("other_row", "tbl")):
        waiting = connection.execute(
            f"SELECT number, {name}, id, stamp, stamps FROM {table} WHERE bases IS NOT NULL AND number > ? "
            "AND (stamp > ? OR stamps IS NOT NULL)",
            (after, stamp),
        )
        for number, of_table, row_id, default, blob in waiting:
            if max((default, *(_unpack(blob) if blob is not None else {}).values())) > stamp:
                found.append((number, of_table, row_id))
    return [(table, row_id) for _, table, row_id in sorted(found)]


def latest_number(connection: Connection) -> int:
    """The local number given last."""
    return int(connection.execute("SELECT number FROM clock").fetchone()[0])


def counted(table: str) -> str:
    """The question how many live rows the table has, answered from indexes: reading each takes seconds in a big one."""
    return f"SELECT (SELECT count(*) FROM {table}) - (SELECT count(*) FROM {table} WHERE live = 0)"


def fields_of(blob: bytes) -> dict[str, Any]:
    """The fields kept in a row's blob."""
    fields: dict[str, Any] = _unpack(blob)
    return fields


def _kept(row: Row, number: int) -> tuple[Any, ...]:
    """What of every row is kept, in the order of `_COMMON`."""
    stamps = _pack(row.stamps) if row.stamps else None
    bases = _pack([row.fresh, row.bases]) if row.waits else None
    return row.channel, number, row.stamp, stamps, bases, _pack(row.fields)


def _by_table(keys: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for table, row_id in keys:
        ids.setdefault(table, []).append(row_id)
    return ids


def _row(table: str, row_id: str, found: tuple[Any, ...]) -> Row:
    channel, _, stamp, stamps, bases, fields = found
    fresh, waiting = _unpack(bases) if bases is not None else (False, {})
    return Row(
        table, row_id, channel, stamp, _unpack(fields), _unpack(stamps) if stamps is not None else {}, waiting, fresh
    )
