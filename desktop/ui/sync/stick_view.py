"""The stick: choose it, write what waits, take the answer; it says in large when it may be removed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from desktop.library import carrying
from desktop.ui import refusals
from desktop.ui.sync import stick_words as words
from desktop.ui.sync.drives import Drive, DriveFinder
from desktop.ui.widgets import Button, Card, Label, Scroll, Sign, row
from desktop.ui.widgets.choosing import Choosing, Wants, choose_file
from desktop.ui.widgets.texts import mark
from desktop.ui.words import verbatim

if TYPE_CHECKING:
    from desktop.library.carrying import Carried
    from desktop.library.library import Library
    from desktop.library.model.refusal import Refusal
    from desktop.library.stick import Taken, Written
    from desktop.ui.words import Source
    from desktop.ui.workplace import Workplace
    from sync.core.stops import Stop

LOOK_MS = 2_000
"""How often it looks for a stick while it is in front."""


class StickView(QWidget):
    """The two acts run on the errands' thread: the desk goes on, and no sync runs at the same time."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._background, self._errands = workplace.background, workplace.errands
        self._carried: Carried | None = None
        self._drives: tuple[Drive, ...] = ()
        self._folder: Path | None = None
        self._chosen: Path | None = None
        self._is_running = self._wants_focus = False
        self.drive_buttons: dict[Path, Button] = {}
        self.finder = DriveFinder(self)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._build()
        self._connect()

    @property
    def place(self) -> Path | None:
        """The stick or folder that is chosen."""
        return self._chosen

    def refresh(self) -> None:
        """Look again at what is under way."""
        self._background.run(carrying.look, self._show)

    def take_focus(self) -> None:
        """The keys go to what comes next."""
        is_under_way = self._carried is not None and self._carried.times.is_under_way
        wanted = self.take if is_under_way else self.write
        button = wanted if wanted.isEnabled() else self.folder
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_folder(self, folder: Path) -> None:
        """Use this folder instead of a stick."""
        self._folder = folder
        self._choose(folder)

    def show_drives(self, drives: tuple[Drive, ...]) -> None:
        """These sticks are in the PC now; one that has gone is not chosen any more."""
        if drives == self._drives and self.drive_buttons:
            return
        self._drives = drives
        places = {drive.root for drive in drives} | ({self._folder} if self._folder else set())
        if self._chosen not in places:
            self._chosen = self._remembered(drives)
        self._list_drives()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for sticks as long as somebody looks at this."""
        super().showEvent(event)
        self.finder.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        self._timer.stop()

    def _remembered(self, drives: tuple[Drive, ...]) -> Path | None:
        """The stick that was used last, if it is there again; else the only one."""
        last = next((drive.root for drive in drives if self._carried and str(drive.root) == self._carried.place), None)
        return last or (drives[0].root if len(drives) == 1 else None)

    def _show(self, carried: Carried) -> None:
        is_first = self._carried is None
        self._carried = carried
        self.headline.say(partial(words.headline, carried))
        self.advice.say(partial(words.advice, carried))
        mark(self.advice, tone="amber" if carried.is_late else "")
        for button, is_next in ((self.write, not carried.times.is_under_way), (self.take, carried.times.is_under_way)):
            mark(button, kind="main" if is_next else "plain")
        if is_first and self._chosen is None:
            self._chosen = self._remembered(self._drives)
        self._list_drives()
        if self._wants_focus and not self._is_running:
            self._wants_focus = False
            self.take_focus()

    def _choose(self, place: Path) -> None:
        self._chosen = place
        self._list_drives()

    def _list_drives(self) -> None:
        for button in self.drive_buttons.values():
            button.hide()
            self._sticks.removeWidget(button)
            button.deleteLater()
        offered: dict[Path, Source] = {drive.root: partial(words.drive, drive) for drive in self._drives}
        if self._folder is not None:
            offered[self._folder] = verbatim(str(self._folder))
        self.drive_buttons = {}
        for at, (place, says) in enumerate(offered.items()):
            button = Button(says, "chip", icon="folder-open" if place == self._folder else "usb")
            button.clicked.connect(partial(self._choose, place))
            mark(button, chosen=place == self._chosen)
            self.drive_buttons[place] = button
            self._sticks.insertWidget(at, button, 0, Qt.AlignmentFlag.AlignLeft)
        self.none.setVisible(not offered)
        self._offer()

    def _offer(self) -> None:
        for button in (self.write, self.take):
            button.setEnabled(self._chosen is not None and not self._is_running)
        self.folder.setEnabled(not self._is_running)

    def _write(self) -> None:
        assert self._chosen is not None  # the button is off without a place
        self._begin("Đang chép ra USB rồi đọc lại để kiểm tra. Đừng rút USB.")
        self._errands.run(partial(_write, self._chosen), self._written, self._refused)

    def _take(self) -> None:
        assert self._chosen is not None  # as above
        self._begin("Đang nhận từ USB. Đừng rút USB.")
        self._errands.run(partial(_take, self._chosen), self._taken, self._refused)

    def _begin(self, says: Source) -> None:
        self._is_running = True
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # a button that is switched off would send the keys elsewhere
        self._offer()
        self.bar.show()
        self._tell("information", says, "")

    def _end(self) -> None:
        self._is_running = False
        self.bar.hide()
        self._offer()
        self._wants_focus |= self.hasFocus()  # what comes next is known after the look
        self.refresh()

    def _written(self, done: Written) -> None:
        self._end()
        self._tell("done", "Đã kiểm tra lại, có thể rút USB", partial(words.written, done))

    def _taken(self, taken: Taken | Stop) -> None:
        self._end()
        severity = "done" if words.is_well(taken) else "warning"
        self._tell(severity, partial(words.taken_headline, taken), partial(words.taken_text, taken))

    def _refused(self, refusal: Refusal) -> None:
        self._end()
        self._tell(
            "refused",
            partial(refusals.why, refusal.reason, refusal.facts),
            partial(refusals.what_to_do, refusal.reason),
        )

    def _tell(self, severity: str, headline: Source, text: Source) -> None:
        signs = {"done": "circle-check", "warning": "triangle-alert", "refused": "circle-x", "information": "usb"}
        self.result_sign.show_sign(signs[severity])
        self.result.say(headline)
        self.result_text.say(text)
        self.result_text.setVisible(bool(text))
        mark(self.outcome, severity=severity)
        self.outcome.show()

    def _ask_for_folder(self) -> None:
        choose_file(self, Choosing("Chọn thư mục hoặc USB", Wants.FOLDER), self.choose_folder)

    def _build(self) -> None:
        self.headline, self.advice = Label("", "heading", wraps=True), Label("", "soft", wraps=True)
        self.none = Label("Chưa thấy USB nào. Cắm USB vào máy: nó hiện ra ở đây sau ít giây.", "soft", wraps=True)
        self.folder = Button("Chọn nơi khác", "quiet", icon="folder-open")
        self.write = Button("Chép ra USB", "main", icon="upload")
        self.take = Button("Nhận từ USB", icon="download")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.hide()
        card = Card(margin=16, spacing=12)
        self._sticks = QVBoxLayout()
        self._sticks.setSpacing(6)
        self._sticks.addWidget(self.none)
        for part in (self.headline, self.advice):
            card.column.addWidget(part)
        card.column.addWidget(Label("USB dùng để trao đổi", "small"))
        card.column.addLayout(self._sticks)
        card.column.addLayout(row(self.write, self.take, None, self.folder))
        card.column.addWidget(self.bar)
        ground = QWidget()
        ground.setObjectName("ground")
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.setSpacing(8)
        inner.addWidget(self._build_outcome())
        inner.addWidget(card)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scroll(ground, takes_keys=True))
        self._offer()

    def _build_outcome(self) -> Card:
        self.outcome = Card(role="notice", margin=16, spacing=4)
        self.result_sign = Sign("usb", 32)
        self.result = Label("", "name", wraps=True)
        self.result_text = Label("", "text", wraps=True)
        head = row(spacing=12)
        head.addWidget(self.result_sign, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(4)
        said.addWidget(self.result)
        said.addWidget(self.result_text)
        head.addLayout(said, 1)
        self.outcome.column.addLayout(head)
        self.outcome.hide()
        return self.outcome

    def _connect(self) -> None:
        self.write.clicked.connect(self._write)
        self.take.clicked.connect(self._take)
        self.folder.clicked.connect(self._ask_for_folder)
        self.finder.found.connect(self.show_drives)
        self._timer.timeout.connect(self.finder.look)
        self._errands.crashed.connect(self._end)


def _write(place: Path, library: Library) -> Written:
    return carrying.write(library, place)


def _take(place: Path, library: Library) -> Taken | Stop:
    return carrying.take(library, place)
