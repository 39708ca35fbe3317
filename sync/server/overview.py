"""What every unit and its devices do, as the centre last heard: the operator's table, quick for thousands of units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, case, func, literal, select

from sync.core.operating import (
    BEHIND,
    CLOCK,
    CONFLICTS,
    OK,
    QUIET,
    REVOKED,
    STATES,
    DeviceLine,
    UnitLine,
)
from sync.core.tables import unit_channel
from sync.server.arrival import MOST_AHEAD_MS
from sync.server.folding import fold
from sync.server.revocation import QUARANTINED
from sync.server.store.tables import device, digest, parked, synced, unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from sync.core.operating import AskUnits

_DAY_MS = 24 * 3600 * 1000
QUIET_MS = 14 * _DAY_MS
"""Neither line nor stick for longer than this, or never: the unit is quiet. As long as an enrolment file is good."""
BEHIND_MS = _DAY_MS
"""Rows that waited after the last visit, and the visit is longer ago than this: the unit is behind."""
CLOCK_MS = MOST_AHEAD_MS
"""A device's clock is wrong from the difference on at which its rows would be refused (sync.md 5)."""
_STATE_IS_OPEN = b"\xa5state\xa4open"
"""How the field `state: open` lies in a row's msgpack. 0xA5 begins no letter and 0xA4 follows none that ends in e, so
no text that a person wrote can hold these bytes."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted in one go for all channels, or for one."""

    rows: dict[str, int]
    conflicts: dict[str, int]


def units_of(connection: Connection, now_ms: int, *, code: str | None = None) -> list[UnitLine]:
    """Every unit (or this one) with its devices, by code: five statements, however many units there are."""
    question = select(unit.c.code, unit.c.name, unit.c.through).order_by(unit.c.code)
    rows = connection.execute(question if code is None else question.where(unit.c.code == code)).all()
    counts, devices = _counts(connection, code), _devices(connection, None if code is None else _told_of_by(rows))
    lines = [_unit_line(row, devices.get(row.code, ()), counts) for row in rows]
    for line in lines:
        if _is_below_another(line):
            # What is heard of it is heard of the centre that brings it.
            line.last_contact = _latest(each.last_contact for each in devices.get(line.through, ()))
        line.state = state_of(line, now_ms)
    return lines


def selected(units: Iterable[UnitLine], asked: AskUnits) -> list[UnitLine]:
    """Those that were asked for, in the order asked for: words are looked for without marks in code and name."""
    words = fold(asked.words).split()
    found = [
        each
        for each in units
        if asked.state in {"", each.state}
        and (not words or all(f" {word}" in f" {fold(f'{each.unit} {each.name}')}" for word in words))
    ]
    match asked.sort:
        case "name":
            found.sort(key=lambda each: fold(each.name))
        case "state":
            found.sort(key=lambda each: STATES.index(each.state))
        case "contact":
            found.sort(key=_heard)
        case "waiting":
            found.sort(key=lambda each: -each.waiting)
        case "points":
            found.sort(key=lambda each: -max(each.points, each.conflicts))
    return found


def by_state(units: Iterable[UnitLine]) -> dict[str, int]:
    """How many units are in each state."""
    counted = dict.fromkeys(STATES, 0)
    for each in units:
        counted[each.state] += 1
    return counted


def state_of(line: UnitLine, now_ms: int) -> str:
    """The unit in one word: the first that holds of revoked, quiet, clock, behind, conflicts; otherwise ok.

    What needs a person to go there comes before what a run will mend, and that before what waits for a decision.
    """
    heard = _heard(line)
    if line.machines and all(each.state == REVOKED for each in line.devices):
        return REVOKED
    if now_ms - heard > QUIET_MS:
        return QUIET
    if abs(line.clock_offset or 0) > CLOCK_MS:
        return CLOCK
    if line.waiting and now_ms - heard > BEHIND_MS:
        return BEHIND
    return CONFLICTS if line.points or line.conflicts else OK


def _told_of_by(rows: Iterable[Row[Any, Any, Any]]) -> set[str]:
    """The units whose devices tell of these: their own, and those of the centre that brings them."""
    return {code for row in rows for code in (row.code, row.through or row.code)}


def _is_below_another(line: UnitLine) -> bool:
    """Whether another centre brings the unit; a region's own library bears the region's code."""
    return line.through not in {"", line.unit}


def _unit_line(row: Row[Any, Any, Any], devices: Sequence[DeviceLine], counts: _Counts) -> UnitLine:
    code, name, through = row
    live = [each for each in devices if each.state != REVOKED]
    return UnitLine(
        unit=code,
        name=name,
        through=through or "",
        last_contact=_latest(each.last_contact for each in devices),
        last_stick=_latest(each.stick_in for each in devices),
        rows=counts.rows.get(unit_channel(code), 0),
        waiting=sum(each.waiting or 0 for each in live),
        points=_points(live),
        conflicts=counts.conflicts.get(unit_channel(code), 0),
        parked=sum(each.parked for each in devices),
        quarantined=sum(each.quarantined for each in devices),
        clock_offset=max((each.clock_offset for each in live if each.clock_offset is not None), key=abs, default=None),
        programs=sorted({each.program for each in live if each.program}),
        stick_since=_latest(each.stick_out for each in live if _is_under_way(each)),
        machines=len(devices),
        devices=list(devices),
    )


def _heard(line: UnitLine) -> int:
    """When the unit was last heard of, in whatever way; 0 for never."""
    return max(line.last_contact or 0, line.last_stick or 0)


def _latest(times: Iterable[int | None]) -> int | None:
    return max((time for time in times if time is not None), default=None)


def _points(devices: Sequence[DeviceLine]) -> int:
    """What the device that spoke last told: all devices of a unit see the same points."""
    told = [each for each in devices if each.points is not None]
    return max(told, key=lambda each: max(each.last_contact or 0, each.stick_in or 0)).points or 0 if told else 0


def _is_under_way(each: DeviceLine) -> bool:
    """Whether an answer was written for a stick and the device was not heard of since."""
    return each.stick_out is not None and each.stick_out > max(each.stick_in or 0, each.last_contact or 0)


def _devices(connection: Connection, units: Collection[str] | None) -> dict[str, list[DeviceLine]]:
    """By unit, the first enrolled first; of these units or of all."""
    aside = _aside(connection)
    question = select(*_DEVICE).order_by(device.c.enrolled, device.c.id)
    found: dict[str, list[DeviceLine]] = {}
    for row in connection.execute(question if units is None else question.where(device.c.unit.in_(units))):
        of_unit, device_id, *facts, program = row
        parts: tuple[Any, ...] = (device_id, *facts, program or "", *aside.get(device_id, (0, 0)))
        found.setdefault(of_unit, []).append(DeviceLine(*parts))
    return found


def _aside(connection: Connection) -> dict[str, tuple[int, int]]:
    """How many rows of each device were parked, and how many quarantined."""
    reason = parked.c.reason == QUARANTINED
    question = select(parked.c.device, func.count(), func.sum(case((reason, 1), else_=0))).group_by(parked.c.device)
    return {device_id: (count - int(kept), int(kept)) for device_id, count, kept in connection.execute(question)}


def _counts(connection: Connection, code: str | None) -> _Counts:
    """Rows come from the digests, which count them anyway; open conflicts are found by an index of their own."""
    rows = select(digest.c.channel, func.sum(digest.c.rows)).group_by(digest.c.channel)
    conflicts = (
        select(synced.c.channel, func.count())
        .where(synced.c.tbl == "conflict", _holds(connection, synced.c.fields, _STATE_IS_OPEN))
        .group_by(synced.c.channel)
    )
    if code is not None:
        rows = rows.where(digest.c.channel == unit_channel(code))
        conflicts = conflicts.where(synced.c.channel == unit_channel(code))
    counted = connection.execute(rows)
    return _Counts({channel: int(count) for channel, count in counted}, dict(connection.execute(conflicts).all()))


def _holds(connection: Connection, blob: ColumnElement[bytes], piece: bytes) -> ColumnElement[bool]:
    sought = literal(piece, LargeBinary)
    if connection.dialect.name == "sqlite":
        return func.instr(blob, sought) > 0
    return func.position(sought.op("IN")(blob)) > 0


_DEVICE = (
    device.c.unit,
    device.c.id,
    device.c.name,
    device.c.role,
    device.c.state,
    device.c.enrolled,
    device.c.last_contact,
    device.c.stick_in,
    device.c.stick_out,
    device.c.waiting,
    device.c.open_points,
    device.c.clock_offset,
    device.c.program,
)
"""In the order of DeviceLine."""
