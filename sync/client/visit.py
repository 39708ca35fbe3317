"""What the steps of one run share: both sides, who may stop it, and what it has come to so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.core.stops import Interrupted, TryLater

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from concurrent.futures import Executor

    from sync.client.centre import Centre
    from sync.core.blocks import NumberStock
    from sync.core.pieces import Files
    from sync.core.replica import Replica
    from sync.core.wire import Page, Pushed, Welcome


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is. `step` is greet, push, pull, blobs (in bytes) or check; `done` of about `total`."""

    step: str
    done: int = 0
    total: int = 0


@dataclass(slots=True)
class Visit:
    """One run under way."""

    replica: Replica
    centre: Centre
    line: Executor
    """Carries one request at a time, on a thread of its own, while the replica works on this one."""
    stopping: threading.Event
    report: Callable[[Progress], None]
    welcome: Welcome = field(init=False)
    """The centre's latest word about itself; the greeting sets it."""
    stale: bool = False
    """Whether a push has moved the unit's channel since the greeting."""
    sent: int = 0
    received: int = 0
    conflicts: int = 0
    parked: int = 0
    mended: int = 0
    files: Files | None = None
    """Who keeps the files of the replica's rows, if anybody does."""
    files_sent: int = 0
    files_received: int = 0
    files_left: int = 0
    numbers: NumberStock | None = None
    """Who hands out the numbers that people read, if anybody does."""

    def begins(self, step: str, done: int = 0, total: int = 0) -> None:
        """Tell where the run is; raises Interrupted when somebody wants it to end."""
        if self.stopping.is_set():
            raise Interrupted
        self.report(Progress(step, done, total))

    def cursor(self, channel: str) -> int:
        """How far we have read a channel."""
        return self.replica.cursors.get(channel, 0)

    def is_of_same_epoch(self, answer: Pushed | Page) -> None:
        """Raises TryLater when the centre was put back after it greeted us: the next run greets it anew."""
        if answer.epoch != self.replica.epoch:
            raise TryLater(1, "new-epoch")
