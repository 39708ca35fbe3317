"""The first window: a green page with the name, and beside it whatever is to be answered before the desk opens."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.library.model.upgrade import Stage
from desktop.ui import refusals
from desktop.ui.start.questions import Questions
from desktop.ui.start.unlock import Unlock
from desktop.ui.theme import Shade
from desktop.ui.widgets import Button, Empty, Label, Scroll, Sign, row
from desktop.ui.words import Language, size_words, tr, verbatim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.model.refusal import Refusal
    from desktop.library.model.upgrade import Upgrading
    from desktop.ui.preferences import Preferences
    from desktop.ui.words import Source

WIDEST_ANSWERS = 560
UPGRADES: Mapping[Stage, str] = {
    Stage.COPYING: "Đang chép một bản dự phòng của thư viện: {done} trên {of}.",
    Stage.CHECKING: "Đang đọc lại bản dự phòng cho chắc.",
    Stage.CHANGING: "Đang chuyển sang dạng mới: bước {done} trên {of}.",
    Stage.FOLDING: "Đang tính lại lượt mượn và lượt đặt mượn.",
}


class StartWindow(QWidget):
    """Asks, waits, or says what stands in the way. `try_again` asks for the same once more."""

    try_again = Signal()
    closed = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(880, 440)  # as the main window
        self.setWindowTitle(verbatim("Tủ Sách")())
        self.preferences = preferences
        self.questions, self.unlock = Questions(), Unlock()
        self._asking: Questions | Unlock | None = None
        self._build()
        self._connect()
        self._show_switches()

    def ask_questions(self) -> None:
        """There is no library yet."""
        self._asking = self.questions
        self._show(self.questions)
        self.questions.begin()

    def ask_password(self) -> None:
        """There is a library; it is locked."""
        self._asking = self.unlock
        self._show(self.unlock)
        self.unlock.begin()

    def wait(self, headline: Source, text: Source = "") -> None:
        """Something takes its time."""
        self.waiting_headline.say(headline)
        self.waiting_text.say(text)
        self.promise.hide()
        self.bar.setRange(0, 0)
        self._show(self.waiting)

    def show_progress(self, done: int, of: int) -> None:
        """How far it is."""
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // max(1, of))

    def show_upgrade(self, upgrade: Upgrading) -> None:
        """A library of an earlier program is being upgraded: what is done, and how far it is."""
        self.waiting_headline.say("Đang nâng cấp thư viện")
        self.waiting_text.say(partial(_upgrade_says, upgrade))
        self.promise.show()
        if upgrade.of:
            self.show_progress(upgrade.done - (upgrade.stage is Stage.CHANGING), upgrade.of)
        else:
            self.bar.setRange(0, 0)

    def show_refusal(self, refusal: Refusal) -> None:
        """Beside its cause where an answer was the cause, else as a page of its own."""
        if self._asking is not None and self._asking.show_refusal(refusal):
            self._show(self._asking)
            self._asking.begin()
            return
        self._stop(lambda: refusals.why(refusal.reason, refusal.facts), lambda: refusals.what_to_do(refusal.reason))

    def show_crash(self, summary: str, report: Source) -> None:
        """A bug while opening: say what is safe, what to do, where the report lies."""
        self._stop("Chưa mở được thư viện vì lỗi của chương trình.", report)
        self.stopped.text.setToolTip(summary)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the program."""
        super().closeEvent(event)
        self.hide()  # what is under way comes to its end first
        self.closed.emit()

    def _build(self) -> None:
        self.again = Button("Thử lại", "main", icon="rotate-cw")
        self.stopped = Empty("circle-alert", "", "", self.again)
        self.waiting = self._waiting()
        self.stack = QStackedWidget()
        self.stack.setMaximumWidth(WIDEST_ANSWERS)
        self._parts: tuple[QWidget, ...] = (self.questions, self.unlock, self.waiting, self.stopped)
        for part in self._parts:
            ground = QWidget()
            ground.setObjectName("ground")
            column = QVBoxLayout(ground)
            column.setContentsMargins(0, 0, 0, 0)
            column.addStretch(2)
            column.addWidget(part)
            column.addStretch(3)
            self.stack.addWidget(Scroll(ground))
        self.language, self.shade = Button("", "quiet", icon="languages"), Button("", "quiet", icon="moon")
        answers = QVBoxLayout()
        answers.setContentsMargins(48, 16, 48, 24)
        answers.addLayout(row(None, self.language, self.shade))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.stack, 100)
        middle.addStretch(1)
        answers.addLayout(middle, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(_cover(), 4)
        whole.addLayout(answers, 7)

    def _waiting(self) -> QWidget:
        self.waiting_headline = Label("", "title", wraps=True)
        self.waiting_text = Label("", "soft", wraps=True)
        self.promise = Label("Mất điện giữa chừng cũng không mất gì: lần mở sau làm tiếp.", "hint", wraps=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        waiting = QWidget()
        column = QVBoxLayout(waiting)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.waiting_headline, self.waiting_text, self.bar, self.promise):
            column.addWidget(part)
        return waiting

    def _connect(self) -> None:
        self.again.clicked.connect(self.try_again)
        self.language.clicked.connect(self._switch_language)
        self.shade.clicked.connect(self._switch_shade)

    def _show(self, part: QWidget) -> None:
        self.stack.setCurrentIndex(self._parts.index(part))

    def _stop(self, headline: Source, text: Source) -> None:
        self.stopped.tell("circle-alert", headline, text)
        self._show(self.stopped)
        self.again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _switch_language(self) -> None:
        self.preferences.switch_language()
        self._show_switches()

    def _switch_shade(self) -> None:
        self.preferences.switch_shade()
        self._show_switches()

    def _show_switches(self) -> None:
        chosen = self.preferences.chosen
        self.language.say(verbatim("English" if chosen.language is Language.VIETNAMESE else "Tiếng Việt"))
        light = chosen.shade is Shade.LIGHT
        self.shade.say("Nền tối" if light else "Nền sáng")
        self.shade.sign.show_sign("moon" if light else "sun")


def _upgrade_says(upgrade: Upgrading) -> str:
    done, of = upgrade.done, upgrade.of
    if upgrade.stage is Stage.COPYING:
        return tr(UPGRADES[upgrade.stage], done=size_words(done), of=size_words(of))
    return tr(UPGRADES[upgrade.stage], done=done, of=of)


def _cover() -> QFrame:
    """The green page: the name and what the program promises."""
    cover = QFrame()
    cover.setObjectName("cover")
    column = QVBoxLayout(cover)
    column.setContentsMargins(40, 48, 40, 40)
    column.setSpacing(12)
    column.addWidget(Sign("library-big", 48))
    name = Label(verbatim("Tủ Sách"), "cover-name")
    column.addWidget(name)
    column.addWidget(Label("Thư viện của đơn vị, làm việc cả khi không có mạng.", "cover-words", wraps=True))
    column.addStretch(1)
    column.addWidget(Label("Mọi số liệu nằm trên máy này, được mã hoá.", "cover-foot", wraps=True))
    return cover
