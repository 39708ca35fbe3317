"""Stamps: hybrid logical clock readings that order every write (sync.md 2)."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Callable

Stamp = NewType("Stamp", str)
"""26 lower-case hex digits: 12 of milliseconds since 1970, 4 of counter, 10 of incarnation. Text order is its order."""

Incarnation = NewType("Incarnation", str)
"""10 hex digits drawn at every program start, so that no two programs ever issue the same stamp."""

ZERO = Stamp("0" * 26)
"""The stamp of a field that was never written."""

NOBODY = Incarnation("0" * 10)
"""The incarnation of what every library makes alike: no person wrote it."""

LENGTH = 26
_COUNTER_END = 0x10000
DAY_MS = 86_400_000
LARGE_MS = 30 * DAY_MS
"""An offset that no drift explains: the clock was set wrong, or its battery is flat."""


def wall_clock_ms() -> int:
    """Milliseconds since 1970, UTC, as this PC believes."""
    return time.time_ns() // 1_000_000


def new_incarnation() -> Incarnation:
    """A fresh random incarnation."""
    return Incarnation(secrets.token_hex(5))


def make(ms: int, counter: int, incarnation: str) -> Stamp:
    """The stamp with these parts."""
    return Stamp(f"{ms:012x}{counter:04x}{incarnation}")


def ms_of(stamp: str) -> int:
    """The physical milliseconds of a stamp."""
    return int(stamp[:12], 16)


def counter_of(stamp: str) -> int:
    """The counter of a stamp."""
    return int(stamp[12:16], 16)


def shifted(stamp: str, by_ms: int) -> Stamp:
    """The same stamp moved in time, never before 1970."""
    return make(max(0, ms_of(stamp) + by_ms), counter_of(stamp), stamp[16:])


def is_stamp(text: object) -> bool:
    """Whether this is a well-formed stamp."""
    return isinstance(text, str) and len(text) == LENGTH and all(c in "0123456789abcdef" for c in text)


def is_nobodys(stamp: str) -> bool:
    """Whether no person wrote what bears this stamp: it was never written, or a library began with it."""
    return stamp[:12] == ZERO[:12] and stamp[16:] == NOBODY


class Clock:
    """Issues stamps: each greater than every stamp issued or seen before, whatever the PC's clock does."""

    def __init__(self, incarnation: Incarnation, *, last: str = ZERO, now: Callable[[], int] = wall_clock_ms) -> None:
        self.incarnation = incarnation
        self.offset_ms = 0
        """What to add to this PC's clock to agree with the centre's, as last measured."""
        self._now = now
        self._ms = ms_of(last)
        self._counter = counter_of(last)

    @property
    def last(self) -> Stamp:
        """The greatest stamp issued or seen; stored, so that a restart cannot go back."""
        return make(self._ms, self._counter, self.incarnation)

    def now(self) -> int:
        """This PC's time corrected by the offset, UTC ms; an offset that was mended since counts no more."""
        raw = self._now()
        return max(0, raw if self._was_set_right(raw) else raw + self.offset_ms)

    def _was_set_right(self, raw: int) -> bool:
        """Whether somebody has put a clock right that was wrong by more than a month when it was last measured.

        It was behind, and has passed the latest stamp by itself; or it was ahead, and the offset now leads back before
        that stamp. Otherwise loans of a PC that had started in 2010 would be dated 2042 until the next sync.
        """
        if abs(self.offset_ms) < LARGE_MS or raw < self._ms:
            return False
        return self.offset_ms > 0 or raw + self.offset_ms < self._ms - DAY_MS

    def tick(self) -> Stamp:
        """The next stamp."""
        now = self.now()
        if now > self._ms:
            self._ms, self._counter = now, 0
        else:
            self._step()
        return self.last

    def saw(self, stamp: str) -> None:
        """Note a stamp of somebody else, so that ours come after it."""
        seen = (ms_of(stamp), counter_of(stamp))
        self._ms, self._counter = max((self._ms, self._counter), seen)

    def resume(self, last: str) -> None:
        """Go on after this stamp, as stored by whoever wrote last (another connection of this program, perhaps)."""
        self._ms, self._counter = ms_of(last), counter_of(last)

    def _step(self) -> None:
        self._counter += 1
        if self._counter == _COUNTER_END:
            self._ms, self._counter = self._ms + 1, 0
