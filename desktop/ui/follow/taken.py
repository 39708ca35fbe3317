"""The day book under its list: of which days it is, and an entry typed by mistake, voided with a reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.readers.settle import said_why
from desktop.ui.widgets import Button, Choice, Field, Labelled, row

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.money import DayBook

TODAY, THIS_MONTH, LAST_MONTH = "today", "this-month", "last-month"
DAYS = ((TODAY, "Hôm nay"), (THIS_MONTH, "Tháng này"), (LAST_MONTH, "Tháng trước"))


def book_of(library: Library, days: str) -> DayBook:
    """What was taken on these days."""
    return library.money.day_book(*bounds(library.today(), days))


def bounds(today: date, days: str) -> tuple[date, date]:
    """The first and the last of these days."""
    if days == TODAY:
        return today, today
    first = today.replace(day=1)
    return (first, today) if days == THIS_MONTH else ((first - timedelta(days=1)).replace(day=1), first - timedelta(1))


class TakenBar(QWidget):
    """`other_days`: somebody wants another day book. `unwanted`: the chosen entry is a mistake, with why."""

    other_days = Signal()
    unwanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.days = Choice(DAYS)
        self.why = Field("Ví dụ: gõ nhầm thẻ")
        self.reason = Labelled("Lý do huỷ", self.why)
        self.void = Button("Huỷ khoản ghi nhầm", "quiet")
        line = row(spacing=8)
        line.addWidget(Labelled("Thời gian", self.days), 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        line.addWidget(self.reason, 2, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.void, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        self.days.activated.connect(lambda _: self.other_days.emit())
        for wanted in (self.why.returnPressed, self.void.clicked):
            wanted.connect(self._void)

    def show_for(self, *, any_lines: bool) -> None:
        """Where nothing was taken, nothing can be voided."""
        for part in (self.reason, self.void):
            part.setVisible(any_lines)

    def begin_anew(self) -> None:
        """It was voided."""
        self.why.clear()
        self.reason.complain("")

    def _void(self) -> None:
        why = said_why(self.reason)
        if why:
            self.unwanted.emit(why)
