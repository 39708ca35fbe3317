"""Looks after a centre: what its units do, and whether its tables agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from sync.core.digest import Change, bucket_of, mark_of
from sync.core.tables import unit_channel
from sync.server.store.rows import buckets_of, every_row
from sync.server.store.tables import counter, device, parked, place, synced, unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


def units_of(connection: Connection) -> Iterator[dict[str, object]]:
    """Each unit with how many rows it has here, how many were parked, and its devices; times in UTC ms."""
    aside: dict[str, int] = dict(
        connection.execute(
            select(device.c.unit, func.count()).join(parked, parked.c.device == device.c.id).group_by(device.c.unit)
        ).all()
    )
    for code, name in connection.execute(select(unit.c.code, unit.c.name).order_by(unit.c.code)).all():
        rows = select(func.count()).select_from(place).where(place.c.channel == unit_channel(code))
        yield {
            "unit": code,
            "name": name,
            "rows": connection.execute(rows).scalar_one(),
            "parked": aside.get(code, 0),
            "devices": _devices(connection, code),
        }


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


def _devices(connection: Connection, code: str) -> list[dict[str, object]]:
    question = select(device).where(device.c.unit == code).order_by(device.c.enrolled)
    return [
        {
            "device": each.id,
            "name": each.name,
            "state": each.state,
            "enrolled": each.enrolled,
            "last_contact": each.last_contact,
            "clock_offset": each.clock_offset,
            "program": each.program,
        }
        for each in connection.execute(question)
    ]


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
