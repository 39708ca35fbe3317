"""Where the librarian vouches for one act: a small password field beside the button, never a window of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.start.secret import SecretField
from desktop.ui.widgets import Clamped
from desktop.ui.widgets.texts import mark

if TYPE_CHECKING:
    from desktop.ui.words import Source

FIELD_WIDTH = 208


class Vouching(QWidget):
    """`entered` carries the password; `left`: nobody is asked any more, the scanner may go on."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, question: Source = "Mời thủ thư gõ mật khẩu cho lượt này.") -> None:
        super().__init__()
        self._question = question
        self.secret = SecretField("Mật khẩu thủ thư")
        self.words = Clamped("", "hint", lines=2)
        self.secret.setFixedWidth(FIELD_WIDTH)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.secret)
        line.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        self.secret.returnPressed.connect(self._enter)
        self.hide()

    def ask(self) -> None:
        """Call the librarian."""
        self.secret.clear()
        self._say(self._question, "")
        self.show()
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def complain(self, why: Source) -> None:
        """That was not the password."""
        self._say(why, "refused")

    def dismiss(self) -> None:
        """Nothing waits for the librarian any more."""
        if not self.isHidden():
            self.secret.clear()
            self.hide()
            self.left.emit()

    def _enter(self) -> None:
        typed = self.secret.text()
        self.secret.clear()
        if typed:
            self.entered.emit(typed)

    def _say(self, words: Source, severity: str) -> None:
        self.words.say(words)
        mark(self.words, severity=severity)
        mark(self.secret, severity=severity)
