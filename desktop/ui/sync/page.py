"""The sync page: enrol once, see where things stand, empty the inbox, carry changes by stick."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.library import enrolment
from desktop.library.model.touched import EVERYTHING
from desktop.ui import pages, refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.sync import state_words
from desktop.ui.sync.enrolling import WHICH_FILE, EnrolCard
from desktop.ui.sync.inbox_view import InboxView
from desktop.ui.sync.settled_view import SettledView
from desktop.ui.sync.state_card import ENROL_AGAIN, StateCard
from desktop.ui.sync.stick_view import StickView
from desktop.ui.widgets import Button, Clamped, Notice, Page, Segments, row
from desktop.ui.widgets.choosing import choose_file
from desktop.ui.words import figure, tr
from sync.core.stops import TryLater

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.library import Library
    from desktop.library.model.refusal import Refusal
    from desktop.library.model.standing import Standing
    from desktop.ui.workplace import Workplace
    from sync.core.stops import Stop

LOW = 560
"""A page of fewer pixels leaves all room to what is worked at: where things stand, the strip below says, too."""


def look(library: Library) -> tuple[Standing, bool]:
    """Where the library stands, and whether it has asked to be enrolled and waits for the answer."""
    return library.standing(), enrolment.begun(library.store) is not None


class SyncPage(Page):
    """Before the enrolment one button; after it the state, and below it the inbox, what is settled, the stick."""

    cares_for = EVERYTHING  # whatever changes waits to be sent

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self._courier = workplace.courier
        self._wants_focus = self._has_points = False
        self._file: Path | None = None
        self._standing: Standing | None = None
        self._build(workplace)
        self._connect()

    def shown(self) -> None:
        """The points have the keys, or the one button that matters."""
        self._wants_focus = True
        self.inbox.begin_anew()
        super().shown()
        self._take_focus()

    def refresh(self) -> None:
        """Look again."""
        self.background.run(look, self._show)
        self.inbox.refresh()
        self.stick.refresh()
        if self.parts.currentWidget() is self.settled:
            self.settled.refresh()

    def act(self, name: str) -> None:
        """Do one of the actions of the inbox."""
        self.show_part("inbox")
        self.inbox.act(name)

    def enrol(self, file: Path) -> None:
        """Enrol with this file."""
        self.notice.tell("information", "Đang ghi danh với trung tâm…")
        for button in self._enrolling_buttons():
            button.setEnabled(False)
        self._file = file
        self._courier.enrol(file)

    def show_part(self, name: str) -> None:
        """Bring one part to the front: inbox, settled, stick."""
        self.choice.choose(name)
        self.parts.setCurrentWidget(self.named[name])
        self.belongs_line.setVisible(name != "inbox")
        self._offer_search()
        if name == "settled":
            self.inbox.notice.clear()
            self.settled.refresh()
        self.settled.notice.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window keeps its room for the points."""
        super().resizeEvent(event)
        self._make_room()

    def _take_focus(self) -> None:
        if self.parts.currentWidget() is self.inbox and self.inbox.points.open_cards:
            self.inbox.take_focus()
        elif not self._courier.is_enrolled:
            self.enrolling.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.state.take_focus()

    def enrol_by_stick(self) -> None:
        """The centre cannot be reached: the next bundle asks it to take this PC in."""
        file = self._file
        assert file is not None  # offered after this file was tried
        self.background.run(lambda library: pages.enrol(library, file, offline=True), self._begun, self._not_enrolled)

    def _begun(self, _: None) -> None:
        self.notice.clear()  # the part of the stick says what comes next
        self._may_enrol_again()
        self.refresh()
        self.show_part("stick")
        self.stick.take_focus()

    def _show(self, seen: tuple[Standing, bool]) -> None:
        standing, has_begun = seen
        enrolled = standing.enrolled
        newly = enrolled and self.enrolling.isVisible()
        self.enrolling.setVisible(not (enrolled or has_begun))
        self._standing = standing
        self._make_room()
        self._has_points |= standing.conflicts > 0
        self.below.setVisible(enrolled or has_begun or self._has_points)
        self.state.show_standing(standing)
        self.belongs.say(partial(_belongs, standing))
        if newly:
            self.state.take_focus()

    def _offer_search(self) -> None:
        is_inbox = self.parts.currentWidget() is self.inbox
        self.inbox.search.setVisible(is_inbox and bool(self.inbox.points.cards or self.inbox.search.text()))

    def _make_room(self) -> None:
        is_low, standing = self.height() < LOW, self._standing
        self.inbox.be_brief(brief=is_low)
        if standing is not None:
            # What nobody but a person can mend is said in any case.
            self.state.setVisible(standing.enrolled and (not is_low or standing.last_stop in ENROL_AGAIN))

    def _count(self, count: int) -> None:
        self.choice.buttons["inbox"].say(
            lambda: tr("Cần đối chiếu  {count}", count=figure(count)) if count else tr("Cần đối chiếu")
        )
        self.state.give_way(to_points=bool(count))
        self._offer_search()
        if self._wants_focus:
            self._wants_focus = False
            self._take_focus()

    def _ask_for_file(self) -> None:
        choose_file(self, WHICH_FILE, self.enrol)

    def _enrolled(self) -> None:
        self._may_enrol_again()
        self.notice.tell("done", "Đã ghi danh với trung tâm", "Lần đồng bộ đầu tiên bắt đầu ngay.")
        self.refresh()

    def _not_enrolled(self, why: Refusal | Stop) -> None:
        self._may_enrol_again()
        self.notice.tell("refused", "Chưa ghi danh được", partial(state_words.not_enrolled, why))
        if isinstance(why, TryLater):
            by_stick = Button("Không có mạng: ghi danh qua USB", icon="usb")
            by_stick.clicked.connect(self.enrol_by_stick)
            self.notice.offer(by_stick)

    def _enrolling_buttons(self) -> tuple[Button, ...]:
        return self.enrolling.choose, self.other_file, self.state.enrol

    def _may_enrol_again(self) -> None:
        for button in self._enrolling_buttons():
            button.setEnabled(True)
        self.enrolling.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _came_back(self) -> None:
        """What was said before the run is over."""
        self.notice.clear()
        self.refresh()

    def _refused(self, refusal: Refusal) -> None:
        self.notice.tell(
            "refused",
            partial(refusals.why, refusal.reason, refusal.facts),
            partial(refusals.what_to_do, refusal.reason),
        )
        self.refresh()

    def _build(self, workplace: Workplace) -> None:
        self.notice = Notice()
        self.enrolling, self.state = EnrolCard(), StateCard(self._courier)
        self.belongs, self.other_file = Clamped("", "soft"), Button("Ghi danh bằng tệp khác", "quiet", icon="key-round")
        self.inbox, self.settled = InboxView(workplace), SettledView(workplace)
        self.stick = StickView(workplace)
        self.named: dict[str, QWidget] = {"inbox": self.inbox, "settled": self.settled, "stick": self.stick}
        self.choice = Segments(
            (
                ("inbox", "Cần đối chiếu", "git-compare", ""),
                ("settled", "Đã đối chiếu", "history", ""),
                ("stick", "USB", "usb", ""),
            )
        )
        self.parts = QStackedWidget()
        for part in self.named.values():
            self.parts.addWidget(part)
        self.belongs_line, self.below = QWidget(), QWidget()
        line = row()
        line.addWidget(self.belongs, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.other_file)
        self.belongs_line.setLayout(line)
        self.belongs.setAlignment(Qt.AlignmentFlag.AlignRight)
        head = row(self.choice, spacing=12)
        head.addWidget(self.belongs_line, 1)
        head.addStretch(0)
        head.addWidget(self.inbox.search)
        below = QVBoxLayout(self.below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        below.addLayout(head)
        below.addWidget(self.parts, 1)
        self.column.setSpacing(12)
        self.column.addWidget(self.notice)
        self.column.addWidget(self.enrolling, 1)
        self.column.addWidget(self.state)
        self.column.addWidget(self.below, 2)
        for part in (self.enrolling, self.state, self.below):
            part.hide()
        self.show_part("inbox")

    def _connect(self) -> None:
        for button in self._enrolling_buttons():
            button.clicked.connect(self._ask_for_file)
        self.choice.chosen.connect(self.show_part)
        self.inbox.counted.connect(self._count)
        self._courier.enrolled.connect(self._enrolled)
        self._courier.not_enrolled.connect(self._not_enrolled)
        self._courier.refused.connect(self._refused)
        self._courier.ended.connect(self._came_back)
        for name in ("undo_settling", "find_points"):
            shortcut = QAction(self)
            shortcut.setObjectName(name)
            shortcut.setShortcut(QKeySequence(BY_NAME[name].key))
            shortcut.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.triggered.connect(self.asked)
            self.addAction(shortcut)


def _belongs(standing: Standing) -> str:
    return tr("{unit} · mã máy {device}", unit=standing.unit_name or standing.unit, device=standing.device[-8:])
