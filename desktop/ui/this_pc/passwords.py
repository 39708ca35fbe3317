"""The passwords of this PC: one for the librarian, and one for the desk when somebody else sits there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.start.questions import SHORTEST_PASSWORD
from desktop.ui.start.secret import SecretField
from desktop.ui.widgets import Button, Card, Label, Labelled, Notice, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal


class NewPassword(QWidget):
    """Typed twice, so that nobody locks a library with a slip of the finger."""

    def __init__(self) -> None:
        super().__init__()
        self.secret, self.again = SecretField(), SecretField()
        self.once = Labelled("Mật khẩu mới", self.secret)
        self.twice = Labelled("Gõ lại mật khẩu", self.again)
        line = row(spacing=12)
        for part in (self.once, self.twice):
            line.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)

    def typed(self) -> str:
        """The new password; empty, with a complaint beneath, while it is not good."""
        new = self.secret.text()
        short, differ = len(new) < SHORTEST_PASSWORD, new != self.again.text()
        self.once.complain((lambda: tr("Cần ít nhất {count} ký tự.", count=SHORTEST_PASSWORD)) if short else "")
        self.twice.complain("Hai lần gõ chưa giống nhau." if differ and not short else "")
        return "" if short or differ else new

    def clear(self) -> None:
        """Nothing typed, nothing wrong."""
        for part, field in ((self.once, self.secret), (self.twice, self.again)):
            field.clear()
            part.complain("")


class PasswordCard(Card):
    """What both cards have: a new password, its button, and what came of it."""

    def __init__(self, heading: str, about: str, button: str) -> None:
        super().__init__()
        self.about = Label(about, "soft", wraps=True)
        self.new = NewPassword()
        self.go = Button(button, "plain", icon="key-round")
        self.notice = Notice()
        self.column.addWidget(Label(heading, "heading"))
        self.column.addWidget(self.about)
        self.column.addWidget(self.new)
        self.new.secret.returnPressed.connect(self.new.again.setFocus)
        self.new.again.returnPressed.connect(self.go.click)

    def show_refusal(self, no: Refusal) -> None:
        """Say it beside the field that caused it, where one did."""
        if no.reason in {Reason.PASSWORD_TAKEN, Reason.MISSING_FIELD}:
            self.new.once.complain(lambda: refusals.whole(no.reason, no.facts))
            return
        self.notice.tell("refused", lambda: refusals.why(no.reason, no.facts), lambda: refusals.what_to_do(no.reason))

    def done(self, headline: str, text: str = "") -> None:
        """It was done; what was typed is forgotten."""
        self.new.clear()
        self.notice.tell("done", headline, text)


class DeskPassword(PasswordCard):
    """`wanted` carries the desk's new password; `unwanted`: it shall have none."""

    wanted = Signal(str)
    unwanted = Signal()

    def __init__(self) -> None:
        super().__init__("Mật khẩu quầy", "", "Đặt mật khẩu quầy")
        self.remove = Button("Bỏ mật khẩu quầy", "quiet")
        self.column.addLayout(row(self.go, self.remove, None))
        self.column.addWidget(self.notice)
        self.go.clicked.connect(self._enter)
        self.remove.clicked.connect(self.unwanted)
        self.show_state(has_one=False)

    def _enter(self) -> None:
        if new := self.new.typed():
            self.wanted.emit(new)

    def show_state(self, *, has_one: bool) -> None:
        """Whether the desk has a password now."""
        self.about.say(
            "Mở bằng mật khẩu quầy chỉ cho mượn, nhận trả, gia hạn, đặt mượn và đăng ký bạn đọc được. Việc khác cần "
            "mật khẩu thủ thư."
            if has_one
            else "Chưa có: ai mở được thư viện cũng làm được mọi việc. Đặt mật khẩu quầy khi người khác trực thay thủ "
            "thư."
        )
        self.go.say("Đổi mật khẩu quầy" if has_one else "Đặt mật khẩu quầy")
        self.remove.setVisible(has_one)

    def show_set(self, _: object) -> None:
        """It holds from the next start on."""
        self.show_state(has_one=True)
        self.done("Đã đặt mật khẩu quầy.", "Đóng Tủ Sách rồi mở lại bằng mật khẩu này trước khi giao quầy.")

    def show_removed(self, _: object) -> None:
        """Only the librarian's is left."""
        self.show_state(has_one=False)
        self.done("Đã bỏ mật khẩu quầy.")


class LibrarianPassword(PasswordCard):
    """`wanted` carries the old password and the new one."""

    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(
            "Mật khẩu thủ thư", "Ghi lại ở nơi an toàn: thiếu nó, không ai mở được thư viện.", "Đổi mật khẩu thủ thư"
        )
        self.secret = SecretField()
        self.old = Labelled("Mật khẩu đang dùng", self.secret)
        self.column.insertWidget(self.column.indexOf(self.new), self.old)
        self.column.addLayout(row(self.go, None))
        self.column.addWidget(self.notice)
        self.setTabOrder(self.secret, self.new.secret)
        self.go.clicked.connect(self._enter)
        self.secret.returnPressed.connect(self.new.secret.setFocus)

    def _enter(self) -> None:
        old, new = self.secret.text(), self.new.typed()
        self.old.complain("" if old else "Gõ mật khẩu đang dùng.")
        if old and new:
            self.wanted.emit(old, new)

    def show_refusal(self, no: Refusal) -> None:
        """The old password may be the one that is wrong."""
        if no.reason is Reason.WRONG_PASSWORD:
            self.old.complain(lambda: refusals.whole(no.reason, no.facts))
        else:
            super().show_refusal(no)

    def show_changed(self, _: object) -> None:
        """It holds from now on."""
        self.secret.clear()
        self.old.complain("")
        self.done("Đã đổi mật khẩu thủ thư.", "Từ lần mở sau, gõ mật khẩu mới.")
