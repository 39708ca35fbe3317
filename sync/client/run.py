"""One run: greet → push → pull → blobs → check. It may be cut anywhere; the next continues where it stopped."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.client.blobs import blobs
from sync.client.blocks import refill
from sync.client.check import check
from sync.client.greet import greet
from sync.client.keys import settle_keys
from sync.client.parting import hand_over
from sync.client.pull import pull
from sync.client.push import push
from sync.client.visit import Progress, Visit
from sync.core.stops import Interrupted, Revoked, Stop

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from sync.client.centre import Centre
    from sync.core.blocks import NumberStock
    from sync.core.pieces import Files
    from sync.core.replica import Replica


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run went. `sent`, `received`, `parked` and `waiting` are rows; `stopped` is None when it came to its end.

    `mended` counts the buckets that differed although nothing was waiting: somebody's disk, or a fault of this program.
    """

    sent: int
    received: int
    conflicts: int
    parked: int
    mended: int
    waiting: int
    requests: int
    bytes_up: int
    bytes_down: int
    stopped: Stop | None
    files_sent: int = 0
    files_received: int = 0
    files_left: int = 0
    """Files that could have gone or come, had there been time."""
    held_back: int = 0
    """Of the rows that wait: those that cannot leave before the unit's key has come."""

    @property
    def stop(self) -> str | None:
        """The name of the stop, for those who print it."""
        return self.stopped.name if self.stopped else None


def run(
    replica: Replica,
    centre: Centre,
    *,
    stopping: threading.Event,
    report: Callable[[Progress], None] = lambda _: None,
    may_mend: bool = True,
    files: Files | None = None,
    numbers: NumberStock | None = None,
) -> Ran:
    """Agree with the centre. Never raises a Stop: the answer tells how far it came."""
    before = centre.traffic.totals()
    stopped: Stop | None = None
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="sync-line") as line:
        visit = Visit(replica, centre, line, stopping, report, files=files, numbers=numbers)
        try:
            greet(visit)
            settle_keys(visit)
            refill(visit)
            push(visit)
            pull(visit)
            blobs(visit)
            if check(visit, may_mend=may_mend):
                push(visit)
                pull(visit)
        except Revoked as revoked:
            hand_over(visit)
            stopped = revoked
        except Stop as stop:
            # Whoever stops a run may hang up, too: then the line's failure is his doing.
            stopped = Interrupted() if stopping.is_set() else stop
    return _written_down(visit, before, stopped)


def not_begun(replica: Replica, stopped: Stop) -> Ran:
    """A run that ended before there was a centre to talk to."""
    return Ran(
        sent=0,
        received=0,
        conflicts=0,
        parked=0,
        mended=0,
        waiting=replica.waiting(),
        requests=0,
        bytes_up=0,
        bytes_down=0,
        stopped=stopped,
    )


def _written_down(visit: Visit, before: tuple[int, int, int], stopped: Stop | None) -> Ran:
    replica = visit.replica
    requests, up, down = (now - then for now, then in zip(visit.centre.traffic.totals(), before, strict=True))
    ran = Ran(
        sent=visit.sent,
        received=visit.received,
        conflicts=visit.conflicts,
        parked=visit.parked,
        mended=visit.mended,
        waiting=replica.waiting(),
        held_back=replica.held_back(),
        requests=requests,
        bytes_up=up,
        bytes_down=down,
        stopped=stopped,
        files_sent=visit.files_sent,
        files_received=visit.files_received,
        files_left=visit.files_left,
    )
    replica.note_run(stop=ran.stop, sent=ran.sent, received=ran.received, at_ms=replica.now_ms())
    return ran
