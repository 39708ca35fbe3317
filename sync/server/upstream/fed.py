"""Takes in what the centre above feeds: merged as a desk merges it, numbered for the units below as a push would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core.merge import merge_fed
from sync.core.tables import CATALOGUE, COMMON
from sync.core.upward import PARENT
from sync.server.arrival import Arrival
from sync.server.intake import Intake
from sync.server.numbering import Numbering, Touched
from sync.server.sessions import Session
from sync.server.store import rows as store
from sync.server.store.tables import unit
from sync.server.upstream import memory
from sync.server.upstream.known import Known, with_bases

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from sync.core.merge import Merged
    from sync.core.row import Row
    from sync.server.store.rows import Key

_NOT_FOR_OUR_UNITS = frozenset({"revocation"})
"""Whom the centre above has revoked is its own affair: those are not our devices, and ours are not its."""


class FedIntake(Intake):
    """Rows of one unit's channel above. `known` is what the centre above had of them, and is brought up to date."""

    def __init__(self, connection: Connection, unit_code: str, known: dict[Key, Known], generation: int) -> None:
        super().__init__(connection, Session("", unit_code, ""), {})
        self.known = known
        self._generation = generation
        self._taken: dict[Key, set[str]] = {}

    def take_rows(self, rows: Sequence[Row]) -> None:
        """Merge these rows, and note what both sides now have."""
        self.take([Arrival(row, b"") for row in rows])
        for row in rows:
            key = (row.table, row.id)
            if key in self._touched:
                known = self.known.setdefault(key, Known(self._generation))
                known.took(self._touched[key].row, row, self._taken.get(key, ()))

    def unsettled(self) -> list[Key]:
        """Rows of which ours still has what the centre above has not."""
        return [
            key for key, known in self.known.items() if key in self._touched and known.waiting(self._touched[key].row)
        ]

    def number_of(self, key: Key, channel: str) -> int:
        """Where the row stood in a channel before; 0 when it did not."""
        placed = self._places.get(key, {}).get(channel)
        return placed.number if placed else 0

    def _look_up(self, keys: set[Key], followed: set[Key]) -> None:
        super()._look_up(keys, followed)
        for key in keys & self._held.keys():
            row, known = self._held[key].row, self.known.get(key)
            if known and known.generation != self._generation:
                known.turn_over(row, self._generation)
            self._held[key] = store.Held(with_bases(row, known), self._held[key].mark)

    def _merged(self, mine: Row | None, row: Row) -> Merged:
        merged = merge_fed(mine, row)
        self._taken.setdefault((row.table, row.id), set()).update(merged.taken)
        return merged

    def _is_entitled(self, row: Row, mine: Row | None, merged: Merged) -> bool:
        """What the centre above shares with a unit is the unit's to have."""
        return row.channel in {CATALOGUE, self._session.channel} and (mine is None or mine.channel == row.channel)

    def _note_outcome(self, known: Touched, merged: Merged) -> None:
        """Nobody needs to hear that something from above gave way: whoever wrote what stands has it."""
        known.row = merged.row
        known.changed |= bool(merged.taken)


def take_common(pen: Connection, rows: Collection[Row], known: dict[Key, Known], generation: int) -> None:
    """What the centre above has for everybody is for our units, too, but for whom it has revoked."""
    locked = store.lock_channels(pen, [CATALOGUE, COMMON, PARENT])
    keys = [(row.table, row.id) for row in rows]
    held, ours = store.held_rows(pen, keys), memory.own_unit_rows(pen)
    refused = set(memory.refused_units(pen))
    numbering = Numbering(COMMON, None, cursors={}, places=store.places_of(pen, keys))
    for key, row in zip(keys, rows, strict=True):
        if ours.get(row.id) in refused:  # another unit, which has the code of ours: its name is not for our desks
            known[key] = Known(generation, dict(row.stamped()))
            continue
        before = held.get(key)
        mine = with_bases(before.row, known.get(key)) if before else None
        merged = merge_fed(mine, row)
        homes = {PARENT} if row.table in _NOT_FOR_OUR_UNITS else {PARENT, COMMON}
        numbering.add(key, Touched(before, merged.row, changed=bool(merged.taken), homes=homes))
        known.setdefault(key, Known(generation)).took(merged.row, row, merged.taken)
        if row.id in ours:
            name_unit(pen, ours[row.id], merged.row)
    numbering.write(pen, locked)


def place_with_parent(pen: Connection, rows: Collection[Row]) -> None:
    """The names of our units have reached the centre above: it now has them for everybody."""
    keys = [(row.table, row.id) for row in rows]
    if not keys:
        return
    locked = store.lock_channels(pen, [CATALOGUE, COMMON, PARENT])
    numbering = Numbering(COMMON, None, cursors={}, places=store.places_of(pen, keys))
    for key, held in store.held_rows(pen, keys).items():
        numbering.add(key, Touched(held, held.row, homes={PARENT}))
    numbering.write(pen, locked)


def name_unit(pen: Connection, code: str, row: Row) -> None:
    """The list of units names the unit as its row does."""
    match row.fields.get("name"):
        case str(name) if name.strip():
            pen.execute(unit.update().where(unit.c.code == code, unit.c.name != name).values(name=name))
