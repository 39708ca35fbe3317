"""A filled letter laid out as pages, the same on every screen and printer: lengths are 1/720 inch throughout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt

from desktop.library.letters.kinds import Paper
from desktop.library.letters.sheet import Grid, Size
from desktop.ui.letters.typesetting import ColumnsPiece, Piece, RowPiece, TextPiece, Type, black, is_gap, pieces

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from desktop.library.letters.sheet import Block, Sheet

DOTS_PER_INCH = 720
DOTS_PER_MM = DOTS_PER_INCH / 25.4
DOTS_PER_POINT = DOTS_PER_INCH / 72
_POINTS = {Paper.A4: 11.0, Paper.A4_WIDE: 10.0, Paper.A5: 9.5, Paper.ROLL_80: 9.0, Paper.ROLL_58: 8.0}
_NEVER = float("inf")


class Pages:
    """The pages of one letter: rows of a table are never torn, its head stands again on every page."""

    def __init__(self, sheet: Sheet) -> None:
        left, top, right, bottom = (margin * DOTS_PER_MM for margin in sheet.paper.margins_mm)
        wide, high = (side * DOTS_PER_MM for side in sheet.paper.size_mm)
        self._corner = QPointF(left, top)
        self._width = wide - left - right
        self._height = high - top - bottom if high else _NEVER
        self._type = Type(round(_POINTS[sheet.paper] * DOTS_PER_POINT))
        self._pages: list[list[tuple[float, Piece]]] = [[]]
        self._top = 0.0
        for block in sheet.blocks:
            self._add(block)
        self.size_mm = QSizeF(wide, high or self._top + top + bottom) / DOTS_PER_MM

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def draw(self, painter: QPainter, page: int) -> None:
        """Draw a page (from 0) with a painter that counts in dots from the paper's corner."""
        painter.save()
        painter.setPen(black())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for top, piece in self._pages[page]:
            piece.draw(painter, self._corner + QPointF(0, top))
        if page:
            self._draw_number(painter, page)
        painter.restore()

    def _draw_number(self, painter: QPainter, page: int) -> None:
        """In the middle of the upper margin, from the second page on (Nghị định 30/2020/NĐ-CP, phụ lục I)."""
        painter.setFont(self._type.font(Size.USUAL))
        place = QRectF(self._corner.x(), 0, self._width, self._corner.y())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(page + 1))

    def _add(self, block: Block) -> None:
        if isinstance(block, Grid):
            self._add_grid(block)
        else:
            piece = pieces(block, self._width, self._type)
            # A page neither begins nor ends with an empty line.
            if not is_gap(block) or (self._pages[-1] and self._fits(piece.height)):
                self._place(piece)

    def _add_grid(self, grid: Grid) -> None:
        edges = self._type.edges(grid, self._width)
        head = RowPiece(grid.heads, grid, edges, self._type, head=True)
        for at, texts in enumerate(grid.rows):
            row = RowPiece(texts, grid, edges, self._type)
            if not self._fits(row.height if at else head.height + row.height) and self._pages[-1]:
                self._turn()
            if at == 0 or not self._pages[-1]:
                self._place(head)
            self._place(row)
        self._top += self._type.size / 2

    def _fits(self, height: float) -> bool:
        return self._top + height <= self._height

    def _place(self, piece: Piece) -> None:
        if not self._fits(piece.height) and self._pages[-1]:
            along = self._last_text() if isinstance(piece, ColumnsPiece) else []
            self._turn()
            for text in along:
                self._place(text)
        self._pages[-1].append((self._top, piece))
        self._top += piece.height

    def _last_text(self) -> list[Piece]:
        """Taken off the page: the last paragraph and the gaps behind it. Nobody signs a page that says nothing."""
        page, taken = self._pages[-1], list[Piece]()
        while len(page) > 1 and isinstance(last := page[-1][1], TextPiece):
            taken.insert(0, last)
            page.pop()
            if not last.is_gap:
                return taken
        return []

    def _turn(self) -> None:
        """The next page."""
        self._pages.append([])
        self._top = 0.0
