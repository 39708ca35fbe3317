"""Tables: a model over a tuple of dataclasses and a calm view of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui.theme import colour
from desktop.ui.words import shown, tr

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 36
TONE_ROLE = Qt.ItemDataRole.UserRole
STRONG_ROLE = Qt.ItemDataRole.UserRole + 1
STRUCK_ROLE = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: heading, what it shows of a line, and how. `width` in px, 0 takes what is left."""

    heading: str
    value: Callable[[T], str]
    width: int = 0
    tone: Callable[[T], str] = lambda _: "ink"
    strong: bool = False
    right: bool = False
    struck: Callable[[T], bool] = lambda _: False
    heads: Callable[[T], bool] = lambda _: False
    """Lines that are the heading of those beneath them are strong."""


class Lines(QAbstractTableModel, Generic[T]):
    """Holds an answer, never fetches. A line is a frozen dataclass."""

    def __init__(self, columns: tuple[Column[T], ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.lines: tuple[T, ...] = ()

    def show_lines(self, lines: tuple[T, ...]) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def add_lines(self, lines: tuple[T, ...]) -> None:
        """More of the same answer, below what is shown."""
        if lines:
            self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(lines) - 1)
            self.lines += lines
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many lines there are; cells have no children."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, tone and alignment of one cell."""
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return shown(column.value(line))
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case _ if role == TONE_ROLE:
                return column.tone(line)
            case _ if role == STRONG_ROLE:
                return column.strong or column.heads(line)
            case _ if role == STRUCK_ROLE:
                return column.struck(line)
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The heading in the language of the moment."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        heading = self.columns[section].heading
        return tr(heading) if heading else ""


class Rows(QStyledItemDelegate):
    """Draws a cell: hairline under the row, tint under the pointer and the selection, the tone of the text."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        table = self.parent()
        assert isinstance(table, Table)
        area: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen or index.row() == table.hovered:
            painter.fillRect(area, colour("pine-tint" if chosen else "hover"))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        font = QFont(table.font())
        font.setWeight(QFont.Weight.DemiBold if index.data(STRONG_ROLE) else QFont.Weight.Normal)
        font.setStrikeOut(bool(index.data(STRUCK_ROLE)))
        painter.setFont(font)
        painter.setPen(colour(index.data(TONE_ROLE) or "ink"))
        room = area.adjusted(12, 0, -8, -1)
        text = painter.fontMetrics().elidedText(index.data() or "", Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        painter.restore()


class Table(QTableView, Generic[T]):
    """A list of lines. `chosen` carries the line under the cursor, `opened` the one entered or double-clicked.

    `end_near`: the last line comes into sight, so that more can be brought.
    """

    chosen = Signal(object)
    opened = Signal(object)
    end_near = Signal()

    def __init__(self, columns: tuple[Column[T], ...]) -> None:
        super().__init__()
        self.hovered = -1
        self.model_of_lines: Lines[T] = Lines(columns, self)
        self.setModel(self.model_of_lines)
        self.setItemDelegate(Rows(self))
        self._dress()
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(self._tell_opened)
        self.verticalScrollBar().valueChanged.connect(self._tell_end)

    def show_lines(self, lines: tuple[T, ...]) -> None:
        """Replace what is shown."""
        self.hovered = -1
        self.model_of_lines.show_lines(lines)

    def add_lines(self, lines: tuple[T, ...]) -> None:
        """More of the same answer, below what is shown."""
        self.model_of_lines.add_lines(lines)

    def line(self) -> T | None:
        """The line under the cursor."""
        at = self.currentIndex()
        return self.model_of_lines.lines[at.row()] if at.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line under the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._tell_opened(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tint the whole row under the pointer."""
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language: headings and worded cells."""
        if event.type() == QEvent.Type.LanguageChange:
            self.model_of_lines.headerDataChanged.emit(
                Qt.Orientation.Horizontal, 0, len(self.model_of_lines.columns) - 1
            )
            self.viewport().update()
        super().changeEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def _tell_chosen(self, now: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self.model_of_lines.lines[now.row()])

    def _tell_opened(self, at: QModelIndex) -> None:
        self.opened.emit(self.model_of_lines.lines[at.row()])

    def _tell_end(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - self.viewport().height():
            self.end_near.emit()

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(40)
        for at, column in enumerate(self.model_of_lines.columns):
            fixed = QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(at, fixed)
            if column.width:
                header.resizeSection(at, column.width)
