"""Moves unsent stamps back when this PC's clock ran ahead of the centre's (sync.md 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.store import rows
from sync.core.row import Row, compacted
from sync.core.stamp import ZERO, Clock, Incarnation, make, ms_of, shifted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.store.connection import Connection
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

BELIEVABLE_AHEAD_MS = 4 * 60 * 1000
"""A stamp further ahead than this has not come from the centre, which refuses what is 5 minutes ahead."""

UNKNOWN = "?"
"""Stands for a base list when a field is offered by a device that no longer knows what it replaced. Never travels."""

_BEGUN = "shifting"


def shift_unsent(store: Store, by_ms: int) -> None:
    """Move what waits by this much (negative), and by more where our latest stamp would still be ahead.

    What is ahead moves alike, so that what was done first still comes first. A desk may write between two rows: its
    stamps are ahead, too, and move last, with the clock. Cut short, the next call goes on where this one stopped.
    """
    # The offset was measured when this run greeted. `clock.now()` would doubt it: our latest stamp lies far ahead.
    now_ms = store.now() + store.clock.offset_ms
    if store.profile.get(_BEGUN) is None:
        with store.writing():
            by_ms = min(by_ms, now_ms - ms_of(store.clock.last))
            store.profile.put(_BEGUN, [by_ms, rows.latest_number(store.connection)])
    by_ms, until = store.profile.get(_BEGUN)
    shift = _Shift(store.connection, by_ms, now_ms + BELIEVABLE_AHEAD_MS)
    store.write_in_turns(rows.waiting_keys(store.connection, until), shift.move)
    with store.writing() as pen:
        for key in rows.waiting_keys_ahead(store.connection, until, make(shift.latest_ms, 0, "")):
            shift.move(pen, key)
        store.clock.resume(shifted(store.clock.last, by_ms))
        store.profile.forget(_BEGUN)


@dataclass(frozen=True, slots=True)
class _Shift:
    """By how much, and the latest time that a stamp of the centre's may have."""

    connection: Connection
    by_ms: int
    latest_ms: int

    def move(self, pen: Pen, key: tuple[str, str]) -> None:
        """Move one row: it gets a new local number, so that it is not met again."""
        row = rows.load(self.connection, *key)
        if row is not None:
            pen.take(self.moved(row), row)

    def moved(self, row: Row) -> Row:
        """The row with the stamps moved that are ahead and wait; an event's place in its story moves with it.

        What waits and is not ahead was written before the clock went wrong, or has been at the centre once and is
        offered again: its time was right.
        """
        stamps, fields = dict(row.stamped()), dict(row.fields)
        earlier = self._earlier(row)
        for name, stamp in row.stamped():
            base = row.base_of(name)
            if base is not None and ms_of(stamp) > self.latest_ms:
                stamps[name] = _above(shifted(stamp, self.by_ms), self._believable((*base, *earlier)))
        if row.table == "circulation_event" and fields.get("order") == row.stamp_of("order"):
            fields["order"] = stamps["order"]
        return compacted(Row(row.table, row.id, row.channel, row.stamp, fields, stamps, row.bases, row.fresh))

    def _earlier(self, row: Row) -> tuple[str, ...]:
        """Where the event before this one stands in the item's story: this one must not be moved past it."""
        if row.table != "circulation_event" or row.fields.get("order") != row.stamp_of("order"):
            return ()
        found = self.connection.execute(
            "SELECT ord FROM circulation_event "
            "WHERE item_id = ? AND kind <> 'read-here' AND ord < ? ORDER BY ord DESC LIMIT 1",
            (row.fields.get("item_id"), row.fields.get("order")),
        ).fetchone()
        return () if found is None else (found[0],)

    def _believable(self, stamps: Sequence[str]) -> list[str]:
        return [stamp for stamp in stamps if stamp != UNKNOWN and ms_of(stamp) <= self.latest_ms]


def _above(stamp: str, replaced: Sequence[str]) -> str:
    """The stamp, or the next after what it replaced: a write that was moved must not lose against its base."""
    highest = max(replaced, default=ZERO)
    return stamp if stamp > highest else Clock(Incarnation(stamp[16:]), last=highest, now=lambda: 0).tick()
