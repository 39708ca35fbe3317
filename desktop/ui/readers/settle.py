"""How a debt is settled: money against a receipt, the same book, letting it go, giving back; and what came of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.money import Account, Receipt
from desktop.ui import refusals
from desktop.ui.debts import account_words, amount_typed, price_of, purpose_words, receipt_words, thing_words
from desktop.ui.letters.printing import Printing, show_printed, show_refusal
from desktop.ui.readers.into_view import IntoView
from desktop.ui.widgets import Button, Field, Label, Labelled, Notice, row
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.letters.fields import Language
    from desktop.library.letters.sheet import Sheet
    from desktop.library.library import Library
    from desktop.library.model.money import Debt
    from desktop.library.model.refusal import Refusal
    from desktop.ui.workplace import Workplace


class Settle(QWidget):
    """Settles the debt that was chosen, or what the reader owes, the oldest first. `settled`: something was done."""

    settled = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._background = workplace.background
        self._printing = Printing(workplace, self)
        self._card, self._receipt = "", ""
        self._debt: Debt | None = None
        self._into_view = IntoView(self)
        self._build()
        self._connect()

    def show_debt(self, card: str, debt: Debt | None, owed: int, *, credit: int = 0) -> None:
        """This debt of the reader's; None for all that is owed in money. `credit`: what is to be given back (đồng)."""
        if (card, debt and debt.charge.id) != (self._card, self._debt and self._debt.charge.id):
            self._empty()
            self.price.setText(figure(debt.price) if debt is not None and debt.price else "")
        self._card, self._debt = card, debt
        left = debt.owed if debt is not None else owed
        self.about.say(lambda: _about(debt))
        self.amount.setText(figure(left) if left else "")
        self.about.setVisible(debt is not None or bool(left))
        self.money.setVisible(bool(left))
        self.book.setVisible(debt is not None and debt.charge.item_id is not None)
        self.worth.setVisible(debt is not None and debt.may_be_money)
        self.mercy.setVisible(debt is not None)
        self.surplus.setVisible(bool(credit))
        self.why_of_mercy.name.say("Lý do" if debt and debt.may_be_money else "Lý do miễn")

    def clear(self) -> None:
        """Another reader: what was said is of the one before."""
        self.notice.clear()
        self._card, self._debt = "", None

    def _build(self) -> None:
        self.about = Label("", "small", wraps=True)
        self.amount, self.copy, self.why = Field(), Field("Quét mã vạch cuốn mới"), Field()
        self.price, self.why_back = Field(), Field("Ví dụ: sách đã tìm thấy")
        self.why_of_mercy = Labelled("Lý do miễn", self.why)
        self.why_of_refund = Labelled("Lý do trả lại", self.why_back)
        self.pay = Button("Thu tiền", "main", icon="check")
        self.replace = Button("Nhận sách thay")
        self.charge = Button("Thu bằng tiền")
        self.forgive = Button("Miễn", "quiet")
        self.refund = Button("Trả lại tiền thừa", icon="undo-2")
        self.notice = Notice()
        self.money = _line(Labelled("Số tiền (đ)", self.amount), self.pay)
        self.book = _line(Labelled("Cuốn cùng loại", self.copy), self.replace)
        self.worth = _line(Labelled("Giá sách (đ)", self.price), self.charge)
        self.mercy = _line(self.why_of_mercy, self.forgive)
        self.surplus = QWidget()
        given = QVBoxLayout(self.surplus)
        given.setContentsMargins(0, 0, 0, 0)
        given.setSpacing(8)
        given.addWidget(self.why_of_refund)
        given.addLayout(row(self.refund, None))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.about, self.money, self.book, self.worth, self.mercy, self.surplus, self.notice):
            column.addWidget(part)

    def _connect(self) -> None:
        for wanted in (self.amount.returnPressed, self.pay.clicked):
            wanted.connect(self._pay)
        for wanted in (self.copy.returnPressed, self.replace.clicked):
            wanted.connect(self._replace)
        for wanted in (self.price.returnPressed, self.charge.clicked):
            wanted.connect(self._charge)
        for wanted in (self.why.returnPressed, self.forgive.clicked):
            wanted.connect(self._forgive)
        for wanted in (self.why_back.returnPressed, self.refund.clicked):
            wanted.connect(self._give_back)
        self._printing.printed.connect(partial(show_printed, self.notice))
        self._printing.refused.connect(partial(show_refusal, self.notice))

    def _pay(self) -> None:
        text, card = self.amount.text(), self._card
        charges = (self._debt.charge.id,) if self._debt is not None else None
        if card:
            self._run(lambda library: library.money.pay(card, amount_typed(text), charges), self._paid)

    def _replace(self) -> None:
        code, debt = self.copy.text().strip(), self._debt
        if code and debt is not None:
            self._run(lambda library: library.money.replace_with(debt.charge.id, code), self._done)

    def _charge(self) -> None:
        """Money in place of the same book. Without a reason nothing is done: the library says what is missing."""
        text, why, debt = self.price.text(), self._why(self.why_of_mercy), self._debt
        if why and debt is not None:
            self._run(lambda library: library.money.in_money(debt.charge.id, why, price=price_of(text)), self._done)

    def _forgive(self) -> None:
        why, debt = self._why(self.why_of_mercy), self._debt
        if why and debt is not None:
            self._run(lambda library: library.money.forgive(debt.charge.id, why), self._done)

    def _give_back(self) -> None:
        why, card = self._why(self.why_of_refund), self._card
        if why and card:
            self._run(lambda library: library.money.refund(card, why=why), self._paid)

    def _why(self, asked: Labelled) -> str:
        why = said_why(asked)
        if not why:
            self._into_view.soon(asked)
        return why

    def _run(self, work: Callable[[Library], object], done: Callable[[object], None]) -> None:
        self._background.run(work, done, self._refuse)

    def _paid(self, receipt: object) -> None:
        assert isinstance(receipt, Receipt)
        self._tell(partial(receipt_words, receipt))
        self._receipt = receipt.entry
        button = Button("In biên lai", icon="printer")
        button.clicked.connect(lambda: self._printing.send(partial(_receipt_sheet, self._receipt)))
        self.notice.offer(button)

    def _done(self, account: object) -> None:
        assert isinstance(account, Account)
        self._tell(partial(account_words, account))

    def _tell(self, words: Callable[[], str]) -> None:
        self.notice.tell("done", words)
        self._into_view.soon(self.notice)
        self._empty()
        self.settled.emit()

    def _empty(self) -> None:
        for field in (self.why, self.copy, self.why_back):
            field.clear()
        for asked in (self.why_of_mercy, self.why_of_refund):
            asked.complain("")

    def _refuse(self, no: Refusal) -> None:
        why, what = partial(refusals.why, no.reason, no.facts), partial(refusals.what_to_do, no.reason)
        self.notice.tell("refused", why, what)
        self._into_view.soon(self.notice)


def said_why(asked: Labelled) -> str:
    """What was typed; where nothing was, the field says that it is needed and takes the keys."""
    field = asked.field
    assert isinstance(field, Field)
    why = field.text().strip()
    asked.complain("" if why else "Ghi vài chữ vì sao.")
    if not why:
        field.setFocus(Qt.FocusReason.OtherFocusReason)
    return why


def _line(field: Labelled, button: Button) -> QWidget:
    line = QWidget()
    inside = row(spacing=8)
    inside.addWidget(field, 1)
    inside.addWidget(button)
    inside.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
    line.setLayout(inside)
    return line


def _about(debt: Debt | None) -> str:
    if debt is None:
        return tr("Thu khoản cũ nhất trước.")
    return tr("{thing} – {purpose}", thing=thing_words(debt), purpose=purpose_words(debt))


def _receipt_sheet(entry: str, library: Library, tongue: Language) -> tuple[Sheet, ...]:
    paid = library.money.receipt(entry)
    return (library.letters.sheet(library.letters.receipt(paid, tongue), tongue),)
