"""The self-check machines of this PC: where they reach it, which may come in, how the counter stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Task
from desktop.library.security.self_check import LOOPBACK, Chosen
from desktop.sip2.addresses import own_addresses
from desktop.sip2.today import acts_today
from desktop.ui import refusals
from desktop.ui.dates import day_and_time
from desktop.ui.widgets import Button, Card, Choice, Field, Label, Labelled, Notice, Tick, row
from desktop.ui.words import tr, verbatim

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.sip2.state import State
    from desktop.ui.words import Source
    from desktop.ui.workplace import Workplace

LAST_PORT = 65_535
HOW = (
    ("pins", "Hỏi mã PIN của bạn đọc"),
    ("names", "Cho máy biết tên bạn đọc"),
    ("english", "Màn hình của máy nói tiếng Anh"),
    ("plain", "Bỏ dấu, cho máy cũ không hiện được tiếng Việt"),
)
"""Settings that are yes or no, with their words."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the card shows."""

    may_choose: bool
    chosen: Chosen
    machines: tuple[str, ...]
    acts: int
    addresses: tuple[str, ...]


def look(library: Library) -> Seen:
    """What was chosen, who may come in, and how much was done today."""
    check = library.self_check
    may_choose = library.rights.may(Task.SET_PASSWORDS)
    return Seen(may_choose, check.chosen(), check.machines(), acts_today(library), own_addresses())


class SelfCheckCard(Card):
    """Only for whoever may set passwords: a machine's password opens the desk to whoever stands before it."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._background, self._errands = workplace.background, workplace.errands
        self._counter = workplace.machines
        self._chosen = Chosen()
        self._acts = 0
        self._build()
        self._connect()
        self.hide()

    def look(self) -> None:
        """Ask again how things stand. Not on the desk's thread: a PC may be long in telling its own addresses."""
        self._errands.run(look, self._show)

    def _show(self, seen: Seen) -> None:
        self.setVisible(seen.may_choose)
        self._chosen, self._acts = seen.chosen, seen.acts
        addresses = dict.fromkeys((*seen.addresses, seen.chosen.host))
        self.host.offer(tuple((one, _place(one)) for one in addresses))
        self.host.choose(seen.chosen.host)
        self.port.setText(str(seen.chosen.port))
        for name, _ in HOW:
            self.how[name].setChecked(getattr(seen.chosen, name))
        self.machines.offer(tuple((name, verbatim(name)) for name in seen.machines))
        for part in (self.machines, self.out):
            part.setEnabled(bool(seen.machines))
        self._show_state(self._counter.state)

    def _show_state(self, state: State) -> None:
        self.state.say(lambda: _told(state, self._acts))
        self.go.say("Đóng cổng" if state.running else "Mở cổng")

    def _switch(self) -> None:
        """Close, or open with what stands on the card."""
        if self._counter.state.running:
            self._keep(replace(self._chosen, on=False))
            return
        port = self.port.text().strip()
        if not (port.isascii() and port.isdigit() and 0 < int(port) <= LAST_PORT):
            self.port_line.complain("Cổng là một số từ 1 đến 65535.")
            return
        self.port_line.complain("")
        how = {name: self.how[name].isChecked() for name, _ in HOW}
        self._keep(replace(self._chosen, on=True, host=self.host.value or LOOPBACK, port=int(port), **how))

    def _keep(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self.notice.clear()
        self._background.run(partial(_choose, chosen), self._counter.follow, self._complain)

    def _admit(self) -> None:
        name, password = self.name.text().strip(), self.password.text()
        self._background.run(partial(_admit, name, password), self._admitted, self._complain)

    def _admitted(self, name: str) -> None:
        self.name.clear()
        self.password.clear()
        self.notice.tell(
            "done",
            lambda: tr("Máy {name} được vào.", name=name),
            "Gõ đúng tên và mật khẩu ấy vào máy tự mượn.",
        )
        self.look()

    def _dismiss(self) -> None:
        self._background.run(partial(_dismiss, self.machines.value), lambda _: self.look(), self._complain)

    def _complain(self, no: Refusal) -> None:
        if no.reason is Reason.MISSING_FIELD:
            self.notice.tell("refused", "Gõ tên máy và mật khẩu của máy.")
            return
        self.notice.tell("refused", lambda: refusals.why(no.reason, no.facts), lambda: refusals.what_to_do(no.reason))

    def _build(self) -> None:
        self.state = Label("", "text", wraps=True)
        self.host = Choice()
        self.port = Field()
        self.port_line = Labelled("Cổng", self.port)
        self.how = {name: Tick(words) for name, words in HOW}
        self.go = Button("Mở cổng", "plain", icon="server")
        self.name, self.password = Field("Ví dụ: tu-muon-1"), Field()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.admit = Button("Cho máy này vào", "plain", icon="key-round")
        self.machines = Choice()
        self.machines.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.out = Button("Không cho vào nữa", "quiet")
        self.notice = Notice()
        self.column.addWidget(Label("Máy tự mượn", "heading"))
        self.column.addWidget(
            Label("Máy để bạn đọc tự mượn và trả (SIP2) làm việc với thư viện này.", "soft", wraps=True)
        )
        self.column.addWidget(self.state)
        self.column.addLayout(_shared(Labelled("Địa chỉ", self.host), self.port_line))
        for tick in self.how.values():
            self.column.addWidget(tick)
        self.column.addLayout(row(self.go, None))
        self.column.addLayout(_shared(Labelled("Tên máy", self.name), Labelled("Mật khẩu máy", self.password)))
        self.column.addLayout(row(self.admit, None, self.machines, self.out))
        self.column.addWidget(self.notice)

    def _connect(self) -> None:
        self.go.clicked.connect(self._switch)
        self.admit.clicked.connect(self._admit)
        self.password.returnPressed.connect(self._admit)
        self.out.clicked.connect(self._dismiss)
        self._counter.stated.connect(self._show_state)
        self._counter.refused.connect(self._complain)


def _told(state: State, acts: int) -> str:
    if not state.running:
        return tr("Cổng đang đóng.")
    heard = tr("Chưa máy nào liên lạc.")
    if state.last is not None:
        heard = tr("Vừa nghe từ {machine}, {when}.", machine=state.machine, when=day_and_time(state.last))
    place = tr("Đang mở ở {host}, cổng {port}; {callers} máy đang nối.", **_place_of(state))
    return " ".join((place, heard, tr("Hôm nay {acts} lượt.", acts=acts)))


def _place_of(state: State) -> dict[str, object]:
    return {"host": state.host, "port": state.port, "callers": state.callers}


def _place(host: str) -> Source:
    return "Chỉ trong máy này" if host == LOOPBACK else verbatim(host)


def _choose(chosen: Chosen, library: Library) -> Chosen:
    library.self_check.choose(chosen)
    return chosen


def _admit(name: str, password: str, library: Library) -> str:
    library.self_check.admit(name, password)
    return name


def _dismiss(name: str, library: Library) -> None:
    library.self_check.dismiss(name)


def _shared(*parts: QWidget) -> QHBoxLayout:
    line = row(spacing=12)
    for part in parts:
        line.addWidget(part, 1)
    return line
