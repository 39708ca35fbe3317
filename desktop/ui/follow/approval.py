"""The paper that lets a reader see a restricted document: number, day, approver, purpose."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal

from desktop.library.model.event import Approval
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.readers.form import day_typed
from desktop.ui.dates import short_day, today
from desktop.ui.widgets import Button, Field, Label, Labelled, OpenCard, row


@dataclass(frozen=True, slots=True)
class TypedPaper:
    """What was typed of the paper."""

    number: str
    day: str
    approver: str
    purpose: str

    def approval(self) -> Approval:
        """The approval. Raises Refusal: MISSING_FIELD(approval-day), INVALID_DATE."""
        day = day_typed(self.day)
        if day is None:
            raise Refusal(Reason.MISSING_FIELD, field="approval-day")
        return Approval(self.number, day, self.approver, self.purpose)


class ApprovalForm(OpenCard):
    """Four fields in a row. `given` carries a TypedPaper; `left`: nobody has a paper."""

    given = Signal(object)

    def __init__(self) -> None:
        super().__init__(role="sunken", margin=12)
        self.number, self.day = Field(), Field("31/12/2026")
        self.approver, self.purpose = Field(), Field()
        self.labelled = {
            "approval-number": Labelled("Số văn bản", self.number),
            "approval-day": Labelled("Ngày văn bản", self.day),
            "approval-approver": Labelled("Người duyệt", self.approver),
            "approval-purpose": Labelled("Mục đích", self.purpose),
        }
        self.go, self.leave = Button("Giao theo văn bản này", icon="check"), Button("Thôi", "quiet", key="Esc")
        self.column.addWidget(Label("Tài liệu hạn chế: chỉ đọc tại chỗ, theo văn bản cho phép.", "strong", wraps=True))
        fields = row(spacing=12)
        for name, part in self.labelled.items():
            fields.addWidget(part, 2 if name == "approval-purpose" else 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(fields)
        self.column.addLayout(row(self.go, self.leave, None))
        self.go.clicked.connect(self._give)
        self.leave.clicked.connect(self.left)
        for field in (self.number, self.day, self.approver, self.purpose):
            field.returnPressed.connect(self._give)

    def begin(self) -> None:
        """Ready for a new paper; most are of today."""
        for field in (self.number, self.approver, self.purpose):
            field.clear()
        self.day.setText(short_day(today()))
        self._clear()
        self.show()
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refusal(self, no: Refusal) -> bool:
        """Say it beneath the field that it is about; False when it is about none."""
        self._clear()
        field = "approval-day" if no.reason is Reason.INVALID_DATE else str(no.facts.get("field"))
        if field not in self.labelled:
            return False
        self.labelled[field].complain("Ngày không đúng." if no.reason is Reason.INVALID_DATE else "Còn thiếu.")
        self.labelled[field].field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _give(self) -> None:
        self._clear()
        texts = (field.text() for field in (self.number, self.day, self.approver, self.purpose))
        self.given.emit(TypedPaper(*texts))

    def _clear(self) -> None:
        for part in self.labelled.values():
            part.complain("")
