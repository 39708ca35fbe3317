"""Step one: who speaks, what o'clock it is, where the channels stand."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sync.core.stops import UpgradeNeeded
from sync.core.wire import PROTOCOL, Greeting

if TYPE_CHECKING:
    from sync.client.visit import Visit

PROGRAM = "0.3.0"
BELIEVABLE_ROUND_MS = 10_000
"""A slower greeting says too little about the difference of two clocks."""


def greet(visit: Visit) -> None:
    """Greet; raises UpgradeNeeded. A centre that was put back is offered everything before anything is taken."""
    visit.begins("greet")
    visit.centre.sign_in()  # first, so that the time it takes is not taken for a difference of the clocks
    replica, began, mark = visit.replica, visit.replica.now_ms(), time.monotonic()
    tells = replica.waiting(), replica.open_points()
    keyed = bool(replica.unit_key)
    greeting = Greeting(PROTOCOL, PROGRAM, replica.incarnation, began, replica.epoch, replica.cursors, *tells, keyed)
    welcome = visit.centre.greet(greeting)
    round_ms = int((time.monotonic() - mark) * 1000)
    if abs(welcome.protocol - PROTOCOL) > 1:
        raise UpgradeNeeded("device" if welcome.protocol > PROTOCOL else "centre")
    if round_ms < BELIEVABLE_ROUND_MS:
        replica.measured_clock(welcome.time_ms - (began + round_ms // 2))
    if welcome.epoch != replica.epoch or _was_put_back(replica.cursors, welcome.latest):
        replica.begin_epoch(welcome.epoch, sorted(welcome.latest))
    else:
        replica.covered(welcome.durable)
    visit.welcome, visit.stale = welcome, False


def _was_put_back(cursors: dict[str, int], latest: dict[str, int]) -> bool:
    """Whether we have read further than the centre ever wrote: an older copy of it took its place, unannounced."""
    return any(number > latest.get(channel, 0) for channel, number in cursors.items())
