"""A centre as a replica of the one above: what it offers, what it takes, what each knows of the other (sync.md 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core.digest import MODULUS, bucket_of
from sync.core.stops import TryLater
from sync.core.tables import CATALOGUE, COMMON
from sync.core.upward import PARENT, channel_and_unit
from sync.server.store import rows as store
from sync.server.store.database import note, noted
from sync.server.upstream import memory
from sync.server.upstream.fed import FedIntake, place_with_parent, take_common
from sync.server.upstream.known import Known
from sync.server.upstream.offering import Batch, Offering

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from sync.core.row import Row
    from sync.server.centre import Centre
    from sync.server.store.rows import Key

OFFSET, LAST_RUN, LAST_SYNC = "upstream offset", "upstream run", "upstream sync"
STEADY_MS = 500
"""A clock that has moved by less than this since it was last measured has not moved."""
MOST_AHEAD_MS = 4 * 60 * 1000
"""What is stamped later than this by the clock above is not offered yet: over 5 minutes would be refused there."""
_LONGEST_WAIT_S = 30 * 60
_REFUSED = 5 * 60 * 1000


class CentreReplica:
    """Implements `sync.core.replica.Replica` over a centre's database. One run at a time uses it."""

    def __init__(self, centre: Centre, incarnation: str) -> None:
        self._centre = centre
        self._database = centre.database
        self._incarnation = incarnation
        self._offering: Offering | None = None
        self._under_way: list[Batch] = []
        self._totals: dict[str, tuple[int, int]] | None = None
        with self._database.reading() as connection:
            self._epoch = noted(connection, memory.EPOCH) or ""
            self._generation = memory.generation_of(connection)
            self._offset_ms = int(noted(connection, OFFSET) or 0)
            kept = memory.channels_of(connection)
        self._cursors = {name: each.cursor for name, each in kept.items() if each.cursor is not None}

    @property
    def incarnation(self) -> str:
        """Of this program start."""
        return self._incarnation

    @property
    def epoch(self) -> str:
        """The epoch of the centre above as last seen; empty before the first run."""
        return self._epoch

    @property
    def cursors(self) -> dict[str, int]:
        """How far each of its channels has been read."""
        return self._cursors

    @property
    def early(self) -> int:
        """How many rows the last pass held back because their stamps are ahead of the clock above."""
        return len(self._offering.early) if self._offering else 0

    def now_ms(self) -> int:
        """This centre's clock."""
        return self._centre.now()

    def outgoing(self, *, rows: int, size: int, after: int = 0) -> Batch:
        """The next rows that the centre above has not; what is offered is written down before it leaves."""
        with self._database.reading() as connection:
            if after == 0 or self._offering is None:
                until_ms = self.now_ms() + self._offset_ms + MOST_AHEAD_MS
                self._offering, self._under_way = Offering(connection, self._generation, until_ms), []
            batch = self._offering.batch(connection, rows, size)
        if batch.rows:
            self._under_way.append(batch)
            with self._database.writing() as pen:
                memory.remember(pen, batch.known, batch.remembered)
        elif self._under_way:
            self._under_way[-1].ends |= batch.ends
        elif batch.ends:
            with self._database.writing() as pen:
                self._reached(pen, batch)
        return batch

    def acknowledge(self, sent: Sequence[Row], seq: int, parked: Sequence[tuple[str, str, str]] = ()) -> None:
        """The centre above has these rows, but for those that it put aside."""
        reasons: dict[Key, str] = {(table, row_id): reason for table, row_id, reason in parked}
        with self._database.writing() as pen:
            self._settle(pen, [row for row in sent if (row.table, row.id) not in reasons], seq)
            marks = {key: held.mark for key, held in store.held_rows(pen, reasons).items()}
            by_channel: dict[str, list[Row]] = {}
            for row in sent:
                by_channel.setdefault(_read_in(row), []).append(row)
            for channel, some in by_channel.items():
                aside = {
                    key: (reasons[key], marks.get(key, 0)) for row in some if (key := (row.table, row.id)) in reasons
                }
                placed = [(row.table, row.id) for row in some if row.channel != channel or (row.table, row.id) in aside]
                memory.remember_places(pen, channel, placed, self._generation, aside)
            self._note_refused(pen, by_channel.get(COMMON, ()), reasons)
            for batch in self._landed(sent):
                self._reached(pen, batch)

    def apply(self, channel: str, rows: Sequence[Row], cursor: int, durable: int) -> int:
        """Merge these rows for our units, and move the cursor with them; returns how many differences were noticed."""
        noticed = 0
        readable = [row for row in rows if row.fields]
        keys = [(row.table, row.id) for row in readable]
        with self._database.writing() as pen:
            known = memory.known_of(pen, keys)
            before = set(known)
            if channel == COMMON:
                take_common(pen, readable, known, self._generation)
            elif readable:
                noticed = self._take(pen, channel, readable, known)
            memory.remember(pen, known, before)
            memory.set_channel(pen, channel, cursor=cursor)
            memory.covered(pen, durable)
        self._cursors[channel] = cursor
        return noticed

    def covered(self, durable: int) -> None:
        """A verified backup of the centre above covers its numbers up to this one."""
        with self._database.reading() as connection:
            if not memory.has_covered(connection, durable):
                return
        with self._database.writing() as pen:
            memory.covered(pen, durable)

    def begin_epoch(self, epoch: str, channels: Sequence[str]) -> None:
        """The centre above was put back: forget the cursors, offer everything again before anything is taken."""
        with self._database.writing() as pen:
            memory.begin_epoch(pen, epoch, channels)
            self._generation = memory.generation_of(pen)
        self._epoch, self._cursors = epoch, dict.fromkeys(channels, 0)

    def measured_clock(self, offset_ms: int) -> None:
        """Keep the clock above minus ours."""
        if abs(self._offset_ms - offset_ms) < STEADY_MS:
            return  # an idle run need not write
        with self._database.writing() as pen:
            note(pen, OFFSET, str(offset_ms))
        self._offset_ms = offset_ms

    def ask_again_for_refused(self) -> None:
        """At the start of a program: perhaps units that were another's above were given to us since."""
        with self._database.writing() as pen:
            memory.ask_again_for_refused(pen)

    def shift_unsent(self, by_ms: int) -> None:
        """Raises TryLater: these are the stamps of our units' devices, and only they could move them."""
        raise TryLater(min(_LONGEST_WAIT_S, max(1, (-by_ms - _REFUSED) // 1000 + 1)), "clock-ahead")

    def digest_of(self, channel: str) -> tuple[int, int]:
        """Count and sum of the rows of the channel that the centre above should have, too.

        All channels are counted in one go, and again after the next look at what waits.
        """
        if self._totals is None:
            with self._database.reading() as connection:
                self._totals = memory.totals(connection, self._cursors)
        return self._totals.get(channel, (0, 0))

    def buckets_of(self, channel: str) -> dict[int, tuple[int, int]]:
        """Count and sum by bucket, without the rows that the centre above put aside."""
        with self._database.reading() as connection:
            buckets = store.buckets_of(connection, PARENT if channel == COMMON else channel)
            changes = [(row_id, -1, -mark) for row_id, mark in memory.parked_in(connection).get(channel, ())]
            if channel == COMMON:
                changes += [(row_id, 1, mark) for row_id, mark in memory.names_of_others(connection)]
        for row_id, one, mark in changes:
            bucket = bucket_of(row_id.hex())
            count, have = buckets.get(bucket, (0, 0))
            buckets[bucket] = (count + one, (have + mark) % MODULUS)
        return {bucket: counted for bucket, counted in buckets.items() if counted[0]}

    def aside_in(self, channel: str) -> set[int]:
        """The buckets in which rows lie that the centre above put aside."""
        with self._database.reading() as connection:
            return {bucket_of(row_id.hex()) for row_id, _ in memory.parked_in(connection).get(channel, ())}

    def mend(self, channel: str, buckets: Sequence[int]) -> None:
        """These buckets differ although nothing waits: offer their rows again, and read the channel from its start."""
        wanted = set(buckets)
        with self._database.writing() as pen:
            if channel == COMMON:
                memory.leave_parent(pen)
                keys = [("unit", row_id) for row_id in memory.own_unit_rows(pen)]
            else:
                keys = [key for key in memory.keys_in(pen, channel) if bucket_of(key[1]) in wanted]
            memory.offer_again(pen, channel, keys)
            memory.set_channel(pen, channel, cursor=0)
        self._cursors[channel] = 0

    def waiting(self) -> int:
        """How many rows the centre above has not yet, as far as we know."""
        self._totals = None
        with self._database.reading() as connection:
            return memory.count_pending(connection, self._generation)

    @property
    def unit_key(self) -> bytes:
        """A centre holds no unit's key: what is sealed passes through it as it is."""
        return b""

    def expect_key(self) -> None:
        """Nothing is opened here."""

    def learn_key(self, unit: str, secret: bytes) -> bool:
        """No unit's key is kept here."""
        return False

    def unlock(self) -> None:
        """Nothing is locked here that could be opened."""

    def held_back(self) -> int:
        """Nothing waits here for a unit's key."""
        return 0

    def open_points(self) -> int:
        """How many rows the centre above has put aside: a person has to see them."""
        with self._database.reading() as connection:
            return memory.count_parked(connection)

    def note_run(self, *, stop: str | None, sent: int, received: int, at_ms: int) -> None:
        """Remember how the last run ended."""
        with self._database.writing() as pen:
            note(pen, LAST_RUN, f"{stop or ''} {sent} {received} {at_ms}")
            if stop is None:
                note(pen, LAST_SYNC, str(at_ms))

    def _settle(self, pen: Connection, sent: Sequence[Row], seq: int) -> None:
        known = memory.known_of(pen, [(row.table, row.id) for row in sent])
        before = set(known)
        for row in sent:
            known.setdefault((row.table, row.id), Known(self._generation)).settle(row, seq)
        memory.remember(pen, known, before)
        place_with_parent(pen, [row for row in sent if channel_and_unit(row.channel)[0] == COMMON])

    def _note_refused(self, pen: Connection, unit_rows: Sequence[Row], reasons: dict[Key, str]) -> None:
        """A unit whose name is not taken is another's above: there is no use in offering its rows."""
        for row in unit_rows:
            if reason := reasons.get((row.table, row.id)):
                _, unit = channel_and_unit(row.channel)
                memory.set_channel(pen, f"unit:{unit}", refused=reason)

    def _landed(self, sent: Sequence[Row]) -> list[Batch]:
        """The batch of these rows: answers come in the order of the batches."""
        landed = [batch for batch in self._under_way if batch.rows is sent]
        self._under_way = [batch for batch in self._under_way if batch.rows is not sent]
        return landed

    def _reached(self, pen: Connection, batch: Batch) -> None:
        for channel, number in batch.ends.items():
            memory.set_channel(pen, channel, offered=number)

    def _take(self, pen: Connection, channel: str, rows: Sequence[Row], known: dict[Key, Known]) -> int:
        intake = FedIntake(pen, channel.removeprefix("unit:"), known, self._generation)
        intake.take_rows(rows)
        shared = [(row.table, row.id) for row in rows if row.channel == CATALOGUE]
        memory.remember_places(pen, channel, shared, self._generation, {})
        self._offer_what_was_parked(pen, channel, intake)
        return intake.conflicts

    def _offer_what_was_parked(self, pen: Connection, channel: str, intake: FedIntake) -> None:
        """What was put aside is shared with us after all: ours was never taken, and may be now."""
        numbers = [intake.number_of(key, channel) for key in intake.unsettled()]
        offered = getattr(memory.channels_of(pen).get(channel), "offered", 0)
        lowest = min((number for number in numbers if number), default=offered + 1)
        if lowest <= offered:
            memory.set_channel(pen, channel, offered=lowest - 1)


def _read_in(sent: Row) -> str:
    """The channel for which a row was offered."""
    channel, unit = channel_and_unit(sent.channel)
    return COMMON if channel == COMMON else f"unit:{unit}"
