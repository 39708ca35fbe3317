"""Step three: take what is new in every channel that we may read. The next page travels while we merge one."""

from __future__ import annotations

import time
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

SLICE = 200
"""Rows of one transaction. Larger ones froze a desk for up to 1,453 ms, these for 54 at worst (sync.md 5)."""
REST_S = 0.005


def pull(visit: Visit) -> None:
    """Every channel whose latest number is past our cursor; our own pushes have moved the unit's."""
    ours = unit_channel(visit.welcome.unit)
    for channel, latest in sorted(visit.welcome.latest.items()):
        if visit.cursor(channel) < latest or (visit.stale and channel == ours):
            _pull_channel(visit, channel, latest)


def _pull_channel(visit: Visit, channel: str, latest: int) -> None:
    epoch, start = visit.replica.epoch, visit.cursor(channel)
    coming: Future[Page] | None = visit.line.submit(_page, visit.centre, epoch, channel, start)
    while coming:
        visit.begins("pull", visit.cursor(channel) - start, latest - start)
        page = coming.result()
        visit.is_of_same_epoch(page)
        coming = visit.line.submit(_page, visit.centre, epoch, channel, page.cursor) if page.more else None
        _take(visit, channel, page)


def _page(centre: Centre, epoch: str, channel: str, cursor: int) -> Page:
    bounds, mark = centre.down, time.monotonic()
    try:
        page = centre.pull(Pull(epoch, channel, cursor, bounds.rows, bounds.size))
    except TryLater:
        centre.down = bounds.smaller()
        raise
    centre.down = bounds.after(time.monotonic() - mark)
    return page


def _take(visit: Visit, channel: str, page: Page) -> None:
    """Merge in slices with rests between. The cursor moves with the last: a page cut between comes again whole."""
    rows, cursor = _rows_of(page), visit.cursor(channel)
    for start in range(0, len(rows) - SLICE, SLICE):
        visit.conflicts += visit.replica.apply(channel, rows[start : start + SLICE], cursor, page.durable)
        visit.stopping.wait(REST_S)
        visit.begins("pull")
    rest = rows[-(len(rows) % SLICE or SLICE) :]
    if rest or page.cursor != cursor:
        visit.conflicts += visit.replica.apply(channel, rest, page.cursor, page.durable)
    visit.received += len(rows)


def _rows_of(page: Page) -> list[Row]:
    try:
        return rows_in(page.rows)
    except Unreadable as unreadable:
        raise TryLater(detail="unreadable-row") from unreadable
