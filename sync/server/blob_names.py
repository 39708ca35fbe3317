"""Which rows name which files, and for which units their bytes have come: read off the feeds, kept in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, exists, func, not_, or_, select, update

from sync.core.pieces import BLOB_TABLES, blob_named
from sync.server.feed import latest_of
from sync.server.store.adding import put
from sync.server.store.bulk import Bulk
from sync.server.store.database import note, noted_for_change
from sync.server.store.rows import fields_in
from sync.server.store.tables import blob, blob_name, counter, meta, place, synced

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection

    from sync.server.store.database import Database

_BATCH = 2000


def catch_up(database: Database, channels: Collection[str]) -> None:
    """Read what has come into these channels since the last time, in short transactions."""
    with database.reading() as connection:
        behind = _behind(connection, channels)
    for channel in behind:
        more = True
        while more:
            with database.writing() as pen:
                more = _read_batch(pen, channel)


def naming(connection: Connection, channels: Collection[str], shas: Collection[bytes]) -> dict[bytes, set[str]]:
    """In which of the channels rows name each of these files; absent: in none."""
    found: dict[bytes, set[str]] = {}
    question = select(blob_name.c.sha, blob_name.c.channel).where(
        blob_name.c.channel.in_(channels), blob_name.c.sha.in_(shas)
    )
    for sha, channel in connection.execute(question.distinct()):
        found.setdefault(sha, set()).add(channel)
    return found


def brought(connection: Connection, channels: Collection[str], shas: Collection[bytes]) -> dict[bytes, set[str]]:
    """For which of the channels the bytes of each of these files have come; absent: for none."""
    found: dict[bytes, set[str]] = {}
    question = select(blob.c.sha, blob.c.channel).where(blob.c.channel.in_(channels), blob.c.sha.in_(shas))
    for sha, channel in connection.execute(question):
        found.setdefault(sha, set()).add(channel)
    return found


def newest(connection: Connection, channels: Collection[str], most: int) -> list[tuple[bytes, int]]:
    """SHA-256 and size of files that rows of these channels name and that have come for them, the newest first."""
    question = (
        select(blob.c.sha, blob.c.size)
        .where(blob.c.channel.in_(channels), exists().where(_same_file()))
        .order_by(blob.c.arrived.desc(), blob.c.sha)
        .limit(most)
    )
    return [(sha, size) for sha, size in connection.execute(question)]


def weight(connection: Connection, channel: str) -> int:
    """How many bytes of files the channel has brought."""
    total = connection.execute(select(func.sum(blob.c.size)).where(blob.c.channel == channel)).scalar()
    return int(total or 0)


def counted(connection: Connection) -> dict[str, tuple[int, int, int]]:
    """Of each channel whose rows name files: how many have come, their bytes, and how many are missing."""
    came = select(blob.c.channel, func.count(), func.sum(blob.c.size)).group_by(blob.c.channel)
    here = exists().where(_same_file())
    named = select(blob_name.c.channel, func.count(func.distinct(blob_name.c.sha))).group_by(blob_name.c.channel)
    missing: dict[str, int] = dict(connection.execute(named.where(not_(here))).all())
    found = {channel: (files, int(size), missing.get(channel, 0)) for channel, files, size in connection.execute(came)}
    return {channel: (0, 0, count) for channel, count in missing.items()} | found


def arrived(connection: Connection, channels: Collection[str], sha: bytes, *, size: int, at_ms: int) -> None:
    """The bytes have come for these channels, whole and verified."""
    for channel in sorted(channels):
        put(connection, blob, {"channel": channel, "sha": sha}, {"size": size, "arrived": at_ms, "unnamed": None})


def lost(connection: Connection, sha: bytes) -> None:
    """The file is not on the disk any more, for whomever it had come."""
    connection.execute(delete(blob).where(blob.c.sha == sha))


def part_with(connection: Connection, now_ms: int, grace_ms: int) -> list[bytes]:
    """Forget files that no row has named for so long; those that nobody else has brought may go from the disk."""
    is_named = exists().where(_same_file())
    connection.execute(update(blob).where(blob.c.unnamed.is_not(None), is_named).values(unnamed=None))
    connection.execute(update(blob).where(blob.c.unnamed.is_(None), not_(is_named)).values(unnamed=now_ms))
    overdue = blob.c.unnamed <= now_ms - grace_ms
    gone = list(connection.execute(select(blob.c.sha).where(overdue).distinct()).scalars())
    connection.execute(delete(blob).where(overdue))
    kept = brought_by_anybody(connection, gone)
    return [sha for sha in gone if sha not in kept]


def brought_by_anybody(connection: Connection, shas: Collection[bytes]) -> set[bytes]:
    """Those of these files that have come for any channel."""
    return set(connection.execute(select(blob.c.sha).where(blob.c.sha.in_(shas)).distinct()).scalars())


def _same_file() -> ColumnElement[bool]:
    return and_(blob_name.c.channel == blob.c.channel, blob_name.c.sha == blob.c.sha)


def _read_batch(pen: Connection, channel: str) -> bool:
    """Numbers are given in order and only to rows that are there when they can be seen: nothing slips in behind us."""
    read = int(noted_for_change(pen, _mark(channel), first="0"))
    latest, _ = latest_of(pen, channel)
    found = pen.execute(_NEWS, {"of_channel": channel, "after": read, "until": latest}).all()
    named = [(each, blob_named(each.tbl, fields_in(each.fields))) for each in found]
    _FORGET.run(pen, [(channel, each.tbl, each.id) for each in found])
    _ADD.run(pen, [(channel, each.tbl, each.id, one.sha, one.size) for each, one in named if one])
    more = len(found) == _BATCH
    note(pen, _mark(channel), str(found[-1].number if more else max(read, latest)))
    return more


def _behind(connection: Connection, channels: Collection[str]) -> list[str]:
    latest = select(counter.c.channel, counter.c.latest).where(counter.c.channel.in_(channels))
    marks = select(meta.c.name, meta.c.value).where(meta.c.name.in_([_mark(channel) for channel in channels]))
    read = {name: int(value) for name, value in connection.execute(marks)}
    found = connection.execute(latest)
    return sorted(channel for channel, number in found if read.get(_mark(channel), 0) < number)


def _mark(channel: str) -> str:
    return f"blobs read {channel}"


_NEWS = (
    select(place.c.number, place.c.tbl, place.c.id, synced.c.fields)
    .join(synced, and_(synced.c.id == place.c.id, synced.c.tbl == place.c.tbl))
    .where(
        place.c.channel == bindparam("of_channel"),
        or_(*(place.c.tbl == table for table in BLOB_TABLES)),
        place.c.number > bindparam("after"),
        place.c.number <= bindparam("until"),
    )
    .order_by(place.c.number)
    .limit(_BATCH)
)
_FORGET = Bulk.delete(blob_name, by=("channel", "tbl", "id"))
_ADD = Bulk.insert(blob_name)
