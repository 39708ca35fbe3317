"""The marks of a copy, who may see it, and where it comes from: the part of its form that says how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.item import Access, Condition
from desktop.library.model.terms import FOREIGN
from desktop.ui.widgets import Choice, Field, Label, Labelled, Tick, row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.model.item import Item

CONDITIONS = {
    Condition.WITHDRAWN: "đã thanh lọc",
    Condition.LOST: "đã mất",
    Condition.DAMAGED: "hỏng",
    Condition.RESTRICTED: "hạn chế",
    Condition.NOT_FOR_LOAN: "chỉ đọc tại chỗ",
}
MARKS = (Condition.NOT_FOR_LOAN, Condition.DAMAGED, Condition.WITHDRAWN)
"""Those that are set here. A loss is an act with consequences, and a restriction a level of access."""
ACCESS = {
    Access.OPEN: "mở",
    Access.FORCE: "nội bộ ngành",
    Access.UNIT: "nội bộ đơn vị",
    Access.RESTRICTED: "hạn chế",
}


@dataclass(frozen=True, slots=True)
class TypedConditions:
    """What was chosen for a copy."""

    marks: Mapping[Condition, bool] = field(default_factory=dict)
    access: Access = Access.OPEN
    origin: str = ""
    why: str = ""


class ConditionsPart(QWidget):
    """Ticks, a level, and why."""

    def __init__(self) -> None:
        super().__init__()
        self.marks = {mark: Tick(CONDITIONS[mark]) for mark in MARKS}
        self.foreign = Tick("sách nước ngoài")
        self.access = Choice(tuple((level.value, words) for level, words in ACCESS.items()))
        self.why = Field("Ví dụ: Luật Thư viện, Điều 7")
        self.lost = Label("Ghi mất và tìm thấy: trang Theo dõi, phần Mất, hỏng, bồi thường.", "hint", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label("Tình trạng", "small"))
        column.addLayout(row(*self.marks.values(), self.foreign, None, spacing=24))
        line = row(spacing=12)
        line.addWidget(Labelled("Ai được xem", self.access), 1)
        line.addWidget(Labelled("Lý do đổi", self.why), 3)
        column.addLayout(line)
        column.addWidget(self.lost)

    def show_item(self, item: Item) -> None:
        """As this copy stands."""
        for mark, tick in self.marks.items():
            tick.setChecked(item.has(mark))
        self.foreign.setChecked(item.origin == FOREIGN)
        self.access.choose(item.access.value)
        self.why.clear()

    def typed(self) -> TypedConditions:
        """What is chosen now."""
        return TypedConditions(
            {mark: tick.isChecked() for mark, tick in self.marks.items()},
            Access(self.access.value),
            FOREIGN if self.foreign.isChecked() else "",
            self.why.text().strip(),
        )
