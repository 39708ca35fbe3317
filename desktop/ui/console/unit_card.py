"""One unit: how it is and what to do, its figures, its PCs; a PC is revoked here, with its name typed out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.ui.console import unit_words
from desktop.ui.widgets import Button, Card, Clamped, Field, Label, Labelled, Notice, Rule, Scroll, row
from desktop.ui.widgets.texts import mark
from desktop.ui.words import figure, tr, verbatim
from sync.core.operating import REVOKED

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal
    from sync.core.operating import DeviceLine, UnitLine
    from sync.core.stops import Stop

FACTS = (
    ("contact", "Qua mạng"),
    ("stick", "Qua USB"),
    ("waiting", "Chờ gửi"),
    ("points", "Điểm cần đối chiếu"),
    ("rows", "Bản ghi ở trung tâm"),
    ("aside", "Để riêng, chờ xem"),
    ("quarantined", "Của máy đã thu hồi"),
)


RARE = frozenset(("aside", "quarantined"))
"""Said only when there is something."""


class DeviceRow(QWidget):
    """A PC of the unit. `revoke_wanted` carries its id, once its name was typed."""

    revoke_wanted = Signal(str)
    asked = Signal()

    def __init__(self, line: DeviceLine) -> None:
        super().__init__()
        self.line = line
        self.revoke = Button("Thu hồi…", "quiet")
        self.asking = QWidget()
        self.typed = Field()
        self.sure = Button("Thu hồi máy này", "danger")
        self._build()
        self.revoke.setVisible(line.state != REVOKED)
        self.asking.hide()
        self.sure.setEnabled(False)
        self.revoke.clicked.connect(self._ask)
        self.typed.textChanged.connect(self._compare)
        self.sure.clicked.connect(self._sure)

    def _ask(self) -> None:
        self.asking.setVisible(not self.asking.isVisible())
        self.typed.clear()
        if self.asking.isVisible():
            self.typed.setFocus()
            self.asked.emit()

    def _compare(self, text: str) -> None:
        self.sure.setEnabled(text.strip().casefold() == self.line.name.strip().casefold())

    def _sure(self) -> None:
        self.sure.setEnabled(False)
        self.revoke_wanted.emit(self.line.device)

    def _build(self) -> None:
        line = self.line
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Clamped(verbatim(line.name or line.device[:8]), "strong"))
        names.addWidget(Clamped(partial(unit_words.device, line), "hint"))
        names.addWidget(Clamped(partial(unit_words.device_heard, line), "hint", lines=2))
        head = row(names, self.revoke)
        head.setStretch(0, 1)
        asked = QVBoxLayout(self.asking)
        asked.setContentsMargins(0, 4, 0, 8)
        asked.addWidget(
            Label(
                "Máy này sẽ không gửi và nhận được gì nữa, kể cả qua USB; những gì máy gửi sau đó được giữ riêng, "
                "không mất. Muốn dùng lại phải ghi danh lại.",
                "soft",
                wraps=True,
            )
        )
        asked.addWidget(Labelled(lambda: tr("Gõ tên máy “{name}” để xác nhận", name=line.name), self.typed))
        asked.addLayout(row(self.sure, None))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.asking)


class UnitCard(Card):
    """`revoke_wanted` carries a device's id, `enrol_wanted` the unit."""

    revoke_wanted = Signal(str)
    enrol_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(margin=0)
        self.line: UnitLine | None = None
        self.rows: list[DeviceRow] = []
        self._build()
        self.enrol.clicked.connect(self._enrol)

    def show_unit(self, line: UnitLine) -> None:
        """What the list knows of it at once; its PCs follow."""
        is_other = self.line is None or self.line.unit != line.unit
        self.line = line
        if is_other:
            self.notice.clear()
            self._show_devices([])
        self.name.say(verbatim(line.name))
        self.code.say(verbatim(line.unit))
        self.state.say(partial(unit_words.dot, line))
        mark(self.state, tone=unit_words.tone(line))
        self.meaning.say(partial(unit_words.meaning, line))
        for fact, (heading, label) in self.facts.items():
            label.say(partial(_fact, line, fact))
            for part in (heading, label):
                part.setVisible(fact not in RARE or bool(_rare(line, fact)))

    def show_devices(self, line: UnitLine) -> None:
        """The unit with its PCs, unless another one is shown by now or somebody is typing a name."""
        if self.line is None or line.unit != self.line.unit:
            return
        if any(each.asking.isVisible() for each in self.rows) and not self._is_gone(line):
            return
        self.show_unit(line)
        self._show_devices(line.devices)

    def show_revoked(self, name: str) -> None:
        """It is done."""
        self.notice.tell("done", lambda: tr("Đã thu hồi máy “{name}”.", name=name))
        for each in self.rows:
            each.asking.hide()

    def show_no(self, no: Stop | Refusal) -> None:
        """It is not."""
        headline, text = unit_words.why_not(no)
        self.notice.tell("refused", lambda: headline, lambda: text)
        for each in self.rows:
            each.typed.clear()

    def _is_gone(self, line: UnitLine) -> bool:
        asked = {each.line.device for each in self.rows if each.asking.isVisible()}
        return any(each.device in asked and each.state == REVOKED for each in line.devices)

    def _bring_into_sight(self) -> None:
        """The question stands under the row that was pressed: nobody should have to look for it."""
        row_asked = self.sender()
        if isinstance(row_asked, DeviceRow):
            QTimer.singleShot(0, row_asked, lambda: self.sight.ensureWidgetVisible(row_asked.sure, 0, 24))

    def _enrol(self) -> None:
        self.enrol_wanted.emit(self.line)

    def _show_devices(self, lines: list[DeviceLine]) -> None:
        for old in self.rows:
            old.hide()
            old.deleteLater()
        self.rows = [DeviceRow(line) for line in lines]
        for each in self.rows:
            each.revoke_wanted.connect(self.revoke_wanted)
            each.asked.connect(self._bring_into_sight)
            self.devices.addWidget(each)
        self.none.setVisible(self.line is not None and not self.line.machines)

    def _build(self) -> None:
        ground = QWidget()
        ground.setObjectName("ground")
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(16, 16, 16, 16)
        inside.setSpacing(8)
        self.name, self.code = Label("", "heading", wraps=True), Label("", "code")
        self.state = Label("", "status")
        self.meaning = Label("", "soft", wraps=True)
        self.notice = Notice()
        self.none = Label("Chưa có máy nào.", "soft")
        self.enrol = Button("Ghi danh một máy cho đơn vị này…", icon="plus")
        self.devices = QVBoxLayout()
        self.devices.setSpacing(0)
        for part in (self.name, self.code, self.state, self.meaning):
            inside.addWidget(part)
        inside.addLayout(self._grid())
        inside.addWidget(Rule())
        inside.addWidget(Label("Các máy", "strong"))
        inside.addWidget(self.notice)
        inside.addWidget(self.none)
        inside.addLayout(self.devices)
        inside.addLayout(row(self.enrol, None))
        inside.addStretch(1)
        self.sight = Scroll(ground)
        self.column.addWidget(self.sight)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.facts = {name: (Label(heading, "soft"), Label("")) for name, heading in FACTS}
        for at, pair in enumerate(self.facts.values()):
            for column, label in enumerate(pair):
                grid.addWidget(label, at, column)
        return grid


def _fact(line: UnitLine, name: str) -> str:
    match name:
        case "contact":
            return unit_words.moment(line.last_contact)
        case "stick" if line.stick_since is not None:
            return tr("đang đi từ {when}", when=unit_words.moment(line.stick_since))
        case "stick":
            return unit_words.moment(line.last_stick)
        case "points":
            return figure(unit_words.points(line))
        case "aside" | "quarantined":
            return figure(_rare(line, name))
    return figure(int(getattr(line, name)))


def _rare(line: UnitLine, name: str) -> int:
    return line.parked if name == "aside" else line.quarantined
