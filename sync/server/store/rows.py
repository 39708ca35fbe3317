"""Reads and writes rows, their places in the feeds, and the digests that stand for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import ARRAY, LargeBinary, any_, bindparam, cast, func, literal_column, select, tuple_
from sqlalchemy.exc import IntegrityError

from sync.core.digest import BUCKETS, MODULUS
from sync.core.row import Row
from sync.core.tables import CATALOGUE
from sync.server.refused import Refused
from sync.server.store.adding import add_if_new
from sync.server.store.bulk import Bulk, driver_text
from sync.server.store.tables import counter, digest, place, synced, wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import BindParameter, Column, ColumnClause, Connection

    from sync.core.digest import Change

Key = tuple[str, str]
"""Table and id of a row."""

_CHUNK = 1000
_pack = msgspec.msgpack.Encoder().encode
_open_fields = msgspec.msgpack.Decoder(dict[str, Any]).decode
_open_stamps = msgspec.msgpack.Decoder(dict[str, bytes]).decode
_NO_STAMPS = _pack({})


@dataclass(frozen=True, slots=True)
class Held:
    """A row as the centre holds it, with its digest mark."""

    row: Row
    mark: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in one channel. `sent_by` is the incarnation that need not be told of it."""

    number: int
    sent_by: str | None


def held_rows(connection: Connection, keys: Collection[Key]) -> dict[Key, Held]:
    """Those of these rows that exist."""
    found = {}
    for tbl, row_id, channel, stamp, stamps, fields, mark in _HELD.found(connection, keys):
        found[tbl, row_id.hex()] = Held(_row(tbl, row_id, channel, stamp, stamps, fields), mark)
    return found


def places_of(connection: Connection, keys: Collection[Key]) -> dict[Key, dict[str, Place]]:
    """For each of these rows that is placed anywhere: its place in each channel."""
    found: dict[Key, dict[str, Place]] = {}
    for tbl, row_id, channel, number, sent_by in _PLACES.found(connection, keys):
        found.setdefault((tbl, row_id.hex()), {})[channel] = Place(number, sent_by)
    return found


def every_row(connection: Connection) -> Iterator[tuple[Held, list[str]]]:
    """All rows with the channels they stand in, a piece at a time."""
    after: tuple[bytes, str] = (b"", "")
    while found := connection.execute(_NEXT_HELD, {"id": after[0], "tbl": after[1]}).all():
        keys = [(tbl, row_id.hex()) for tbl, row_id, *_ in found]
        places = places_of(connection, keys)
        for key, (tbl, row_id, channel, stamp, stamps, fields, mark) in zip(keys, found, strict=True):
            yield Held(_row(tbl, row_id, channel, stamp, stamps, fields), mark), list(places.get(key, ()))
        after = found[-1].id, found[-1].tbl


def fields_in(blob: bytes) -> dict[str, Any]:
    """The fields of a row as stored."""
    return _open_fields(blob)


def wanted_in(connection: Connection, keys: Collection[Key]) -> dict[Key, list[str]]:
    """The channels in which these rows are wanted when they arrive."""
    found: dict[Key, list[str]] = {}
    for tbl, row_id, channel in _WANTED.found(connection, keys):
        found.setdefault((tbl, row_id.hex()), []).append(channel)
    return found


def want(connection: Connection, channel: str, keys: Collection[Key]) -> None:
    """Remember that these rows are to be placed in the channel as soon as they arrive."""
    known = wanted_in(connection, keys)
    new = [key for key in keys if channel not in known.get(key, ())]
    _WANT.run(connection, [(bytes.fromhex(row_id), tbl, channel) for tbl, row_id in new])


def arrived(connection: Connection, keys: Collection[Key]) -> None:
    """These rows are here: nobody needs to wait for them any more."""
    _ARRIVED.run(connection, [(bytes.fromhex(row_id), tbl) for tbl, row_id in keys])


def lock_channels(connection: Connection, channels: Collection[str]) -> dict[str, int]:
    """The latest number of each of these channels, locked until the transaction ends; new channels begin at 0.

    Whoever locks more than one holds the catalogue's first, and whoever holds another one alone waits for nothing more:
    so no two transactions ever wait for each other.
    """
    numbers: dict[str, int] = {}
    for names in ([CATALOGUE], sorted({*channels} - {CATALOGUE})):
        asked = [name for name in names if name in channels]
        if asked:
            numbers |= _lock(connection, asked)
    return numbers


def _lock(connection: Connection, names: list[str]) -> dict[str, int]:
    question = _COUNTERS.where(counter.c.channel.in_(names))
    numbers: dict[str, int] = dict(connection.execute(question).all())
    new = [name for name in names if name not in numbers]
    if not new:
        return numbers
    for name in new:
        _open_channel(connection, name)
    # Somebody else may have opened one meanwhile, and numbered rows in it.
    return dict(connection.execute(question).all())


def _open_channel(connection: Connection, name: str) -> None:
    """A new, empty channel."""
    if add_if_new(connection, counter, {"channel": name, "latest": 0, "durable": 0}):
        _NEW_BUCKET.run(connection, [(name, bucket, 0, 0) for bucket in range(BUCKETS)])


def set_latest(connection: Connection, numbers: dict[str, int]) -> None:
    """The channels have come this far."""
    _SET_LATEST.run(connection, [(number, channel) for channel, number in numbers.items()])


def add_rows(connection: Connection, rows: Sequence[Held]) -> None:
    """Rows that were not here. Raises Refused try-later when one has come into another channel at this very moment."""
    try:
        _ADD.run(
            connection, [(bytes.fromhex(held.row.id), held.row.table, held.row.channel, *_blobs(held)) for held in rows]
        )
    except IntegrityError as raced:
        raise Refused("try-later", 1) from raced


def change_rows(connection: Connection, rows: Sequence[Held]) -> None:
    """Rows that are here, as they are now."""
    _CHANGE.run(connection, [(*_blobs(held), bytes.fromhex(held.row.id), held.row.table) for held in rows])


def add_places(connection: Connection, places: Sequence[tuple[str, Key, Place]]) -> None:
    """Rows that come into a channel."""
    _PLACE.run(
        connection,
        [(channel, at.number, tbl, bytes.fromhex(row_id), at.sent_by) for channel, (tbl, row_id), at in places],
    )


def move_places(connection: Connection, places: Sequence[tuple[str, Key, Place]]) -> None:
    """Rows that get a new number in a channel."""
    _MOVE.run(
        connection,
        [(at.number, at.sent_by, bytes.fromhex(row_id), tbl, channel) for channel, (tbl, row_id), at in places],
    )


def change_digests(connection: Connection, change: Change) -> None:
    """Add what has changed to the buckets."""
    _DIGEST.run(
        connection, [(count, mark, channel, bucket) for (channel, bucket), (count, mark) in change.by_bucket.items()]
    )


def buckets_of(connection: Connection, channel: str) -> dict[int, tuple[int, int]]:
    """Count and sum of each bucket that is not empty."""
    question = select(digest.c.bucket, digest.c.rows, digest.c.mark).where(digest.c.channel == channel)
    return {bucket: (count, mark) for bucket, count, mark in connection.execute(question) if count or mark}


def totals_of(connection: Connection, channels: Collection[str]) -> dict[str, tuple[int, int]]:
    """Count and sum of whole channels; (0, 0) for one that is empty."""
    question = (
        select(digest.c.channel, func.sum(digest.c.rows), func.sum(digest.c.mark))
        .where(digest.c.channel.in_(channels))
        .group_by(digest.c.channel)
    )
    found = {channel: (int(count), int(mark) % MODULUS) for channel, count, mark in connection.execute(question)}
    return {channel: found.get(channel, (0, 0)) for channel in channels}


def _row(tbl: str, row_id: bytes, channel: str, *blobs: bytes) -> Row:
    stamp, stamps, fields = blobs
    exceptions = {} if stamps == _NO_STAMPS else {name: value.hex() for name, value in _open_stamps(stamps).items()}
    return Row(tbl, row_id.hex(), channel, stamp.hex(), _open_fields(fields), exceptions)


def _blobs(held: Held) -> tuple[bytes, bytes, bytes, int]:
    row = held.row
    stamps = (
        _pack({name: bytes.fromhex(stamp) for name, stamp in row.stamps.items() if name in row.fields})
        if row.stamps
        else _NO_STAMPS
    )
    return bytes.fromhex(row.stamp), stamps, _pack(row.fields), held.mark


class _ByIds:
    """A question about the rows of these ids."""

    def __init__(self, *columns: Column[Any]) -> None:
        by_id = columns[0].table.c.id
        one_by_one: BindParameter[Any] = bindparam("ids", expanding=True)
        self._one_by_one = select(*columns).where(by_id.in_(one_by_one))
        self._at_once = select(*columns).where(by_id == any_(cast(bindparam("ids"), ARRAY(LargeBinary))))

    def found(self, connection: Connection, keys: Collection[Key]) -> Iterator[Any]:
        """The answers, asked in pieces that a statement can carry, in order, so that neighbours are read together."""
        ids = sorted({bytes.fromhex(row_id) for _, row_id in keys})
        for at in range(0, len(ids), _CHUNK):
            some = ids[at : at + _CHUNK]
            if connection.dialect.name == "postgresql":
                yield from connection.exec_driver_sql(driver_text(connection, self._at_once, ["ids"]), (some,))
            else:
                yield from connection.execute(self._one_by_one, {"ids": some})


_MODULUS: ColumnClause[int] = literal_column(str(MODULUS))
_COUNTERS = select(counter.c.channel, counter.c.latest).order_by(counter.c.channel).with_for_update()
_STORED = (synced.c.tbl, synced.c.id, synced.c.channel, synced.c.stamp, synced.c.stamps, synced.c.fields, synced.c.mark)
_HELD = _ByIds(*_STORED)
_PLACES = _ByIds(place.c.tbl, place.c.id, place.c.channel, place.c.number, place.c.sent_by)
_WANTED = _ByIds(wanted.c.tbl, wanted.c.id, wanted.c.channel)
_NEXT_HELD = (
    select(*_STORED)
    .where(tuple_(synced.c.id, synced.c.tbl) > tuple_(bindparam("id"), bindparam("tbl")))
    .order_by(synced.c.id, synced.c.tbl)
    .limit(_CHUNK)
)

_WANT = Bulk.insert(wanted)
_ARRIVED = Bulk.delete(wanted, by=("id", "tbl"))
_NEW_BUCKET = Bulk.insert(digest)
_ADD = Bulk.insert(synced)
_PLACE = Bulk.insert(place)
_CHANGE = Bulk.update(synced, set_=("stamp", "stamps", "fields", "mark"), by=("id", "tbl"))
_MOVE = Bulk.update(place, set_=("number", "sent_by"), by=("id", "tbl", "channel"))
_SET_LATEST = Bulk.update(counter, set_=("latest",), by=("channel",))
_DIGEST = Bulk(
    digest,
    {"add_count": "rows", "add_mark": "mark", "of_channel": "channel", "of_bucket": "bucket"},
    lambda given: (
        digest.update()
        .where(digest.c.channel == given["of_channel"], digest.c.bucket == given["of_bucket"])
        .values(rows=digest.c.rows + given["add_count"], mark=(digest.c.mark + given["add_mark"]) % _MODULUS)
    ),
)
