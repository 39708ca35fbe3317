"""Notices a PC clock that went back or jumped, before a due date is reckoned by it (sync.md 5)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from sync.core.stamp import ms_of, wall_clock_ms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.core.stamp import Clock

BACK_MS = 5 * 60 * 1000
"""How far behind the newest stamp a clock may be: other devices' clocks are allowed to be this far ahead."""
JUMP_MS = 24 * 60 * 60 * 1000


def steady_ms() -> int:
    """Milliseconds that pass whatever anybody does to the clock, also while the PC sleeps."""
    sleeping = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic_ns() // 1_000_000 if sleeping is None else time.clock_gettime_ns(sleeping) // 1_000_000


class ClockWatch:
    """Compares the PC's clock with the last stamp and with the time that passed since the program started."""

    def __init__(
        self, clock: Clock, *, now: Callable[[], int] = wall_clock_ms, steady: Callable[[], int] | None = None
    ) -> None:
        """Watch `now`. Without `steady`, only the PC's own clock can be compared with time that passed."""
        self._clock = clock
        self._now = now
        self._steady = steady if steady is not None else (steady_ms if now is wall_clock_ms else now)
        self._ahead = now() - self._steady()
        self._back_ms = BACK_MS

    def objections(self) -> Iterator[Refusal]:
        """CLOCK_UNCERTAIN when the clock cannot be right; may be overridden by someone who has looked at it."""
        now, last = self._clock.now(), ms_of(self._clock.last)
        jumped = self._now() - self._steady() - self._ahead
        if now < last - self._back_ms:
            yield Refusal(Reason.CLOCK_UNCERTAIN, now_ms=now, last_ms=last, jumped_ms=0)
        elif abs(jumped) > JUMP_MS:
            yield Refusal(Reason.CLOCK_UNCERTAIN, now_ms=now, last_ms=last, jumped_ms=jumped)

    def trust(self) -> None:
        """Take the clock as it is now for right: somebody has looked."""
        self._ahead = self._now() - self._steady()
        self._back_ms = BACK_MS + max(0, ms_of(self._clock.last) - self._clock.now())
