"""Texts and signs that follow the language and the theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui import icons
from desktop.ui.words import Source, spoken

Breaks = tuple[tuple[int, int], ...]
"""Where each line of a text begins and ends."""
MOST_BREAKS = 64
"""Kept of one text: a layout tries a handful of widths."""


def mark(widget: QWidget, **states: object) -> None:
    """Set states that the style sheet colours (`severity="refused"`), and repaint where that changes something."""
    if all(widget.property(name) == value for name, value in states.items()):
        return
    for name, value in states.items():
        widget.setProperty(name, value)
    for part in (widget, *widget.findChildren(QWidget)):
        part.style().unpolish(part)
        part.style().polish(part)


class Label(QLabel):
    """A text in one of the roles of the style sheet."""

    def __init__(self, source: Source = "", role: str = "text", *, wraps: bool = False) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self._source: Source = source
        self.say(source)

    def say(self, source: Source) -> None:
        """Show this sentence, now and in whatever language comes."""
        self._source = source
        self.setText(spoken(source) if source else "")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.say(self._source)
        super().changeEvent(event)


class Clamped(Label):
    """A text of at most `lines` lines that ends in an ellipsis; the whole text stands in the tool tip."""

    def __init__(self, source: Source = "", role: str = "text", *, lines: int = 1) -> None:
        self._breaks: dict[tuple[str, str, int], Breaks] = {}
        super().__init__(source, role)
        self._lines = lines
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(lines > 1)
        self.setSizePolicy(policy)

    def say(self, source: Source) -> None:
        """Show this sentence, and whole in the tool tip."""
        super().say(source)
        self.setToolTip(self.text())
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Height depends on how many lines are needed."""
        return self._lines > 1

    def heightForWidth(self, width: int) -> int:
        """As many lines as the text needs, at most `lines`."""
        return self._height(width, self.font())

    def sizeHint(self) -> QSize:
        """One line high unless the width says otherwise."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()), self.fontMetrics().lineSpacing() + 2)

    def minimumSizeHint(self) -> QSize:
        """Room for an ellipsis."""
        return QSize(40, self.fontMetrics().lineSpacing() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines; the last one is shortened when there is more."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        step, starts = self.fontMetrics().lineSpacing(), self._broken(self.width(), self.font())
        for at, (start, end) in enumerate(starts[: self._lines]):
            last = at == self._lines - 1 and len(starts) > self._lines
            piece = self.text()[start:] if last else self.text()[start:end]
            shown = self.fontMetrics().elidedText(piece.strip(), Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QPointF(0, at * step + self.fontMetrics().ascent() + 1), shown)
        painter.end()

    def _height(self, width: int, font: QFont) -> int:
        needed = max(1, min(self._lines, len(self._broken(width, font))))
        return needed * QFontMetrics(font, self).lineSpacing() + 2

    def _broken(self, width: int, font: QFont) -> Breaks:
        """Where the lines begin and end. A layout asks many times for the same: the last answers are kept."""
        known = (self.text(), font.key(), width)
        if known not in self._breaks:
            if len(self._breaks) > MOST_BREAKS:
                self._breaks.clear()
            self._breaks[known] = self._break(width, font)
        return self._breaks[known]

    def _break(self, width: int, font: QFont) -> Breaks:
        layout = QTextLayout(self.text(), font, self)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap if self._lines > 1 else QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        found: list[tuple[int, int]] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 20))
            found.append((line.textStart(), line.textStart() + line.textLength()))
        layout.endLayout()
        return tuple(found)


class Fitted(Clamped):
    """A large text that takes a smaller size before it is shortened."""

    def __init__(self, points: tuple[float, ...], *, lines: int = 2) -> None:
        super().__init__("", "big", lines=lines)
        self._points = points

    def fit_in(self, points: tuple[float, ...]) -> None:
        """The sizes to choose from, largest first."""
        self._points = points

    def heightForWidth(self, width: int) -> int:
        """The height at the size that fits; it is taken when it is drawn, or each layout would ask for another."""
        return self._height(width, self._fitting(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw at the size that fits."""
        font = self._fitting(self.width())
        if font.pointSizeF() != self.font().pointSizeF():
            self.setFont(font)
        super().paintEvent(event)

    def _fitting(self, width: int) -> QFont:
        font = QFont(self.font())
        for points in self._points:
            font.setPointSizeF(points)
            if len(self._broken(width, font)) <= self._lines:
                break
        return font


class Sign(QLabel):
    """A line icon in the colour that the style sheet gives to this place."""

    def __init__(self, name: str, size: int = 20) -> None:
        super().__init__()
        self._name = name
        self._side = size
        self.setFixedSize(size, size)

    def show_sign(self, name: str) -> None:
        """Another icon."""
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the text colour of the moment."""
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, icons.pixmap(self._name, colour, self._side, self.devicePixelRatioF()))
        painter.end()
