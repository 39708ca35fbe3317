"""Which bundles are under way: what each took along, so that its answer settles that and no more (sync.md 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.touched import Touched
from desktop.library.store import rows
from desktop.library.store.shifting import shift_unsent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.store.connection import Connection
    from desktop.library.store.profile import Profile
    from desktop.library.store.store import Store

MOST = 50
"""So many bundles may be under way; an older one that comes back settles nothing, and its rows travel again."""
STEADY_MS = 500
_LEFT = "epochs-left"
_MOST_LEFT = 20


def forget_all(connection: Connection) -> None:
    """What waits is no more what was waiting when those bundles were written."""
    connection.execute("DELETE FROM export")


def leave_epoch(store: Store) -> None:
    """The centre was put back: answers of before count no more. Call inside a transaction."""
    forget_all(store.connection)
    epoch, left = store.profile.text("epoch"), _left(store.profile)
    if epoch and epoch not in left:
        store.profile.put(_LEFT, [*left, epoch][-_MOST_LEFT:])


class Exports:
    """Implements `sync.core.exporting.Exports` over a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection = store.connection

    def under_way(self) -> int:
        """How many there are."""
        return int(self._connection.execute("SELECT count(*) FROM export").fetchone()[0])

    def begin(self, bundle: str) -> int:
        """Note that this bundle takes along what waits now; the latest local number."""
        with self._store.writing() as pen:
            number = rows.latest_number(self._connection)
            noted = (bundle, number, self._store.clock.incarnation, self._store.now_ms())
            self._connection.execute("INSERT INTO export (id, number, incarnation, made) VALUES (?, ?, ?, ?)", noted)
            self._connection.execute(
                "DELETE FROM export WHERE rowid NOT IN (SELECT rowid FROM export ORDER BY rowid DESC LIMIT ?)", (MOST,)
            )
            pen.touched.add(Touched.SYNC)
        return number

    def forget(self, bundle: str) -> None:
        """It could not be written."""
        with self._store.writing():
            self._connection.execute("DELETE FROM export WHERE id = ?", (bundle,))

    def number_of(self, bundle: str) -> int | None:
        """The local number up to which this bundle took rows along; None for one that this database did not write."""
        found = self._connection.execute("SELECT number FROM export WHERE id = ?", (bundle,)).fetchone()
        return None if found is None else int(found[0])

    def read_on(self, channel: str, after: int, cursor: int, *, epoch: str, answers: str) -> bool:
        """Move the channel's cursor to where all rows before are here. Says whether it stands there, or further, now.

        A page that answers no bundle leaves out nothing, so that it may be read by any database of this device.
        """
        with self._store.writing() as pen:
            if epoch != self._store.profile.text("epoch") or (answers and self.number_of(answers) is None):
                return False
            found = self._connection.execute("SELECT at FROM cursor WHERE channel = ?", (channel,)).fetchone()
            at = int(found[0]) if found else 0
            if after > at:
                return False
            if cursor > at:
                self._connection.execute("INSERT OR REPLACE INTO cursor (channel, at) VALUES (?, ?)", (channel, cursor))
                pen.touched.add(Touched.SYNC)
        return True

    def adopt(self, epoch: str, channels: Sequence[str]) -> None:
        """The centre's epoch, for a replica that is of none and whose rows have all been offered, or still wait."""
        with self._store.writing():
            self._connection.executemany(
                "INSERT OR IGNORE INTO cursor (channel, at) VALUES (?, 0)", [(channel,) for channel in channels]
            )
            self._store.profile.put("epoch", epoch)

    def is_over(self, epoch: str) -> bool:
        """Whether we have left this epoch of the centre's: an old bundle has come late."""
        return epoch in _left(self._store.profile)

    def time_is_past(self, ms: int) -> None:
        """Set our clock right if it is behind what the centre's showed some time ago."""
        behind = ms - (self._store.now() + self._store.clock.offset_ms)
        if behind > STEADY_MS:
            self._measured(behind)

    def was_ahead(self, by_ms: int, told_ms: int) -> None:
        """Our stamps were ahead by at least this much when the centre said so: shift what is unsent.

        So was our clock, and still is, unless it shows less than it would have to: then somebody has set it right.
        """
        if self._store.now() + self._store.clock.offset_ms >= told_ms + by_ms:
            self._measured(-by_ms)
        shift_unsent(self._store, -by_ms)

    def _measured(self, further_ms: int) -> None:
        with self._store.writing():
            offset = self._store.clock.offset_ms + further_ms
            self._connection.execute("UPDATE clock SET offset_ms = ?", (offset,))
            self._store.profile.put("offset-measured", self._store.now())
            self._store.clock.offset_ms = offset


def _left(profile: Profile) -> list[str]:
    left: list[str] = profile.get(_LEFT) or []
    return left
