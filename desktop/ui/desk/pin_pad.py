"""The pad for a PIN: digits from the keyboard or the buttons, never shown; a scanned code is no PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.library.security.pins import LONGEST
from desktop.ui.widgets import Button, Card, Field, Label, Notice, row
from desktop.ui.words import verbatim

if TYPE_CHECKING:
    from desktop.ui.words import Source

DIGITS = "123456789"
KEY_SIDE = 52
FIELD_WIDTH = 290
ROOM_FOR_WORDS = 112


class PinField(Field):
    """Takes digits only. `spoilt`: something else was typed among them, as a scanner does that reads a card again."""

    def __init__(self) -> None:
        super().__init__()
        self.spoilt = False
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setProperty("role", "scan")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMaxLength(LONGEST)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhHiddenText)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are noted and not taken."""
        typed = event.text()
        if typed.isprintable() and typed and not (typed.isascii() and typed.isdecimal()):
            self.spoilt = True
            return
        super().keyPressEvent(event)


class PinPad(Card):
    """`entered` carries the PIN; `touched`: somebody is still there; `left`: nobody wants to begin after all."""

    entered = Signal(str)
    touched = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(margin=24, spacing=12)
        self.field = PinField()
        self.notice = Notice()
        self.keys = {digit: self._key(digit) for digit in f"{DIGITS}0"}
        self.correct = Button("Xoá", "quiet")
        self.go = Button("Tiếp tục", "main", key="Enter")
        self.leave = Button("Thôi", "quiet", key="Esc")
        self._build()
        self.field.returnPressed.connect(self._enter)
        self.field.textEdited.connect(lambda _: self.touched.emit())
        self.go.clicked.connect(self._enter)
        self.leave.clicked.connect(self.left)
        self.correct.clicked.connect(self._correct)

    def begin(self) -> None:
        """A card was scanned; its PIN comes next."""
        self._empty()
        self.notice.clear()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def complain(self, headline: Source, text: Source) -> None:
        """That was not the PIN, or it may not be asked now."""
        self._empty()
        self.notice.tell("refused", headline, text)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        """What a scanner typed is thrown away: it must not count as a wrong try."""
        pin, spoilt = self.field.text(), self.field.spoilt
        self._empty()
        self.touched.emit()
        if pin and not spoilt:
            self.entered.emit(pin)

    def _press(self) -> None:
        self.field.insert(self.sender().objectName())
        self.touched.emit()

    def _correct(self) -> None:
        self.field.backspace()
        self.touched.emit()

    def _empty(self) -> None:
        self.field.clear()
        self.field.spoilt = False

    def _key(self, digit: str) -> Button:
        key = Button(verbatim(digit))
        key.setObjectName(digit)
        key.setFixedSize(KEY_SIDE + 20, KEY_SIDE)
        key.clicked.connect(self._press)
        return key

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(8)
        for at, digit in enumerate(DIGITS):
            grid.addWidget(self.keys[digit], at // 3, at % 3)
        grid.addWidget(self.correct, 3, 0)
        grid.addWidget(self.keys["0"], 3, 1)
        for button in (*self.keys.values(), self.correct, self.go, self.leave):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.field.setFixedWidth(FIELD_WIDTH)
        self.notice.setFixedWidth(FIELD_WIDTH)
        self.notice.setMinimumHeight(ROOM_FOR_WORDS)
        left = QVBoxLayout()
        left.setSpacing(12)
        for part in (Label("Bấm mã PIN", "title"), self.field, row(self.leave, self.go, None), self.notice):
            if isinstance(part, QWidget):
                left.addWidget(part)
            else:
                left.addLayout(part)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addLayout(grid)
        right.addStretch(1)
        self.column.addLayout(row(left, 24, right))
