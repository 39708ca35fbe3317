"""The head of the sync page: where the library stands with the centre, and the one button."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QVBoxLayout

from desktop.ui.actions import BY_NAME
from desktop.ui.sync import state_words as words
from desktop.ui.widgets import Button, Card, Label, Sign, row
from desktop.ui.widgets.texts import mark
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.standing import Standing
    from desktop.ui.sync.courier import Courier
    from sync.client.visit import Progress

ENROL_AGAIN = ("sign-in-needed", "revoked", "wrong-centre")
"""Stops after which another enrolment file helps."""


class StateCard(Card):
    """Says it in words; `enrol` is shown when nothing but another enrolment file helps."""

    def __init__(self, courier: Courier) -> None:
        super().__init__(margin=16, spacing=12)
        self._courier = courier
        self._standing: Standing | None = None
        self._progress: Progress | None = None
        self._has_points = False
        self._build()
        self._connect()
        self._show_whether_running()

    def show_standing(self, standing: Standing) -> None:
        """Where the library stands now."""
        self._standing = standing
        for label, source in (
            (self.last, partial(words.last_time, standing)),
            (self.waiting, partial(words.waiting, standing)),
            (self.clock, partial(words.clock, standing)),
        ):
            label.say(source)
        mark(self.clock, tone=words.clock_tone(standing))
        had_focus = self.go.hasFocus() or self.enrol.hasFocus()
        self.enrol.setVisible(standing.last_stop in ENROL_AGAIN)
        self._dress()
        if had_focus:
            self.take_focus()
        self._say()

    def take_focus(self) -> None:
        """The keys go to the button that is there."""
        go = self.go if self.enrol.isHidden() else self.enrol
        (self.stop if self._courier.is_running else go).setFocus(Qt.FocusReason.OtherFocusReason)

    def give_way(self, *, to_points: bool) -> None:
        """Where points wait they are what matters."""
        self._has_points = to_points
        self._dress()

    def _dress(self) -> None:
        """One button is loud at most; nothing but another enrolment helps where that is offered."""
        mark(self.go, kind="main" if self.enrol.isHidden() and not self._has_points else "plain")

    def _say(self) -> None:
        """The headline; the sentences are made anew when the language changes."""
        if self._standing is None:
            return
        self.headline.say(lambda: self._state().headline)
        self.text.say(lambda: self._state().text)
        self.next.say(self._next)
        state = self._state()
        self.sign.show_sign(state.sign)
        mark(self.headline, tone="" if state.tone == "ink-soft" else state.tone)
        mark(self.sign, tone=state.tone)

    def _state(self) -> words.State:
        assert self._standing is not None
        if self._courier.is_running:
            return words.under_way(self._progress)
        return words.state(self._standing, self._courier.last)

    def _next(self) -> str:
        return tr("đang chạy") if self._courier.is_running else words.next_time(self._courier.next_run_in())

    def _show_whether_running(self) -> None:
        running = self._courier.is_running
        had_focus = self.go.hasFocus() or self.stop.hasFocus()
        self.stop.setEnabled(True)
        for button, wanted in ((self.stop, running), (self.go, not running)):
            button.setVisible(wanted)
        if had_focus:
            self.take_focus()
        self.bar.setVisible(running)
        if not running:
            self._progress = None
        self._show_progress()
        self._say()

    def _moved(self, progress: Progress) -> None:
        self._progress = progress
        self._show_progress()
        self._say()

    def _show_progress(self) -> None:
        done, total = (self._progress.done, self._progress.total) if self._progress else (0, 0)
        if total > 0:
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(1000, 1000 * done // total))
        else:
            self.bar.setRange(0, 0)

    def _stop(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # a button that is switched off would send the keys elsewhere
        self.stop.setEnabled(False)
        self._courier.cancel()

    def _build(self) -> None:
        self.sign = Sign("cloud", 32)
        self.headline, self.text = Label("", "name", wraps=True), Label("", "soft", wraps=True)
        self.go = Button(BY_NAME["sync_now"], "main")
        self.stop = Button("Dừng lại", icon="x")
        self.enrol = Button("Ghi danh lại", "main", icon="key-round")
        self.enrol.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self.headline)
        said.addWidget(self.text)
        head = row(spacing=16)
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(said, 1)
        for button in (self.enrol, self.go, self.stop):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        self.column.addWidget(self.bar)
        self.column.addLayout(self._facts())

    def _facts(self) -> QGridLayout:
        self.last, self.waiting, self.next, self.clock = (Label("", "strong") for _ in range(4))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        for at, (name, label) in enumerate(
            (
                ("Khớp lần cuối", self.last),
                ("Chờ gửi", self.waiting),
                ("Lần tới", self.next),
                ("Đồng hồ máy này", self.clock),
            )
        ):
            grid.addWidget(Label(name, "small"), 0, at)
            grid.addWidget(label, 1, at)
            grid.setColumnStretch(at, 1)
        return grid

    def _connect(self) -> None:
        self.go.clicked.connect(self._courier.ask)
        self.stop.clicked.connect(self._stop)
        self._courier.moved.connect(self._moved)
        for change in (self._courier.began, self._courier.ended, self._courier.refused):
            change.connect(self._show_whether_running)
