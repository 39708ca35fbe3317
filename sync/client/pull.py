"""Step three: take what is new in every channel that we may read. The next page travels while we merge one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sync.core.stops import TryLater
from sync.core.tables import unit_channel
from sync.core.wire import Pull, Unreadable, rows_in

if TYPE_CHECKING:
    from concurrent.futures import Future

    from sync.client.centre import Centre
    from sync.client.visit import Visit
    from sync.core.row import Row
    from sync.core.wire import Page

SLICE = 600
"""Rows merged between two looks at whether the run is to stop, and in one transaction: a desk that wants to write waits
for its end. With 300 a first pull takes a sixth longer."""


@dataclass(slots=True)
class _Far:
    """How far the pull is: rows taken of about `total`. A page ends further on where rows of it stand elsewhere now."""

    total: int
    done: int = 0

    def begins(self, visit: Visit) -> None:
        """Tell where the run is; raises Interrupted when somebody wants it to end."""
        visit.begins("pull", self.done, max(self.total, self.done))


def pull(visit: Visit) -> None:
    """Every channel whose latest number is past our cursor; our own pushes have moved the unit's."""
    ours = unit_channel(visit.welcome.unit)
    wanted = [
        channel
        for channel, latest in sorted(visit.welcome.latest.items())
        if visit.cursor(channel) < latest or (visit.stale and channel == ours)
    ]
    far = _Far(sum(_expected(visit, channel) for channel in wanted))
    for channel in wanted:
        _pull_channel(visit, channel, far)


def _expected(visit: Visit, channel: str) -> int:
    """About how many rows will come: of a channel that was never read, exactly those that stand in it."""
    start, (count, _) = visit.cursor(channel), visit.welcome.digests.get(channel, (0, 0))
    return count if not start and count else max(0, visit.welcome.latest[channel] - start)


def _pull_channel(visit: Visit, channel: str, far: _Far) -> None:
    epoch, start, before = visit.replica.epoch, visit.cursor(channel), far.done
    is_first = not start
    page_at = partial(_page, visit.centre, epoch, channel, whole=visit.mended > 0)
    coming: Future[Page] | None = visit.line.submit(page_at, start)
    while coming:
        far.begins(visit)
        page = coming.result()
        visit.is_of_same_epoch(page)
        coming = visit.line.submit(page_at, page.cursor) if page.more else None
        _take(visit, channel, page, far)
        if not is_first:
            far.done = before + visit.cursor(channel) - start


def _page(centre: Centre, epoch: str, channel: str, cursor: int, *, whole: bool) -> Page:
    bounds, mark = centre.down, time.monotonic()
    try:
        page = centre.pull(Pull(epoch, channel, cursor, bounds.rows, bounds.size, whole))
    except TryLater:
        centre.down = bounds.smaller()
        raise
    centre.down = bounds.after(time.monotonic() - mark)
    return page


def _take(visit: Visit, channel: str, page: Page, far: _Far) -> None:
    """Merge in slices, between which a run may stop. The cursor moves with the last: a page cut before comes again."""
    rows, cursor = _rows_of(page), visit.cursor(channel)
    if not rows and page.cursor == cursor:
        return
    for start in range(0, max(1, len(rows)), SLICE):
        is_last = start + SLICE >= len(rows)
        some = rows[start : start + SLICE]
        visit.conflicts += visit.replica.apply(channel, some, page.cursor if is_last else cursor, page.durable)
        visit.received += len(some)
        far.done += len(some)
        if not is_last:
            far.begins(visit)


def _rows_of(page: Page) -> list[Row]:
    try:
        return rows_in(page.rows)
    except Unreadable as unreadable:
        raise TryLater(detail="unreadable-row") from unreadable
