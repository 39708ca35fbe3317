"""A debt put on a reader's account by hand: for what was damaged, a card made anew, and the like."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.money import Account, Purpose
from desktop.ui import refusals
from desktop.ui.debts import PURPOSES, account_words, amount_typed
from desktop.ui.readers.into_view import IntoView
from desktop.ui.readers.settle import said_why
from desktop.ui.widgets import Button, Choice, Field, Labelled, Notice, row

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.refusal import Refusal
    from desktop.ui.workplace import Workplace

OFFERED = tuple((purpose.value, PURPOSES[purpose]) for purpose in (Purpose.DAMAGED, Purpose.OTHER))
"""Losses and lateness are charged by the acts that tell of them."""


class ChargeForm(QWidget):
    """Closed to one button until it is wanted. `charged`: something is owed more."""

    charged = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._background = workplace.background
        self._into_view = IntoView(self)
        self._card = ""
        self._build()
        self._connect()

    def show_reader(self, card: str) -> None:
        """Whose account it is; what was typed about another reader goes."""
        if card != self._card:
            self.notice.clear()
            self._close()
        self._card = card

    def _build(self) -> None:
        self.open = Button("Ghi khoản nợ", icon="plus")
        self.purpose = Choice(OFFERED)
        self.amount, self.copy = Field("0 là đền bằng sách cùng loại"), Field("Để trống nếu không về cuốn nào")
        self.why = Labelled("Lý do", Field("Ví dụ: rách bìa"))
        self.save, self.leave = Button("Ghi nợ", "main", icon="check"), Button("Thôi", "quiet")
        self.notice = Notice()
        self.form = QWidget()
        inside = QVBoxLayout(self.form)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(Labelled("Về việc", self.purpose))
        inside.addWidget(Labelled("Số tiền (đ)", self.amount))
        inside.addWidget(Labelled("Mã vạch", self.copy))
        inside.addWidget(self.why)
        inside.addLayout(row(self.save, self.leave, None))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row(self.open, None))
        column.addWidget(self.form)
        column.addWidget(self.notice)
        self.form.hide()

    def _connect(self) -> None:
        self.open.clicked.connect(self._open)
        self.leave.clicked.connect(self._close)
        self.save.clicked.connect(self._charge)

    def _open(self) -> None:
        self.open.hide()
        self.form.show()
        self.notice.clear()
        self.amount.setFocus()
        self._into_view.soon(self.form)

    def _close(self) -> None:
        self.form.hide()
        self.open.show()
        for field in self.form.findChildren(Field):
            field.clear()
        self.why.complain("")

    def _charge(self) -> None:
        why, card = said_why(self.why), self._card
        text, barcode, purpose = self.amount.text(), self.copy.text().strip(), Purpose(self.purpose.value)

        def charge(library: Library) -> Account:
            return library.money.charge(card, amount_typed(text), purpose, barcode=barcode, why=why)

        if why:
            self._background.run(charge, self._charged, self._refuse)
        else:
            self._into_view.soon(self.why)

    def _charged(self, account: Account) -> None:
        self._close()
        self.notice.tell("done", partial(account_words, account))
        self._into_view.soon(self.notice)
        self.charged.emit()

    def _refuse(self, no: Refusal) -> None:
        why, what = partial(refusals.why, no.reason, no.facts), partial(refusals.what_to_do, no.reason)
        self.notice.tell("refused", why, what)
        self._into_view.soon(self.notice)
