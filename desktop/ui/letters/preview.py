"""Letters as they will lie on the table: in the screen's real millimetres with a ruler to check, or fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.letters.pages import DOTS_PER_MM, Pages
from desktop.ui.theme import colour
from desktop.ui.widgets import Label, Segments, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.letters.sheet import Sheet

_GAP = 12
_RULER_MM = 100
_RULER_HIGH = 26
_LEAST, _MOST = 2.0, 16.0
"""Pixels per millimetre (50 to 400 dpi): a screen that says otherwise does not know its size."""
_USUAL = 96 / 25.4


class Preview(QWidget):
    """Shows the pages of one letter, one beneath the other."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = Segments((("fit", "Vừa khung", "", ""), ("true", "Cỡ thật 100 %", "", "")))
        self.pages_told = Label("", "soft")
        self.table = PaperTable()
        self.ruler = Ruler(self.table)
        self.check = Label(
            "Đặt thước thật lên màn hình: vạch dài dưới đây phải cách nhau đúng 1 cm.", "hint", wraps=True
        )
        self.place = QScrollArea()
        self.place.setFrameShape(QFrame.Shape.NoFrame)
        self.place.setWidget(self.table)
        self.place.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.place.setCornerWidget(QWidget())
        self.place.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row(self.scale, None, self.pages_told))
        column.addWidget(self.check)
        column.addWidget(self.ruler)
        column.addWidget(self.place, 1)
        self.scale.chosen.connect(self._choose)
        self.scale.choose("fit")
        self.ruler.hide()
        self.check.hide()

    def show_sheet(self, sheet: Sheet) -> None:
        """Lay this letter on the table."""
        pages = Pages(sheet)
        self.table.lay(pages)
        self._fit()
        self.pages_told.say(lambda: tr("Số trang: {pages}", pages=pages.count))

    def eventFilter(self, of: QWidget, event: QEvent) -> bool:  # type: ignore[override] # watched are widgets only
        """Fit anew when the place changes."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(of, event)

    def _choose(self, name: str) -> None:
        for part in (self.ruler, self.check):
            part.setVisible(name == "true")
        self._fit()

    def _fit(self) -> None:
        true = self.scale.buttons["true"].isChecked()
        room = self.place.viewport().width() - 2 * _GAP
        self.table.zoom(self.table.true_scale if true else room / max(1.0, self.table.wide_mm))
        self.ruler.update()


class PaperTable(QWidget):
    """The pages, white on the quiet ground. `pixels_per_mm` is the scale of the moment."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._pages: Pages | None = None
        self.pixels_per_mm = _USUAL

    @property
    def true_scale(self) -> float:
        """Pixels per millimetre of this screen."""
        told = self.screen().physicalDotsPerInchX() / 25.4
        return told if _LEAST <= told <= _MOST else _USUAL

    @property
    def wide_mm(self) -> float:
        """How wide the paper is."""
        return self._pages.size_mm.width() if self._pages else 210.0

    def lay(self, pages: Pages) -> None:
        """Other pages."""
        self._pages = pages
        self.zoom(self.pixels_per_mm)

    def zoom(self, pixels_per_mm: float) -> None:
        """Another scale; never so small that nothing is seen."""
        self.pixels_per_mm = max(0.5, pixels_per_mm)
        self.setFixedSize(self._size())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw those pages that are in sight."""
        if self._pages is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        for page in range(self._pages.count):
            paper = self._paper(page)
            if paper.intersects(QRectF(event.rect())):
                self._draw(painter, paper, page)
        painter.end()

    def _draw(self, painter: QPainter, paper: QRectF, page: int) -> None:
        assert self._pages is not None
        painter.setPen(QPen(colour("line-strong"), 1))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRect(paper)
        painter.save()
        painter.setClipRect(paper)
        painter.translate(paper.topLeft())
        painter.scale(self.pixels_per_mm / DOTS_PER_MM, self.pixels_per_mm / DOTS_PER_MM)
        self._pages.draw(painter, page)
        painter.restore()

    def _paper(self, page: int) -> QRectF:
        assert self._pages is not None
        size = self._pages.size_mm * self.pixels_per_mm
        return QRectF(QPointF(_GAP, _GAP + page * (size.height() + _GAP)), size)

    def _size(self) -> QSize:
        if self._pages is None:
            return QSize(100, 100)
        last = self._paper(self._pages.count - 1)
        return QSize(round(last.right()) + _GAP, round(last.bottom()) + _GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew."""
        self.update()
        super().resizeEvent(event)


class Ruler(QWidget):
    """Ten centimetres: a ruler held against the screen shows whether it is true."""

    def __init__(self, table: PaperTable) -> None:
        super().__init__()
        self._table = table
        self.setFixedHeight(_RULER_HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the centimetres and what they are for."""
        step = self._table.true_scale
        painter = QPainter(self)
        painter.setPen(QPen(colour("ink-soft"), 1))
        foot = self.height() - 4
        painter.drawLine(QPointF(_GAP, foot), QPointF(_GAP + _RULER_MM * step, foot))
        for at in range(0, _RULER_MM + 1, 5):
            left = _GAP + at * step
            painter.drawLine(QPointF(left, foot), QPointF(left, foot - (10 if at % 10 == 0 else 5)))
        painter.end()
