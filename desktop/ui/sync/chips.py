"""Chips: the groups of points with their counts, of which one is chosen; they take a second line where one is full."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.ui.sync.flow import Flow, Lines
from desktop.ui.sync.point_words import GROUPS
from desktop.ui.widgets import Button
from desktop.ui.widgets.texts import mark
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Chips", "Lines"]


class Chips(Flow):
    """`chosen` carries the group; empty for all."""

    chosen = Signal(str)

    def __init__(self) -> None:
        self.group = ""
        self._counts: Mapping[str, int] = {}
        self.buttons = {group: Button(partial(self._words, group), "chip") for group in GROUPS}
        super().__init__(*self.buttons.values(), space=6)
        for group, button in self.buttons.items():
            button.clicked.connect(partial(self.choose, group))
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
