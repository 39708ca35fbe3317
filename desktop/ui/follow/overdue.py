"""Late loans: by reader or by group, to be looked through, printed as letters, or sent out as card numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QStackedWidget

from desktop.library.model.touched import Touched
from desktop.ui.follow.overdue_lines import (
    BY_GROUP,
    BY_READER,
    COLUMNS,
    READER_COLUMN,
    Coming,
    LateList,
    Row,
    more,
    rows,
    still_coming,
    summary,
)
from desktop.ui.letters.printing import Printing, show_printed, show_refusal
from desktop.ui.widgets import Button, Card, Empty, Field, Label, Notice, Page, Segments, Table, Tick, row

if TYPE_CHECKING:
    from desktop.library.letters.fields import Language
    from desktop.library.letters.sheet import Sheet
    from desktop.library.library import Library
    from desktop.library.model.ids import LoanId
    from desktop.library.model.overdue import Late
    from desktop.ui.workplace import Workplace


class OverduePage(Page):
    """What is chosen in the list is printed; with nothing chosen, everything that it shows."""

    cares_for = frozenset({Touched.LOANS, Touched.READERS, Touched.POLICY})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self.printing = Printing(workplace, self)
        self._shown = Coming()
        self._is_coming = self._is_stale = False
        self.late = LateList((), (), {})
        self.found: tuple[Late, ...] = ()
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Look again, a page at a time: a scan at the desk comes in between.

        What changes meanwhile is looked at afterwards: begun anew by every act, a long list would never be whole.
        """
        if self._is_coming:
            self._is_stale = True
            return
        self._is_coming, self._is_stale = True, False
        self._bring(Coming())

    def _bring(self, coming: Coming) -> None:
        self.background.run(lambda library: more(library, coming), self._take)

    def _take(self, coming: Coming) -> None:
        # The first page stands in for the list where nothing is shown yet; a list that is there waits for the whole.
        if coming.late is not None and (coming.is_whole or not self.late.by_reader):
            self.late, self._shown = coming.late, coming
            self._sift()
        if not coming.is_whole:
            self._bring(coming)
            return
        self._is_coming = False
        if self._is_stale:
            self.refresh()

    def _come_to_nothing(self) -> None:
        """A bug ended the look; the next one begins anew."""
        self._is_coming = False

    def _sift(self) -> None:
        order = self._order()
        self.found = self.late.found(order, self.query.text())
        shown = rows(self.found, order, outside=self.outside.isChecked())
        self.table.clearSpans()
        self.table.show_lines(shown)
        self.table.setColumnHidden(READER_COLUMN, order == BY_READER)
        for at, line in enumerate(shown):
            if line.line is None:
                self.table.setSpan(at, 0, 1, len(COLUMNS))
        is_whole, count = self._shown.is_whole, self._shown.count
        self.summary.say(lambda: summary(self.found) if is_whole else still_coming(count))
        self.places.setCurrentWidget(self.table if shown else self.empty)
        for button in (self.letters, self.list_, self.pdf):
            button.setEnabled(is_whole and bool(shown))  # everything is printed, or nothing

    def chosen(self) -> tuple[Late, ...]:
        """What is to be printed: the chosen lines (a heading stands for all beneath it), else all that are shown."""
        picked = [self.table.model_of_lines.lines[at.row()] for at in self.table.selectionModel().selectedRows()]
        if not picked:
            return self.found
        whole = {id(one.late) for one in picked if one.line is None}
        loans = {one.line.loan for one in picked if one.line is not None}
        return tuple(filter(None, (_part(late, whole, loans) for late in self.found)))

    def _print_letters(self) -> None:
        self.printing.send(self._letters())

    def _print_list(self) -> None:
        self.printing.send(partial(_lists, self.chosen(), self._order(), self.outside.isChecked()))

    def _keep_pdf(self) -> None:
        self.printing.keep(partial(_lists, self.chosen(), self._order(), self.outside.isChecked()))

    def _letters(self) -> partial[tuple[Sheet, ...]]:
        return partial(_notices, self.chosen(), self.outside.isChecked())

    def _order(self) -> str:
        return BY_GROUP if self.order.buttons[BY_GROUP].isChecked() else BY_READER

    def _build(self) -> None:
        self.query = Field("Lọc theo tên, số thẻ, tổ, mã sách, nhan đề")
        self.order = Segments(((BY_READER, "Theo bạn đọc", "user", ""), (BY_GROUP, "Theo tổ, đội, lớp", "users", "")))
        self.order.choose(BY_READER)
        self.outside = Tick("Gửi ra ngoài đơn vị: chỉ ghi số thẻ")
        self.summary = Label("", "strong")
        self.letters = Button("In giấy nhắc", "main", icon="printer")
        self.list_ = Button("In danh sách", "plain", icon="list")
        self.pdf = Button("Lưu danh sách PDF", "plain", icon="download")
        self.notice = Notice()
        self.table: Table[Row] = Table(COLUMNS)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.empty = Empty("circle-check", "Không có cuốn nào quá hạn.")
        self.places = QStackedWidget()
        self.places.addWidget(self.table)
        self.places.addWidget(self.empty)
        card = Card()
        card.column.addLayout(row(self.query, self.order))
        card.column.addLayout(row(self.outside, None, self.letters, self.list_, self.pdf))
        card.column.addWidget(self.notice)
        card.column.addWidget(self.summary)
        card.column.addWidget(self.places, 1)
        self.column.addWidget(card, 1)

    def _connect(self) -> None:
        self.background.crashed.connect(self._come_to_nothing)
        self.query.textChanged.connect(self._sift)
        self.order.chosen.connect(self._sift)
        self.outside.toggled.connect(self._sift)
        self.letters.clicked.connect(self._print_letters)
        self.list_.clicked.connect(self._print_list)
        self.pdf.clicked.connect(self._keep_pdf)
        self.printing.printed.connect(partial(show_printed, self.notice))
        self.printing.refused.connect(partial(show_refusal, self.notice))


def _part(late: Late, whole: set[int], loans: set[LoanId]) -> Late | None:
    if id(late) in whole:
        return late
    lines = tuple(line for line in late.lines if line.loan in loans)
    return type(late)(late.name, lines) if lines else None


def _notices(found: tuple[Late, ...], outside: bool, library: Library, tongue: Language) -> tuple[Sheet, ...]:  # noqa: FBT001 - bound beforehand by partial
    lines = [line for late in found for line in late.lines]
    letters = library.letters
    return tuple(letters.sheet(facts, tongue) for facts in letters.overdue_notices(lines, outside=outside))


def _lists(
    found: tuple[Late, ...],
    order: str,
    outside: bool,  # noqa: FBT001 - bound beforehand by partial
    library: Library,
    tongue: Language,
) -> tuple[Sheet, ...]:
    """One list of all readers, or one for each group."""
    letters = library.letters
    if order == BY_GROUP:
        parts = [(late.lines, late.name) for late in found]
    else:
        parts = [(tuple(line for late in found for line in late.lines), "")]
    return tuple(
        letters.sheet(letters.overdue_list(lines, name, outside=outside), tongue) for lines, name in parts if lines
    )
