"""A list that is shown a page at a time: more of it is brought when its end comes into sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.library import Library
    from desktop.ui.background import Background, Job
    from desktop.ui.widgets import Table

PAGE = 200
_MOST = 10 * PAGE


class Growing(QObject):
    """Holds one table's pages together. A page that is not full was the last."""

    def __init__(
        self, background: Background, table: Table[Any], bring: Callable[[Library, Any], tuple[Any, ...]]
    ) -> None:
        """`bring` gives the page after a line: at most PAGE lines."""
        super().__init__(table)
        self._background = background
        self._table = table
        self._bring = bring
        self._job: Job | None = None
        self._is_whole = True
        table.end_near.connect(self._ask)

    @property
    def reach(self) -> int:
        """How many lines to ask for at first: as many as are shown, so that whoever has gone down the list stays."""
        return min(max(PAGE, self._table.model_of_lines.rowCount()), _MOST)

    def show_lines(self, lines: tuple[Any, ...]) -> None:
        """The beginning of a new answer, or all of it."""
        if self._job is not None:
            self._job.cancel()
        self._job, self._is_whole = None, len(lines) < PAGE
        self._table.show_lines(lines)

    def _ask(self) -> None:
        lines = self._table.model_of_lines.lines
        if lines and self._job is None and not self._is_whole:
            last = lines[-1]
            self._job = self._background.run(lambda library: self._bring(library, last), self._add)

    def _add(self, lines: tuple[Any, ...]) -> None:
        self._job, self._is_whole = None, len(lines) < PAGE
        self._table.add_lines(lines)
