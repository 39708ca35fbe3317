"""Chips: the groups of points with their counts, of which one is chosen; they take a second line where one is full."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from desktop.ui.sync.point_words import GROUPS
from desktop.ui.widgets import Button
from desktop.ui.widgets.texts import mark
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

SPACE = 6


class Lines(QLayout):
    """Parts beside each other, and in the next line when there is no more room."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt asks for it."""
        self._items.append(item)

    def count(self) -> int:
        """Qt asks for it."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Qt asks for it."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Qt asks for it."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Narrow is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as it takes."""
        return self._placed(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """As wide as its widest part."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """As wide as its widest part."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Place the parts."""
        super().setGeometry(rect)
        self._placed(rect, move=True)

    def _placed(self, rect: QRect, *, move: bool) -> int:
        x, y, high = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, high = rect.x(), y + high + SPACE, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x, high = x + hint.width() + SPACE, max(high, hint.height())
        return y + high - rect.y()


class Chips(QWidget):
    """`chosen` carries the group; empty for all."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.group = ""
        self._counts: Mapping[str, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        lines = Lines()
        self.buttons: dict[str, Button] = {}
        for group in GROUPS:
            button = Button(partial(self._words, group), "chip")
            button.setAccessibleName(group)
            button.clicked.connect(partial(self.choose, group))
            self.buttons[group] = button
            lines.addWidget(button)
        self.setLayout(lines)
        self.show_counts({})

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """So many points of each group are open; a group without any is not shown, unless it is the chosen one."""
        self._counts = counts
        for group, button in self.buttons.items():
            button.say(partial(self._words, group))
            button.setVisible(group in ("", self.group) or bool(counts.get(group)))
            mark(button, chosen=group == self.group)
        self.updateGeometry()

    def choose(self, group: str) -> None:
        """Show this group from now on."""
        if group != self.group:
            self.group = group
            self.show_counts(self._counts)
            self.chosen.emit(group)

    def _words(self, group: str) -> str:
        count = self._counts.get(group, 0) if group else sum(self._counts.values())
        return tr("{group}  {count}", group=tr(GROUPS[group][0]), count=figure(count))
