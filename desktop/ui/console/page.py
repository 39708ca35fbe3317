"""The operator's page: the units and how they are at one hand, the sticks at the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.library.security.rights import Task
from desktop.ui.console import unit_words
from desktop.ui.console.enrol_card import EnrolCard
from desktop.ui.console.errand import Errands
from desktop.ui.console.stick_view import StickView
from desktop.ui.console.unit_card import UnitCard
from desktop.ui.console.unit_list import PAGE, UnitList
from desktop.ui.this_pc.sheet import keep
from desktop.ui.widgets import Button, Empty, Notice, Page, Segments, row

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.library import Library
    from desktop.library.model.refusal import Refusal
    from desktop.operating import EnrolmentWanted
    from desktop.ui.background import Job
    from desktop.ui.workplace import Workplace
    from sync.core.operating import UnitLine, Units
    from sync.core.stops import Stop

AGAIN_MS = 60_000
"""How often the units are looked at again while the page is in front."""
CARD_WIDTH = 340
"""Pixels; where there is little room columns of the table give way, which the card says as well."""


def may_operate(library: Library) -> bool:
    """Whether the centre may be looked after from here, by whoever opened the library."""
    return library.role == "operator" and library.rights.may(Task.OPERATE)


class ConsolePage(Page):
    """Units with the chosen one beside them; in the other part the stick."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.background)
        self._preferences = workplace.preferences
        self._errands = Errands(workplace.errands, self)
        self._looking: Job | None = None
        self._may = self._key_is_here = False
        self._build()
        self._connect()

    def shown(self) -> None:
        """Look at once, and again while the page is in front."""
        self.background.run(may_operate, self._told)
        self._again.start()

    def refresh(self) -> None:
        """Ask the centre; an answer still awaited no longer counts."""
        if not self._may:
            return
        if self._looking is not None:
            self._looking.cancel()
        wanted = self.units.wanted
        self._looking = self._errands.run(
            lambda operating: operating.units(**wanted, offset=0, limit=PAGE), self._show, self._trouble
        )

    def show_part(self, name: str) -> None:
        """Bring one part to the front: units, stick."""
        self.choice.choose(name)
        self.parts.setCurrentWidget(self.named[name])
        self.new.setVisible(name == "units")
        self._remind()

    def _told(self, may: object) -> None:
        self._may = bool(may)
        self.whole.setCurrentWidget(self.inside if self._may else self.nobody)
        if self._may:
            self.refresh()
            self.units.take_focus()

    def _show(self, units: Units) -> None:
        self._looking = None
        self.notice.clear()
        self.units.show_units(units)
        self._key_is_here = units.recovery_key_here
        self._remind()
        self.stick.centre_name = units.centre

    def _remind(self) -> None:
        """The key that lies in the wrong place, where there is room to say so."""
        self.recovery.setVisible(self._key_is_here and self.parts.currentWidget() is self.named["units"])

    def _more(self, offset: int) -> None:
        wanted = self.units.wanted
        self._errands.run(
            lambda operating: operating.units(**wanted, offset=offset, limit=PAGE),
            partial(self._show_more, offset),
            self._trouble,
        )

    def _show_more(self, offset: int, units: Units) -> None:
        if offset == len(self.units.table.model_of_lines.lines):
            self.units.show_units(units, offset=offset)

    def _trouble(self, no: Stop | Refusal) -> None:
        self._looking = None
        headline, text = unit_words.why_not(no)
        self._key_is_here = False
        self._remind()
        self.units.show_trouble(headline, text)
        self.notice.tell("warning", lambda: headline, lambda: text)
        again = Button("Thử lại", "main", icon="refresh-cw")
        again.clicked.connect(self.refresh)
        self.notice.offer(again)

    def _chosen(self, line: UnitLine) -> None:
        self.card.show_unit(line)
        if self.side.currentWidget() is self.blank:
            self.side.setCurrentWidget(self.card)
        self._errands.run(lambda operating: operating.unit(line.unit), self.card.show_devices, self._trouble)

    def _begin_enrolment(self, line: UnitLine | None) -> None:
        self.side.setCurrentWidget(self.enrolment)
        self.enrolment.begin(line)

    def _begin_new(self) -> None:
        self._begin_enrolment(None)

    def _leave_enrolment(self) -> None:
        self.side.setCurrentWidget(self.card if self.card.line is not None else self.blank)

    def _enrol(self, wanted: EnrolmentWanted) -> None:
        self._errands.run(lambda operating: operating.enrol(wanted), self._enrolled, self.enrolment.show_no)

    def _enrolled(self, written: object) -> None:
        self.enrolment.show_written(written)  # type: ignore[arg-type] # what `enrol` answers
        self.refresh()

    def _revoke(self, device: str) -> None:
        name = next((each.line.name for each in self.card.rows if each.line.device == device), "")
        self._errands.run(lambda operating: operating.revoke(device), partial(self._revoked, name), self.card.show_no)

    def _revoked(self, name: str, _device: str) -> None:
        self.card.show_revoked(name)
        self.refresh()

    def _keep(self, file: Path, pdf: bytes) -> None:
        self.background.run(lambda _: keep(file, pdf), self.stick.show_kept, self.stick.show_no)

    def _look_again(self) -> None:
        if self.isVisible() and self.parts.currentWidget() is self.named["units"]:
            self.refresh()

    def _build(self) -> None:
        self.choice = Segments((("units", "Các đơn vị", "list", ""), ("stick", "Nhận gói từ USB", "usb", "")))
        self.new = Button("Ghi danh máy của đơn vị mới…", icon="plus")
        self.look = Button("Xem lại", "quiet", icon="refresh-cw")
        self.notice, self.recovery = Notice(), Notice()
        self.units, self.card, self.enrolment = UnitList(), UnitCard(), EnrolCard()
        self.stick = StickView(self._errands, lambda: self._preferences.chosen.operator)
        self.blank = Empty("server", "Chọn một đơn vị", "Các máy và việc còn tồn của đơn vị hiện ở đây.")
        self.side = QStackedWidget()
        self.side.setFixedWidth(CARD_WIDTH)
        for each in (self.blank, self.card, self.enrolment):
            self.side.addWidget(each)
        beside = QWidget()
        line = row(self.units, self.side, spacing=16)
        line.setStretch(0, 1)
        beside.setLayout(line)
        self.named = {"units": beside, "stick": self.stick}
        self.parts = QStackedWidget()
        for part in self.named.values():
            self.parts.addWidget(part)
        self._frame()

    def _frame(self) -> None:
        self.inside = QWidget()
        column = QVBoxLayout(self.inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row(self.choice, None, self.look, self.new))
        column.addWidget(self.recovery)
        column.addWidget(self.notice)
        column.addWidget(self.parts, 1)
        self.recovery.tell(
            "warning",
            "Khoá khôi phục còn ở máy chủ: chép recovery.key ra hai thẻ nhớ, cất hai nơi có khoá, rồi xoá ở đó.",
        )
        self.recovery.hide()
        self.nobody = Empty(
            "lock",
            "Máy này không phải máy điều hành trung tâm",
            "Trung tâm cấp quyền bằng tệp ghi danh cho máy điều hành; thư viện phải mở bằng mật khẩu thủ thư.",
        )
        self.whole = QStackedWidget()
        for part in (self.inside, self.nobody):
            self.whole.addWidget(part)
        self.column.addWidget(self.whole, 1)
        self._again = QTimer(self, interval=AGAIN_MS)
        self.show_part("units")

    def _connect(self) -> None:
        self.choice.chosen.connect(self.show_part)
        self.look.clicked.connect(self.refresh)
        self.new.clicked.connect(self._begin_new)
        self.units.asked.connect(self.refresh)
        self.units.more_wanted.connect(self._more)
        self.units.chosen.connect(self._chosen)
        self.card.enrol_wanted.connect(self._begin_enrolment)
        self.card.revoke_wanted.connect(self._revoke)
        self.enrolment.wanted.connect(self._enrol)
        self.enrolment.left.connect(self._leave_enrolment)
        self.stick.kept.connect(self._keep)
        self.stick.changed.connect(self.refresh)
        self._again.timeout.connect(self._look_again)
