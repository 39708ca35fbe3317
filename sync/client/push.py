"""Step two: offer what nobody has acknowledged."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sync.core.stops import ClockWrong, TryLater
from sync.core.wire import Push, rows_out

if TYPE_CHECKING:
    from sync.client.visit import Visit
    from sync.core.replica import Outgoing
    from sync.core.wire import Pushed


def push(visit: Visit) -> None:
    """Batch after batch; an acknowledgement settles a batch for good, so a cut costs one batch."""
    position: int | None = 0
    total = visit.sent + visit.replica.waiting()
    while position is not None:
        visit.begins("push", visit.sent, total)
        batch = _offered(visit, position)
        position = batch.position if batch.rows else None


def _offered(visit: Visit, position: int) -> Outgoing:
    """Offer a batch; when its stamps run ahead of the centre's clock, move them and offer it once more."""
    try:
        return _offer(visit, position)
    except ClockWrong as wrong:
        visit.replica.shift_unsent(-wrong.by_ms)
        return _offer(visit, position)


def _offer(visit: Visit, position: int) -> Outgoing:
    bounds = visit.centre.up
    batch = visit.replica.outgoing(rows=bounds.rows, size=bounds.size, after=position)
    if batch.rows:
        _settle(visit, batch, _answer(visit, batch))
    return batch


def _answer(visit: Visit, batch: Outgoing) -> Pushed:
    bounds, mark = visit.centre.up, time.monotonic()
    try:
        pushed = visit.centre.push(Push(visit.replica.epoch, visit.replica.cursors, rows_out(batch.rows)))
    except TryLater:
        visit.centre.up = bounds.smaller()
        raise
    visit.centre.up = bounds.after(time.monotonic() - mark)
    return pushed


def _settle(visit: Visit, batch: Outgoing, pushed: Pushed) -> None:
    visit.is_of_same_epoch(pushed)
    visit.replica.acknowledge(batch.rows, pushed.seq)
    visit.sent += len(batch.rows)
    visit.conflicts += pushed.conflicts
    visit.parked += len(pushed.parked)
    visit.stale = True
