"""Scrolls to what was said just now, which may stand below the edge of its place."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

_AROUND_PX = 8


class IntoView(QObject):
    """Of one widget that stands in something that scrolls."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = self._sought = owner
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._laid_out.timeout.connect(self._reveal)

    def soon(self, part: QWidget) -> None:
        """Show this part of it, once it has been laid out: until then it has no room."""
        self._sought = part
        self._laid_out.start()

    def _reveal(self) -> None:
        around = self._owner.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(self._sought, 0, _AROUND_PX)
