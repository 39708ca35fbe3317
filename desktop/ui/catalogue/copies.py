"""The copies of a title, where each is, and the rows to add or amend one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent

from desktop.library.model.item import Access, CopyLine
from desktop.ui.actions import BY_NAME
from desktop.ui.catalogue.conditions import ACCESS, CONDITIONS
from desktop.ui.catalogue.copy_form import Codes, CopyForm, named
from desktop.ui.dates import short_day
from desktop.ui.widgets import Button, Card, Column, Label, Table, row
from desktop.ui.widgets.tables import ROW_HEIGHT
from desktop.ui.words import tr

MOST_ROWS = 6
ROOM_FOR_ACCESSION = 860
ACCESSION = 1


def standing_words(line: CopyLine) -> str:
    """Where the copy is, in words."""
    if line.due is not None:
        return tr("đang mượn, hạn trả {day}", day=short_day(line.due))
    marked = next((words for condition, words in CONDITIONS.items() if line.item.has(condition)), None)
    if marked or line.item.access is Access.OPEN:
        return tr(marked or "trên giá")
    return tr("trên giá, {access}", access=tr(ACCESS[line.item.access]))


def _tone(line: CopyLine) -> str:
    if line.due is not None:
        return "amber"
    return "ink-soft" if line.item.conditions else "pine"


class Copies(Card):
    """The list, with its count, and the rows to add or amend one. `wanted` carries the CopyLine to amend."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(margin=0, spacing=4)
        self._types: Codes = ()
        self._locations: Codes = ()
        self.table: Table[CopyLine] = Table(
            (
                Column("Mã vạch", lambda line: line.item.barcode, 116, strong=True),
                Column("Số ĐKCB", lambda line: line.item.accession, 116, lambda _: "ink-soft"),
                Column("Loại", lambda line: named(self._types, line.item.type), 130, lambda _: "ink-soft"),
                Column("Xếp giá", lambda line: line.item.call_number, 130, lambda _: "ink-soft"),
                Column("Kho", lambda line: named(self._locations, line.item.location), 0, lambda _: "ink-soft"),
                Column("Tình trạng", standing_words, 252, _tone),
            )
        )
        self.add = Button(BY_NAME["add_copy"])
        self.form = CopyForm()
        self.count = Label("", "soft")
        self.nothing = Label("Chưa có bản nào. Thêm bản sách để cho mượn được.", "soft")
        self.hint = Label("Bấm vào một bản để sửa, ghi là hỏng, thanh lọc, hoặc đặt mức được xem.", "hint")
        self._build()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room the register number, mostly that of the bar code, gives way to where the copy is."""
        super().resizeEvent(event)
        self.table.setColumnHidden(ACCESSION, self.width() < ROOM_FOR_ACCESSION)

    def show_copies(self, copies: tuple[CopyLine, ...], types: Codes, locations: Codes) -> None:
        """Replace the list."""
        self._types, self._locations = types, locations
        self.table.show_lines(copies)
        self.table.setVisible(bool(copies))
        self.nothing.setVisible(not copies)
        self.hint.setVisible(bool(copies))
        self.table.setFixedHeight((min(len(copies), MOST_ROWS) + 1) * ROW_HEIGHT + 6)
        self.count.say(lambda: tr("{count} bản", count=len(copies)) if copies else "")

    def begin_adding(self) -> None:
        """Open the row for a new copy."""
        self.form.begin(self._types, self._locations)

    def begin_amending(self, line: CopyLine) -> None:
        """Open the rows with this copy in them."""
        self.form.amend(line.item, self._types, self._locations)

    def close_form(self) -> None:
        """The rows are done with; the keys go where the next copy is begun."""
        self.form.hide()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _want(self) -> None:
        line = self.table.line()
        if line is not None:
            self.wanted.emit(line)

    def _build(self) -> None:
        self.column.setContentsMargins(4, 8, 4, 8)
        self.form.hide()
        self.form.left.connect(self.close_form)
        self.table.clicked.connect(self._want)
        self.table.opened.connect(self.wanted)
        self.column.addLayout(row(12, Label("Bản sách", "heading"), self.count, None, self.add, 8))
        self.column.addWidget(self.form)
        self.column.addWidget(self.table)
        self.column.addLayout(row(12, self.nothing, self.hint, None))
        self.nothing.setMinimumHeight(36)
