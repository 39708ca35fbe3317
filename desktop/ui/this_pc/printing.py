"""Where slips and letters of this PC go: which printer, which folder for PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.ui.letters.output import printers
from desktop.ui.letters.printing import PDF
from desktop.ui.widgets import Button, Card, Choice, Clamped, Label, Labelled, row
from desktop.ui.widgets.choosing import Choosing, Wants, choose_file
from desktop.ui.words import tr, verbatim

if TYPE_CHECKING:
    from desktop.ui.words import Source
    from desktop.ui.workplace import Workplace

_WITHOUT = (("", "Máy in mặc định, không có thì lưu PDF"), (PDF, "Luôn lưu thành PDF"))


class PrintingCard(Card):
    """Asks the PC for its printers when it is shown; a network printer may take its time, and nobody waits."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._errands = workplace.errands
        self._preferences = workplace.preferences
        self._build()
        self._connect()
        self._show()

    def look(self) -> None:
        """Which printers are there now?"""
        self._errands.run(lambda _: printers(), self.show_printers)

    def show_printers(self, names: tuple[str, ...]) -> None:
        """Offer these; one that was chosen and is away stays chosen."""
        chosen = self._preferences.chosen
        for choice, kept in ((self.letters, chosen.printer), (self.slips, chosen.slip_printer)):
            known = (*names, *({kept} - {*names, "", PDF}))
            offered: tuple[tuple[str, Source], ...] = tuple((name, verbatim(name)) for name in known)
            choice.offer((*_WITHOUT, *offered))
            choice.choose(kept)

    def _show(self) -> None:
        self.show_printers(())
        folder = self._preferences.letters_folder
        self.folder.say(lambda: tr("PDF được lưu vào {folder}", folder=folder))

    def _choose(self) -> None:
        self._preferences.choose_printers(letters=self.letters.value, slips=self.slips.value)

    def _ask_where(self) -> None:
        choose_file(self, Choosing("Thư mục cho giấy báo PDF", Wants.FOLDER), self._named)

    def _named(self, folder: Path) -> None:
        self._preferences.choose_letters_folder(folder)
        self._show()
        self.look()

    def _build(self) -> None:
        self.letters, self.slips = Choice(_WITHOUT), Choice(_WITHOUT)
        for choice in (self.letters, self.slips):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.folder = Clamped("", "soft", lines=2)
        self.where = Button("Chọn thư mục…", "plain", icon="folder-open")
        self.column.addWidget(Label("In phiếu và giấy báo", "heading"))
        self.column.addWidget(Labelled("Giấy A4, A5", self.letters))
        self.column.addWidget(Labelled("Phiếu giấy cuộn", self.slips))
        self.column.addWidget(self.folder)
        self.column.addLayout(row(self.where, None))

    def _connect(self) -> None:
        for choice in (self.letters, self.slips):
            choice.activated.connect(self._choose)
        self.where.clicked.connect(self._ask_where)
