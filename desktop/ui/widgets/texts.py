"""Texts and signs that follow the language and the theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui import icons
from desktop.ui.words import Source, spoken


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
        needed = max(1, min(self._lines, len(self._broken(width))))
        return needed * self.fontMetrics().lineSpacing() + 2

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
        step, starts = self.fontMetrics().lineSpacing(), self._broken(self.width())
        for at, (start, end) in enumerate(starts[: self._lines]):
            last = at == self._lines - 1 and len(starts) > self._lines
            piece = self.text()[start:] if last else self.text()[start:end]
            shown = self.fontMetrics().elidedText(piece.strip(), Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QPointF(0, at * step + self.fontMetrics().ascent() + 1), shown)
        painter.end()

    def _broken(self, width: int) -> tuple[tuple[int, int], ...]:
        layout = QTextLayout(self.text(), self.font())
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
        """The height at the size that fits."""
        self._fit(width)
        return super().heightForWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw at the size that fits."""
        self._fit(self.width())
        super().paintEvent(event)

    def _fit(self, width: int) -> None:
        for points in self._points:
            font = QFont(self.font())
            if font.pointSizeF() != points:
                font.setPointSizeF(points)
                self.setFont(font)
            if len(self._broken(width)) <= self._lines:
                return


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
