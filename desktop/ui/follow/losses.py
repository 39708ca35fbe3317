"""Lost, damaged, owed: what is long overdue or said to be back, who has to make good for what, today's takings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop.library.model.refusal import Reason
from desktop.library.model.touched import Touched
from desktop.ui import refusals
from desktop.ui.debts import act_words, price_of
from desktop.ui.follow.growing import Growing
from desktop.ui.follow.losses_lines import (
    CLAIMED,
    DEBTS,
    LATE,
    TAKEN,
    Loans,
    more_debts,
    more_late,
    see_loans,
    told_words,
)
from desktop.ui.follow.taken import TakenBar, book_of
from desktop.ui.readers.settle import Settle
from desktop.ui.widgets import Button, Card, Empty, Field, Label, Labelled, Notice, Page, Scroll, Segments, Table, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.library import Library
    from desktop.library.model.desk import Answer
    from desktop.library.model.loan import LoanLine
    from desktop.library.model.money import DayBook, DayBookLine, DebtLine, Outstanding
    from desktop.library.model.refusal import Refusal
    from desktop.ui.workplace import Workplace

PARTS = (
    ("late", "Trễ lâu ngày", "", ""),
    ("claimed", "Nói đã trả", "", ""),
    ("debts", "Chưa bồi thường", "", ""),
    ("taken", "Sổ thu", "", ""),
)
SIDE = 300
ROOM_FOR_PURPOSE, PURPOSE = 1000, 2


class LossesPage(Page):
    """One line to scan into; beneath it four lists, and beside the debts what settles them."""

    cares_for = frozenset({Touched.LOANS, Touched.ITEMS, Touched.MONEY, Touched.READERS, Touched.POLICY})

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self.seen: dict[str, Loans | Outstanding | DayBook] = {}
        self.part = "late"
        self._build(workplace)
        self._connect()

    def shown(self) -> None:
        """Ready for a bar code."""
        super().shown()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Look again."""
        days, late, debts = self.bar.days.value, self._pages_of_late.reach, self._pages_of_debts.reach
        # One piece of work a list: a scan at the desk comes in between.
        self.background.run(lambda library: see_loans(library, late), self._show_loans)
        self.background.run(lambda library: library.money.outstanding(debts), self._show_debts)
        self.background.run(lambda library: book_of(library, days), self._show_book)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room the purpose of a debt stands only beside it, when it is chosen."""
        super().resizeEvent(event)
        self.debts.setColumnHidden(PURPOSE, self.width() < ROOM_FOR_PURPOSE)

    def _build(self, workplace: Workplace) -> None:
        self.code, self.why, self.price = Field("Quét mã vạch sách"), Field("Ví dụ: mất khi đi công tác"), Field()
        self.cost = Labelled("Giá sách (đ)", self.price)
        self.cost.hide()
        self.lose = Button("Ghi mất", "main", icon="circle-x")
        self.turn_up = Button("Tìm thấy", icon="search")
        self.claim = Button("Nói đã trả")
        self.damage = Button("Ghi hỏng")
        self.notice = Notice()
        self.parts = Segments(PARTS)
        self.told = Label("", "soft")
        self.late: Table[LoanLine] = Table(LATE)
        self.claimed: Table[LoanLine] = Table(CLAIMED)
        self.debts: Table[DebtLine] = Table(DEBTS)
        self.taken: Table[DayBookLine] = Table(TAKEN)
        self.tables: dict[str, Table[Any]] = {
            "late": self.late,
            "claimed": self.claimed,
            "debts": self.debts,
            "taken": self.taken,
        }
        self._pages_of_late = Growing(self.background, self.late, more_late)
        self._pages_of_debts = Growing(self.background, self.debts, more_debts)
        self.settle = Settle(workplace)
        self.bar = TakenBar()
        self.nothing = Empty("circle-check", "Không có gì ở đây")
        self._lay_out()

    def _lay_out(self) -> None:
        line = row(spacing=8)
        line.addWidget(Labelled("Mã vạch", self.code), 2)
        line.addWidget(Labelled("Lý do", self.why), 3)
        line.addWidget(self.cost, 1)
        for button in (self.lose, self.turn_up, self.claim, self.damage):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self.column.addLayout(line)
        self.column.addWidget(self.notice)
        self.column.addLayout(row(self.parts, self.told, None))
        self.column.addWidget(self.bar)
        listed = Card(margin=4, spacing=0)
        self._layers = QStackedLayout()
        listed.column.addLayout(self._layers, 1)
        for view in (*self.tables.values(), self.nothing):
            self._layers.addWidget(view)
        self.side = Card()
        self.side.setFixedWidth(SIDE)
        ground = QWidget()
        ground.setObjectName("ground")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.addWidget(self.settle)
        inside.addStretch(1)
        self.side.column.addWidget(Scroll(ground))
        lists = row(spacing=12)
        lists.addWidget(listed, 1)
        lists.addWidget(self.side)
        both = QWidget()
        both.setLayout(lists)
        self.column.addWidget(both, 1)
        self.parts.choose(self.part)

    def _connect(self) -> None:
        self.parts.chosen.connect(self._choose)
        for table in (self.late, self.claimed):
            table.chosen.connect(self._fill_code)
        self.debts.chosen.connect(self._settle)
        self.code.textChanged.connect(self._forget_price)
        self.code.returnPressed.connect(self.why.setFocus)
        self.why.returnPressed.connect(self.lose.setFocus)
        self.lose.clicked.connect(self._lose)
        self.price.returnPressed.connect(self._lose)
        self.turn_up.clicked.connect(partial(self._act, lambda library, code, _: library.conditions.found(code)))
        self.claim.clicked.connect(
            partial(self._act, lambda library, code, why: library.conditions.claim_returned(code, why))
        )
        self.damage.clicked.connect(
            partial(self._act, lambda library, code, why: library.conditions.damaged(code, why))
        )
        self.bar.other_days.connect(self.refresh)
        self.bar.unwanted.connect(self._void)

    def _lose(self) -> None:
        text = self.price.text() if not self.cost.isHidden() else ""

        def lose(library: Library, code: str, why: str) -> Answer:
            return library.conditions.declare_lost(code, why, price=price_of(text))

        self._act(lose)

    def _act(self, work: Callable[[Library, str, str], Answer]) -> None:
        code, why = self.code.text().strip(), self.why.text().strip()
        if code:
            self.background.run(lambda library: work(library, code, why), self._answered, self._refuse)

    def _answered(self, answer: Answer) -> None:
        if answer.reason is Reason.PRICE_UNKNOWN:
            self._ask_price()
            return
        if answer.reason is Reason.INVALID_AMOUNT:
            self.cost.show()  # the price in the catalogue may be what is wrong
        if answer.reason is not None:
            facts = {**dict(answer.facts), "barcode": answer.barcode, "card": answer.card}
            why, what = partial(refusals.why, answer.reason, facts), partial(refusals.what_to_do, answer.reason)
            self.notice.tell("refused", why, what)
            self.code.selectAll()
            return
        self.notice.tell(
            "done", partial(act_words, answer), lambda: tr("Hoàn tác ở Quầy mượn trả: Ctrl+1, rồi Ctrl+Z.")
        )
        for field in (self.code, self.why):
            field.clear()
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_price(self) -> None:
        self.cost.show()
        self.notice.tell(
            "warning",
            "Thư viện không biết giá cuốn này.",
            "Ghi giá sách để tính tiền bồi thường, rồi bấm Ghi mất. "
            "Ghi 0 thì không thu tiền: bạn đọc đền sách cùng loại nếu quy định nhận.",
        )
        self.price.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget_price(self) -> None:
        """It was the price of the copy that stood here before."""
        self.cost.hide()
        self.price.clear()

    def _refuse(self, no: Refusal) -> None:
        why, what = partial(refusals.why, no.reason, no.facts), partial(refusals.what_to_do, no.reason)
        self.notice.tell("refused", why, what)

    def _fill_code(self, line: LoanLine) -> None:
        self.code.setText(line.barcode)

    def _settle(self, line: DebtLine) -> None:
        self.settle.show_debt(line.card, line.debt, line.debt.owed)
        self.side.show()

    def _void(self, why: str) -> None:
        line = self.taken.line()
        if line is None:
            self.notice.tell("information", "Chọn khoản ghi nhầm trong danh sách.")
            return
        self.background.run(lambda library: library.money.void(line.entry, why), self._voided, self._refuse)

    def _voided(self, _: object) -> None:
        self.bar.begin_anew()
        self.notice.tell("done", "Đã huỷ khoản ghi nhầm, sổ của bạn đọc đã tính lại.")

    def _choose(self, name: str) -> None:
        self.part = name
        self._list()

    def _show_loans(self, loans: Loans) -> None:
        self._pages_of_late.show_lines(loans.late)
        self.claimed.show_lines(loans.claimed)
        self.seen |= {"late": loans, "claimed": loans}
        self._list()

    def _show_debts(self, open_ones: Outstanding) -> None:
        self._pages_of_debts.show_lines(open_ones.debts)
        self.seen["debts"] = open_ones
        self._list()

    def _show_book(self, book: DayBook) -> None:
        self.taken.show_lines(book.lines)
        self.seen["taken"] = book
        self._list()

    def _list(self) -> None:
        table, seen = self.tables[self.part], self.seen.get(self.part)
        lines = table.model_of_lines.lines
        self._layers.setCurrentWidget(table if lines or seen is None else self.nothing)
        self.nothing.tell("circle-check", NOTHING[self.part])
        self.told.say("" if seen is None else partial(told_words, self.part, seen))
        self.bar.setVisible(self.part == "taken")
        self.bar.show_for(any_lines=bool(lines))
        self.side.setVisible(self.part == "debts" and self.debts.line() is not None)


NOTHING = {
    "late": "Không có cuốn nào trễ quá lâu",
    "claimed": "Không có cuốn nào bạn đọc nói đã trả",
    "debts": "Không ai còn nợ bồi thường",
    "taken": "Chưa thu khoản nào trong thời gian này",
}
