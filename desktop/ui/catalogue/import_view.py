"""Take a file in: choose it, see what it is, watch it go in, read what became of it. The desk never waits."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from desktop.library.model.title import Imported, ImportLine, Preview
from desktop.ui import refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.catalogue.import_words import (
    ENCODINGS,
    encoding_words,
    format_words,
    line_outcome,
    reason_words,
    result_words,
)
from desktop.ui.widgets import Button, Card, Choice, Column, Empty, Label, Labelled, Notice, Rule, Table, row
from desktop.ui.widgets.choosing import Choosing, choose_file
from desktop.ui.words import figure, tr, verbatim

if TYPE_CHECKING:
    from desktop.library.model.refusal import Refusal
    from desktop.ui.background import Progress
    from desktop.ui.workplace import Workplace

TONES = {"merged": "sea", "repaired": "amber", "rejected": "brick", "quarantined": "brick"}

COLUMNS: tuple[Column[ImportLine], ...] = (
    Column("Số", lambda line: figure(line.record), 84, lambda _: "ink-soft"),
    Column("Kết quả", line_outcome, 124, lambda line: TONES.get(line.outcome, "ink"), strong=True),
    Column("Vì sao", lambda line: reason_words(line.reason)),
    Column("Biểu ghi", lambda line: line.detail, 240, lambda _: "ink-soft"),
)


class ImportView(QWidget):
    """One file at a time. `left`: back to the titles; `finished` carries what an import did (Imported)."""

    left = Signal()
    finished = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._errands = workplace.errands
        self._progress: Progress | None = None
        self._unseen = self._stopping = False
        self.file: Path | None = None
        self._build()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        """What is shown has been seen."""
        super().showEvent(event)
        QTimer.singleShot(0, self._see)

    @property
    def is_running(self) -> bool:
        """Whether a file is going in."""
        return self._progress is not None

    def begin(self) -> None:
        """Ready for a file, unless one is still going in or what became of one has not been seen yet."""
        if not self.is_running and not self._unseen:
            self.notice.clear()
            self.layers.setCurrentWidget(self.choosing)
            self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_into(self, file: Path) -> None:
        """See what the file is before anything is written."""
        self.file = file
        self.notice.clear()
        self.encoding.setCurrentIndex(0)
        self._look_again()

    def start(self) -> None:
        """Take the file in."""
        assert self.file is not None
        file, progress = self.file, self._errands.progress()
        encoding = self.encoding.value or None
        self._progress, self._stopping = progress, False
        progress.moved.connect(self._moved)
        self.bar.setRange(0, 0)
        self.running_words.say(partial(_going_in, file.name))
        self.stop.setEnabled(False)  # until it moves: a second, impatient Enter on `go` would stop it
        self.layers.setCurrentWidget(self.running)
        self._errands.run(
            lambda library: library.catalogue.import_file(file, encoding=encoding, progress=progress.step),
            self._done,
            self._refused,
        )

    def cancel(self) -> None:
        """Stop after the records that are being written."""
        if self._progress is not None:
            self._progress.cancel()
            self._stopping = True
            self.stop.setEnabled(False)

    def _look_again(self) -> None:
        file, encoding = self.file, self.encoding.value or None
        if file is not None:
            self._errands.run(
                lambda library: library.catalogue.preview(file, encoding=encoding), self._show_preview, self._refused
            )

    def _show_preview(self, preview: Preview) -> None:
        self.file_name.say(verbatim(preview.file))
        self.recognised.say(partial(_recognised, preview))
        self.first.say(verbatim("\n".join(preview.first)))
        self.layers.setCurrentWidget(self.previewing)
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _moved(self, done: int, of: int) -> None:
        self.stop.setEnabled(self._progress is not None and not self._stopping)
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // max(1, of))

    def _done(self, done: Imported) -> None:
        stopped = not self.stop.isEnabled()
        self._rest()
        self.result.tell(
            "warning" if stopped or done.rejected else "done",
            "Đã dừng theo yêu cầu; những gì đã vào thì giữ lại." if stopped else "Đã nhập xong",
            partial(result_words, done),
        )
        self.report.show_lines(done.report)
        self.report_card.setVisible(bool(done.report))
        self.report_count.say(lambda: tr("{count} dòng", count=len(done.report)))
        self.layers.setCurrentWidget(self.outcome)
        self.another.setFocus(Qt.FocusReason.OtherFocusReason)
        self._unseen = not self.isVisible()
        self.finished.emit(done)

    def _refused(self, refusal: Refusal) -> None:
        self._rest()
        self.layers.setCurrentWidget(self.choosing)
        self.notice.tell(
            "refused",
            partial(refusals.why, refusal.reason, refusal.facts),
            partial(refusals.what_to_do, refusal.reason),
        )

    def _see(self) -> None:
        self._unseen = False

    def _failed(self) -> None:
        """A bug; the window says so. What went in before it is kept, and the file can be taken in again."""
        if self.is_running:
            self._rest()
            self.layers.setCurrentWidget(self.choosing)

    def _rest(self) -> None:
        if self._progress is not None:
            self._progress.deleteLater()
            self._progress = None

    def _ask_for_file(self) -> None:
        choose_file(self, Choosing("Chọn tệp để nhập"), self.look_into)

    def _build(self) -> None:
        self.back = Button(BY_NAME["back_to_titles"], "quiet")
        self.notice = Notice()
        self.layers = QStackedWidget()
        self.choosing, self.previewing = self._choosing(), self._previewing()
        self.running, self.outcome = self._running(), self._outcome()
        for part in (self.choosing, self.previewing, self.running, self.outcome):
            self.layers.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row(self.back, None))
        column.addWidget(self.notice)
        column.addWidget(self.layers, 1)

    def _choosing(self) -> QWidget:
        self.choose = Button("Chọn tệp", "main", icon="folder-open")
        card = Card()
        card.column.addWidget(
            Empty(
                "upload",
                "Nhập nhan đề, bản sách hoặc bạn đọc từ tệp",
                "MARC (.mrc, .iso), MARCXML, CDS/ISIS, Excel và CSV. Bảng mã cũ như TCVN3, VNI tự nhận ra.",
                self.choose,
            )
        )
        return card

    def _previewing(self) -> QWidget:
        self.file_name, self.recognised = Label("", "name", wraps=True), Label("", "text", wraps=True)
        self.first = Label("", "text", wraps=True)
        self.encoding = Choice((("", "Tự nhận ra"), *((name, verbatim(words)) for name, words in ENCODINGS.items())))
        self.go, self.other = Button("Nhập vào thư viện", "main", icon="upload"), Button("Chọn tệp khác")
        card = Card(margin=24, spacing=12)
        for part in (self.file_name, self.recognised, Rule(), Label("Những biểu ghi đầu sẽ đọc thành", "small")):
            card.column.addWidget(part)
        card.column.addWidget(self.first)
        card.column.addWidget(Rule())
        chosen = Labelled("Chữ bị sai? Chọn bảng mã", self.encoding)
        chosen.setFixedWidth(280)
        card.column.addWidget(chosen)
        card.column.addSpacing(8)
        card.column.addLayout(row(self.go, self.other, None))
        card.column.addStretch(1)
        return card

    def _running(self) -> QWidget:
        self.running_words = Label("", "heading", wraps=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = Button("Dừng lại", icon="x")
        card = Card(margin=24, spacing=16)
        card.column.addStretch(2)
        for part in (
            self.running_words,
            self.bar,
            Label("Quầy vẫn làm việc bình thường trong lúc nhập.", "soft", wraps=True),
        ):
            card.column.addWidget(part)
        card.column.addLayout(row(self.stop, None))
        card.column.addStretch(3)
        return card

    def _outcome(self) -> QWidget:
        self.result = Notice()
        self.report: Table[ImportLine] = Table(COLUMNS)
        self.report_count = Label("", "soft")
        self.another, self.enough = Button("Nhập tệp khác", icon="upload"), Button("Về Tra cứu", "main", icon="search")
        self.report_card = Card(margin=4)
        self.report_card.column.addLayout(row(12, Label("Những biểu ghi cần biết", "heading"), self.report_count, None))
        self.report_card.column.addWidget(self.report, 1)
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.result)
        column.addLayout(row(self.enough, self.another, None))
        column.addWidget(self.report_card, 1)
        column.addStretch(0)
        return ground

    def _connect(self) -> None:
        for button in (self.choose, self.other, self.another):
            button.clicked.connect(self._ask_for_file)
        self.encoding.activated.connect(self._look_again)
        self.go.clicked.connect(self.start)
        self.stop.clicked.connect(self.cancel)
        self.enough.clicked.connect(self.left)
        self._errands.crashed.connect(self._failed)


def _recognised(preview: Preview) -> str:
    words = format_words(preview.format)
    if not preview.encoding:
        return words
    return tr("{format}, bảng mã {encoding}", format=words, encoding=encoding_words(preview.encoding))


def _going_in(file: str) -> str:
    return tr("Đang nhập {file}…", file=file)
