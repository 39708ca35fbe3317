"""Find anything: titles, readers and commands from one field, without leaving the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.library import text
from desktop.ui.actions import ACTIONS
from desktop.ui.widgets.fields import Field
from desktop.ui.widgets.tables import ROW_HEIGHT, Column, Table
from desktop.ui.widgets.texts import Label
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.ui.background import Background, Job

OF_EACH = 5
PAUSE_MS = 60
"""After the last key, so that a fast typist asks once."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found. `kind`: title, reader, action; `name` its id, card or action name."""

    kind: str
    name: str
    text: str
    detail: str = ""


KINDS = {"title": "nhan đề", "reader": "bạn đọc", "action": "lệnh"}

COLUMNS: tuple[Column[Found], ...] = (
    Column("", lambda found: tr(KINDS[found.kind]), 92, lambda _: "ink-soft"),
    Column("", lambda found: found.text, strong=True),
    Column("", lambda found: found.detail, 150, lambda _: "ink-soft", right=True),
)


def look(query: str, library: Library) -> tuple[Found, ...]:
    """Titles and readers for a query, best first."""
    titles = library.catalogue.find(query, limit=OF_EACH).lines
    readers = library.readers.find(query, limit=OF_EACH)
    return (
        *(Found("title", line.id, line.title, line.author) for line in titles),
        *(Found("reader", line.card, line.name, line.card) for line in readers),
    )


def commands(query: str) -> tuple[Found, ...]:
    """Commands whose words hold the query, marks or no marks."""
    sought = text.fold(query)
    return tuple(
        Found("action", action.name, tr(action.text), action.key)
        for action in ACTIONS
        if sought in text.fold(tr(action.text))
    )[:OF_EACH]


class Finder(Field):
    """The field in the header; its results hang below it. `picked` carries the choice, `left`: focus may go back."""

    picked = Signal(object)
    left = Signal()

    def __init__(self, background: Background, window: QWidget) -> None:
        super().__init__(lambda: tr("Tìm nhan đề, bạn đọc, lệnh…  {key}", key="Ctrl+K"))
        self.setFixedWidth(340)
        self.setClearButtonEnabled(False)
        self._window = window
        self._background = background
        self._job: Job | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self.results = QFrame(window)
        self.results.setObjectName("finder")
        self.results.hide()
        self.nothing = Label("", "soft")
        self.table = Table(COLUMNS)
        self._build()
        self.textChanged.connect(self._typed)
        self._pause.timeout.connect(self._ask)
        self.table.clicked.connect(self._pick)

    def begin(self) -> None:
        """Ready for a new question."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the results, Enter picks, Esc leaves."""
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self._move(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._pick()
            case Qt.Key.Key_Escape:
                self.leave()
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc for ourselves: elsewhere it is a key of the desk."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The results hang here only while one looks."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.results.hide()

    def leave(self) -> None:
        """Nothing was wanted after all."""
        self.clear()
        self.results.hide()
        self.left.emit()

    def show_found(self, query: str, found: tuple[Found, ...]) -> None:
        """Hang the results below the field."""
        lines = (*found, *commands(query))
        self.table.show_lines(lines)
        self.table.setVisible(bool(lines))
        self.nothing.say(lambda: "" if lines else tr("Không thấy gì cho “{query}”.", query=query))
        self.nothing.setVisible(not lines)
        if lines:
            self.table.selectRow(0)
        self._hang(len(lines))

    def _build(self) -> None:
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.horizontalHeader().hide()
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self.results)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.table)
        column.addWidget(self.nothing)

    def _hang(self, lines: int) -> None:
        window = self._window
        width = min(620, window.width() - 32)
        corner = self.mapTo(window, QPoint(self.width() - width, self.height() + 6))
        self.results.setGeometry(max(16, corner.x()), corner.y(), width, max(1, lines) * ROW_HEIGHT + 18)
        self.results.raise_()
        self.results.show()

    def _typed(self, typed: str) -> None:
        if self._job is not None:
            self._job.cancel()
        if typed.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.results.hide()

    def _ask(self) -> None:
        query = self.text().strip()
        self._job = self._background.run(partial(look, query), partial(self.show_found, query))

    def _move(self, step: int) -> None:
        rows = self.table.model().rowCount()
        if rows:
            self.table.selectRow((self.table.currentIndex().row() + step) % rows)

    def _pick(self) -> None:
        found = self.table.line()
        if found is not None and self.results.isVisible():
            self.clear()
            self.results.hide()
            self.picked.emit(found)
