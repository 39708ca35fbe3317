"""One reader serving themselves: a large result, what they have, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.library.model.desk import Act
from desktop.ui import wording
from desktop.ui.actions import BY_NAME
from desktop.ui.desk.reader_panel import ReaderCard
from desktop.ui.desk.result import HEIGHT, Result
from desktop.ui.desk.scan_field import ScanField
from desktop.ui.widgets import Button, Label, Segments, row
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.desk import Answer, ReaderPanel

ACTS = {"lend": Act.LEND, "give_back": Act.RETURN, "renew": Act.RENEW}
WORDS = {"lend": "Mượn", "give_back": "Trả", "renew": "Gia hạn"}
SCANS = {
    Act.LEND: "Quét từng cuốn muốn mượn.",
    Act.RETURN: "Quét từng cuốn muốn trả.",
    Act.RENEW: "Quét từng cuốn muốn giữ thêm.",
}
SET_ASIDE = "Có người đang chờ cuốn này: để riêng ở quầy."
DONE_HEIGHT, LOW_DONE, LOWEST_RESULT, AROUND_RESULT, ROOM_FOR_ALL = 56, 40, 146, 180, 430
WIDE_PANEL, NARROW_PANEL, ROOM_FOR_WIDE = 352, 284, 1000


class Visit(QWidget):
    """What was scanned and what came of it. `acted` carries the name of an action."""

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.acts = Segments(tuple((name, WORDS[name], BY_NAME[name].icon, BY_NAME[name].key) for name in ACTS))
        self.acts.never_take_focus()
        self.scan = ScanField()
        self.scan.hint("Quét mã trên sách")
        self.result = Result(offers=False)
        self.silence = Label("", "soft", wraps=True)
        self.reader = ReaderCard(alone=True)
        self.done = Button("Xong", "main", icon="check", key=BY_NAME["finish"].key)
        self._build()

    def show_panel(self, panel: ReaderPanel | None, act: Act) -> None:
        """Who is there, and what scanning a book does now."""
        self.acts.choose(next(name for name, each in ACTS.items() if each is act))
        self.reader.show_panel(panel)

    def invite(self, act: Act) -> None:
        """What to scan."""
        self.result.say("information", lambda: tr(WORDS[next(n for n, a in ACTS.items() if a is act)]), SCANS[act])

    def show_answer(self, answer: Answer, act: Act) -> wording.Worded:
        """What one scan led to, in words for the reader: what the staff should do is left out."""
        words = self.result.show_answer(answer, act)
        if words.severity == "refused":
            self.result.text.say("Nếu cần, mời thủ thư giúp bạn.")
        elif answer.status == "returned" and answer.waiting_readers:
            self.result.text.say(SET_ASIDE)
        return words

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the scan field leaves: a long list is read by the keys, too."""
        if not self.reader.turn(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list takes what a narrow window can spare."""
        super().resizeEvent(event)
        self.reader.setFixedWidth(WIDE_PANEL if self.width() > ROOM_FOR_WIDE else NARROW_PANEL)
        low = self.height() < ROOM_FOR_ALL
        self.silence.setVisible(not low)
        self.done.setFixedHeight(LOW_DONE if low else DONE_HEIGHT)
        self.result.take(max(LOWEST_RESULT, self.height() - AROUND_RESULT) if low else HEIGHT)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addLayout(row(self.acts, None))
        left.addWidget(self.scan)
        left.addWidget(self.result)
        left.addWidget(self.done)
        left.addWidget(self.silence)
        left.addStretch(1)
        sides = row(spacing=16)
        sides.addLayout(left, 1)
        sides.addWidget(self.reader)
        self.setLayout(sides)
        sides.setContentsMargins(0, 0, 0, 0)
        self.acts.chosen.connect(self.acted)
        for name, button in (("finish", self.done), ("renew_all", self.reader.renew_all)):
            button.setObjectName(name)
            button.clicked.connect(self._asked)

    def _asked(self) -> None:
        self.acted.emit(self.sender().objectName())
