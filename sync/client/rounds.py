"""Run after run by the schedule, on the thread that owns the library, until somebody ends it."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING, Protocol

from sync.client.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.client.run import Ran


class OneRun(Protocol):
    """What is to be done each time: `run` with its replica and centre filled in."""

    def __call__(self, *, stopping: threading.Event, may_mend: bool) -> Ran:
        """Agree once."""


class Rounds:
    """Keeps the time. `ask`, `note_change` and `end` may be called from any thread."""

    def __init__(
        self,
        one_run: OneRun,
        *,
        on_ran: Callable[[Ran], None],
        now: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._one_run = one_run
        self._on_ran = on_ran
        self._now = now
        self._jitter = jitter
        self._schedule = Schedule.starting(now())
        self._woken = threading.Condition()
        self._stopping = threading.Event()

    def ask(self) -> None:
        """A person wants a run at once."""
        with self._woken:
            self._schedule = self._schedule.asked(self._now())
            self._woken.notify()

    def note_change(self) -> None:
        """Something was written that the centre should have soon."""
        with self._woken:
            self._schedule = self._schedule.changed(self._now())
            self._woken.notify()

    def end(self) -> None:
        """Stop the run under way at its next step, and begin no other."""
        with self._woken:
            self._stopping.set()
            self._woken.notify()

    def go(self) -> None:
        """Run by the schedule until `end`."""
        while self._wait_until_due():
            started = self._now()
            ran = self._one_run(stopping=self._stopping, may_mend=self._schedule.may_mend(started))
            with self._woken:
                self._schedule = self._schedule.ran(ran, self._now(), jitter=self._jitter())
            self._on_ran(ran)

    def _wait_until_due(self) -> bool:
        """Whether there is to be another run."""
        with self._woken:
            while not self._stopping.is_set():
                wait = self._schedule.wait(self._now())
                if wait == 0:
                    return True
                self._woken.wait(wait)
        return False
