"""The pieces that a page is put together from: each knows its height and draws itself, black on white."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen, QTextCharFormat, QTextLayout, QTextOption

from desktop.library.letters.room import side_widths, table_widths
from desktop.library.letters.sheet import Columns, Grid, Paragraph, Rule, Side, Size
from desktop.ui.theme import FAMILY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QPainter

    from desktop.library.letters.sheet import Block, Cell

HAIRLINE = 5.0
"""Dots: half a point, which every printer draws."""
_ALIGN = {
    Side.LEFT: Qt.AlignmentFlag.AlignLeft,
    Side.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Side.RIGHT: Qt.AlignmentFlag.AlignRight,
}
_TIMES = {Size.TITLE: 1.3, Size.USUAL: 1.0, Size.SMALL: 0.88}
_SHORT = 0.4
"""Of its column: the line under the head of a letter."""
_TO_SIGN = 2.8
"""Of the usual text: as high as a signature."""
_PAD = 0.3
"""Of the usual text: the room at both sides of a table's cell."""
_LEADING = 0.1
"""Of the height of a line, between paragraphs."""


class Piece(Protocol):
    """A part of a page that is never torn."""

    height: float

    def draw(self, painter: QPainter, corner: QPointF) -> None:
        """Draw it with its upper left corner here."""


class Type:
    """The fonts of one letter. Lengths are dots; `size` is that of the usual text."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.table = self.font(Size.SMALL)
        self.table_bold = self.font(Size.SMALL, bold=True)

    def font(self, size: Size, *, bold: bool = False, italic: bool = False) -> QFont:
        """A font of the letter; without hinting, so that letters stand where they do on any printer."""
        made = QFont(FAMILY)
        made.setPixelSize(round(self.size * _TIMES[size]))
        made.setBold(bold)
        made.setItalic(italic)
        made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return made

    def edges(self, grid: Grid, width: float) -> tuple[float, ...]:
        """Where the columns of the table begin and end."""
        metrics = {bold: QFontMetricsF(self.table_bold if bold else self.table) for bold in (False, True)}
        widths = table_widths(
            grid, width, lambda text, bold: metrics[bold].horizontalAdvance(text), pad=2.2 * _PAD * self.size
        )
        return tuple(accumulate(widths, initial=0.0))

    def advance(self, paragraph: Paragraph) -> float:
        """How wide it would be on one line."""
        is_bold = any(run.bold for run in paragraph.runs)
        font = self.font(paragraph.size, bold=is_bold, italic=paragraph.italic)
        return QFontMetricsF(font).horizontalAdvance(paragraph.text)


class TextPiece:
    """A paragraph, broken into lines."""

    def __init__(self, paragraph: Paragraph, width: float, kind: Type) -> None:
        font = kind.font(paragraph.size, italic=paragraph.italic)
        self.is_gap = not paragraph.text
        self._layout = QTextLayout(paragraph.text, font)
        self._layout.setFormats(list(_bold_parts(paragraph)))
        self.height = _broken(self._layout, width, _ALIGN[paragraph.side])
        self.height += kind.size * (_LEADING if paragraph.text else 0.0)

    def draw(self, painter: QPainter, corner: QPointF) -> None:
        """Draw the lines."""
        self._layout.draw(painter, corner)


class RulePiece:
    """A line across the paper, or a short one in the middle of its column."""

    def __init__(self, rule: Rule, width: float, kind: Type) -> None:
        self._half = width * (_SHORT if rule.short else 1.0) / 2
        self._middle = width / 2
        self.height = kind.size * (0.45 if rule.short else 0.9)

    def draw(self, painter: QPainter, corner: QPointF) -> None:
        """Draw the line."""
        middle = corner + QPointF(self._middle, self.height / 2)
        painter.drawLine(middle - QPointF(self._half, 0), middle + QPointF(self._half, 0))


class ColumnsPiece:
    """Texts side by side: a head or a place to sign, never torn by the end of a page."""

    def __init__(self, columns: Columns, width: float, kind: Type) -> None:
        self._columns: list[tuple[float, list[Piece]]] = []
        left = 0.0
        for cell, wide in zip(columns.cells, side_widths(columns, width, kind.advance, pad=kind.size), strict=True):
            self._columns.append((left, list(_stacked(cell, wide, kind))))
            left += wide
        self.height = max(sum(piece.height for piece in pieces) for _, pieces in self._columns)

    def draw(self, painter: QPainter, corner: QPointF) -> None:
        """Draw each column from the top."""
        for left, pieces in self._columns:
            top = 0.0
            for piece in pieces:
                piece.draw(painter, corner + QPointF(left, top))
                top += piece.height


class RowPiece:
    """One row of a table with the lines around its cells."""

    def __init__(
        self, texts: tuple[str, ...], grid: Grid, edges: tuple[float, ...], kind: Type, *, head: bool = False
    ) -> None:
        """`edges`: where its columns begin and end (Type.edges)."""
        font = kind.table_bold if head else kind.table
        metrics = QFontMetricsF(font)
        self._pad = kind.size * _PAD
        self._edges = edges
        self._cells = [
            _Cell(text, font, metrics, (right - left) - 2 * self._pad, to_right=is_right and not head)
            for text, left, right, is_right in zip(texts, self._edges, self._edges[1:], grid.right, strict=False)
        ]
        least = kind.size * _TO_SIGN if grid.tall and not head else 0.0
        self.height = max(least, max(cell.height for cell in self._cells) + self._pad)

    def draw(self, painter: QPainter, corner: QPointF) -> None:
        """Draw the lines, then the texts between them."""
        for left, right, cell in zip(self._edges, self._edges[1:], self._cells, strict=False):
            painter.drawRect(QRectF(corner.x() + left, corner.y(), right - left, self.height))
            cell.draw(painter, corner + QPointF(left + self._pad, self._pad / 2))


class _Cell:
    """A text in a table; one that fits on a line, as most do, is not broken at all."""

    def __init__(self, text: str, font: QFont, metrics: QFontMetricsF, width: float, *, to_right: bool) -> None:
        self._text, self._font = text, font
        self._align = Qt.AlignmentFlag.AlignRight if to_right else Qt.AlignmentFlag.AlignLeft
        self._layout: QTextLayout | None = None
        self.height = metrics.height()
        self._place = QRectF(0, 0, width, self.height)
        if metrics.horizontalAdvance(text) > width:
            self._layout = QTextLayout(text, font)
            self.height = _broken(self._layout, width, self._align)

    def draw(self, painter: QPainter, corner: QPointF) -> None:
        if self._layout is not None:
            self._layout.draw(painter, corner)
        elif self._text:
            painter.setFont(self._font)
            painter.drawText(self._place.translated(corner), self._align, self._text)


def pieces(block: Paragraph | Rule | Columns, width: float, kind: Type) -> Piece:
    """The piece that a block becomes; a table becomes a piece for each of its rows (RowPiece)."""
    match block:
        case Paragraph():
            return TextPiece(block, width, kind)
        case Rule():
            return RulePiece(block, width, kind)
        case Columns():
            return ColumnsPiece(block, width, kind)


def black(width: float = HAIRLINE) -> QPen:
    """What lines and letters are drawn with, whatever the window looks like."""
    return QPen(QColor(Qt.GlobalColor.black), width)


def is_gap(block: Block | None) -> bool:
    """Whether it is an empty line."""
    return isinstance(block, Paragraph) and not block.text


def _stacked(cell: Cell, width: float, kind: Type) -> Iterator[Piece]:
    return (pieces(part, width, kind) for part in cell)


def _bold_parts(paragraph: Paragraph) -> Iterator[QTextLayout.FormatRange]:
    at = 0
    for run in paragraph.runs:
        if run.bold:
            part = QTextLayout.FormatRange()
            part.start, part.length = at, len(run.text)
            form = QTextCharFormat()
            form.setFontWeight(QFont.Weight.Bold)
            part.format = form
            yield part
        at += len(run.text)


def _broken(layout: QTextLayout, width: float, align: Qt.AlignmentFlag) -> float:
    """Break the text into lines of this width; how high they are together."""
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    high = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, high))
        high += line.height()
    layout.endLayout()
    return high
