"""Work away from the window: one thread that owns one library; answers come back to the window's thread."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from desktop.library.model.refusal import Refusal

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.touched import Touched

Done = Callable[[Any], None]  # Any: what one piece of work answers is between the page and its own slot
Refused = Callable[[Refusal], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Crash:
    """A bug that stopped one piece of work: `report` is the traceback for the file of reports."""

    summary: str
    report: str


@dataclass(slots=True)
class Job:
    """One piece of work under way; a cancelled one is not begun, and its answer is not delivered."""

    on_done: Done | None
    on_refused: Refused | None
    cancelled: bool = False

    def cancel(self) -> None:
        """Nobody waits for this answer any more."""
        self.cancelled = True


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came back for a job: an answer, a refusal, or a crash; and what the work changed."""

    job: Job
    answer: object = None
    refusal: Refusal | None = None
    crash: Crash | None = None
    touched: frozenset[Touched] = frozenset()


class Progress(QObject):
    """How far a long piece of work is, told from its thread; `cancel` asks it to stop at the next step."""

    moved = Signal(object, object)  # int, int: bytes or rows done and in all (object, as a C int ends at 2 GB)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()

    def step(self, done: int, of: int) -> bool:
        """Called by the work: tell, and answer whether to go on."""
        self.moved.emit(done, of)
        return not self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._cancelled.set()


class Background(QObject):
    """One library on one thread. `touched` tells what a piece of work changed; each view decides whether it cares."""

    touched = Signal(object)  # frozenset[Touched]
    crashed = Signal(object)  # Crash
    refused = Signal(object)  # Refusal that nobody claimed
    opened = Signal()
    _arrived = Signal(object)  # Arrival

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        self._library: Library | None = None
        self._under_way = 0
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_idle(self) -> bool:
        """Whether every answer has been delivered."""
        return self._under_way == 0

    def open(self, opening: Callable[[], Library], on_done: Done, on_refused: Refused) -> Job:
        """Open (or make) the library on the thread that will own it."""

        def work() -> Library:
            if self._library is not None:
                self._library.close()
                self._library = None
            self._library = opening()
            return self._library

        return self._submit(work, Job(lambda _: self._announce(on_done), on_refused))

    def run(
        self, work: Callable[[Library], object], on_done: Done | None = None, on_refused: Refused | None = None
    ) -> Job:
        """Do the work with the library, then call `on_done` with its answer on the window's thread."""

        def with_library() -> object:
            if self._library is None:
                msg = "work was sent before a library was open"
                raise RuntimeError(msg)
            return work(self._library)

        return self._submit(with_library, Job(on_done, on_refused))

    def progress(self) -> Progress:
        """For a long piece of work: told how far it is, and asked to stop when the program ends."""
        return Progress(self)

    def close(self) -> None:
        """Let what is under way come to its next step or its end, then close the library. Called once, at the end."""
        self._closed = True
        for progress in self.findChildren(Progress):
            progress.cancel()
        self._thread.submit(self._close_library)
        self._thread.shutdown(wait=True)

    def _announce(self, on_done: Done) -> None:
        on_done(None)
        self.opened.emit()

    def _close_library(self) -> None:
        if self._library is not None:
            self._library.close()
            self._library = None

    def _submit(self, work: Callable[[], object], job: Job) -> Job:
        if self._closed:  # a page that hears of the last change looks again, and nobody will be there to see it
            job.cancel()
            return job
        self._under_way += 1
        self._thread.submit(self._do, work, job)
        return job

    def _do(self, work: Callable[[], object], job: Job) -> None:
        outcome = self._outcome(work, job)
        changed: frozenset[Touched] = self._library.take_touched() if self._library is not None else frozenset()
        self._arrived.emit(replace(outcome, touched=changed))  # in one: whoever is idle has heard of both

    @staticmethod
    def _outcome(work: Callable[[], object], job: Job) -> Arrival:
        if job.cancelled:
            return Arrival(job)
        try:
            return Arrival(job, answer=work())
        except Refusal as refusal:
            return Arrival(job, refusal=refusal)
        except Exception as bug:  # noqa: BLE001 - the one place of the window where a bug is caught: it is shown and reported
            return Arrival(job, crash=Crash(f"{type(bug).__name__}: {bug}", traceback.format_exc()))

    def _deliver(self, arrival: Arrival) -> None:
        self._under_way -= 1
        try:
            self._answer(arrival)
        finally:
            if arrival.touched:
                self.touched.emit(arrival.touched)

    def _answer(self, arrival: Arrival) -> None:
        job = arrival.job
        if arrival.crash is not None:
            log.error("work in the background failed\n%s", arrival.crash.report)
            self.crashed.emit(arrival.crash)
        elif job.cancelled or _gone(job.on_done):
            return
        elif arrival.refusal is not None:
            (job.on_refused or self.refused.emit)(arrival.refusal)
        elif job.on_done is not None:
            job.on_done(arrival.answer)


def _gone(slot: Done | None) -> bool:
    """Whether the page that waited has been closed meanwhile."""
    owner = getattr(slot, "__self__", None)
    return isinstance(owner, QObject) and not shiboken6.isValid(owner)
