"""Who may read and write which channel: the security boundary of the centre, checked for every row both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core.tables import CATALOGUE, COMMON, TABLES, spec_of, unit_channel

if TYPE_CHECKING:
    from sync.core.row import Row

_SHARED_BESIDE_TITLES = "conflict"
"""A difference about a shared title is shared with those who see the title."""


def readable_channels(unit: str) -> tuple[str, ...]:
    """The channels that a device of this unit may read."""
    return (COMMON, unit_channel(unit))


def may_write(unit: str, row: Row) -> bool:
    """Whether a device of this unit may bring a row of this table into this channel at all."""
    if row.channel == unit_channel(unit):
        return spec_of(row.table).home == "unit"
    if row.channel != CATALOGUE:
        return False
    # A table that only a newer program knows says by itself where it belongs.
    return spec_of(row.table).home == CATALOGUE or row.table == _SHARED_BESIDE_TITLES or row.table not in TABLES
