"""The copies of a title, where each is, and a row to add one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.item import Condition, CopyLine, ItemForm
from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.dates import short_day
from desktop.ui.widgets import Button, Card, Choice, Column, Field, Label, Labelled, Rule, Table, row
from desktop.ui.widgets.tables import ROW_HEIGHT
from desktop.ui.words import Language, language, tr

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal

Codes = tuple[tuple[str, str, str], ...]
"""(code, Vietnamese, English)"""

CONDITIONS = {
    Condition.WITHDRAWN: "đã thanh lọc",
    Condition.LOST: "đã mất",
    Condition.DAMAGED: "hỏng",
    Condition.RESTRICTED: "hạn chế",
    Condition.NOT_FOR_LOAN: "chỉ đọc tại chỗ",
}
MOST_ROWS = 6


def standing_words(line: CopyLine) -> str:
    """Where the copy is, in words."""
    if line.due is not None:
        return tr("đang mượn, hạn trả {day}", day=short_day(line.due))
    marked = next((words for condition, words in CONDITIONS.items() if line.item.has(condition)), None)
    return tr(marked) if marked else tr("trên giá")


def _tone(line: CopyLine) -> str:
    if line.due is not None:
        return "amber"
    return "ink-soft" if line.item.conditions else "pine"


def named(codes: Codes, code: str) -> str:
    """What a code is called in the language of the moment; itself when the unit has no name for it."""
    names = next(((vi, en) for have, vi, en in codes if have == code), (code, code))
    return names[0 if language() is Language.VIETNAMESE else 1]


class CopyForm(QWidget):
    """One row to fill in. `typed` carries an ItemForm."""

    typed = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.location = Choice(), Choice()
        self.barcode = Field(lambda: tr("Để trống: lấy số tiếp theo"))
        self.call_number, self.price = Field(), Field("Ví dụ: 95.000")
        self.code = Labelled("Mã vạch", self.barcode)
        self.add = Button("Lưu bản sách", "main", icon="check")
        self.leave = Button("Thôi", "quiet")
        self._build()
        self.add.clicked.connect(self._type)
        self.leave.clicked.connect(self.left)
        for field in (self.barcode, self.call_number, self.price):
            field.returnPressed.connect(self._type)

    def begin(self, types: Codes, locations: Codes) -> None:
        """Ready for a new copy; kind and location stay as they were last time."""
        for choice, codes in ((self.kind, types), (self.location, locations)):
            choice.offer(tuple((code, partial(named, codes, code)) for code, *_ in codes))
        self.barcode.clear()
        self.code.complain("")
        self.show()
        self.barcode.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refusal(self, refusal: Refusal) -> None:
        """Beneath the bar code, which is the only thing that can be wrong."""
        self.code.complain(partial(refusals.whole, refusal.reason, refusal.facts))
        self.barcode.setFocus(Qt.FocusReason.OtherFocusReason)
        if refusal.reason is Reason.DUPLICATE_BARCODE:
            self.barcode.selectAll()

    def _type(self) -> None:
        self.typed.emit(
            ItemForm(
                barcode=self.barcode.text(),
                type=self.kind.value,
                call_number=self.call_number.text(),
                location=self.location.value,
                price=self.price.text(),
            )
        )

    def _build(self) -> None:
        first, second = row(spacing=12), row(spacing=12)
        for part, stretch in (
            (self.code, 3),
            (Labelled("Loại", self.kind), 2),
            (Labelled("Ký hiệu xếp giá", self.call_number), 2),
        ):
            first.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
        for part, stretch in ((Labelled("Kho", self.location), 2), (Labelled("Giá", self.price), 2)):
            second.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
        for button in (self.add, self.leave):
            second.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        second.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(Rule())


class Copies(Card):
    """The list, with its count, and the row to add one."""

    def __init__(self) -> None:
        super().__init__(margin=0, spacing=4)
        self._types: Codes = ()
        self._locations: Codes = ()
        self.table: Table[CopyLine] = Table(
            (
                Column("Mã vạch", lambda line: line.item.barcode, 132, strong=True),
                Column("Số ĐKCB", lambda line: line.item.accession, 132, lambda _: "ink-soft"),
                Column("Loại", lambda line: named(self._types, line.item.type), 150, lambda _: "ink-soft"),
                Column("Xếp giá", lambda line: line.item.call_number, 140, lambda _: "ink-soft"),
                Column("Kho", lambda line: named(self._locations, line.item.location), 0, lambda _: "ink-soft"),
                Column("Tình trạng", standing_words, 252, _tone),
            )
        )
        self.add = Button(BY_NAME["add_copy"])
        self.form = CopyForm()
        self.count = Label("", "soft")
        self.nothing = Label("Chưa có bản nào. Thêm bản sách để cho mượn được.", "soft")
        self._build()

    def show_copies(self, copies: tuple[CopyLine, ...], types: Codes, locations: Codes) -> None:
        """Replace the list."""
        self._types, self._locations = types, locations
        self.table.show_lines(copies)
        self.table.setVisible(bool(copies))
        self.nothing.setVisible(not copies)
        self.table.setFixedHeight((min(len(copies), MOST_ROWS) + 1) * ROW_HEIGHT + 6)
        self.count.say(lambda: tr("{count} bản", count=len(copies)) if copies else "")

    def begin_adding(self) -> None:
        """Open the row for a new copy."""
        self.form.begin(self._types, self._locations)

    def _build(self) -> None:
        self.column.setContentsMargins(4, 8, 4, 8)
        self.form.hide()
        self.form.left.connect(self.form.hide)
        self.column.addLayout(row(12, Label("Bản sách", "heading"), self.count, None, self.add, 8))
        self.column.addWidget(self.form)
        self.column.addWidget(self.table)
        self.column.addLayout(row(12, self.nothing, None))
        self.nothing.setMinimumHeight(36)
