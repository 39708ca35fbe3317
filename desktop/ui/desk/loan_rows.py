"""What a reader has and waits for, a line each: the title, then in words what is to be known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.hold import HoldState
from desktop.ui.dates import clock_time, due_tone, due_words, local, short_day
from desktop.ui.widgets import Clamped, Label, Rule, row
from desktop.ui.widgets.texts import mark
from desktop.ui.words import tr, verbatim

if TYPE_CHECKING:
    from desktop.library.model.desk import ReaderPanel
    from desktop.library.model.hold import HoldLine
    from desktop.library.model.loan import LoanLine

MOST_SHOWN = 30
"""Loans, and holds: each is drawn anew after every scan."""


class PanelRow(QWidget):
    """A title, and beneath it whatever words there are, the code last."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 8, 0, 8)
        self.column.setSpacing(2)
        self.column.addWidget(Clamped(verbatim(title), "text", lines=2))


class LoanRow(PanelRow):
    """One loan: the title, then what its due date means."""

    def __init__(self, loan: LoanLine) -> None:
        super().__init__(loan.title)
        due = Label(lambda: loan_words(loan), wraps=True)
        tone = loan_tone(loan)
        mark(due, tone=tone)
        code = Label(verbatim(loan.barcode), "hint")
        if tone == "ink-soft" and not loan.member:
            due.setWordWrap(False)
            self.column.addLayout(row(due, None, code))
        else:  # more words, and in a narrow panel no room beside them
            self.column.addWidget(due)
            if loan.claimed:
                self.column.addWidget(Label(lambda: _claimed(loan), "hint", wraps=True))
            if loan.member:
                self.column.addWidget(Label(lambda: tr("{reader} giữ", reader=loan.member), "hint", wraps=True))
            self.column.addWidget(code)


class HoldRow(PanelRow):
    """One hold: the title, then where it stands."""

    def __init__(self, hold: HoldLine) -> None:
        super().__init__(hold.title)
        state = Label(lambda: hold_words(hold), wraps=True)
        mark(state, tone=hold_tone(hold))
        self.column.addWidget(state)
        if hold.provisional:
            self.column.addWidget(Label("Trung tâm chưa biết: quầy khác có thể đặt trước.", "hint", wraps=True))
        if hold.barcode:
            self.column.addWidget(Label(verbatim(hold.barcode), "hint"))


class PanelRows(QWidget):
    """All of it, each with a hairline above: what is ready to fetch, what the reader has, what is waited for."""

    def __init__(self, panel: ReaderPanel) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        ready = tuple(hold for hold in panel.holds_lines if hold.state is HoldState.SHELVED)
        for hold in ready:
            self._add(HoldRow(hold))
        self._add_loans(panel.loans)
        self._add_holds(tuple(hold for hold in panel.holds_lines if hold not in ready))
        self.column.addStretch(1)

    def _add_loans(self, loans: tuple[LoanLine, ...]) -> None:
        for loan in loans[:MOST_SHOWN]:
            self._add(LoanRow(loan))
        if len(loans) > MOST_SHOWN:
            self.column.addWidget(Label(lambda: tr("và {count} cuốn nữa", count=len(loans) - MOST_SHOWN), "soft"))

    def _add_holds(self, holds: tuple[HoldLine, ...]) -> None:
        if holds:
            self.column.addSpacing(12)
            self.column.addWidget(Label("Đang đặt mượn", "strong"))
        for hold in holds[:MOST_SHOWN]:
            self._add(HoldRow(hold))

    def _add(self, line: QWidget) -> None:
        self.column.addWidget(Rule())
        self.column.addWidget(line)


def loan_words(loan: LoanLine) -> str:
    """What a loan is today: late, due soon, due, or in the room."""
    if loan.on_site:
        return tr("đọc tại chỗ từ {time}", time=clock_time(loan.lent))
    return due_words(loan.due, loan.days_overdue)


def loan_tone(loan: LoanLine) -> str:
    """The colour that repeats the words."""
    if loan.on_site:
        return "sea"
    if loan.claimed:
        return "amber"
    return due_tone(loan.due, loan.days_overdue)


def _claimed(loan: LoanLine) -> str:
    assert loan.claimed is not None
    return tr("Bạn đọc nói đã trả ngày {day}: tìm trên giá.", day=short_day(local(loan.claimed).date()))


def hold_words(hold: HoldLine) -> str:
    """Where a hold stands."""
    until = short_day(hold.until) if hold.until else ""
    match hold.state:
        case HoldState.SHELVED if hold.expired:
            return tr("để dành đã quá ngày {day}", day=until)
        case HoldState.SHELVED:
            return tr("có sách, để dành đến {day}", day=until) if until else tr("có sách trên giá đặt mượn")
        case HoldState.SUSPENDED:
            return tr("tạm dừng đến {day}", day=until) if until else tr("tạm dừng")
        case _ if hold.expired:
            return tr("quá ngày {day}", day=until)
        case _:
            return tr("đang chờ, thứ {place}", place=hold.place) if hold.place else tr("đang chờ")


def hold_tone(hold: HoldLine) -> str:
    """The colour that repeats the words."""
    if hold.expired:
        return "brick"
    return "pine" if hold.state is HoldState.SHELVED else "ink-soft"
