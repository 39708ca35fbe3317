"""What a run asks of a replica: the store of a unit implements it, and a centre that has a parent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from sync.core.row import Row


class Outgoing(Protocol):
    """One batch to push. `position` is where the next batch starts, None after the last."""

    @property
    def rows(self) -> Sequence[Row]:
        """Rows with only their unacknowledged fields, with bases."""

    @property
    def position(self) -> int | None:
        """Where the next batch starts."""


class Replica(Protocol):
    """A set of rows that can agree with another."""

    @property
    def incarnation(self) -> str:
        """Of this program start."""

    @property
    def epoch(self) -> str:
        """The centre's epoch as last seen; empty before the first run."""

    @property
    def cursors(self) -> dict[str, int]:
        """How far each channel has been read."""

    def now_ms(self) -> int:
        """This PC's uncorrected clock, UTC ms."""

    def outgoing(self, *, rows: int, size: int, after: int = 0) -> Outgoing:
        """The next batch of unacknowledged rows: at most `rows`, about `size` bytes."""

    def acknowledge(self, sent: Sequence[Row], seq: int, parked: Sequence[tuple[str, str, str]] = ()) -> None:
        """The centre took these at its number `seq`: settle what has not changed since.

        `parked` names those it put aside, as (table, id, reason): a person has to see them.
        """

    def apply(self, channel: str, rows: Sequence[Row], cursor: int, durable: int) -> int:
        """Merge ≤ 200 rows; the cursor is on disk never before them. Returns how many differences were noticed."""

    def covered(self, durable: int) -> None:
        """A verified backup of the centre covers its numbers up to this one: bases kept until then may go."""

    def begin_epoch(self, epoch: str, channels: Sequence[str]) -> None:
        """The centre was put back (or is met for the first time): forget cursors, offer everything again."""

    def measured_clock(self, offset_ms: int) -> None:
        """The centre's clock minus ours, as just measured."""

    def shift_unsent(self, by_ms: int) -> None:
        """Our stamps ran ahead of the centre's clock: move the unsent ones by this much (negative)."""

    def digest_of(self, channel: str) -> tuple[int, int]:
        """Count and sum of the rows that this replica holds of the channel."""

    def buckets_of(self, channel: str) -> dict[int, tuple[int, int]]:
        """The same by bucket."""

    def aside_in(self, channel: str) -> AbstractSet[int]:
        """The buckets in which rows lie that the centre put aside: what it has of those nobody here knows."""

    def mend(self, channel: str, buckets: Sequence[int]) -> None:
        """These buckets differ although nothing waits: offer their rows again and read the channel from its start.

        The rows of `common` are the centre's alone: they are not offered but let go of, and come with the reading.
        """

    @property
    def unit_key(self) -> bytes:
        """The key with which the unit seals names; empty when it is not here. A centre has none."""

    def expect_key(self) -> None:
        """The unit has a key that is not here: names wait until it comes."""

    def learn_key(self, unit: str, secret: bytes) -> bool:
        """Keep the key of this unit and open what is locked. False when it is another unit's, or does not open that."""

    def unlock(self) -> None:
        """Go on opening what the key opens, if that was cut short."""

    def waiting(self) -> int:
        """How many rows have something unacknowledged."""

    def held_back(self) -> int:
        """How many of those hold nothing but names, which cannot leave before the unit's key has come."""

    def open_points(self) -> int:
        """How many points wait for a person."""

    def note_run(self, *, stop: str | None, sent: int, received: int, at_ms: int) -> None:
        """Remember how the last run ended, for the status strip."""
