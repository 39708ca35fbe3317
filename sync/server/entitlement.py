"""Who may read and write which channel: the security boundary of the centre, checked for every row both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from sync.core.tables import CATALOGUE, COMMON, TABLES, spec_of, unit_channel
from sync.server.store.tables import unit as unit_table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.core.row import Row
    from sync.server.sessions import Session

_SHARED_BESIDE_TITLES = "conflict"
"""A difference about a shared title is shared with those who see the title."""
_OF_A_UNIT = unit_channel("")
_CENTRE = "centre"
"""The role of a centre below this one; doors.door names all roles."""


def readable_channels(unit: str) -> tuple[str, ...]:
    """The channels that a device of this unit may read."""
    return (COMMON, unit_channel(unit))


def channels_of(connection: Connection, session: Session) -> tuple[str, ...]:
    """The channels that this session may read: a unit's PC its unit's, a centre below those of all units it brought."""
    if session.role != _CENTRE:
        return readable_channels(session.unit)
    through = connection.execute(select(unit_table.c.code).where(unit_table.c.through == session.unit)).scalars()
    return (COMMON, *sorted(map(unit_channel, through)))


def may_read(connection: Connection, session: Session, channel: str) -> bool:
    """Whether a device may read this channel."""
    if session.role != _CENTRE or channel == COMMON:
        return channel in readable_channels(session.unit)
    if not channel.startswith(_OF_A_UNIT):
        return False
    asked = select(unit_table.c.through).where(unit_table.c.code == channel.removeprefix(_OF_A_UNIT))
    return bool(connection.execute(asked).scalar() == session.unit)


def may_write(unit: str, row: Row) -> bool:
    """Whether a device of this unit may bring a row of this table into this channel at all."""
    if row.channel == unit_channel(unit):
        return spec_of(row.table).home == "unit"
    if row.channel != CATALOGUE:
        return False
    # A table that only a newer program knows says by itself where it belongs.
    return spec_of(row.table).home == CATALOGUE or row.table == _SHARED_BESIDE_TITLES or row.table not in TABLES
