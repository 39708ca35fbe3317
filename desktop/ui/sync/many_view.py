"""One decision about many alike points: what would become of each, then the two ways, then how far it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from desktop.library import alike, inbox
from desktop.ui.sync import decisions
from desktop.ui.sync import point_words as words
from desktop.ui.widgets import Button, Column, Label, OpenCard, Table, row

if TYPE_CHECKING:
    from desktop.library.alike import Decided
    from desktop.library.library import Library
    from desktop.library.model.conflict import Point
    from desktop.library.model.refusal import Refusal
    from desktop.ui.background import Background, Progress

COLUMNS: tuple[Column[Point], ...] = (
    Column("Mục", lambda point: words.headline(point), strong=True),
    Column("Đang dùng", lambda point: words.shown(point, point.ours), width=230),
    Column("Bản kia", lambda point: words.shown(point, point.theirs), width=230),
)


class ManyView(OpenCard):
    """`decided` carries what came of it and the decision; `left` when nobody decided."""

    decided = Signal(object, str)
    refused = Signal(object)

    def __init__(self, background: Background, errands: Background) -> None:
        """Looks through the desk's library; the decision is carried out by the errands': no scan waits for it."""
        super().__init__(spacing=12)
        self._background, self._errands = background, errands
        self._points: tuple[Point, ...] = ()
        self._progress: Progress | None = None
        self.ways: list[Button] = []
        self._line = row()
        self._build()

    @property
    def may_be_left(self) -> bool:
        """Not while it is carried out."""
        return self.back.isEnabled()

    def look(self, point: Point) -> None:
        """Show all that are like this one."""
        self._points = (point,)
        self.headline.say(partial(words.likeness, point))
        self.table.show_lines(())
        self._offer(())
        self._background.run(lambda library: inbox.alike(library, point.conflict.id), self._show)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, points: tuple[Point, ...]) -> None:
        if not points:
            self.left.emit()
            return
        self._points = points
        self.headline.say(partial(words.likeness, points[0]))
        self.table.show_lines(points)
        self._offer(decisions.for_many(points[0]))

    def _offer(self, some: tuple[str, ...]) -> None:
        for button in self.ways:
            button.hide()
            self._line.removeWidget(button)
            button.deleteLater()
        self.ways = []
        for at, what in enumerate(some):
            button = Button(
                partial(decisions.about_many, what, len(self._points)),
                "plain" if at else "main",
                icon=decisions.SIGNS.get(what, "check"),
            )
            button.clicked.connect(partial(self._decide, what))
            self._line.insertWidget(at, button)
            self.ways.append(button)
        if self.ways:
            self.ways[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self, what: str) -> None:
        ids = tuple(point.conflict.id for point in self._points)
        self._progress = self._errands.progress()
        self._progress.moved.connect(self._moved)
        self._run(running=True)
        self._errands.run(
            partial(_settle, ids, what, self._progress), partial(self._came_back, what), self._was_refused
        )

    def _moved(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def _came_back(self, what: str, decided: Decided) -> None:
        self._run(running=False)
        self.decided.emit(decided, what if self._points[0].is_choice or self._points[0].is_double else "done")

    def _was_refused(self, refusal: Refusal) -> None:
        self._run(running=False)
        self.left.emit()
        self.refused.emit(refusal)

    def _run(self, *, running: bool) -> None:
        for button in (*self.ways, self.back):
            button.setEnabled(not running)
        self.bar.setVisible(running)

    def _build(self) -> None:
        self.headline = Label("", "heading", wraps=True)
        self.text = Label(
            "Xem trước khi quyết định: tất cả được làm như nhau, và hoàn tác được cả loạt.", "soft", wraps=True
        )
        self.table: Table[Point] = Table(COLUMNS)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.back = Button("Quay lại danh sách", "quiet", icon="chevron-left", key="Esc")
        self.back.clicked.connect(self.left)
        foot = QWidget()
        foot.setLayout(self._line)
        self._line.addStretch(1)
        self._line.addWidget(self.back)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self.headline)
        said.addWidget(self.text)
        self.column.addLayout(said)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.bar)
        self.column.addWidget(foot)


def _settle(ids: tuple[str, ...], what: str, progress: Progress, library: Library) -> Decided:
    return alike.settle(library, ids, what, progress.step)  # type: ignore[arg-type]  # one of the decisions about many
