"""The page about this PC: what belongs to it and is not shared with other desks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop.library.security.backup import back_up, last_backup
from desktop.library.security.rights import Task
from desktop.ui.this_pc.backup import BackupCard
from desktop.ui.this_pc.kiosk import KioskCard
from desktop.ui.this_pc.look import LookCard
from desktop.ui.this_pc.look_ups import LookUpsCard
from desktop.ui.this_pc.operator import OperatorCard
from desktop.ui.this_pc.passwords import DeskPassword, LibrarianPassword
from desktop.ui.this_pc.printing import PrintingCard
from desktop.ui.this_pc.self_check import SelfCheckCard
from desktop.ui.this_pc.sheet import SheetCard, keep, sheet
from desktop.ui.widgets import Card, Label, Page, Scroll, row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.library.library import Library
    from desktop.library.security.backup import BackedUp, LastBackup
    from desktop.ui.workplace import Workplace

ROOM_FOR_TWO = 900
"""px: an old monitor of 1366 × 768 at 150 % has no more than 795."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page needs to know of the library."""

    may_set_passwords: bool
    may_see_look_ups: bool
    desk_has_one: bool
    unit: str
    last_backup: LastBackup | None


def look(library: Library) -> Seen:
    """Whose password opened the library, whether the desk has one, and when it was last backed up."""
    may_set, may_see = (library.rights.may(task) for task in (Task.SET_PASSWORDS, Task.AMEND_READERS))
    return Seen(may_set, may_see, library.passwords.desk_has_one, library.unit, last_backup(library))


class ThisPcPage(Page):
    """Operator, look and command sheet at the left; passwords at the right."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self._preferences = workplace.preferences
        self._errands = workplace.errands
        self.printing = PrintingCard(workplace)
        self.self_check = SelfCheckCard(workplace)
        self._build()
        self._connect()

    def shown(self) -> None:
        """Ready to type a name."""
        super().shown()
        self.printing.look()
        self.self_check.look()
        if self.look_ups.isVisible():
            self.look_ups.look()
        self.operator.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two sides where there is room for them, else one beneath the other."""
        super().resizeEvent(event)
        beside = self.width() >= ROOM_FOR_TWO
        self.sides.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def refresh(self) -> None:
        """Look again."""
        self.background.run(look, self._show)

    def _show(self, seen: Seen) -> None:
        for card in (self.desk_password, self.librarian_password, self.kiosk):
            card.setVisible(seen.may_set_passwords)
        self.not_here.setVisible(not seen.may_set_passwords)
        if seen.may_see_look_ups and self.look_ups.isHidden():
            self.look_ups.show()
            self.look_ups.look()
        self.desk_password.show_state(has_one=seen.desk_has_one)
        self.backup.show_last(seen.unit, seen.last_backup)

    def _build(self) -> None:
        self.operator = OperatorCard(self._preferences)
        self.look = LookCard(self._preferences)
        self.sheet = SheetCard()
        self.kiosk = KioskCard(self._preferences)
        self.backup = BackupCard(self._preferences)
        self.look_ups = LookUpsCard(self.background)
        self.desk_password, self.librarian_password = DeskPassword(), LibrarianPassword()
        self.not_here = Card()
        self.not_here.column.addWidget(Label("Mật khẩu", "heading"))
        self.not_here.column.addWidget(
            Label("Thư viện đang mở bằng mật khẩu quầy. Mật khẩu do thủ thư đặt và đổi.", "soft", wraps=True)
        )
        for card in (self.desk_password, self.librarian_password, self.kiosk, self.not_here, self.look_ups):
            card.hide()
        ground = QWidget()
        ground.setObjectName("ground")
        self.sides = sides = row(spacing=16)
        ground.setLayout(sides)
        sides.addLayout(_side(self.operator, self.look, self.printing, self.sheet, self.kiosk, self.look_ups), 1)
        sides.addLayout(
            _side(self.backup, self.desk_password, self.librarian_password, self.not_here, self.self_check), 1
        )
        scroll = Scroll(ground)
        self.column.addWidget(scroll, 1)

    def _connect(self) -> None:
        self.operator.named.connect(self._name_operator)
        self.sheet.wanted.connect(self._keep_sheet)
        self.backup.wanted.connect(self._back_up)
        self.desk_password.wanted.connect(self._set_desk)
        self.desk_password.unwanted.connect(self._remove_desk)
        self.librarian_password.wanted.connect(self._change)

    def _name_operator(self, name: str) -> None:
        self._preferences.name_operator(name)
        self.background.run(partial(_sign, name))

    def _keep_sheet(self, file: Path) -> None:
        self.background.run(partial(_keep, file, sheet()), self.sheet.show_kept, self.sheet.show_refusal)

    def _back_up(self, file: Path) -> None:
        """On the errands' thread: the desk does not wait for it."""
        card, progress = self.backup, self._errands.progress()
        progress.moved.connect(card.show_progress)
        card.show_running()
        self._errands.run(partial(_backed_up, file, progress.step), self._is_backed_up, card.show_refusal)

    def _is_backed_up(self, done: BackedUp | None) -> None:
        self.backup.show_done(done)
        self.refresh()

    def _set_desk(self, new: str) -> None:
        card = self.desk_password
        self.background.run(lambda library: library.passwords.set_desk(new), card.show_set, card.show_refusal)

    def _remove_desk(self) -> None:
        card = self.desk_password
        self.background.run(lambda library: library.passwords.remove_desk(), card.show_removed, card.show_refusal)

    def _change(self, old: str, new: str) -> None:
        card = self.librarian_password
        self.background.run(lambda library: library.passwords.change(old, new), card.show_changed, card.show_refusal)


def _sign(name: str, library: Library) -> None:
    library.circulation.operator = name


def _backed_up(file: Path, step: Callable[[int, int], bool], library: Library) -> BackedUp | None:
    return back_up(library, file, progress=step)


def _keep(file: Path, pdf: bytes, _: Library) -> Path:
    return keep(file, pdf)


def _side(*cards: QWidget) -> QVBoxLayout:
    side = QVBoxLayout()
    side.setSpacing(16)
    for card in cards:
        side.addWidget(card)
    side.addStretch(1)
    return side
