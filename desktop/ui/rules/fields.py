"""Small fields of rules: numbers, and the reason without which nothing is changed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator

from desktop.library.model.refusal import Refusal
from desktop.ui import refusals
from desktop.ui.widgets import Button, Field, Label, Labelled, Notice, OpenCard, row

_NUMBER_PX, _MOST = 96, 999_999_999


class Number(Field):
    """A whole number, 0 or more."""

    def __init__(self) -> None:
        super().__init__()
        self.setValidator(QIntValidator(0, _MOST, self))
        self.setFixedWidth(_NUMBER_PX)

    @property
    def number(self) -> int:
        """What is typed; 0 for nothing."""
        return int(self.text() or 0)

    def put(self, number: int) -> None:
        """Show this number."""
        self.setText(str(number))


class Reasoned(OpenCard):
    """A place where something is changed: with a reason, a button to save, one to leave, and room for a refusal."""

    saved = Signal()

    def __init__(self, *, may_leave: bool = True, kind: str = "main") -> None:
        super().__init__(role="sunken", margin=12)
        self.why = Field("Vì sao sửa, để người sau hiểu")
        self.reason = Labelled("Lý do", self.why)
        self.save, self.leave = Button("Lưu", kind, icon="check"), Button("Thôi", "quiet", key="Esc")
        if not may_leave:
            self.leave.hide()
        self.notice = Notice()
        self.save.clicked.connect(self.saved)
        self.leave.clicked.connect(self.left)
        self.why.returnPressed.connect(self.saved)

    def end(self) -> None:
        """Put the reason and the buttons after what is changed."""
        line = row(spacing=12)
        line.addWidget(self.reason, 1)
        line.addWidget(self.save, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignTop)
        line.setAlignment(self.save, Qt.AlignmentFlag.AlignBottom)
        line.setAlignment(self.leave, Qt.AlignmentFlag.AlignBottom)
        self.column.addLayout(line)
        self.column.addWidget(self.notice)

    def begin(self) -> None:
        """The keys go to what is changed first."""
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_anew(self) -> None:
        """Nothing is said about it, and no reason typed."""
        self.why.clear()
        self.reason.complain("")
        self.notice.clear()

    def show_refusal(self, no: Refusal) -> None:
        """Say it beside what it is about."""
        self.notice.clear()
        if no.facts.get("field") == "why":
            self.reason.complain("Ghi vài chữ vì sao.")
            self.why.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        why, then = partial(refusals.why, no.reason, no.facts), partial(refusals.what_to_do, no.reason)
        self.notice.tell("refused", why, then)


def guest_words() -> Label:
    """Said where whoever opened the library may only read."""
    return Label("Mở bằng mật khẩu thủ thư để sửa.", "soft", wraps=True)
