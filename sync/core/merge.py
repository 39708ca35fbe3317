"""Merging two versions of a row: field by field, the later stamp stands, real concurrency is told (sync.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.core.row import Row, Value, compacted
from sync.core.stamp import ZERO, is_nobodys
from sync.core.tables import spec_of

if TYPE_CHECKING:
    from sync.core.tables import TableSpec


@dataclass(frozen=True, slots=True)
class Difference:
    """Two people wrote one field without knowing of each other: the value that gave way and the one that stands."""

    field: str
    loser: Value
    loser_stamp: str
    winner: Value
    winner_stamp: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge. `row` is what stands now; `taken` are the fields that changed here, `lost` those of the
    arriving row that gave way (their sender must be told).
    """

    row: Row
    taken: tuple[str, ...]
    lost: tuple[str, ...]
    differences: tuple[Difference, ...]


def merge_pushed(mine: Row | None, arriving: Row) -> Merged:
    """Merge what a device offers into what the centre holds; differences are noticed by the offered bases."""
    return _merge(mine, arriving, offered=True)


def merge_fed(mine: Row | None, arriving: Row) -> Merged:
    """Merge what the centre feeds into what a device holds; a difference is a value of ours that was never sent."""
    return _merge(mine, arriving, offered=False)


def _merge(mine: Row | None, arriving: Row, *, offered: bool) -> Merged:
    spec = spec_of(arriving.table)
    if mine is None:
        row = Row(
            arriving.table, arriving.id, arriving.channel, arriving.stamp, dict(arriving.fields), dict(arriving.stamps)
        )
        return Merged(redacted(row), tuple(row.fields), (), ())
    taken, lost, differences = [], [], []
    fields, stamps = dict(mine.fields), dict(mine.stamped())
    for name, stamp in arriving.stamped():
        have = stamps.get(name, ZERO)
        if stamp == have:
            continue
        value, standing = arriving.fields[name], fields.get(name)
        wins = _wins(name, spec, (value, stamp), (standing, have))
        if spec.notices and value != standing and _unknown(mine, arriving, name, offered=offered):
            ours, theirs = (standing, have), (value, stamp)
            (loser, loser_stamp), (winner, winner_stamp) = (ours, theirs) if wins else (theirs, ours)
            if not is_nobodys(loser_stamp):  # what a library began with gives way without a word
                differences.append(Difference(name, loser, loser_stamp, winner, winner_stamp))
        if wins:
            fields[name], stamps[name] = value, stamp
            taken.append(name)
        else:
            lost.append(name)
    row = Row(mine.table, mine.id, mine.channel, mine.stamp, fields, stamps, *_still_waiting(mine, taken))
    return Merged(redacted(compacted(row)), tuple(taken), tuple(lost), tuple(differences))


def _wins(name: str, spec: TableSpec, arriving: tuple[Value, str], mine: tuple[Value, str]) -> bool:
    if name in spec.sticky and bool(arriving[0]) != bool(mine[0]):
        return bool(arriving[0])
    return arriving[1] > mine[1]


def _unknown(mine: Row, arriving: Row, name: str, *, offered: bool) -> bool:
    """Whether the two values were written by people who did not know of each other's."""
    have, stamp = mine.stamp_of(name), arriving.stamp_of(name)
    if offered:
        base = arriving.base_of(name)
        return have not in base if base is not None else have != ZERO and stamp > have
    return have != ZERO and stamp > have and mine.base_of(name) is not None


def _still_waiting(mine: Row, taken: list[str]) -> tuple[dict[str, list[str]], bool]:
    """The bases left after `taken` fields became the other side's: those need not be sent any more."""
    if not mine.waits:
        return {}, False
    if not taken:
        return mine.bases, mine.fresh
    waiting = {
        name: list(base) for name in mine.fields if name not in taken and (base := mine.base_of(name)) is not None
    }
    return waiting, False


def is_redacted(row: Row) -> bool:
    """Whether somebody asked that the row forget whom it names."""
    sticky = spec_of(row.table).sticky
    return bool(sticky) and any(row.fields.get(name) for name in sticky)


def redacted(row: Row) -> Row:
    """Blank the personal fields of a row that was redacted, whatever arrives later."""
    if is_redacted(row):
        for name in spec_of(row.table).personal:
            if name in row.fields:
                row.fields[name] = None
    return row
