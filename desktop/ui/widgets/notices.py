"""What is said beside its cause, and what is shown where there is nothing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.texts import Label, Sign, mark

if TYPE_CHECKING:
    from desktop.ui.words import Source

SIGNS = {"refused": "circle-x", "warning": "triangle-alert", "information": "info", "done": "circle-check"}


class Notice(QFrame):
    """A sentence with its severity in words, sign and colour; at most two buttons, the recommended one first."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self.sign = Sign("info", 20)
        self.headline = Label("", "strong", wraps=True)
        self.text = Label("", "text", wraps=True)
        self._buttons = QHBoxLayout()
        self._build()
        self.hide()

    def tell(self, severity: str, headline: Source, text: Source = "") -> None:
        """Say it. `severity`: refused, warning, information, done."""
        self._drop_buttons()
        self.sign.show_sign(SIGNS[severity])
        self.headline.say(headline)
        self.text.say(text)
        self.text.setVisible(bool(text))
        mark(self, severity=severity)
        self.show()

    def offer(self, *buttons: Button) -> None:
        """What can be done about it."""
        for at, button in enumerate(buttons):
            self._buttons.insertWidget(at, button)

    def clear(self) -> None:
        """Nothing to say any more."""
        self._drop_buttons()
        self.hide()

    def _drop_buttons(self) -> None:
        while self._buttons.count() > 1:
            item = self._buttons.takeAt(0)
            if item is not None and (button := item.widget()) is not None:
                button.hide()
                button.deleteLater()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.headline)
        words.addWidget(self.text)
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        words.addLayout(self._buttons)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 12, 16, 12)
        line.setSpacing(12)
        line.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)


class Empty(QWidget):
    """An empty, loading or wrong state: a sign, one sentence, at most one button."""

    def __init__(self, icon: str, headline: Source, text: Source = "", button: Button | None = None) -> None:
        super().__init__()
        self.sign = Sign(icon, 36)
        self.sign.setProperty("role", "faint")
        self.headline = Label(headline, "heading", wraps=True)
        self.text = Label(text, "soft", wraps=True)
        if not text:  # never show() here: without a parent it would be a window for a moment
            self.text.hide()
        self.button = button
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self.headline, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        if button is not None:
            column.addSpacing(8)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def tell(self, icon: str, headline: Source, text: Source = "") -> None:
        """Another state in the same place."""
        self.sign.show_sign(icon)
        self.headline.say(headline)
        self.text.say(text)
        self.text.setVisible(bool(text))
