"""The three questions of a new library: which unit, which password, empty or with the sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.founding import Founding
from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.start.secret import SecretField
from desktop.ui.widgets import Button, Field, Label, Labelled, Segments, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal
    from desktop.ui.words import Source

SHORTEST_PASSWORD = 6
FILLINGS = {
    "empty": "Thư viện trống, sẵn sàng nhập sách của đơn vị.",
    "sample": "Có sẵn 2.000 nhan đề, bạn đọc và lượt mượn để tập dùng.",
}


class Questions(QWidget):
    """`answered` carries a Founding once the answers are good."""

    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._build()
        self._connect()
        self._choose("empty")

    def begin(self) -> None:
        """Ready for the first answer."""
        self.unit.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refusal(self, refusal: Refusal) -> bool:
        """Say it beside the answer that caused it; False when no answer did."""
        if refusal.reason is not Reason.MISSING_FIELD:
            return False
        wrong = self.password if refusal.facts.get("field") == "password" else self.unit
        wrong.complain(lambda: refusals.whole(refusal.reason, refusal.facts))
        return True

    def _build(self) -> None:
        self.code = Field("Ví dụ: DV01")
        self.full_name = Field("Ví dụ: Thư viện Công an tỉnh")
        self.secret, self.again = SecretField(), SecretField()
        self.unit = Labelled("Mã đơn vị", self.code)
        self.name = Labelled("Tên thư viện", self.full_name)
        self.password = Labelled("Mật khẩu", self.secret)
        self.repeated = Labelled("Gõ lại mật khẩu", self.again)
        self.filling = Segments((("empty", "Trống", "library", ""), ("sample", "Có dữ liệu mẫu", "layers", "")))
        self.filling_words = Label("", "hint", wraps=True)
        self.go = Button("Tạo thư viện", "main", icon="arrow-right")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label("Tạo thư viện mới", "title"))
        column.addWidget(Label("Ba câu hỏi, chưa tới một phút.", "soft", wraps=True))
        column.addSpacing(4)
        for number, question, parts in (
            (1, "Thư viện của đơn vị nào?", (self.unit, self.name)),
            (2, "Mật khẩu mở thư viện trên máy này?", (self.password, self.repeated)),
        ):
            column.addWidget(_numbered(number, question))
            side = row(spacing=12)
            for part, stretch in zip(parts, (2, 3) if number == 1 else (1, 1), strict=True):
                side.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
            column.addLayout(side)
        column.addWidget(
            Label("Ghi mật khẩu lại ở nơi an toàn: thiếu nó, không ai mở được thư viện.", "hint", wraps=True)
        )
        column.addWidget(_numbered(3, "Bắt đầu với gì?"))
        column.addLayout(row(self.filling, None))
        column.addWidget(self.filling_words)
        column.addSpacing(8)
        column.addLayout(row(self.go, None))

    def _connect(self) -> None:
        self.filling.chosen.connect(self._choose)
        self.go.clicked.connect(self._answer)
        for field in (self.code, self.full_name, self.secret, self.again):
            field.returnPressed.connect(self._next)

    def _choose(self, name: str) -> None:
        self.filled_with = name
        self.filling.choose(name)
        self.filling_words.say(FILLINGS[name])

    def _next(self) -> None:
        """Enter goes to the next answer, and from the last one on."""
        if self.sender() is self.again:
            self._answer()
        else:
            self.focusNextChild()

    def _answer(self) -> None:
        answers = Founding(
            self.code.text().strip(), self.full_name.text().strip(), self.secret.text(), self.filled_with == "sample"
        )
        complaints = self._complaints(answers)
        for part in (self.unit, self.name, self.password, self.repeated):
            part.complain(complaints.get(part, ""))
        if complaints:
            next(iter(complaints)).field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.answered.emit(answers)

    def _complaints(self, answers: Founding) -> dict[Labelled, Source]:
        found: dict[Labelled, Source] = {}
        if not answers.unit:
            found[self.unit] = "Ghi mã đơn vị."
        if not answers.name:
            found[self.name] = "Ghi tên thư viện."
        if len(answers.password) < SHORTEST_PASSWORD:
            found[self.password] = lambda: tr("Cần ít nhất {count} ký tự.", count=SHORTEST_PASSWORD)
        elif answers.password != self.again.text():
            found[self.repeated] = "Hai lần gõ chưa giống nhau."
        return found


def _numbered(number: int, question: Source) -> Label:
    label = Label(lambda: tr("{number}. {question}", number=number, question=tr(str(question))), "strong")
    label.setContentsMargins(0, 8, 0, 0)
    return label
