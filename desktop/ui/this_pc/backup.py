"""The library in one file, to be kept elsewhere: when that was last done, its button, when to be reminded."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.library.security.backup import ENDING
from desktop.ui import refusals
from desktop.ui.dates import day_and_time, today
from desktop.ui.settings import REMINDERS
from desktop.ui.widgets import Button, Card, Choice, Label, Notice, row
from desktop.ui.widgets.choosing import Choosing, Wants, choose_file
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal
    from desktop.library.security.backup import BackedUp, LastBackup
    from desktop.ui.preferences import Preferences


class BackupCard(Card):
    """`wanted` carries the file that the backup shall become."""

    wanted = Signal(object)  # Path

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._unit = ""
        self._last: LastBackup | None = None
        self._build()
        self._connect()
        self._show_reminder()

    def show_last(self, unit: str, last: LastBackup | None) -> None:
        """When and where the library was last backed up."""
        self._unit, self._last = unit, last
        self.last.say(self._told)

    def show_running(self) -> None:
        """It is under way; the desk goes on."""
        self.go.setEnabled(False)
        self.notice.tell("information", "Đang sao lưu…", "Quầy vẫn làm việc bình thường.")

    def show_progress(self, done: int, of: int) -> None:
        """How far it is."""
        percent = 100 * done // max(1, of)
        self.notice.text.say(lambda: tr("Đã chép {percent} %. Quầy vẫn làm việc bình thường.", percent=percent))

    def show_done(self, done: BackedUp | None) -> None:
        """It is there and was read back; None when the program is being closed."""
        self.go.setEnabled(True)
        if done is None:
            self.notice.clear()
            return
        self.notice.tell(
            "done",
            lambda: tr("Đã sao lưu vào {file} và đọc lại thấy đúng.", file=done.file.name),
            "Cất tệp ở nơi khác máy này. Tệp chỉ mở được bằng mật khẩu của thư viện.",
        )

    def show_refusal(self, no: Refusal) -> None:
        """It is not; the last one is as good as before."""
        self.go.setEnabled(True)
        self.notice.tell("refused", lambda: refusals.why(no.reason, no.facts), lambda: refusals.what_to_do(no.reason))

    def _told(self) -> str:
        if self._last is None:
            return tr("Chưa sao lưu lần nào.")
        return tr("Lần cuối: {when}, vào {file}.", when=day_and_time(self._last.at), file=self._last.file)

    def _ask_where(self) -> None:
        where = Choosing(
            "Sao lưu thư viện",
            Wants.NEW_FILE,
            (partial(tr, "Bản sao lưu (*{ending})", ending=ENDING),),
            name=f"tusach-{self._unit}-{today():%Y-%m-%d}{ENDING}",
            folder=Path(self._last.folder) if self._last is not None else None,
        )
        choose_file(self, where, self.wanted.emit)

    def _choose(self, _: int) -> None:
        self._preferences.choose_reminder(int(self.reminder.value))

    def _show_reminder(self) -> None:
        self.reminder.choose(str(self._preferences.chosen.backup_days))

    def _build(self) -> None:
        self.last = Label("", "text", wraps=True)
        self.go = Button("Sao lưu ra tệp…", "plain", icon="shield-check")
        self.reminder = Choice(tuple((str(days), _reminder(days)) for days in REMINDERS))
        self.notice = Notice()
        self.column.addWidget(Label("Sao lưu", "heading"))
        self.column.addWidget(
            Label("Cả thư viện trong một tệp đã khoá, để dựng lại khi máy này hỏng.", "soft", wraps=True)
        )
        self.column.addWidget(self.last)
        self.column.addLayout(row(self.go, None, Label("Nhắc lại:", "soft"), self.reminder))
        self.column.addWidget(self.notice)

    def _connect(self) -> None:
        self.go.clicked.connect(self._ask_where)
        self.reminder.activated.connect(self._choose)
        self._preferences.changed.connect(self._show_reminder)


def _reminder(days: int) -> str:
    return {0: "không nhắc", 7: "sau 7 ngày", 30: "sau 30 ngày", 90: "sau 90 ngày"}[days]
