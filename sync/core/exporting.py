"""What a bundle asks of a replica beyond a run: which rows it took along, and when its answer may move a cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sync.core.replica import Outgoing, Replica

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.core.row import Row

LAST = 2**62
"""Greater than any local number."""


class Exports(Protocol):
    """The bundles that are under way. Each took along all that waited up to a local number."""

    def under_way(self) -> int:
        """How many there are."""

    def begin(self, bundle: str) -> int:
        """Note that this bundle takes along what waits now; the latest local number."""

    def forget(self, bundle: str) -> None:
        """It could not be written."""

    def number_of(self, bundle: str) -> int | None:
        """The local number up to which this bundle took rows along; None for one that this database did not write."""

    def read_on(self, channel: str, after: int, cursor: int, *, epoch: str, answers: str) -> bool:
        """All rows between these two numbers are here: move the channel's cursor. Says whether it stands there now.

        It stays when we have not read up to `after`, when the centre is of another epoch, and when the rows leave out
        what went with a bundle that this database does not know: it was put back, and may lack what was left out.
        """

    def adopt(self, epoch: str, channels: Sequence[str]) -> None:
        """A replica of no epoch had offered all it holds when it wrote the bundle that this centre took."""

    def is_over(self, epoch: str) -> bool:
        """Whether we have left this epoch of the centre's: an old bundle has come late."""

    def time_is_past(self, ms: int) -> None:
        """The centre's clock showed this some time ago: ours is set right if it is behind."""

    def was_ahead(self, by_ms: int, told_ms: int) -> None:
        """At least by this much our stamps were ahead, the centre said at `told_ms`: shift what is unsent."""


class ExportingReplica(Replica, Protocol):
    """A replica that bundles, too, can bring to agree."""

    @property
    def exports(self) -> Exports:
        """The bundles that are under way."""

    def outgoing(self, *, rows: int, size: int, after: int = 0, until: int = LAST) -> Outgoing:
        """As Replica.outgoing; no row with a greater local number than `until`."""

    def apply(self, channel: str, rows: Sequence[Row], cursor: int | None, durable: int) -> int:
        """As Replica.apply; without a cursor, rows are merged and that is all."""
