"""A page of several parts side by side under one heading: each is made when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from desktop.ui.widgets.buttons import Segments
from desktop.ui.widgets.cards import row
from desktop.ui.widgets.pages import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.workplace import Workplace


STEPS = {"next_part": 1, "part_before": -1}


class Tab(NamedTuple):
    """One part: its name, its words, its icon, and how it is made."""

    name: str
    text: str
    icon: str
    make: Callable[[Workplace], Page]


class TabbedPage(Page):
    """Shows one of its parts at a time; `show_one(name)` brings the part of that name to the front."""

    tabs: ClassVar[tuple[Tab, ...]] = ()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self._workplace = workplace
        self.parts: dict[str, Page] = {}
        self.stack = QStackedWidget()
        self.choice = Segments(tuple((tab.name, tab.text, tab.icon, "") for tab in self.tabs))
        self.column.addLayout(row(self.choice, None))
        self.column.addWidget(self.stack, 1)
        self.choice.chosen.connect(self.show_one)
        self._here = self.tabs[0].name if self.tabs else ""
        self.take_keys("follow")

    @property
    def part(self) -> str:
        """The name of the part in front."""
        return self._here

    def shown(self) -> None:
        """The part that was in front last is in front again."""
        super().shown()
        if self._here:
            self.show_one(self._here)

    def show_one(self, name: str) -> None:
        """Bring this part to the front."""
        if name not in self.parts:
            make = next(tab.make for tab in self.tabs if tab.name == name)
            self.parts[name] = make(self._workplace)
            self.stack.addWidget(self.parts[name])
        self._here = name
        self.choice.choose(name)
        self.stack.setCurrentWidget(self.parts[name])
        self.parts[name].shown()

    def act(self, name: str) -> None:
        """Go to the part beside, or hand the action to the part in front."""
        names = [tab.name for tab in self.tabs]
        if name in STEPS:
            beside = names[(names.index(self._here) + STEPS[name]) % len(names)]
            self.choice.buttons[beside].setFocus(Qt.FocusReason.ShortcutFocusReason)  # a part may take it on
            self.show_one(beside)
        elif self._here:
            self.parts[self._here].act(name)
