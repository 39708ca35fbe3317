"""Takes in what a device pushes: merges, notes differences, numbers what has changed (sync.md 3 and 4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sync.core.conflict import conflict_row
from sync.core.merge import merge_pushed
from sync.core.tables import CATALOGUE, spec_of
from sync.server.entitlement import may_write
from sync.server.numbering import Numbering, Touched
from sync.server.store import rows as store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.core.merge import Merged
    from sync.core.row import Row
    from sync.server.arrival import Arrival, Parked
    from sync.server.sessions import Session
    from sync.server.store.rows import Held, Key, Place

_ID = re.compile("[0-9a-f]{32}")


class Intake:
    """One push on its way into the database, inside the caller's transaction."""

    def __init__(self, connection: Connection, session: Session, cursors: dict[str, int]) -> None:
        self._connection = connection
        self._session = session
        self._cursors = cursors
        self._held: dict[Key, Held] = {}
        self._places: dict[Key, dict[str, Place]] = {}
        self._followed: set[Key] = set()
        self._touched: dict[Key, Touched] = {}
        self._locked: dict[str, int] = {}
        self.lost: list[tuple[str, bytes, str]] = []
        self.parked: list[Parked] = []
        self.conflicts = 0
        """How many differences were noticed for the first time."""

    @property
    def changes(self) -> tuple[int, int]:
        """How many rows are new here after all that was taken, and how many were changed."""
        changed = [touched.before is None for touched in self._touched.values() if touched.changed]
        return sum(changed), len(changed) - sum(changed)

    def take(self, arrivals: list[Arrival]) -> int:
        """Merge these rows. Returns the number at which they are settled."""
        followed = {key for arrival in arrivals for key in _follows(arrival.row)}
        self._lock(arrivals, followed)
        self._look_up(
            {_key(arrival.row) for arrival in arrivals} | {key for a in arrivals for key in _told_with(a.row)}, followed
        )
        self._followed = followed
        noticed: list[Row] = []
        for arrival in arrivals:
            noticed += self._take_one(arrival)
        self._note_differences(noticed)
        self._place_followed()
        return self._write()

    def _lock(self, arrivals: list[Arrival], followed: set[Key]) -> None:
        """Keep others from changing what this push is about, before it is read.

        The unit's own rows change only under the lock of its channel. Shared rows, where they stand and who waits for
        them change only under the catalogue's. A row is never taken out of a channel, so whoever sees without a lock
        that all titles which the push follows have come to the unit may go on without the catalogue, as most do.
        """
        mine = self._session.channel
        if all(arrival.row.channel == mine for arrival in arrivals):
            places = store.places_of(self._connection, followed)
            if all(mine in places.get(key, ()) for key in followed):
                self._locked = store.lock_channels(self._connection, [mine])
                return
        self._locked = store.lock_channels(self._connection, [CATALOGUE, mine])

    def _look_up(self, keys: set[Key], followed: set[Key]) -> None:
        self._held.update(store.held_rows(self._connection, keys))
        self._places.update(store.places_of(self._connection, keys | followed))
        mine = self._session.channel
        unplaced = {key for key in followed - keys if mine not in self._places.get(key, ())}
        self._held.update(store.held_rows(self._connection, unplaced))

    def _take_one(self, arrival: Arrival) -> list[Row]:
        row, key = arrival.row, _key(arrival.row)
        if not row.fields:
            return []
        known = self._touched.get(key)
        before = known.before if known else self._held.get(key)
        mine = known.row if known else _row_of(before)
        merged = self._merged(mine, row)
        if not self._is_entitled(row, mine, merged):
            self.parked.append(arrival.parked("not-entitled"))
            return []
        if mine is None and not all(isinstance(row.fields.get(name), str) for name in spec_of(row.table).needs):
            self.parked.append(arrival.parked("unreadable"))
            return []
        if known is None:
            known = self._touched[key] = Touched(before, merged.row, homes=self._homes(row))
        self._note_outcome(known, merged)
        return [conflict_row(row.table, row.id, self._session.channel, each) for each in merged.differences]

    def _merged(self, mine: Row | None, row: Row) -> Merged:
        return merge_pushed(mine, row)

    def _is_entitled(self, row: Row, mine: Row | None, merged: Merged) -> bool:
        if not may_write(self._session.unit, row) or (mine is not None and mine.channel != row.channel):
            return False
        if row.channel == self._session.channel or mine is None:
            return True
        key = _key(row)
        # Whoever offers exactly what is here has it already: placing it tells nothing and changes nothing.
        return self._shares(key) or not (merged.taken or merged.lost or _says_more(row, mine))

    def _shares(self, key: Key) -> bool:
        """Whether a shared row stands in the sender's channel, or will after this push."""
        return self._session.channel in self._places.get(key, ()) or key in self._followed or key in self._touched

    def _note_outcome(self, known: Touched, merged: Merged) -> None:
        known.row = merged.row
        known.changed |= bool(merged.taken)
        known.lost |= bool(merged.lost)
        row_id = bytes.fromhex(merged.row.id)
        self.lost += [(merged.row.table, row_id, name) for name in merged.lost]

    def _homes(self, row: Row) -> set[str]:
        """The channels in which a row has to stand at least."""
        homes = {self._session.channel}
        if row.channel == CATALOGUE:
            homes.add(CATALOGUE)
            for key in _told_with(row):
                if self._shares(key):
                    homes.update(self._places.get(key, ()))
        return homes

    def _note_differences(self, noticed: list[Row]) -> None:
        keys = {_key(row) for row in noticed}
        self._held.update(store.held_rows(self._connection, keys))
        self._places.update(store.places_of(self._connection, keys))
        for row in noticed:
            key = _key(row)
            known = self._touched.get(key)
            before = known.before if known else self._held.get(key)
            merged = merge_pushed(known.row if known else _row_of(before), row)
            if known is None:
                known = self._touched[key] = Touched(before, merged.row, homes=self._homes(row))
                self.conflicts += before is None
            known.row, known.noticed_here = merged.row, True
            known.changed |= bool(merged.taken)

    def _place_followed(self) -> None:
        """A shared row that one of the unit's rows names is placed in the unit's channel, too."""
        mine = self._session.channel
        absent = []
        for key in sorted(self._followed - self._touched.keys()):
            held = self._held.get(key)
            if mine in self._places.get(key, ()):
                continue
            if held is None:
                absent.append(key)
            elif held.row.channel == CATALOGUE:
                self._touched[key] = Touched(held, held.row, homes={mine})
        store.want(self._connection, mine, absent)

    def _write(self) -> int:
        mine = self._session.channel
        new = [
            key for key, touched in self._touched.items() if touched.before is None and touched.row.channel == CATALOGUE
        ]
        awaited = store.wanted_in(self._connection, new)
        for key, channels in awaited.items():
            if key in self._touched:
                self._touched[key].homes.update(channels)
        store.arrived(self._connection, [key for key in awaited if key in self._touched])
        numbering = Numbering(mine, self._session.incarnation, cursors=self._cursors, places=self._places)
        for key, touched in self._touched.items():
            numbering.add(key, touched)
        return numbering.write(self._connection, self._locked)


def _row_of(held: Held | None) -> Row | None:
    return held.row if held else None


def _says_more(row: Row, mine: Row) -> bool:
    """Whether something is offered that is not here: a field that was never written would be left out of the merge."""
    return any(name not in mine.fields or mine.fields[name] != value for name, value in row.fields.items())


def _key(row: Row) -> Key:
    return row.table, row.id


def _follows(row: Row) -> list[Key]:
    """The shared rows that this row names."""
    follows = spec_of(row.table).follows
    if not follows:
        return []
    named = ((table, row.fields.get(name)) for name, table in follows)
    return [(table, row_id) for table, row_id in named if isinstance(row_id, str) and _is_id(row_id)]


def _told_with(row: Row) -> list[Key]:
    """The shared row that a conflict is about: who sees the one should see the other."""
    if row.table != "conflict" or row.channel != CATALOGUE:
        return []
    match row.fields.get("table"), row.fields.get("row"):
        case str(table), str(row_id) if _is_id(row_id):
            return [(table, row_id)]
    return []


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None
