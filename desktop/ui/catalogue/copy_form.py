"""The rows in which a copy is added, amended and marked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.item import Item, ItemForm
from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.catalogue.conditions import ConditionsPart, TypedConditions
from desktop.ui.widgets import Button, Choice, Field, Label, Labelled, Rule, row
from desktop.ui.words import Language, figure, language, tr

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal

Codes = tuple[tuple[str, str, str], ...]
"""(code, Vietnamese, English)"""


@dataclass(frozen=True, slots=True)
class TypedCopy:
    """What was typed for a copy. `item_id` is empty for a new one, which has no marks."""

    form: ItemForm
    item_id: str = ""
    conditions: TypedConditions = field(default_factory=TypedConditions)


def named(codes: Codes, code: str) -> str:
    """What a code is called in the language of the moment; itself when the unit has no name for it."""
    names = next(((vi, en) for have, vi, en in codes if have == code), (code, code))
    return names[0 if language() is Language.VIETNAMESE else 1]


class CopyForm(QWidget):
    """A few fields; `typed` carries a TypedCopy. Note and marks stand there only for a copy that is there."""

    typed = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.item: Item | None = None
        self.kind, self.location = Choice(), Choice()
        self.barcode = Field(lambda: tr("Để trống: lấy số tiếp theo"))
        self.call_number, self.price, self.note = Field(), Field("Ví dụ: 95.000"), Field()
        self.code, self.cost = Labelled("Mã vạch", self.barcode), Labelled("Giá", self.price)
        self.heading = Label("", "strong")
        self.conditions = ConditionsPart()
        self.keep = Button("Lưu bản sách", "main", icon="check")
        self.leave = Button("Thôi", "quiet", key="Esc")
        self._build()
        self.keep.clicked.connect(self._type)
        self.leave.clicked.connect(self.left)
        for typed_into in (self.barcode, self.call_number, self.price, self.note):
            typed_into.returnPressed.connect(self._type)

    def begin(self, types: Codes, locations: Codes) -> None:
        """Ready for a new copy; kind and location stay as they were last time."""
        self._open(None, types, locations)
        self.barcode.clear()
        self.barcode.setFocus(Qt.FocusReason.OtherFocusReason)

    def amend(self, item: Item, types: Codes, locations: Codes) -> None:
        """Ready to change this copy. What the unit has no code for stays as it is."""
        self._open(item, _with(types, item.type), _with(locations, item.location))
        for choice, code in ((self.kind, item.type), (self.location, item.location)):
            choice.choose(code)
        self.barcode.setText(item.barcode)
        self.call_number.setText(item.call_number)
        self.price.setText("" if item.price is None else figure(item.price))
        self.note.setText(item.note)
        self.conditions.show_item(item)
        self.call_number.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refusal(self, refusal: Refusal) -> None:
        """Beneath the price or the bar code: only these are typed in a form of their own."""
        if refusal.reason is Reason.INVALID_PRICE:
            self.cost.complain(partial(refusals.whole, refusal.reason, refusal.facts))
            self.price.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.code.complain(partial(refusals.whole, refusal.reason, refusal.facts))
        self.barcode.setFocus(Qt.FocusReason.OtherFocusReason)
        if refusal.reason is Reason.DUPLICATE_BARCODE:
            self.barcode.selectAll()

    def _open(self, item: Item | None, types: Codes, locations: Codes) -> None:
        self.item = item
        self.heading.say("Thêm một bản" if item is None else partial(_amending, item))
        for choice, codes in ((self.kind, types), (self.location, locations)):
            choice.offer(tuple((code, partial(named, codes, code)) for code, *_ in codes))
        self.code.complain("")
        self.cost.complain("")
        self.known.setVisible(item is not None)
        self.show()

    def _type(self) -> None:
        form = ItemForm(
            barcode=self.barcode.text(),
            type=self.kind.value,
            call_number=self.call_number.text(),
            location=self.location.value,
            price=self.price.text(),
        )
        if self.item is None:
            self.typed.emit(TypedCopy(form))
            return
        self.typed.emit(TypedCopy(replace(form, note=self.note.text()), self.item.id, self.conditions.typed()))

    def _build(self) -> None:
        first, second = row(spacing=12), row(spacing=12)
        for part, stretch in (
            (self.code, 3),
            (Labelled("Loại", self.kind), 2),
            (Labelled("Ký hiệu xếp giá", self.call_number), 2),
        ):
            first.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
        for part, stretch in ((Labelled("Kho", self.location), 2), (self.cost, 2)):
            second.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
        self.known = self._of_a_known_copy()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.known)
        column.addLayout(row(self.keep, self.leave, None))
        column.addWidget(Rule())

    def _of_a_known_copy(self) -> QWidget:
        known = QWidget()
        column = QVBoxLayout(known)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Labelled("Ghi chú", self.note))
        column.addWidget(self.conditions)
        return known


def _amending(item: Item) -> str:
    return tr("Sửa bản {barcode}", barcode=item.barcode)


def _with(codes: Codes, code: str) -> Codes:
    return codes if any(have == code for have, *_ in codes) else ((code, code, code), *codes)
