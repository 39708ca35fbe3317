"""Step two: offer what nobody has acknowledged. While one batch is under way, we settle the last and pack the next."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.core.stops import ClockWrong, TryLater
from sync.core.wire import Push, rows_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from sync.client.centre import Centre
    from sync.client.visit import Visit
    from sync.core.replica import Outgoing
    from sync.core.wire import Pushed


@dataclass(frozen=True, slots=True)
class _Flight:
    """A batch on its way, and the answer to come."""

    batch: Outgoing
    answer: Future[Pushed]


def push(visit: Visit) -> None:
    """Batch after batch; an acknowledgement settles its batch for good. Stamps ahead of the centre are moved, once."""
    try:
        _stream(visit)
    except ClockWrong as wrong:
        visit.replica.shift_unsent(-wrong.by_ms)
        _stream(visit)


def _stream(visit: Visit) -> None:
    flight: _Flight | None = None
    for batch in _batches(visit):
        message = Push(visit.replica.epoch, visit.replica.cursors, rows_out(batch.rows))
        answered = flight and flight.answer.result()
        landed, flight = flight, _Flight(batch, visit.line.submit(_offer, visit.centre, message))
        if landed and answered:
            _settle(visit, landed.batch, answered)
    if flight:
        _settle(visit, flight.batch, flight.answer.result())
    visit.begins("push", visit.sent, visit.sent)


def _batches(visit: Visit) -> Iterator[Outgoing]:
    """What waits, in order. Ends early when the run is to stop, so that a batch on its way is still settled."""
    position: int | None = 0
    total = visit.sent + visit.replica.waiting()
    while position is not None and not visit.stopping.is_set():
        visit.begins("push", visit.sent, total)
        bounds = visit.centre.up
        batch = visit.replica.outgoing(rows=bounds.rows, size=bounds.size, after=position)
        position = batch.position
        if batch.rows:
            yield batch


def _offer(centre: Centre, message: Push) -> Pushed:
    bounds, mark = centre.up, time.monotonic()
    try:
        pushed = centre.push(message)
    except TryLater:
        centre.up = bounds.smaller()
        raise
    centre.up = bounds.after(time.monotonic() - mark)
    return pushed


def _settle(visit: Visit, batch: Outgoing, pushed: Pushed) -> None:
    visit.is_of_same_epoch(pushed)
    parked = [(table, row_id.hex(), reason) for table, row_id, reason in pushed.parked]
    visit.replica.acknowledge(batch.rows, pushed.seq, parked)
    visit.sent += len(batch.rows)
    visit.conflicts += pushed.conflicts
    visit.parked += len(pushed.parked)
    visit.stale = True
