"""A file of another program: looked at first, then entered; and the files that another program wants from here."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from desktop.library.interchange.entries import Entered, LateLine, Outcome
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.readers.form import day_typed
from desktop.ui import refusals
from desktop.ui.dates import short_day, today
from desktop.ui.follow import late_words
from desktop.ui.widgets import Button, Card, Column, Empty, Field, Label, Labelled, Notice, Table, row
from desktop.ui.widgets.choosing import Choosing, Wants, choose_file
from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.interchange.leaving import Borrowers, Exported
    from desktop.ui.background import Progress
    from desktop.ui.workplace import Workplace

COLUMNS: tuple[Column[LateLine], ...] = (
    Column("Dòng", lambda line: figure(line.line), 64, lambda _: "ink-soft"),
    Column("Giờ", lambda line: late_words.when(line.entry), 108),
    Column("Việc", lambda line: late_words.act(line.entry), 100),
    Column("Số thẻ", lambda line: line.entry.card if line.entry else "", 108),
    Column("Mã vạch", lambda line: late_words.code(line.entry), 116),
    Column("Kết quả", late_words.outcome, 124, lambda line: late_words.TONES[line.outcome], strong=True),
    Column("Cần biết", lambda line: late_words.told(line) or line.text),
)

FIRST = (Outcome.UNSETTLED, Outcome.ODD, Outcome.LEFT_OUT, Outcome.DESPITE, Outcome.ENTERED)


class FileView(QWidget):
    """One file at a time: what would change, then the same for good, with a line for whatever was not simple."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._errands = workplace.errands
        self._progress: Progress | None = None
        self.file: Path | None = None
        self.done: Entered | None = None
        self._build()
        self._connect()

    @property
    def is_running(self) -> bool:
        """Whether a file is being looked at or entered."""
        return self._progress is not None

    def begin(self) -> None:
        """Ready for a file."""
        if self.layers.currentWidget() is self.choosing:
            self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_into(self, file: Path) -> None:
        """See what the file would change; nothing is entered."""
        self.file = file
        self._run(dry_run=True)

    def start(self) -> None:
        """Enter the file."""
        self._run(dry_run=False)

    def cancel(self) -> None:
        """Stop after the lines that are being written."""
        if self._progress is not None:
            self._progress.cancel()
            self.stop.setEnabled(False)

    def _run(self, *, dry_run: bool) -> None:
        if self.file is None or self.is_running:
            return
        on = self._day()
        if on is None:
            return
        file, progress = self.file, self._errands.progress()
        self._progress = progress
        progress.moved.connect(self._moved)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self.notice.clear()
        self.running_words.say(partial(_going_in, file.name, dry_run=dry_run))
        self.layers.setCurrentWidget(self.running)
        self._errands.run(
            lambda library: library.late.enter_file(file, on=on, dry_run=dry_run, progress=progress.step),
            self._entered,
            self._refused,
        )

    def _entered(self, done: Entered) -> None:
        self._rest()
        self.done = done
        heading = "Chạy thử: chưa ghi gì vào sổ" if done.is_dry_run else "Đã ghi xong"
        if done.stopped:
            heading = "Đã dừng theo yêu cầu; mở lại tệp này để ghi tiếp."
        severity = "information" if done.is_dry_run else "warning" if done.stopped or done.unsettled else "done"
        self.result.tell(severity, heading, partial(late_words.result, done))
        self.report.show_lines(tuple(sorted(done.report, key=_weight)))
        self.report_card.setVisible(bool(done.report))
        self.simple.setVisible(not done.report)
        self.go.setVisible(done.is_dry_run or done.stopped)
        self.layers.setCurrentWidget(self.outcome)
        first = self.go if done.is_dry_run else self.other
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, no: Refusal) -> None:
        self._rest()
        self.layers.setCurrentWidget(self.choosing)
        if no.reason is Reason.MISSING_FIELD and no.facts.get("field") == "day":
            self.notice.tell("warning", "Tệp này không ghi ngày giờ.", "Gõ ngày xảy ra rồi chọn lại tệp.")
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        why, what = partial(refusals.why, no.reason, no.facts), partial(refusals.what_to_do, no.reason)
        self.notice.tell("refused", why, what)

    def _moved(self, done: int, of: int) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // max(1, of))

    def _rest(self) -> None:
        if self._progress is not None:
            self._progress.deleteLater()
            self._progress = None

    def _failed(self) -> None:
        """A bug; the window says so. What went in before it is kept, and the file can be entered again."""
        if self.is_running:
            self._rest()
            self.layers.setCurrentWidget(self.choosing)

    def _day(self) -> date | None:
        try:
            day = day_typed(self.day.text())
        except Refusal:
            day = None
        self.day_field.complain("" if day else "Gõ ngày dạng 20/11/2026.")
        return day

    def _ask_for_file(self) -> None:
        choose_file(self, Choosing("Chọn tệp để ghi bù"), self.look_into)

    def _ask_where(self, name: str, then: Callable[[Path], None]) -> None:
        choose_file(self, Choosing("Ghi tệp vào đâu", Wants.NEW_FILE, name=name), then)

    def write_koc(self, file: Path) -> None:
        """Write what happened since the day typed."""
        since = self._day()
        self._errands.run(lambda library: library.late.export_koc(file, since=since), self._koc_written, self._refused)

    def write_borrowers(self, file: Path) -> None:
        """Write readers for Koha's offline tool."""
        self._errands.run(lambda library: library.late.export_borrowers(file), self._borrowers_written, self._refused)

    def _koc_written(self, done: Exported) -> None:
        self.notice.tell("warning" if done.too_long else "done", "Đã ghi tệp .koc", partial(late_words.exported, done))

    def _borrowers_written(self, done: Borrowers) -> None:
        self.notice.tell("warning", "Đã ghi tệp borrowers.db", partial(late_words.borrowers, done))

    def _build(self) -> None:
        self.notice = Notice()
        self.layers = QStackedWidget()
        self.choosing, self.running, self.outcome = self._choosing(), self._running(), self._outcome()
        for part in (self.choosing, self.running, self.outcome):
            self.layers.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.notice)
        column.addWidget(self.layers, 1)

    def _choosing(self) -> QWidget:
        self.choose = Button("Chọn tệp để xem thử", "main", icon="folder-open")
        self.day = Field("20/11/2026")
        self.day.setText(short_day(today() - timedelta(days=1)))
        self.day_field = Labelled("Ngày (tệp PMB; .koc từ ngày)", self.day)
        self.day_field.setFixedWidth(240)
        self.koc = Button("Ghi .koc cho Koha", icon="download")
        self.borrowers = Button("Ghi borrowers.db cho Koha", icon="download")
        card = Card()
        card.column.addWidget(
            Empty(
                "upload",
                "Ghi bù từ tệp của chương trình khác",
                "Koha (.koc), Evergreen (pending.xacts), PMB (prêt secouru). Xem thử trước, chưa ghi gì; mở một tệp "
                "hai lần cũng không ghi hai lần.",
                self.choose,
            ),
            1,
        )
        foot = row(self.day_field, None, spacing=12)
        for button in (self.koc, self.borrowers):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        card.column.addLayout(foot)
        warning = "Tệp borrowers.db có họ tên bạn đọc và không được mã hoá: giữ như sổ bạn đọc."
        card.column.addWidget(Label(warning, "hint", wraps=True))
        return card

    def _running(self) -> QWidget:
        self.running_words = Label("", "heading", wraps=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = Button("Dừng lại", icon="x")
        card = Card(margin=24, spacing=16)
        card.column.addStretch(2)
        card.column.addWidget(self.running_words)
        card.column.addWidget(self.bar)
        card.column.addLayout(row(self.stop, None))
        card.column.addStretch(3)
        return card

    def _outcome(self) -> QWidget:
        self.result = Notice()
        self.go = Button("Ghi vào sổ", "main", icon="check")
        self.other = Button("Chọn tệp khác", icon="upload")
        self.report: Table[LateLine] = Table(COLUMNS)
        self.report_card = Card(margin=4)
        self.report_card.column.addLayout(row(12, Label("Những dòng cần biết", "heading"), None))
        self.report_card.column.addWidget(self.report, 1)
        self.simple = Empty("circle-check", "Mọi dòng đều ghi được", "Không dòng nào trái quy định hay thiếu mã.")
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.result)
        column.addLayout(row(self.go, self.other, None))
        column.addWidget(self.report_card, 1)
        column.addWidget(self.simple, 1)
        return ground

    def _connect(self) -> None:
        for button in (self.choose, self.other):
            button.clicked.connect(self._ask_for_file)
        self.go.clicked.connect(self.start)
        self.stop.clicked.connect(self.cancel)
        self.koc.clicked.connect(lambda: self._ask_where("quay.koc", self.write_koc))
        self.borrowers.clicked.connect(lambda: self._ask_where("borrowers.db", self.write_borrowers))
        self._errands.crashed.connect(self._failed)


def _weight(line: LateLine) -> tuple[int, int]:
    """What somebody must look at stands first, what the record knew already last."""
    return FIRST.index(line.outcome) if line.outcome in FIRST else len(FIRST), line.line


def _going_in(file: str, *, dry_run: bool) -> str:
    return tr("Đang xem thử {file}…", file=file) if dry_run else tr("Đang ghi {file} vào sổ…", file=file)
