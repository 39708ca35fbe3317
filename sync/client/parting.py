"""What a revoked device still does: leave at the centre what nobody else has, where it is kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core.stops import Revoked, Stop
from sync.core.wire import Push, rows_out

if TYPE_CHECKING:
    from sync.client.visit import Visit

MOST_BATCHES = 20


def hand_over(visit: Visit) -> None:
    """Offer what waits, once more. It is refused, and kept; nothing is settled, so it stays here as well.

    Should this PC be thrown away, the centre's operator still has its last work.
    """
    replica, position = visit.replica, 0
    for _ in range(MOST_BATCHES):
        bounds = visit.centre.up
        batch = replica.outgoing(rows=bounds.rows, size=bounds.size, after=position)
        if not batch.rows or not _is_heard(visit, Push(replica.epoch, replica.cursors, rows_out(batch.rows))):
            return
        if batch.position is None:
            return
        position = batch.position


def _is_heard(visit: Visit, push: Push) -> bool:
    try:
        visit.centre.push(push)
    except Revoked:
        return not visit.stopping.is_set()
    except Stop:
        return False
    return False  # taken after all: we were readmitted meanwhile, and the next run settles it
