"""The counter for self-check machines while the window is open: it follows what was chosen, beside the desk."""

from __future__ import annotations

import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.library.model.refusal import Refusal
from desktop.sip2.state import Ears, State
from desktop.ui import pages
from desktop.ui.background import Crash

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.library import Library
    from desktop.library.security.self_check import Chosen
    from desktop.sip2.server import SelfCheckServer


class Machines(QObject):
    """Opens and closes on a thread of its own, so that no window waits. All its signals reach the window's thread."""

    stated = Signal(object)  # State
    refused = Signal(object)  # Refusal: the counter could not be opened
    touched = Signal(object)  # frozenset[Touched]
    crashed = Signal(object)  # Crash

    def __init__(self, opening: Callable[[], Library], parent: QObject | None = None) -> None:
        """`opening`: another library over the same file, for the counter's own thread."""
        super().__init__(parent)
        self._opening = opening
        self._server: SelfCheckServer | None = None
        self._keeper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="machines")

    @property
    def state(self) -> State:
        """How it stands now."""
        return State() if self._server is None else self._server.state

    def follow(self, chosen: Chosen) -> None:
        """Open, close, or open anew as was chosen; `stated` or `refused` tells what became of it."""
        self._keeper.submit(self._follow, chosen)

    def close(self) -> None:
        """Close the counter; called once, at the end."""
        self._keeper.submit(self._stop)
        self._keeper.shutdown(wait=True)

    def _stop(self) -> None:
        if self._server is not None:
            self._server.stop()

    def _follow(self, chosen: Chosen) -> None:
        self._stop()
        if not chosen.on:
            self.stated.emit(self.state)
            return
        if self._server is None:
            ears = Ears(self.stated.emit, self.touched.emit, self._tell_bug)
            self._server = pages.counter(self._opening, ears)
        try:
            self._server.start(chosen)
        except Refusal as no:
            self.refused.emit(no)

    def _tell_bug(self, bug: BaseException) -> None:
        self.crashed.emit(Crash(f"{type(bug).__name__}: {bug}", "".join(traceback.format_exception(bug))))
