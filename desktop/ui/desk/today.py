"""Today's list: newest first, a line for each act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent

from desktop.library.model.desk import DeskLine
from desktop.library.model.event import EventKind
from desktop.ui import wording
from desktop.ui.dates import clock_time
from desktop.ui.widgets import Card, Column, Label, Table, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

ROOM_FOR_READER = 640
READER = 4

TONES = {EventKind.LENT: "pine", EventKind.RENEWED: "pine", EventKind.RETURNED: "sea"}


def _faded(tone: Callable[[DeskLine], str]) -> Callable[[DeskLine], str]:
    return lambda line: "ink-faint" if line.undone else tone(line)


COLUMNS: tuple[Column[DeskLine], ...] = (
    Column("Giờ", lambda line: clock_time(line.at), 68, _faded(lambda _: "ink-soft")),
    Column("Việc", wording.event, 112, _faded(lambda line: TONES.get(line.kind, "ink-soft")), strong=True),
    Column("Mã", lambda line: line.barcode, 120, _faded(lambda _: "ink-soft")),
    Column("Nhan đề", lambda line: line.title, 0, _faded(lambda _: "ink")),
    Column("Bạn đọc", lambda line: line.reader, 180, _faded(lambda _: "ink-soft")),
)


class Today(Card):
    """What this desk did today."""

    def __init__(self) -> None:
        super().__init__(margin=0, spacing=0)
        self.count = Label("", "soft")
        self.table = Table(COLUMNS)
        self.nothing = Label("Chưa có lượt nào hôm nay.", "soft")
        self._build()

    def show_lines(self, lines: tuple[DeskLine, ...]) -> None:
        """Replace the list."""
        self.table.show_lines(lines)
        self.table.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        self.count.say(lambda: tr("{count} lượt", count=len(lines)) if lines else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room the reader's name gives way to the title."""
        super().resizeEvent(event)
        self.table.setColumnHidden(READER, self.width() < ROOM_FOR_READER)

    def _build(self) -> None:
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.horizontalHeader().hide()
        self.column.setContentsMargins(4, 8, 4, 4)
        head = row(12, Label("Hôm nay", "heading"), self.count, None)
        self.column.addLayout(head)
        self.column.addSpacing(6)
        self.column.addWidget(self.table, 1)
        self.column.addLayout(row(12, self.nothing, None))
        self.column.addStretch(0)
        self.nothing.setMinimumHeight(36)
        self.show_lines(())
