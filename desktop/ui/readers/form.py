"""The form of a reader: the fields that the law lets a library need, the name first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop.library.model.conflict import LOCKED
from desktop.library.model.reader import GROUP, ReaderForm
from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.dates import short_day
from desktop.ui.widgets import Button, Field, Label, Labelled, Notice, Scroll, row
from desktop.ui.words import Language, language

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal

OF_A_PERSON = ("group", "rank", "phone")
"""Fields that a class or a team does not have."""
Categories = tuple[tuple[str, str, str], ...]


class FormView(QWidget):
    """A form to fill in. `typed` carries the reader's id (None: a new one) and a ReaderForm."""

    typed = Signal(object, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reader_id: str | None = None
        self._kind = ""
        self._categories: Categories = ()
        self._build()
        self._connect()

    def begin(self, reader_id: str | None, form: ReaderForm, categories: Categories) -> None:
        """Show what is kept, ready to be changed; `reader_id` None for a new reader."""
        self._reader_id, self._categories, self._kind = reader_id, categories, form.kind
        self.heading.say(self._heading())
        is_group = form.kind == GROUP
        self.labelled["name"].name.say("Tên lớp, đội" if is_group else "Họ và tên")
        self.labelled["representative"].setVisible(is_group)
        for name in OF_A_PERSON:
            self.labelled[name].setVisible(not is_group)
        self.representative.setText(form.representative)
        self.card.setText(form.card)
        self.expires.setText(_as_people_write(form.expires))
        self.blocked.setText(form.blocked)
        self._fill_names(form)
        self._fill_categories(form.category)
        self._clear_complaints()

    def _heading(self) -> str:
        if self._kind == GROUP:
            return "Thêm lớp, đội" if self._reader_id is None else "Sửa thông tin lớp, đội"
        return "Thêm bạn đọc" if self._reader_id is None else "Sửa thông tin bạn đọc"

    def ask_for_block(self) -> None:
        """The reason for a block is what is wanted."""
        self.blocked.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def unblocked(form: ReaderForm) -> ReaderForm:
        """The same reader without the block."""
        return replace(form, blocked="")

    def show_refusal(self, refusal: Refusal) -> None:
        """Beneath the field that it is about, else above the buttons."""
        self._clear_complaints()
        words = partial(refusals.whole, refusal.reason, refusal.facts)
        match refusal.reason:
            case Reason.DUPLICATE_CARD:
                self.labelled["card"].complain(words)
                self.card.setFocus(Qt.FocusReason.OtherFocusReason)
            case Reason.INVALID_DATE:
                self.labelled["expires"].complain(words)
                self.expires.setFocus(Qt.FocusReason.OtherFocusReason)
            case Reason.UNKNOWN_CARD | Reason.NOT_A_PERSON | Reason.ITEM_WHERE_CARD_EXPECTED:
                self.labelled["representative"].complain(words)
                self.representative.setFocus(Qt.FocusReason.OtherFocusReason)
            case Reason.MISSING_FIELD:
                self.labelled["name"].complain(words)
                self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            case _:
                self.notice.tell("refused", words)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language: the names of the categories."""
        if event.type() == QEvent.Type.LanguageChange and self._categories:
            self._fill_categories(self._category())
        super().changeEvent(event)

    def _build(self) -> None:
        self.heading = Label("Thêm bạn đọc", "heading")
        self.name, self.card, self.group = Field(), Field("Để trống: lấy số tiếp theo"), Field()
        self.rank, self.phone, self.note = Field(), Field(), Field()
        self.representative = Field("Quét hoặc gõ số thẻ")
        self.expires = Field("31/12/2026, để trống nếu không hạn")
        self.blocked = Field("Để trống: thẻ dùng được")
        self.category = QComboBox()
        self.notice = Notice()
        self.save = Button("Lưu", "main", icon="check")
        self.leave = Button("Thôi", "quiet", key="Esc")
        self.labelled = {
            "name": Labelled("Họ và tên", self.name),
            "representative": Labelled("Người đại diện", self.representative),
            "category": Labelled("Loại bạn đọc", self.category),
            "card": Labelled("Số thẻ", self.card),
            "expires": Labelled("Thẻ có hạn đến", self.expires),
            "group": Labelled("Tổ, đội, lớp", self.group),
            "rank": Labelled("Cấp bậc", self.rank),
            "phone": Labelled("Điện thoại", self.phone),
            "blocked": Labelled("Lý do khoá thẻ", self.blocked),
            "note": Labelled("Ghi chú", self.note),
        }
        self._lay_out()

    def _lay_out(self) -> None:
        ground = QWidget()
        ground.setObjectName("ground")
        fields = QVBoxLayout(ground)
        fields.setContentsMargins(0, 0, 8, 0)
        fields.setSpacing(12)
        for part in self.labelled.values():
            fields.addWidget(part)
        fields.addStretch(1)
        scroll = Scroll(ground, takes_keys=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addWidget(scroll, 1)
        column.addWidget(self.notice)
        column.addLayout(row(self.save, self.leave, None))

    def _connect(self) -> None:
        self.save.clicked.connect(self._type)
        self.leave.clicked.connect(self.left)
        named = (self.name, self.group, self.rank, self.phone, self.note)
        for field in (*named, self.card, self.representative, self.expires, self.blocked):
            field.returnPressed.connect(self._type)

    def _type(self) -> None:
        self._clear_complaints()
        self.typed.emit(
            self._reader_id,
            ReaderForm(
                card=self.card.text(),
                name=_typed_in(self.name),
                category=self._category(),
                group=_typed_in(self.group),
                rank=_typed_in(self.rank),
                phone=_typed_in(self.phone),
                expires=_as_the_library_keeps(self.expires.text()),
                blocked=self.blocked.text(),
                note=_typed_in(self.note),
                kind=self._kind,
                representative=self.representative.text(),
            ),
        )

    def _category(self) -> str:
        at = self.category.currentIndex()
        return self._categories[at][0] if 0 <= at < len(self._categories) else ReaderForm().category

    def _fill_categories(self, chosen: str) -> None:
        self.category.clear()
        self.category.addItems([vi if language() is Language.VIETNAMESE else en for _, vi, en in self._categories])
        codes = [code for code, *_ in self._categories]
        self.category.setCurrentIndex(codes.index(chosen) if chosen in codes else 0)

    def _fill_names(self, form: ReaderForm) -> None:
        """What is locked stays as it is: there is nothing to read, and nothing that may be typed over it."""
        fields = (self.name, form.name), (self.group, form.group), (self.rank, form.rank), (self.phone, form.phone)
        for field, text in (*fields, (self.note, form.note)):
            field.setEnabled(text != LOCKED)
            field.setText("" if text == LOCKED else text)
            field.hint("(đã khoá)" if text == LOCKED else "")

    def _clear_complaints(self) -> None:
        self.notice.clear()
        for part in self.labelled.values():
            part.complain("")


def _typed_in(field: Field) -> str:
    return field.text() if field.isEnabled() else LOCKED


def _as_people_write(iso_day: str) -> str:
    """07/12/2026 for 2026-12-07."""
    try:
        return short_day(date.fromisoformat(iso_day))
    except ValueError:
        return iso_day


def _as_the_library_keeps(typed: str) -> str:
    """2026-12-07 for 7/12/2026, 07-12-2026 or 7.12.2026; what is no day goes on as typed and is refused there."""
    clean = typed.strip().replace("-", "/").replace(".", "/")
    try:
        return datetime.strptime(clean, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a civil day has no zone
    except ValueError:
        return typed.strip()
