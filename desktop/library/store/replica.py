"""The library as a replica: what waits to be sent, what arrives, what the centre acknowledged (sync.md 3 to 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop.library.model.touched import Touched
from desktop.library.store import parked as parked_rows
from desktop.library.store import rows, unsealing
from desktop.library.store.border import EXPECTED, KEY, Border, clear_names
from desktop.library.store.exports import Exports, forget_all, leave_epoch
from desktop.library.store.outgoing import Batch, batch_of, held_back, settled_of
from desktop.library.store.shifting import UNKNOWN, shift_unsent
from sync.core.conflict import conflict_row
from sync.core.digest import MODULUS, bucket_of, mark_of, total
from sync.core.exporting import LAST
from sync.core.merge import merge_fed
from sync.core.row import Row, is_drawn
from sync.core.sealing import KEY_BYTES, UnitKey
from sync.core.stamp import ZERO, make, wall_clock_ms
from sync.core.tables import COMMON, read_in, unit_channel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

_pack = msgspec.msgpack.encode
_unpack = msgspec.msgpack.decode

_PIECE = 50
"""So many rows are merged before somebody who waits for the file is let past."""

STEADY_MS = 500
"""A clock that has moved by less than this since it was last measured has not moved."""


class StoreReplica:
    """Implements `sync.core.replica.Replica` over a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection = store.connection
        self.exports = Exports(store)

    @property
    def incarnation(self) -> str:
        """Of this program start."""
        return self._store.clock.incarnation

    @property
    def epoch(self) -> str:
        """The centre's epoch as last seen; empty before the first run."""
        return self._store.profile.text("epoch")

    @property
    def cursors(self) -> dict[str, int]:
        """How far each channel has been read."""
        return dict(self._connection.execute("SELECT channel, at FROM cursor").fetchall())

    def now_ms(self) -> int:
        """This PC's uncorrected clock."""
        return self._store.now()

    def outgoing(self, *, rows: int, size: int, after: int = 0, until: int = LAST) -> Batch:
        """The next unacknowledged rows by local number; one that the centre had put aside goes whole."""
        return batch_of(self._connection, Border.of(self._store.profile), (rows, size), (after, until))

    def acknowledge(self, sent: Sequence[Row], seq: int, parked: Sequence[tuple[str, str, str]] = ()) -> None:
        """Settle what has not changed since it was sent; what has keeps the acknowledged stamp as its base."""
        reasons = {(table, row_id): reason for table, row_id, reason in parked}

        def settle(pen: Pen, piece: Sequence[Row]) -> None:
            for row in rows.settle_untouched(self._connection, piece):
                self._settle(row, seq)
            aside = set(parked_rows.every(self._connection))
            for key in ((row.table, row.id) for row in piece):
                if key in aside:
                    parked_rows.taken(self._connection, *key)
                if reason := reasons.pop(key, None):
                    put_aside(pen, (key, reason))
            pen.touched.add(Touched.SYNC)

        def put_aside(pen: Pen, aside: tuple[tuple[str, str], str]) -> None:
            parked_rows.put_aside(self._connection, *aside[0], aside[1])
            pen.touched.add(Touched.CONFLICTS)

        self._store.write_in_turns(_pieces(sent), settle)
        self._store.write_in_turns(reasons.items(), put_aside)

    def apply(self, channel: str, rows_in: Sequence[Row], cursor: int | None, durable: int) -> int:
        """Merge these rows and move the cursor, if any, with the last; returns how many differences were noticed.

        A desk that wants to write meanwhile is let in after a few rows: a row merged twice is merged once.
        """
        noticed, border = 0, Border.of(self._store.profile)

        def take(pen: Pen, piece: Sequence[Row] | None) -> None:
            nonlocal noticed
            if piece is not None:
                in_clear = [row for row in piece if border.came_in_clear(row)]
                noticed += sum(self._take(pen, row, border) for row in self._without_new(pen, piece, border))
                self._seal(pen, in_clear)
                return
            self._connection.execute("INSERT OR REPLACE INTO cursor (channel, at) VALUES (?, ?)", (channel, cursor))
            self._connection.execute("DELETE FROM settled WHERE seq <= ?", (durable,))
            pen.touched.add(Touched.SYNC)

        self._store.write_in_turns((*_pieces(rows_in), *(() if cursor is None else (None,))), take)
        return noticed

    def covered(self, durable: int) -> None:
        """Let go of the bases that the centre's backup covers; an idle run that finds none writes nothing."""
        if self._connection.execute("SELECT 1 FROM settled WHERE seq <= ? LIMIT 1", (durable,)).fetchone():
            with self._store.writing():
                self._connection.execute("DELETE FROM settled WHERE seq <= ?", (durable,))

    def begin_epoch(self, epoch: str, channels: Sequence[str]) -> None:
        """Forget the cursors and offer every row again, with the bases still known, before anything is taken.

        A desk may write between two rows. Cut short, the replica is of no epoch, and the next greeting begins anew.
        """
        with self._store.writing():
            self._connection.execute("DELETE FROM cursor")
            leave_epoch(self._store)
            self._store.profile.put("epoch", "")
        self._store.write_in_turns(rows.every_key(self._connection), self._offer_key)
        with self._store.writing():
            forget_all(self._connection)
            for channel in channels:
                self._connection.execute("INSERT INTO cursor (channel, at) VALUES (?, 0)", (channel,))
            self._store.profile.put("epoch", epoch)

    def measured_clock(self, offset_ms: int) -> None:
        """Keep the centre's clock minus ours."""
        known = self._store.profile.get("offset-measured") is not None
        if known and abs(self._store.clock.offset_ms - offset_ms) < STEADY_MS:
            return  # an idle run need not write
        with self._store.writing():
            self._connection.execute("UPDATE clock SET offset_ms = ?", (offset_ms,))
            self._store.profile.put("offset-measured", wall_clock_ms())
            self._store.clock.offset_ms = offset_ms
            # From here on the latest stamp is at least the true time: a clock that passes it was put right since.
            self._store.clock.saw(make(max(0, self._store.now() + offset_ms), 0, self._store.clock.incarnation))

    def shift_unsent(self, by_ms: int) -> None:
        """Move our unsent stamps: our clock ran ahead of the centre's."""
        shift_unsent(self._store, by_ms)

    def digest_of(self, channel: str) -> tuple[int, int]:
        """Count and sum of the rows held of the channel."""
        return total(self.buckets_of(channel))

    def buckets_of(self, channel: str) -> dict[int, tuple[int, int]]:
        """Count and sum by bucket, empty ones left out; without the rows that the centre put aside."""
        found = self._connection.execute(
            "SELECT bucket, count, mark FROM digest WHERE channel = ? AND count > 0", (channel,)
        )
        buckets = {bucket: (count, mark) for bucket, count, mark in found}
        for row in self._parked(channel):
            count, mark = buckets[bucket_of(row.id)]
            buckets[bucket_of(row.id)] = (count - 1, (mark - mark_of(row)) % MODULUS)
        return {bucket: counted for bucket, counted in buckets.items() if counted[0]}

    def aside_in(self, channel: str) -> set[int]:
        """The buckets in which rows lie that the centre put aside: it may have one as it was before it was edited."""
        return {bucket_of(row.id) for row in self._parked(channel)}

    def mend(self, channel: str, buckets: Sequence[int]) -> None:
        """Offer the rows of these buckets again and read the channel from its start: merging twice is merging once.

        What is common to all is the centre's alone: one that was put back may lack some of it, and what it has comes
        again with the reading.
        """
        wanted = set(buckets)
        with self._store.writing():
            forget_all(self._connection)
        if channel == COMMON:
            keys = [key for key in rows.keys_in(self._connection, COMMON) if bucket_of(key[1]) in wanted]
            self._store.write_in_turns(keys, self._let_go)
        else:
            offered = (key for key in rows.every_key(self._connection) if bucket_of(key[1]) in wanted)
            self._store.write_in_turns(offered, self._offer_key)
        with self._store.writing():
            forget_all(self._connection)
            self._connection.execute("UPDATE cursor SET at = 0 WHERE channel = ?", (channel,))

    @property
    def unit_key(self) -> bytes:
        """The key of our unit; empty as long as it has not come."""
        key: bytes | None = self._store.profile.get(KEY)
        return key or b""

    def expect_key(self) -> None:
        """The unit has a key and we do not: from now on names wait here until it comes."""
        if not self._store.profile.get(EXPECTED):
            with self._store.writing():
                self._store.profile.put(EXPECTED, value=True)

    def learn_key(self, unit: str, secret: bytes) -> bool:
        """Somebody handed us the key of this unit. False when it is not ours, or opens nothing of what is locked."""
        if unit != self._store.unit or len(secret) != KEY_BYTES or not unsealing.opens(self._store, UnitKey(secret)):
            return False
        with self._store.writing():
            unsealing.learn(self._store, secret)
        self.unlock()
        return True

    def unlock(self) -> None:
        """Go on opening what the key opens, if that was cut short."""
        unsealing.go_on(self._store)

    def waiting(self) -> int:
        """How many rows have something unacknowledged."""
        return rows.waiting_count(self._connection)

    def held_back(self) -> int:
        """How many of those cannot leave before the unit's key has come."""
        return held_back(self._connection, Border.of(self._store.profile))

    def open_points(self) -> int:
        """How many points wait for a person."""
        return self._store.conflicts.open_count()

    def note_run(self, *, stop: str | None, sent: int, received: int, at_ms: int) -> None:
        """Remember how the last run ended."""
        run = {"stop": stop, "sent": sent, "received": received, "at": at_ms}
        with self._store.writing() as pen:
            self._store.profile.put("last-run", run)
            if stop is None:
                self._store.profile.put("last-sync", at_ms)
            pen.touched.add(Touched.SYNC)

    def _without_new(self, pen: Pen, piece: Sequence[Row], border: Border) -> list[Row]:
        """Take those that nobody has here, together; returns the others."""
        ids: dict[str, set[str]] = {}
        for row in piece:
            ids.setdefault(row.table, set()).add(row.id)
        unknown = {
            table: some - rows.known_ids(self._connection, table, some)
            for table, some in ids.items()
            if table in rows.SYNCED
        }
        new, others = [], []
        for row in piece:
            if row.id in unknown.get(row.table, ()):
                unknown[row.table].remove(row.id)
                new.append(row)
            else:
                others.append(row)
        pen.saw(max((row.greatest_stamp() for row in new), default=ZERO))
        opened = map(border.entering, new)
        pen.take_new(merged.row for merged in (merge_fed(None, row) for row in opened) if merged.taken)
        return others

    def _seal(self, pen: Pen, in_clear: Sequence[Row]) -> None:
        """Names that reached the centre before the unit had its key are sealed by the first who has it."""
        for row in in_clear:
            mine = rows.load(self._connection, row.table, row.id)
            if mine is not None:
                same = (name for name in clear_names(row) if mine.stamp_of(name) == row.stamp_of(name))
                unsealing.stamp_anew(pen, mine, tuple(same))

    def _take(self, pen: Pen, arriving: Row, border: Border) -> int:
        pen.saw(arriving.greatest_stamp())
        mine = rows.load(self._connection, arriving.table, arriving.id)
        arriving, mine = border.entering(arriving, mine), mine and border.entering(mine)
        if mine is not None and self._is_parked(mine):
            # The centre put ours aside and now shares this row with us: what we have was never sent, and may be now.
            self._offer_again(mine)
            forget_all(self._connection)  # it may not have gone with those bundles
            parked_rows.taken(self._connection, mine.table, mine.id)
        merged = merge_fed(mine, arriving)
        if merged.taken:
            pen.take(merged.row, mine)
        for difference in merged.differences:
            told = conflict_row(arriving.table, arriving.id, unit_channel(self._store.unit), difference)
            if rows.load(self._connection, told.table, told.id) is None:
                pen.take(told, None)
        return len(merged.differences)

    def _is_parked(self, row: Row) -> bool:
        found = self._connection.execute("SELECT 1 FROM parked WHERE tbl = ? AND id = ?", (row.table, row.id))
        return found.fetchone() is not None

    def _parked(self, channel: str) -> list[Row]:
        """The rows of the channel that the centre does not have, or not as they are, because it put them aside."""
        loaded = (rows.load(self._connection, table, row_id) for table, row_id in parked_rows.every(self._connection))
        return [row for row in loaded if row is not None and read_in(row.channel, self._store.unit) == channel]

    def _settle(self, sent: Row, seq: int) -> None:
        row = rows.load(self._connection, sent.table, sent.id)
        if row is None:
            return
        still: dict[str, list[str]] = {}
        settled: dict[str, list[str]] = {}
        for name in row.fields:
            base = row.base_of(name)
            if base is None:
                continue
            if name not in sent.fields:
                still[name] = list(base)
                continue
            acknowledged, known = sent.stamp_of(name), sent.base_of(name) or ()
            if row.stamp_of(name) != acknowledged:
                still[name] = [acknowledged, *(b for b in base if b not in (*known, acknowledged, UNKNOWN))]
            # Nobody else has a row with an id of our own: who changes it has seen it. A new field may be another's.
            if known and not (sent.fresh and name not in sent.bases and is_drawn(row.id)):
                settled[name] = [*known, acknowledged]
        row.bases, row.fresh = still, False
        rows.save_bases(self._connection, row)
        if settled:
            self._keep_settled(row, seq, settled)

    def _keep_settled(self, row: Row, seq: int, settled: dict[str, list[str]]) -> None:
        kept = settled_of(self._connection, row)
        for name, bases in settled.items():
            kept[name] = list(dict.fromkeys([*kept.get(name, []), *bases]))
        self._connection.execute(
            "INSERT OR REPLACE INTO settled (tbl, id, seq, bases) VALUES (?, ?, ?, ?)",
            (row.table, row.id, seq, _pack(kept)),
        )

    def _let_go(self, pen: Pen, key: tuple[str, str]) -> None:
        row = rows.load(self._connection, *key)
        if row is not None:
            pen.let_go(row)

    def _offer_key(self, _pen: Pen, key: tuple[str, str]) -> None:
        row = rows.load(self._connection, *key)
        if row is not None and row.channel != COMMON:
            self._offer_again(row)

    def _offer_again(self, row: Row) -> None:
        """Every field waits again; a field whose replaced stamps are not known any more is offered without bases."""
        if row.fresh and not row.bases:
            return
        kept = settled_of(self._connection, row)
        bases: dict[str, list[str]] = {}
        for name in row.fields:
            waiting, known = row.base_of(name), kept.get(name, [])
            if waiting is not None:
                bases[name] = list(dict.fromkeys((*waiting, *known)))
            elif row.stamp_of(name) in known:
                bases[name] = known
            else:
                bases[name] = [UNKNOWN]
        row.bases, row.fresh = bases, False
        rows.save_bases(self._connection, row)


def _pieces(some: Sequence[Row]) -> list[Sequence[Row]]:
    return [some[at : at + _PIECE] for at in range(0, len(some), _PIECE)]
