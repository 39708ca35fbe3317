"""Days typed in afterwards: a day on paper, files of other programs, and the lines that wait for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from desktop.library.model.touched import Touched
from desktop.ui.follow.late_file import FileView
from desktop.ui.follow.late_paper import PaperView
from desktop.ui.follow.late_waiting import WaitingView
from desktop.ui.widgets import Page, Segments, row
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from desktop.library.interchange.entries import Waiting
    from desktop.ui.workplace import Workplace


class LatePage(Page):
    """Three ways side by side; the third tells how many lines wait."""

    cares_for = frozenset({Touched.LOANS, Touched.READERS, Touched.ITEMS})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self.paper, self.file, self.waiting = PaperView(workplace), FileView(workplace), WaitingView(workplace)
        self.views: dict[str, PaperView | FileView | WaitingView] = {
            "paper": self.paper,
            "file": self.file,
            "waiting": self.waiting,
        }
        self._build()
        self.ways.chosen.connect(self.go_to)

    def shown(self) -> None:
        """Ready where somebody left off."""
        super().shown()
        self.go_to(self._here)

    def refresh(self) -> None:
        """Look again at what waits."""
        self.background.run(lambda library: library.late.waiting(), self._show)

    def act(self, name: str) -> None:
        """Do one of this page's actions."""
        match name:
            case "undo_late" if self._here == "paper":
                self.paper.undo()
            case "late_paper" | "late_file" | "late_waiting":
                self.go_to(name.removeprefix("late_"))

    def go_to(self, way: str) -> None:
        """Bring this way to the front."""
        self._here = way
        self.ways.choose(way)
        self.layers.setCurrentWidget(self.views[way])
        self.views[way].begin()

    def _show(self, lines: tuple[Waiting, ...]) -> None:
        self.ways.buttons["waiting"].say(lambda: tr("Chờ giải quyết ({count})", count=figure(len(lines))))
        if lines != self.waiting.lines:
            self.waiting.show_lines(lines)

    def _build(self) -> None:
        self._here = "paper"
        self.ways = Segments(
            (
                ("paper", "Ngày ghi trên giấy", "pencil", "Alt+1"),
                ("file", "Tệp của chương trình khác", "file-text", "Alt+2"),
                ("waiting", "Chờ giải quyết", "triangle-alert", "Alt+3"),
            )
        )
        self.layers = QStackedWidget()
        for view in self.views.values():
            self.layers.addWidget(view)
        self.column.addLayout(row(self.ways, None))
        self.column.addWidget(self.layers, 1)
        self.take_keys("late")
