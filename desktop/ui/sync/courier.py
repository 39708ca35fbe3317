"""Carries changes to the centre and back: when the schedule says so or a person asks, one run at a time."""

from __future__ import annotations

import random
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui import pages
from sync.client.schedule import EVERY_S, Schedule
from sync.core.stops import Stop

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.library import Library
    from desktop.library.model.refusal import Refusal
    from desktop.library.model.standing import Standing
    from desktop.syncing import Syncing
    from desktop.ui.background import Background
    from sync.client.run import Ran
    from sync.client.visit import Progress


class Courier(QObject):
    """Works on the errands' thread; the desk never waits for it. All its signals reach the window's thread."""

    began = Signal()
    moved = Signal(object)  # Progress
    ended = Signal(object)  # Ran
    refused = Signal(object)  # Refusal: the library could not be read or written
    enrolled = Signal()
    not_enrolled = Signal(object)  # Refusal | Stop

    def __init__(self, errands: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = errands
        self._syncing: Syncing | None = None
        self._stopping = threading.Event()
        self._schedule = Schedule(due=None)
        self._timer = QTimer(self, singleShot=True)
        self._closed = False
        self._waiting = 0
        self._asked = False
        self.is_enrolled = False
        self.is_running = False
        self.last: Ran | None = None
        """The last run of this program; None before the first."""
        self._timer.timeout.connect(self._set_out)
        errands.crashed.connect(self._crashed)

    def hear(self, standing: Standing) -> None:
        """Where the library stands now: begin when it has been enrolled, go soon when more waits to be sent."""
        now = time.monotonic()
        if standing.enrolled and not self.is_enrolled:
            self._keep(Schedule(now) if self._asked else Schedule.starting(now))
        elif standing.waiting > self._waiting:
            self._keep(self._schedule.changed(now))
        self.is_enrolled |= standing.enrolled  # a look from before the enrolment may arrive after it
        self._waiting = standing.waiting

    def ask(self) -> None:
        """A person wants a run at once, or as soon as it is known that this library is enrolled."""
        self._asked = True
        if self.is_enrolled and not self.is_running:
            self._keep(self._schedule.asked(time.monotonic()))

    def cancel(self) -> None:
        """End the run under way; nothing is lost, the next goes on from there."""
        if self.is_running:
            self._stopping.set()
            if self._syncing is not None:
                self._syncing.hang_up()

    def enrol(self, file: Path) -> None:
        """Enrol this library with the centre that wrote the file."""
        self._errands.run(partial(_enrol, file), self._entered, self.not_enrolled.emit)

    def next_run_in(self) -> float | None:
        """Seconds until the next run; None when a person must do something first."""
        return self._schedule.wait(time.monotonic())

    def close(self) -> None:
        """End what is under way and let go of the line; called once, before the errands are closed."""
        self._closed = True
        self._timer.stop()
        self.cancel()
        if self.is_running or self._syncing is not None:
            self._errands.run(self._hang_up)

    def _keep(self, schedule: Schedule) -> None:
        self._schedule = schedule
        wait = schedule.wait(time.monotonic())
        if wait is None or self.is_running or self._closed:
            self._timer.stop()
        else:
            self._timer.start(int(wait * 1000))

    def _set_out(self) -> None:
        self.is_running = True
        self._stopping.clear()
        self.began.emit()
        may_mend = self._schedule.may_mend(time.monotonic())
        self._errands.run(partial(self._carry, may_mend=may_mend), self._came_back, self._was_refused)

    def _carry(self, library: Library, *, may_mend: bool) -> Ran:
        """On the errands' thread."""
        if self._syncing is None:
            self._syncing = pages.syncing(library)
        return self._syncing.run(stopping=self._stopping, report=self._tell, may_mend=may_mend)

    def _tell(self, progress: Progress) -> None:
        self.moved.emit(progress)

    def _hang_up(self, _: Library) -> None:
        """On the errands' thread."""
        if self._syncing is not None:
            self._syncing.forget()

    def _came_back(self, ran: Ran) -> None:
        self.is_running, self.last, self._waiting = False, ran, ran.waiting
        jitter = random.random()  # noqa: S311 - keeps PCs apart, hides nothing
        self._keep(self._schedule.ran(ran, time.monotonic(), jitter=jitter))
        self.ended.emit(ran)

    def _was_refused(self, refusal: Refusal) -> None:
        self.is_running = False
        self._keep(Schedule(time.monotonic() + EVERY_S))
        self.refused.emit(refusal)

    def _crashed(self) -> None:
        """A bug; the window says so. The next run is tried at its time."""
        if self.is_running:
            self.is_running = False
            self._keep(Schedule(time.monotonic() + EVERY_S))

    def _entered(self, stop: Stop | None) -> None:
        if stop is not None:
            self.not_enrolled.emit(stop)
            return
        self.is_enrolled = True
        self._errands.run(self._hang_up)  # the next run looks anew at which centre it is
        self.enrolled.emit()
        self._keep(Schedule(time.monotonic()))


def _enrol(file: Path, library: Library) -> Stop | None:
    """A stop of the line is an answer here, not a bug."""
    try:
        pages.enrol(library, file)
    except Stop as stop:
        return stop
    return None
