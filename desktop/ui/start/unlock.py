"""The password of a library that is there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.refusal import Reason, Refusal
from desktop.ui import refusals
from desktop.ui.start.secret import SecretField
from desktop.ui.widgets import Button, Label, Labelled, row


class Unlock(QWidget):
    """`entered` carries the password."""

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.secret = SecretField()
        self.password = Labelled("Mật khẩu", self.secret)
        self.go = Button("Mở thư viện", "main", icon="arrow-right")
        self._build()
        self.go.clicked.connect(self._enter)
        self.secret.returnPressed.connect(self._enter)

    def begin(self) -> None:
        """Ready for the password; what was typed before may be mended."""
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)
        self.secret.selectAll()

    def show_refusal(self, refusal: Refusal) -> bool:
        """Say it beneath the field; False when the password is not what was wrong."""
        if refusal.reason is not Reason.WRONG_PASSWORD:
            return False
        self.password.complain(lambda: refusals.whole(refusal.reason, refusal.facts))
        return True

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label("Mở thư viện", "title"))
        column.addWidget(Label("Số liệu trên máy này được mã hoá; mật khẩu là chìa khoá.", "soft", wraps=True))
        column.addSpacing(12)
        column.addWidget(self.password)
        column.addSpacing(8)
        column.addLayout(row(self.go, None))

    def _enter(self) -> None:
        if self.secret.text():
            self.password.complain("")
            self.entered.emit(self.secret.text())
        else:
            self.password.complain("Gõ mật khẩu rồi bấm Enter.")
