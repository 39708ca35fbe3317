"""Fairness under load: how much is at work at once, who waits a little, and when all others are to come again."""

from __future__ import annotations

import asyncio
import math
import random
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.server.doors.door import FILES, READING, SHORT, WRITING
from sync.server.refused import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

LONGEST_TURN_S = 10.0
"""Nobody is kept waiting for a turn longer than this: a device hangs up after a minute."""
SOONEST_S, LATEST_S = 2.0, 720.0
"""The bounds of an appointment. All units at once are through in a quarter of an hour."""
BYTES_COMING = 64 * 1024 * 1024
"""Of all bodies that are coming in, together."""
OWN_PUSH_S = 5
"""When a device whose push is still at work is to come again."""
_SPREAD = 0.1
_GUESS_S = 0.03
_LEARNING = 0.1


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of one lane: how many are at work, how many may wait, and how many of its turns a whole run takes."""

    at_work: int
    waiting: int
    turns: int


BOUNDS = {
    SHORT: Bounds(at_work=3, waiting=200, turns=4),
    READING: Bounds(at_work=3, waiting=32, turns=2),
    WRITING: Bounds(at_work=3, waiting=32, turns=2),
    FILES: Bounds(at_work=2, waiting=8, turns=8),
}


class Lane:
    """One kind of work. Turns are given in the order of asking.

    Who finds it full gets an appointment: as far off as all those who got one before need, at the pace at which the
    lane works just now. So those who are sent away together come back one after the other.
    """

    def __init__(self, bounds: Bounds, *, now: Callable[[], float], chance: Callable[[], float]) -> None:
        self._bounds, self._now, self._chance = bounds, now, chance
        self._free = asyncio.Semaphore(bounds.at_work)
        self._inside = 0
        self._pace = _GUESS_S
        self._ended: float | None = None
        self._booked = 0.0

    @property
    def pace(self) -> float:
        """Seconds between the ends of two turns while somebody always waits."""
        return self._pace

    def refuse_when_full(self) -> None:
        """Raises Refused try-later with the seconds until the appointment."""
        waiting = self._inside - self._bounds.at_work
        if waiting >= self._bounds.waiting or waiting * self._pace > LONGEST_TURN_S:
            raise Refused("try-later", self._appointment())

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and work. Raises Refused try-later when too many wait already."""
        self.refuse_when_full()
        if self._inside == 0:
            self._booked = 0.0  # nobody is here: those with appointments came early or not at all
        self._inside += 1
        try:
            async with self._free:
                yield
        finally:
            self._inside -= 1
            self._note_end()

    def _note_end(self) -> None:
        if self._inside < self._bounds.at_work:
            self._ended = None
            return
        now = self._now()
        if self._ended is not None:
            self._pace += (now - self._ended - self._pace) * _LEARNING
        self._ended = now

    def _appointment(self) -> int:
        now = self._now()
        self._booked = max(self._booked, now + self._inside * self._pace) + self._bounds.turns * self._pace
        return spread(min(max(self._booked - now, SOONEST_S), LATEST_S), self._chance())


class Lanes:
    """The lanes of one process, and what of devices is at work in it."""

    def __init__(
        self,
        bounds: Mapping[str, Bounds] = BOUNDS,
        *,
        now: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._lanes = {name: Lane(each, now=now, chance=chance) for name, each in bounds.items()}
        self._pushing: set[str] = set()
        self._coming = 0

    def __getitem__(self, name: str) -> Lane:
        return self._lanes[name]

    @asynccontextmanager
    async def push_of(self, device: str) -> AsyncIterator[None]:
        """One push of a device at a time: whoever asks for more takes the others' turns. Raises Refused try-later."""
        if device in self._pushing:
            raise Refused("try-later", OWN_PUSH_S)
        self._pushing.add(device)
        try:
            yield
        finally:
            self._pushing.remove(device)

    def coming(self, size: int) -> None:
        """So many bytes of a body have come in, and stay until `gone`. Raises Refused try-later without room."""
        if self._coming + size > BYTES_COMING:
            raise Refused("try-later", int(SOONEST_S))
        self._coming += size

    def gone(self, size: int) -> None:
        """The body of this size is not held any more."""
        self._coming -= size


def spread(seconds: float, chance: float) -> int:
    """A wait of whole seconds, longer by chance: who is sent away at one moment must not return at one moment."""
    return math.ceil(seconds * (1 + _SPREAD * chance))
