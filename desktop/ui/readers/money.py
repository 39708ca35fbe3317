"""The part of a reader's card about money: what is owed and for what, settling it, and whether the reader is clear."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.money import Account, Debt
from desktop.ui.debts import account_words, owed_words, thing_words
from desktop.ui.letters.printing import Printing, show_printed, show_refusal
from desktop.ui.readers.charging import ChargeForm
from desktop.ui.readers.settle import Settle
from desktop.ui.widgets import Button, Column, Label, Scroll, Table, row
from desktop.ui.widgets.tables import ROW_HEIGHT

if TYPE_CHECKING:
    from desktop.library.letters.fields import Language
    from desktop.library.letters.sheet import Sheet
    from desktop.library.library import Library
    from desktop.ui.workplace import Workplace

MOST_ROWS = 5
DEBTS: tuple[Column[Debt], ...] = (
    Column("Khoản", thing_words, 0, strong=True),
    Column("Còn lại", owed_words, 112, lambda _: "brick"),
)


class MoneyPart(QWidget):
    """Shows the account of one reader, asked for when the part is shown."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._background = workplace.background
        self._printing = Printing(workplace, self)
        self._card = ""
        self.account = Account()
        self._build(workplace)
        self.table.chosen.connect(self._choose)
        self.settle.settled.connect(self._look)
        self.charge.charged.connect(self._look)
        self.certificate.clicked.connect(self._print)
        self.notices.clicked.connect(self._print_notices)
        self._printing.printed.connect(partial(show_printed, self.settle.notice))
        self._printing.refused.connect(partial(show_refusal, self.settle.notice))

    def show_reader(self, card: str) -> None:
        """This reader; what was said stays while it is the same."""
        if card != self._card:
            self.settle.clear()
        self._card = card
        self.charge.show_reader(card)
        self._look()

    def _look(self) -> None:
        card = self._card
        self._background.run(lambda library: library.money.account(card), partial(self._show, card), lambda _: None)

    def _show(self, card: str, account: Account) -> None:
        if card != self._card:  # another reader was chosen meanwhile
            return
        self.account = account
        debts = tuple(reversed(account.open_debts))
        self.told.say(partial(account_words, account))
        self.table.show_lines(debts)
        self.table.setVisible(bool(debts))
        self.table.setFixedHeight((min(len(debts), MOST_ROWS) + 1) * ROW_HEIGHT + 6)
        self.notices.setVisible(any(debt.barcode for debt in debts))
        self.settle.show_debt(card, debts[0] if len(debts) == 1 else None, account.owed, credit=account.credit)

    def _choose(self, debt: Debt) -> None:
        self.settle.show_debt(self._card, debt, self.account.owed, credit=self.account.credit)

    def _print(self) -> None:
        self._printing.send(partial(_certificate, self._card))

    def _print_notices(self) -> None:
        self._printing.send(partial(_compensations, self._card))

    def _build(self, workplace: Workplace) -> None:
        self.told = Label("", "strong", wraps=True)
        self.table: Table[Debt] = Table(DEBTS)
        self.settle, self.charge = Settle(workplace), ChargeForm(workplace)
        self.certificate = Button("In giấy xác nhận không nợ sách", icon="printer")
        self.notices = Button("In giấy báo bồi thường", icon="printer")
        ground = QWidget()
        ground.setObjectName("ground")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(0, 8, 8, 0)
        inside.setSpacing(12)
        for part in (self.told, self.table, self.settle, self.charge):
            inside.addWidget(part)
        inside.addLayout(row(self.notices, None))
        inside.addLayout(row(self.certificate, None))
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scroll(ground))


def _certificate(card: str, library: Library, tongue: Language) -> tuple[Sheet, ...]:
    """The certificate; while something is open, the list of what."""
    clear = library.money.settled(card)
    return (library.letters.sheet(library.letters.clearance(clear, tongue), tongue),)


def _compensations(card: str, library: Library, tongue: Language) -> tuple[Sheet, ...]:
    """A notice for each copy that the reader has not made good for."""
    lines = (line for line in library.money.debts_of(card) if line.debt.barcode)
    letters, money = library.letters, library.money
    facts = (letters.compensation(line, money.compensation(line.debt.barcode), tongue) for line in lines)
    return tuple(letters.sheet(one, tongue) for one in facts)
