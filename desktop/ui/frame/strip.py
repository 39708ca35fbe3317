"""The strip at the foot: sync, who sits here, the time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.ui import wording
from desktop.ui.widgets.texts import Label, Sign, mark
from desktop.ui.words import tr, verbatim

if TYPE_CHECKING:
    from desktop.library.model.standing import Standing

CLOCK_STEP_MS = 1000


class StatusStrip(QFrame):
    """Quiet, always there, in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setFixedHeight(34)
        self.sign = Sign("cloud", 16)
        self.sync = Label("", "soft")
        self.backup = Label("", "soft")
        self.operator = Label("", "soft")
        self._name, self._at_desk = "", False
        self.clock = Label("", "soft")
        self._timer = QTimer(self)
        self._build()
        self._timer.timeout.connect(self._tick)
        self._timer.start(CLOCK_STEP_MS)
        self._tick()

    def show_operator(self, name: str) -> None:
        """Who sits here."""
        self._name = name
        self.operator.say(self._who)

    def show_standing(self, standing: Standing) -> None:
        """Where the library stands with the centre, and whose password opened it."""
        self._at_desk = standing.rights == "desk"
        self.operator.say(self._who)
        self.sync.say(lambda: wording.sync_state(standing))
        self.sign.show_sign("cloud" if standing.enrolled and standing.last_stop is None else "cloud-off")
        tone = "amber" if standing.last_stop is not None else ""
        for part in (self.sign, self.sync):
            mark(part, tone=tone)

    def keep_to_the_time(self, *, kept: bool) -> None:
        """Before readers who serve themselves: what concerns the staff is not shown."""
        for part in (self.sign, self.sync, self.backup, self.operator):
            part.setVisible(not kept)

    def show_backup(self, days: int | None) -> None:
        """Remind of the backup, for which it is time since so many days; None: it is not."""
        self.backup.say("" if days is None else lambda: tr("Đã {days} ngày chưa sao lưu", days=days))
        mark(self.backup, tone="amber")

    def _who(self) -> str:
        if self._at_desk:
            return tr("Quầy: {name}", name=self._name) if self._name else tr("Quầy")
        return tr("Thủ thư: {name}", name=self._name) if self._name else ""

    def show_running(self) -> None:
        """A sync is under way."""
        self.sync.say("Đang đồng bộ với trung tâm…")
        self.sign.show_sign("refresh-cw")
        for part in (self.sign, self.sync):
            mark(part, tone="sea")

    def _build(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 16, 0)
        line.setSpacing(8)
        line.addWidget(self.sign)
        line.addWidget(self.sync)
        line.addSpacing(16)
        line.addWidget(self.backup)
        line.addStretch(1)
        line.addWidget(self.operator)
        line.addSpacing(16)
        line.addWidget(self.clock)

    def _tick(self) -> None:
        now = f"{datetime.now().astimezone():%H:%M}"
        if self.clock.text() != now:
            self.clock.say(verbatim(now))
