"""Panels, hairlines, rows, and places that scroll."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget


class Card(QFrame):
    """A white panel with a hairline around it. `role`: card, sunken (a quiet ground inside a card)."""

    def __init__(self, *, role: str = "card", margin: int = 16, spacing: int = 8) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(spacing)


class OpenCard(Card):
    """A card that is open for a moment: Esc, from wherever in it, asks to close it by `left`."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fields let Esc pass; it ends here."""
        if event.key() == Qt.Key.Key_Escape and self.may_be_left:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @property
    def may_be_left(self) -> bool:
        """Whether Esc closes it now; a card that is at work says no."""
        return True


class Scroll(QScrollArea):
    """What may be higher than its place; it never scrolls sideways. `takes_keys`: nothing inside would scroll it."""

    def __init__(self, ground: QWidget, *, takes_keys: bool = False) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if not takes_keys:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(ground)


class Rule(QFrame):
    """A hairline across."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "rule")
        self.setFixedHeight(1)


def row(*parts: QWidget | QLayout | int | None, spacing: int = 8) -> QHBoxLayout:
    """Parts side by side; a number is that much space, None the place that stretches."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for part in parts:
        match part:
            case None:
                made.addStretch(1)
            case int():
                made.addSpacing(part)
            case QWidget():
                made.addWidget(part)
            case _:
                made.addLayout(part)
    return made
