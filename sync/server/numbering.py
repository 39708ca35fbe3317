"""Gives changed rows their next numbers in every channel where they stand, under a lock on the counters (sync.md 4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.core.digest import Change, bucket_of, mark_of
from sync.core.merge import merge_pushed
from sync.server.store import rows as store
from sync.server.store.rows import Held, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from sync.core.row import Row
    from sync.server.store.rows import Key


@dataclass(slots=True)
class Touched:
    """What has become of one row during this push."""

    before: Held | None
    row: Row
    changed: bool = False
    lost: bool = False
    noticed_here: bool = False
    homes: set[str] = field(default_factory=set)


class Numbering:
    """Numbers what `sender`, an incarnation whose own channel is `channel`, has touched, and writes it.

    `cursors` are how far the sender had read; `places` are where the rows stood before.
    """

    def __init__(
        self, channel: str, sender: str | None, *, cursors: dict[str, int], places: dict[Key, dict[str, Place]]
    ) -> None:
        self._channel = channel
        self._sender = sender
        self._cursors = cursors
        self._places = places
        self._change = Change()
        self._added: list[Held] = []
        self._changed: list[Held] = []
        self._coming: list[tuple[str, Key, Touched]] = []
        self._moving: list[tuple[str, Key, Touched]] = []

    def add(self, key: Key, touched: Touched) -> None:
        """Work out where this row has to stand, and what that adds to the digests."""
        before, places = touched.before, self._places.get(key, {})
        if not touched.changed and before is not None:
            held = before
        else:
            held = Held(touched.row, mark_of(touched.row))
            (self._changed if before else self._added).append(held)
        bucket = bucket_of(held.row.id)
        for channel in touched.homes - places.keys():
            self._coming.append((channel, key, touched))
            self._change.add(channel, bucket, 1, held.mark)
        for channel in places:
            if touched.changed and before is not None:
                self._change.add(channel, bucket, 0, held.mark - before.mark)
            if touched.changed or (touched.lost and channel == self._channel):
                self._moving.append((channel, key, touched))

    def write(self, connection: Connection, locked: dict[str, int]) -> int:
        """Write rows, places, digests and counters; returns the latest number of the sender's own channel.

        `locked` are the channels that the caller holds already: the sender's own, and the catalogue before it touches
        any other (store.lock_channels).
        """
        mine = self._channel
        channels = {channel for channel, _, _ in (*self._coming, *self._moving)}
        numbers = locked | store.lock_channels(connection, channels - locked.keys())
        store.add_rows(connection, self._added)
        store.change_rows(connection, self._changed)
        store.move_places(connection, self._numbered(self._moving, numbers))
        store.add_places(connection, self._numbered(self._coming, numbers))
        store.change_digests(connection, self._change)
        store.set_latest(connection, numbers)
        return numbers[mine]

    def _numbered(
        self, standing: Iterable[tuple[str, Key, Touched]], numbers: dict[str, int]
    ) -> list[tuple[str, Key, Place]]:
        placed = []
        for channel, key, touched in standing:
            numbers[channel] += 1
            sender = self._sender if self._knows(channel, key, touched) else None
            placed.append((channel, key, Place(numbers[channel], sender)))
        return placed

    def _knows(self, channel: str, key: Key, touched: Touched) -> bool:
        """Whether the sender now has what we have, so that its own push need not come back to it (the echo rule)."""
        if touched.lost or touched.noticed_here:
            return False
        before = self._places.get(key, {}).get(channel)
        if before is None:
            # A centre that pushes for one unit has not heard that the row has come to another of its units as well.
            return touched.before is None and channel == self._channel
        return before.number <= self._cursors.get(channel, 0) or before.sent_by == self._sender


def write_own(connection: Connection, row: Row, channel: str) -> None:
    """The centre's own write: a row of `common`, or of whatever channel it keeps itself."""
    key = (row.table, row.id)
    locked = store.lock_channels(connection, [channel])
    before = store.held_rows(connection, [key]).get(key)
    merged = merge_pushed(before.row if before else None, row)
    if not merged.taken:
        return
    numbering = Numbering(channel, None, cursors={}, places=store.places_of(connection, [key]))
    numbering.add(key, Touched(before, merged.row, changed=True, noticed_here=True, homes={channel}))
    numbering.write(connection, locked)
