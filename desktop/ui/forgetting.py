"""Forgets who borrowed what, once that is over and done with: some loans at a time, when the desk has nothing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.ui.background import Background

AT_ONCE = 20
FIRST_MS = 5_000
"""After the start, when the first scans are over."""
REST_MS = 250
"""Between two handfuls, so that a scan never finds more than one before it."""


class Forgetting(QObject):
    """Begins some seconds after the library was opened and ends when nothing is left to forget."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self.forget)
        background.opened.connect(self._begin)

    def forget(self) -> None:
        """Forget the next handful."""
        self._background.run(_forget, self._forgot)

    def _begin(self) -> None:
        self._rest.start(FIRST_MS)

    def _forgot(self, loans: int) -> None:
        if loans:
            self._rest.start(REST_MS)


def _forget(library: Library) -> int:
    return library.readers.unlink_old(at_most=AT_ONCE)
