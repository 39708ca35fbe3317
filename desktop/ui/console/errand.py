"""Asks the centre on the errands' thread: an answer, a stop of the line, or a refusal comes back to the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop.ui import pages
from sync.core.stops import SignInNeeded, Stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.library import Library
    from desktop.library.model.refusal import Refusal
    from desktop.operating import Operating
    from desktop.ui.background import Background, Job, Progress

    Work = Callable[[Operating], object]
    Done = Callable[[Any], None]  # Any: what one piece of work answers is between a card and its own slot
    No = Callable[[Stop | Refusal], None]


class Errands(QObject):
    """One line to the centre for the whole page; what is asked waits its turn behind a sync run."""

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._operating: Operating | None = None

    def run(self, work: Work, on_done: Done, on_no: No) -> Job:
        """Do the work; its answer, or why there is none, comes back on the window's thread."""
        return self._background.run(partial(self._do, work), partial(_bring, on_done, on_no), on_no)

    def carry(
        self, work: Callable[[Operating, Callable[[int, int], object]], object], on_done: Done, on_no: No
    ) -> Progress:
        """The same for what takes long: told of its steps, stopped between two of them."""
        progress = self._background.progress()
        self.run(lambda operating: work(operating, partial(_step, operating, progress)), on_done, on_no)
        return progress

    def _do(self, work: Work, library: Library) -> object:
        """On the errands' thread. A stop of the line is an answer here, not a bug."""
        if self._operating is None:
            self._operating = pages.operating(library)
        try:
            return work(self._operating)
        except SignInNeeded as stop:  # the library may have been enrolled anew: the next errand looks again
            self._operating.close()
            self._operating = None
            return stop
        except Stop as stop:
            return stop


def _step(operating: Operating, progress: Progress, done: int, of: int) -> None:
    """On the errands' thread."""
    if not progress.step(done, of):
        operating.stopping.set()


def _bring(on_done: Done, on_no: No, answer: object) -> None:
    if isinstance(answer, Stop):
        on_no(answer)
    else:
        on_done(answer)
