"""Who of the staff looked at what readers borrowed, on this PC: for the librarian, who may be asked about it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from desktop.library.model.reader import LookUp
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.readers.form import day_typed
from desktop.ui import refusals
from desktop.ui.dates import local, short_day, today
from desktop.ui.widgets import Card, Column, Field, Label, Labelled, Table, row
from desktop.ui.widgets.tables import ROW_HEIGHT
from desktop.ui.words import tr

if TYPE_CHECKING:
    from datetime import date

    from desktop.library.library import Library
    from desktop.ui.background import Background

MOST_ROWS = 6
USUAL_DAYS = 30
COLUMNS: tuple[Column[LookUp], ...] = (
    Column("Lúc", lambda look: f"{local(look.at):%d/%m/%y %H:%M}", 128, lambda _: "ink-soft"),
    Column("Ai xem", lambda look: look.operator or tr("không ghi tên"), 0, strong=True),
    Column("Của ai", lambda look: look.reader or look.card or tr("không còn trong sổ"), 0),
)


class LookUpsCard(Card):
    """Reads the journal when it is shown, and again when a card or a day is typed."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self.card, self.since = Field("mọi thẻ"), Field("31/12/2026")
        self.whose, self.when = Labelled("Số thẻ", self.card), Labelled("Từ ngày", self.since)
        self.table: Table[LookUp] = Table(COLUMNS)
        self.nobody = Label("Chưa ai xem.", "soft")
        self.since.setText(short_day(today() - timedelta(days=USUAL_DAYS)))
        self.column.addWidget(Label("Ai đã xem bạn đọc mượn gì", "heading"))
        self.column.addWidget(
            Label(
                "Máy này ghi lại trong một năm, không gửi đi đâu. Gõ số thẻ để xem cả năm của một bạn đọc.",
                "soft",
                wraps=True,
            )
        )
        self.column.addLayout(row(self.whose, self.when, spacing=12))
        self.column.addWidget(self.table)
        self.column.addWidget(self.nobody)
        self.table.hide()
        for field in (self.card, self.since):
            field.editingFinished.connect(self.look)

    def look(self) -> None:
        """Read the journal for what is typed."""
        for labelled in (self.whose, self.when):
            labelled.complain("")
        try:
            since = day_typed(self.since.text())
        except Refusal as no:
            self._refuse(no)
            return
        self._background.run(partial(_read, self.card.text().strip(), since), self._show, self._refuse)

    def _show(self, looks: tuple[LookUp, ...]) -> None:
        self.table.show_lines(looks)
        self.table.setFixedHeight((min(len(looks), MOST_ROWS) + 1) * ROW_HEIGHT + 6)
        self.table.setVisible(bool(looks))
        self.nobody.setVisible(not looks)

    def _refuse(self, no: Refusal) -> None:
        about = self.when if no.reason is Reason.INVALID_DATE else self.whose
        about.complain(lambda: refusals.why(no.reason, no.facts))


def _read(card: str, since: date | None, library: Library) -> tuple[LookUp, ...]:
    return library.readers.looked_up(card or None, since=since)
