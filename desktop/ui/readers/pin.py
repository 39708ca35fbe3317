"""A reader's PIN: typed twice by the reader, never shown, taken away again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.library.security.pins import LONGEST
from desktop.ui import refusals
from desktop.ui.widgets import Button, Field, Label, Labelled, Notice, row

if TYPE_CHECKING:
    from desktop.library.model.reader import Reader
    from desktop.library.model.refusal import Refusal
    from desktop.ui.background import Background


class PinPart(QWidget):
    """Two fields for the reader's hands, and what came of it."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._card = ""
        self._build()
        self.pin.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._set)
        self.keep.clicked.connect(self._set)
        self.remove.clicked.connect(self._remove)

    def show_reader(self, reader: Reader) -> None:
        """Whether this reader has one; what was typed for another is gone."""
        if reader.card != self._card:
            self._empty()
            self.notice.clear()
        self._card = reader.card
        self.state.say("Đã có mã PIN để tự mượn, trả." if reader.has_pin else "Chưa có mã PIN để tự mượn, trả.")
        self.keep.say("Đổi mã PIN" if reader.has_pin else "Đặt mã PIN")
        self.remove.setVisible(reader.has_pin)

    def _build(self) -> None:
        self.state = Label("", "soft", wraps=True)
        self.pin, self.again = Field("4 đến 8 chữ số"), Field()
        for field in (self.pin, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMaxLength(LONGEST)
            field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.first = Labelled("Mã PIN mới (bạn đọc tự bấm)", self.pin)
        self.second = Labelled("Bấm lại mã PIN", self.again)
        self.keep = Button("Đặt mã PIN", icon="key-round")
        self.remove = Button("Bỏ mã PIN", "quiet")
        self.notice = Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.state, self.first, self.second):
            column.addWidget(part)
        column.addLayout(row(self.keep, self.remove, None))
        column.addWidget(self.notice)

    def _set(self) -> None:
        self.first.complain("")
        self.second.complain("")
        pin, card = self.pin.text(), self._card
        if pin != self.again.text():
            self.second.complain("Hai lần bấm khác nhau.")
            self.again.selectAll()
            self.again.setFocus()
            return
        self._background.run(lambda library: library.pins.set(card, pin), self._was_set, self._refused)

    def _remove(self) -> None:
        card = self._card
        self._background.run(lambda library: library.pins.remove(card), self._was_removed, self._refused)

    def _was_set(self, reader: Reader) -> None:
        self._empty()
        self.show_reader(reader)
        self.notice.tell("done", "Đã đặt mã PIN.")

    def _was_removed(self, reader: Reader) -> None:
        self._empty()
        self.show_reader(reader)
        self.notice.tell("done", "Đã bỏ mã PIN.")

    def _refused(self, no: Refusal) -> None:
        self.notice.clear()
        self.first.complain(partial(refusals.whole, no.reason, no.facts))
        self.pin.setFocus()

    def _empty(self) -> None:
        for field, part in ((self.pin, self.first), (self.again, self.second)):
            field.clear()
            part.complain("")
