"""The reader in front of the desk: who, what is held, what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from desktop.library.model.conflict import LOCKED
from desktop.ui import refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.dates import due_tone, due_words
from desktop.ui.widgets import Button, Card, Clamped, Empty, Label, Notice, Rule, Scroll, row
from desktop.ui.widgets.texts import mark
from desktop.ui.words import language, tr, verbatim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.model.desk import ReaderPanel
    from desktop.library.model.loan import LoanLine
    from desktop.library.model.refusal import Fact

MOST_SHOWN = 30

Categories = dict[str, tuple[str, str]]
"""code: (Vietnamese, English)"""


class LoanRow(QWidget):
    """One loan: the title, then what its due date means."""

    def __init__(self, loan: LoanLine) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(2)
        due = Label(lambda: due_words(loan.due, loan.days_overdue))
        tone = due_tone(loan.due, loan.days_overdue)
        mark(due, tone=tone)
        column.addWidget(Clamped(verbatim(loan.title), "text", lines=2))
        code = Label(verbatim(loan.barcode), "hint")
        if tone == "ink-soft":
            column.addLayout(row(due, None, code))
        else:  # more words, and in a narrow panel no room beside them
            column.addWidget(due)
            column.addWidget(code)


class ReaderCard(Card):
    """Shows a ReaderPanel, or invites to scan a card."""

    def __init__(self) -> None:
        super().__init__(margin=0, spacing=0)
        self.panel: ReaderPanel | None = None
        self.categories: Categories = {}
        self.renew_all = Button(BY_NAME["renew_all"], "plain")
        self.finish = Button(BY_NAME["finish"], "quiet")
        self._layers = QStackedLayout()
        self._build()
        self.show_panel(None)

    def show_panel(self, panel: ReaderPanel | None) -> None:
        """This reader, or nobody."""
        self.panel = panel
        self._layers.setCurrentIndex(0 if panel is None else 1)
        if panel is None:
            return
        self.name.say(verbatim(panel.reader.name or panel.reader.card))
        self.who.say(self._who)
        self.held.say(lambda: tr("Đang mượn {count}/{limit}", count=len(panel.loans), limit=panel.max_loans))
        self.bar.setMaximum(max(1, panel.max_loans))
        self.bar.setValue(min(len(panel.loans), panel.max_loans))
        mark(self.bar, full=len(panel.loans) >= panel.max_loans)
        self._show_blocks(panel)
        self._show_loans(panel.loans)
        self.renew_all.setVisible(bool(panel.loans))

    def _who(self) -> str:
        assert self.panel is not None
        reader = self.panel.reader
        names = self.categories.get(reader.category, (reader.category, reader.category))
        category = names[0] if language() == "vi" else names[1]
        return " · ".join(part for part in (reader.card, category, reader.group) if part and part != LOCKED)

    def _show_blocks(self, panel: ReaderPanel) -> None:
        if not panel.blocks:
            self.blocks.clear()
            return
        self.blocks.tell(
            "warning",
            "Không cho mượn thêm được",
            lambda: " ".join(refusals.why(reason, facts_of(panel)) for reason in panel.blocks),
        )

    def _show_loans(self, loans: tuple[LoanLine, ...]) -> None:
        while (item := self._loans.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for loan in loans[:MOST_SHOWN]:
            self._loans.addWidget(Rule())
            self._loans.addWidget(LoanRow(loan))
        if len(loans) > MOST_SHOWN:
            self._loans.addWidget(Label(lambda: tr("và {count} cuốn nữa", count=len(loans) - MOST_SHOWN), "soft"))
        self._loans.addStretch(1)

    def _build(self) -> None:
        self.column.addLayout(self._layers)  # first: a stack that lies nowhere shows its parts as windows
        self._layers.addWidget(
            Empty("id-card", "Chưa có bạn đọc ở quầy", "Quét thẻ để bắt đầu, hoặc bấm Ctrl+K để tìm theo tên.")
        )
        self._layers.addWidget(self._filled())
        for button in (self.renew_all, self.finish):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _filled(self) -> QWidget:
        self.name = Clamped("", "name", lines=2)
        self.who = Label("", "soft", wraps=True)
        self.blocks = Notice()
        self.held = Label("", "strong")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        ground = QWidget()
        ground.setObjectName("ground")
        self._loans = QVBoxLayout(ground)
        self._loans.setContentsMargins(0, 0, 8, 0)
        self._loans.setSpacing(0)
        scroll = Scroll(ground)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for part in (self.name, self.who, self.blocks, self.held, self.bar):
            column.addWidget(part)
        column.addWidget(scroll, 1)
        column.addWidget(self.renew_all)
        column.addWidget(self.finish)
        return filled


def facts_of(panel: ReaderPanel) -> Mapping[str, Fact]:
    """What the standing reasons need to be said in full."""
    reader = panel.reader
    return {
        "why": reader.blocked,
        "expires": reader.expires.isoformat() if reader.expires else None,
        "overdue": sum(loan.days_overdue > 0 for loan in panel.loans) or None,
        "loans": len(panel.loans),
        "limit": panel.max_loans,
    }
