"""How much to send or ask for at once, by the speed of the line as last measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

MOST_ROWS, LEAST_ROWS = 2_000, 50
MOST_BYTES, LEAST_BYTES = 2_000_000, 32_000
QUICK_S, SLOW_S = 0.5, 2.0
"""A batch under QUICK_S may grow; one over SLOW_S shrinks, so that a cut costs seconds and not minutes."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The bounds of one batch: rows, and bytes before compression."""

    rows: int = 500
    size: int = 256_000

    def after(self, seconds: float) -> Self:
        """The bounds of the next batch when this one took so long."""
        if seconds < QUICK_S:
            return self._times(2)
        return self.smaller() if seconds > SLOW_S else self

    def smaller(self) -> Self:
        """Half: what to try next when the line was slow or cut."""
        return self._times(0.5)

    def _times(self, factor: float) -> Self:
        return type(self)(
            rows=min(MOST_ROWS, max(LEAST_ROWS, int(self.rows * factor))),
            size=min(MOST_BYTES, max(LEAST_BYTES, int(self.size * factor))),
        )
