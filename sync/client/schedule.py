"""When the next run begins: a pure rule, asked by whoever keeps the time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from sync.core.stops import ClockWrong, Revoked, SignInNeeded, TryLater, UpgradeNeeded, WrongCentre

if TYPE_CHECKING:
    from sync.client.run import Ran

MINUTE = 60.0
EVERY_S = 10 * MINUTE
"""Between runs while all is quiet."""
SOON_S = 20.0
"""After a change: a desk that lends ten books in a row makes one run of them."""
LONGEST_S = 30 * MINUTE
"""The longest wait that failures in a row come to, before jitter."""
MEND_EVERY_S = 60 * MINUTE
"""Mending reads a channel from its start: not more often than this, whatever the digests say."""
NEEDS_A_PERSON = (ClockWrong, SignInNeeded, UpgradeNeeded, Revoked, WrongCentre)
"""Stops that the same run a little later would only meet again."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to run next. All times are seconds of one clock that only goes forward (time.monotonic)."""

    due: float | None
    """None: a person must do something first."""
    failures: int = 0
    mended: float | None = None

    @classmethod
    def starting(cls, now: float) -> Self:
        """A program has just started: run when the first scans are over."""
        return cls(now + SOON_S)

    def wait(self, now: float) -> float | None:
        """Seconds until the next run; 0 when it is due, None when a person must ask for it."""
        return None if self.due is None else max(0.0, self.due - now)

    def may_mend(self, now: float) -> bool:
        """Whether the next run may offer and read differing buckets again."""
        return self.mended is None or now - self.mended >= MEND_EVERY_S

    def changed(self, now: float) -> Self:
        """Something waits to be sent. It neither shortens a wait after a failure nor does what a person must."""
        if self.due is None or self.failures:
            return self
        return replace(self, due=min(self.due, now + SOON_S))

    def asked(self, now: float) -> Self:
        """A person wants a run at once."""
        return replace(self, due=now)

    def ran(self, ran: Ran, now: float, *, jitter: float) -> Self:
        """A run ended. `jitter` is random in [0, 1): 3,500 units that lost the same line must not return together."""
        mended = now if ran.mended and self.may_mend(now) else self.mended
        match ran.stopped:
            case None:
                wait = SOON_S if ran.waiting > ran.held_back or ran.files_left else EVERY_S
                return replace(self, due=now + wait, failures=0, mended=mended)
            case TryLater(told=True, wait_s=wait_s):  # an appointment: later would only leave the place to nobody
                due = now + wait_s * (1 + jitter / 10)
                return replace(self, due=due, failures=max(self.failures, 1), mended=mended)
            case TryLater(wait_s=wait_s):
                wait = max(wait_s, min(LONGEST_S, wait_s * 2.0**self.failures)) * (1 + jitter / 2)
                return replace(self, due=now + wait, failures=min(self.failures + 1, 16), mended=mended)
            case stop if isinstance(stop, NEEDS_A_PERSON):
                return replace(self, due=None, mended=mended)
        return replace(self, due=now + EVERY_S, mended=mended)
