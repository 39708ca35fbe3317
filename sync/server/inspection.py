"""Looks after a centre: whether its tables agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from sync.core.digest import Change, bucket_of, mark_of
from sync.server.store.rows import buckets_of, every_row
from sync.server.store.tables import counter, place, synced

if TYPE_CHECKING:
    from sqlalchemy import Connection


def problems_of(connection: Connection) -> list[str]:
    """What is wrong with the database, in words for the log; empty when all is well."""
    problems = _damages(connection)
    change, marks = _recount(connection)
    problems += [f"mark of {tbl} {row_id}" for tbl, row_id in marks]
    latest = dict(connection.execute(select(counter.c.channel, counter.c.latest)).all())
    for channel in sorted(latest):
        true = {bucket: counted for (name, bucket), counted in change.by_bucket.items() if name == channel}
        if true != buckets_of(connection, channel):
            problems.append(f"digest of {channel}")
    for channel, highest in connection.execute(
        select(place.c.channel, func.max(place.c.number)).group_by(place.c.channel)
    ):
        if highest > latest.get(channel, -1):
            problems.append(f"counter of {channel}")
    return problems


def _damages(connection: Connection) -> list[str]:
    found = []
    if connection.dialect.name == "sqlite":
        answers = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        found = [str(answer) for answer in answers if answer != "ok"]
    same = and_(synced.c.id == place.c.id, synced.c.tbl == place.c.tbl)
    homeless = select(synced.c.tbl, synced.c.id).outerjoin(place, same).where(place.c.id.is_(None))
    empty = select(place.c.tbl, place.c.id).outerjoin(synced, same).where(synced.c.id.is_(None))
    found += [f"no place for {tbl} {row_id.hex()}" for tbl, row_id in connection.execute(homeless)]
    found += [f"no row for {tbl} {row_id.hex()}" for tbl, row_id in connection.execute(empty)]
    return found


def _recount(connection: Connection) -> tuple[Change, list[tuple[str, str]]]:
    """The digests as they should be, and rows whose stored mark is wrong."""
    change, wrong = Change(), []
    for held, channels in every_row(connection):
        mark = mark_of(held.row)
        if mark != held.mark:
            wrong.append((held.row.table, held.row.id))
        for channel in channels:
            change.add(channel, bucket_of(held.row.id), 1, mark)
    return change, wrong
