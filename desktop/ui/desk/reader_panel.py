"""The reader in front of the desk: who, what stands in the way, what is ready to fetch, what is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from desktop.library.model.conflict import LOCKED
from desktop.library.model.refusal import Reason
from desktop.ui import refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.desk.loan_rows import LoanRow, PanelRows
from desktop.ui.widgets import Button, Card, Clamped, Empty, Label, Notice, Scroll, row
from desktop.ui.widgets.texts import mark
from desktop.ui.words import figure, language, tr, verbatim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.model.desk import ReaderPanel
    from desktop.library.model.refusal import Fact
    from desktop.ui.words import Source

__all__ = ["Categories", "LoanRow", "ReaderCard", "facts_of"]
FACE = QSize(60, 78)
ROOM_FOR_BUTTONS = 420
INVITATION = "Quét thẻ để bắt đầu, hoặc bấm Ctrl+K để tìm theo tên."
SCROLLS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}

Categories = dict[str, tuple[str, str]]
"""code: (Vietnamese, English)"""


class ReaderCard(Card):
    """Shows a ReaderPanel, or invites to scan a card."""

    def __init__(self, *, alone: bool = False) -> None:
        """`alone`: before a reader who serves themselves; what the staff does is not offered."""
        super().__init__(margin=0, spacing=0)
        self._alone = alone
        self.panel: ReaderPanel | None = None
        self.categories: Categories = {}
        self.renew_all = Button(BY_NAME["renew_all"], "plain")
        self.slip = Button(BY_NAME["slip"], "plain")
        self.finish = Button(BY_NAME["finish"], "quiet")
        self._layers = QStackedLayout()
        self._rows = QWidget()
        self._build()
        self.show_panel(None)

    def show_panel(self, panel: ReaderPanel | None, news_days: int | None = None) -> None:
        """This reader, or nobody. `news_days`: how old is what the centre last said of them, where that matters."""
        is_new = panel is None or self.panel is None or panel.reader.id != self.panel.reader.id
        self.panel = panel
        self._layers.setCurrentIndex(0 if panel is None else 1)
        if panel is None:
            return
        self._show_who(panel)
        self.news.setVisible(news_days is not None)
        self.news.say(lambda: tr("Tin từ trung tâm cách đây {days} ngày", days=news_days or 0))
        self.held.say(lambda: tr("Đang mượn {count}/{limit}", count=len(panel.loans), limit=panel.max_loans))
        self.bar.setMaximum(max(1, panel.max_loans))
        self.bar.setValue(min(len(panel.loans), panel.max_loans))
        mark(self.bar, full=len(panel.loans) >= panel.max_loans)
        self._show_blocks(panel)
        self.owed.setVisible(bool(panel.owed) and Reason.OWES not in panel.blocks)  # else it is said above
        self.owed.say(lambda: self._owed(panel))
        self._show_rows(panel, is_new=is_new)
        self._offer()

    def invite(self, text: Source) -> None:
        """What is said while nobody is there."""
        self.nobody.text.say(text)

    def turn(self, event: QKeyEvent) -> bool:
        """Scroll what is longer than the panel by Page up and Page down; whether it was one of them."""
        pages = SCROLLS.get(Qt.Key(event.key()), 0)
        bar = self.below.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())
        return pages != 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the lists need the room; what the buttons do, their keys and printed codes do, too."""
        super().resizeEvent(event)
        self._offer()

    def _offer(self) -> None:
        has_loans = self.panel is not None and bool(self.panel.loans)
        has_room = self.height() >= ROOM_FOR_BUTTONS
        self.renew_all.setVisible(has_loans and (has_room or self._alone))
        self.slip.setVisible(has_loans and has_room and not self._alone)
        self.finish.setVisible(not self._alone)

    def _show_who(self, panel: ReaderPanel) -> None:
        self.name.say(verbatim(panel.reader.name or panel.reader.card))
        self.who.say(lambda: self._who(panel))
        face = QPixmap()
        known = panel.photo is not None and face.loadFromData(panel.photo)
        if known:
            grown = Qt.AspectRatioMode.KeepAspectRatioByExpanding
            large = FACE * self.devicePixelRatioF()
            face = face.scaled(large, grown, Qt.TransformationMode.SmoothTransformation)
            face.setDevicePixelRatio(self.devicePixelRatioF())
            self.face.setPixmap(face)
        self.face.setVisible(known)
        self.people.setVisible(panel.reader.is_group and bool(panel.members or panel.representative))
        self.people.say(lambda: _people(panel))

    def _who(self, panel: ReaderPanel) -> str:
        reader = panel.reader
        names = self.categories.get(reader.category, (reader.category, reader.category))
        category = names[0] if language() == "vi" else names[1]
        return " · ".join(part for part in (reader.card, category, reader.group) if part and part != LOCKED)

    def _show_blocks(self, panel: ReaderPanel) -> None:
        if not panel.blocks:
            self.blocks.clear()
            return
        self.blocks.tell("warning", "Không cho mượn thêm được", lambda: self._why_not(panel))

    def _why_not(self, panel: ReaderPanel) -> str:
        """Each reason on a line; what the staff should do about it is left out before a reader who is alone."""
        facts = facts_of(panel)
        if self._alone:
            return "\n".join((*(refusals.why(reason, facts) for reason in panel.blocks), tr("Mời thủ thư giúp bạn.")))
        told = [refusals.whole(reason, facts) for reason in panel.blocks]
        return told[0] if len(told) == 1 else "\n".join(f"• {one}" for one in told)

    def _owed(self, panel: ReaderPanel) -> str:
        amount = figure(panel.owed)
        if self._alone:
            return tr("Còn nợ {amount} đồng.", amount=amount)
        return tr("Còn nợ {amount} đồng. Thu ở trang Bạn đọc (Ctrl+3).", amount=amount)

    def _show_rows(self, panel: ReaderPanel, *, is_new: bool) -> None:
        """The new rows take the place of the old ones at once: between them nothing is ever seen empty."""
        rows, old = PanelRows(panel), self._rows
        rows.setGeometry(old.geometry())
        self._rows = rows
        self._ground.replaceWidget(old, rows)
        rows.show()
        old.hide()
        old.deleteLater()
        if is_new:
            self.below.verticalScrollBar().setValue(0)

    def _build(self) -> None:
        self.column.addLayout(self._layers)  # first: a stack that lies nowhere shows its parts as windows
        self.nobody = Empty("id-card", "Chưa có bạn đọc ở quầy", INVITATION)
        self._layers.addWidget(self.nobody)
        self._layers.addWidget(self._filled())
        for button in (self.renew_all, self.slip, self.finish):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _filled(self) -> QWidget:
        self.news = Label("", "hint", wraps=True)
        mark(self.news, tone="amber")
        self.name = Clamped("", "name", lines=2)
        self.who, self.people = Label("", "soft", wraps=True), Label("", "soft", wraps=True)
        self.face = QLabel()
        self.face.setFixedSize(FACE)
        self.blocks = Notice()
        self.held, self.owed = Label("", "strong"), Label("", "text", wraps=True)
        mark(self.owed, tone="amber")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        self.below = self._below()
        for part in (self.news, self._head(), self.held, self.bar, self.below):
            column.addWidget(part, 1 if isinstance(part, Scroll) else 0)
        for button in (self.renew_all, self.slip, self.finish):
            column.addWidget(button)
        return filled

    def _head(self) -> QWidget:
        names = QVBoxLayout()
        names.setSpacing(4)
        for part in (self.name, self.who, self.people):
            names.addWidget(part)
        head = QWidget()
        line = row(self.face, spacing=12)
        line.setAlignment(self.face, Qt.AlignmentFlag.AlignTop)
        line.addLayout(names, 1)
        head.setLayout(line)
        return head

    def _below(self) -> Scroll:
        """What may be longer than the panel is high."""
        ground = QWidget()
        ground.setObjectName("ground")
        self._ground = QVBoxLayout(ground)
        self._ground.setContentsMargins(0, 0, 8, 0)
        self._ground.setSpacing(8)
        for part in (self.blocks, self.owed):
            self._ground.addWidget(part)
        self._ground.addWidget(self._rows, 1)
        return Scroll(ground)


def _people(panel: ReaderPanel) -> str:
    if not panel.members:
        return tr("đại diện: {reader}", reader=panel.representative) if panel.representative else ""
    members = tr("{count} người", count=figure(panel.members))
    if not panel.representative:
        return members
    return tr("{members} · đại diện: {reader}", members=members, reader=panel.representative)


def facts_of(panel: ReaderPanel) -> Mapping[str, Fact]:
    """What the standing reasons need to be said in full."""
    reader = panel.reader
    return {
        "why": reader.blocked,
        "expires": reader.expires.isoformat() if reader.expires else None,
        "overdue": sum(loan.days_overdue > 0 for loan in panel.loans) or None,
        "loans": len(panel.loans),
        "limit": panel.max_loans,
        "owed": figure(panel.owed) if panel.owed else None,
    }
