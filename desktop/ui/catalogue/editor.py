"""The plain form of a title: what matters first, the rest under headings, a complaint beside its cause."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.library.model.refusal import Reason
from desktop.library.model.title import TitleForm
from desktop.ui import refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.widgets import Button, Card, Field, Label, Labelled, Notice, Scroll, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.ids import TitleId
    from desktop.library.model.refusal import Refusal
    from desktop.ui.background import Background

WIDE = 12
"""The form is twelve columns wide."""

PARTS: tuple[tuple[str, tuple[tuple[str, str, str, int], ...]], ...] = (
    (
        "",
        (
            ("title", "Nhan đề", "", 12),
            ("author", "Tác giả", "Họ tên viết như trên sách", 5),
            ("year", "Năm xuất bản", "", 2),
            ("isbn", "ISBN", "Số dưới mã vạch bìa sau", 3),
            ("classification", "Phân loại", "Ví dụ: 355.1", 2),
        ),
    ),
    (
        "Nhan đề và trách nhiệm",
        (
            ("subtitle", "Phụ đề", "", 6),
            ("responsibility", "Thông tin trách nhiệm", "Như ghi trên trang nhan đề", 6),
            ("other_authors", "Đồng tác giả, dịch giả", "Nhiều người: cách nhau bằng dấu chấm phẩy", 12),
        ),
    ),
    (
        "Xuất bản và mô tả",
        (
            ("place", "Nơi xuất bản", "Ví dụ: H.", 3),
            ("publisher", "Nhà xuất bản", "", 6),
            ("edition", "Lần xuất bản", "", 3),
            ("extent", "Số trang", "Ví dụ: 215tr.", 3),
            ("size", "Khổ", "Ví dụ: 21cm", 2),
            ("language", "Ngôn ngữ", "vie", 2),
            ("price", "Giá", "", 2),
            ("series", "Tùng thư", "", 3),
        ),
    ),
    (
        "Nội dung",
        (
            ("subjects", "Chủ đề", "Nhiều chủ đề: cách nhau bằng dấu chấm phẩy", 12),
            ("summary", "Tóm tắt", "", 12),
        ),
    ),
)
"""heading, then (name in TitleForm, label, hint, columns of twelve)"""

CAUSES = {Reason.MISSING_FIELD: "title", Reason.INVALID_ISBN: "isbn"}
SUMMARY_HIGH = 84


class Editor(QWidget):
    """Adds a title, or amends one. `saved` carries its id, `left`: nothing was to be changed after all."""

    saved = Signal(str)
    left = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self.title_id: TitleId | str = ""
        self._before = TitleForm()
        self.inputs: dict[str, QLineEdit | QPlainTextEdit] = {}
        self.labelled: dict[str, Labelled] = {}
        self._build()

    @property
    def form(self) -> TitleForm:
        """What is typed now."""
        return replace(self._before, **{name: _text(part) for name, part in self.inputs.items()})

    @property
    def is_changed(self) -> bool:
        """Whether there is something to lose."""
        return self.form != self._before

    def begin(self) -> None:
        """A new title."""
        self._fill("", TitleForm())
        self.heading.say("Thêm nhan đề")

    def amend(self, title_id: str) -> None:
        """A title that is there."""
        self.heading.say("Sửa nhan đề")
        self._background.run(lambda library: library.catalogue.form(title_id), partial(self._fill, title_id))

    def save(self) -> None:
        """Keep what was typed."""
        form, title_id = self.form, self.title_id
        if title_id:
            self._background.run(
                lambda library: library.catalogue.amend(title_id, form), lambda _: self._keep(title_id), self.refuse
            )
        else:
            self._background.run(lambda library: library.catalogue.add(form), self._keep, self.refuse)

    def refuse(self, refusal: Refusal) -> None:
        """Beside the field that is wrong, else above the form."""
        self._forgive()
        name = CAUSES.get(refusal.reason)
        if name is None:
            self.notice.tell(
                "refused",
                partial(refusals.why, refusal.reason, refusal.facts),
                partial(refusals.what_to_do, refusal.reason),
            )
            return
        words = (
            "Ghi nhan đề như trên trang bìa trong."
            if name == "title"
            else partial(refusals.whole, refusal.reason, refusal.facts)
        )
        self.labelled[name].complain(words)
        self.inputs[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> bool:
        """Go back, unless something typed would be lost: then say so first, and go at the second time."""
        if self.is_changed and not self.notice.isVisible():
            self.notice.tell("warning", "Những gì vừa gõ chưa được lưu.", "Bấm Ctrl+S để lưu, hoặc Esc lần nữa để bỏ.")
            return False
        self.left.emit()
        return True

    def _keep(self, title_id: str) -> None:
        self._before = self.form
        self.saved.emit(title_id)

    def _fill(self, title_id: str, form: TitleForm) -> None:
        self.title_id, self._before = title_id, form
        self._forgive()
        for name, part in self.inputs.items():
            if isinstance(part, QPlainTextEdit):
                part.setPlainText(getattr(form, name))
            else:
                part.setText(getattr(form, name))
                part.setCursorPosition(0)
        self.paper.verticalScrollBar().setValue(0)
        self.inputs["title"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _forgive(self) -> None:
        self.notice.clear()
        for labelled in self.labelled.values():
            labelled.complain("")

    def _build(self) -> None:
        self.heading = Label("", "heading")
        self.keep = Button(BY_NAME["save_title"], "main")
        self.drop = Button("Thôi", "quiet", key="Esc")
        self.notice = Notice()
        card = Card(margin=24, spacing=8)
        for heading, parts in PARTS:
            if heading:
                label = Label(heading, "strong")
                label.setContentsMargins(0, 12, 0, 0)
                card.column.addWidget(label)
            card.column.addLayout(self._grid(parts))
        ground = QWidget()
        ground.setObjectName("ground")
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.addWidget(card)
        inner.addStretch(1)
        self.paper = Scroll(ground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row(4, self.heading, None, self.drop, self.keep))
        column.addWidget(self.notice)
        column.addWidget(self.paper, 1)

    def _grid(self, parts: tuple[tuple[str, str, str, int], ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        line = place = 0
        for name, label, hint, columns in parts:
            if place + columns > WIDE:
                line, place = line + 1, 0
            self.inputs[name] = _summary() if name == "summary" else _field(hint)
            self.labelled[name] = Labelled(label, self.inputs[name])
            grid.addWidget(self.labelled[name], line, place, 1, columns, Qt.AlignmentFlag.AlignTop)
            place += columns
        for at in range(WIDE):
            grid.setColumnStretch(at, 1)
            grid.setColumnMinimumWidth(at, 1)
        return grid


def _field(hint: str) -> Field:
    field = Field(lambda: tr(hint) if hint else "")
    field.setMinimumWidth(40)
    return field


def _summary() -> QPlainTextEdit:
    summary = QPlainTextEdit()
    summary.setTabChangesFocus(True)
    summary.setFixedHeight(SUMMARY_HIGH)
    return summary


def _text(part: QLineEdit | QPlainTextEdit) -> str:
    return part.toPlainText() if isinstance(part, QPlainTextEdit) else part.text()


assert {name for _, parts in PARTS for name, *_ in parts} == {field.name for field in fields(TitleForm)}
