"""The files of a title: a quiet list below its copies, to which files are dragged and from which they are opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.library.circulation.calendar import day_of
from desktop.library.digital.digital import safe_name
from desktop.library.model.file import AttachedFile, FileState
from desktop.ui import refusals
from desktop.ui.actions import BY_NAME
from desktop.ui.dates import short_day
from desktop.ui.widgets import Button, Card, Column, Label, Notice, Table, row
from desktop.ui.widgets.choosing import Choosing, Wants, choose_file
from desktop.ui.widgets.tables import ROW_HEIGHT
from desktop.ui.words import size_words, tr

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.refusal import Refusal
    from desktop.ui.background import Background

MOST_ROWS = 5
QUICK = 20 * 1000 * 1000
"""Bytes that the desk's thread copies in a moment; a larger file must not keep a reader waiting."""
VIEWED = frozenset(
    {
        *(".pdf", ".djvu", ".epub"),
        *(".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp"),
        *(".txt", ".csv", ".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".ods", ".ppt", ".pptx"),
        *(".odp", ".mp3", ".m4a", ".ogg", ".wav", ".mp4", ".avi", ".mkv", ".webm"),
    }
)
"""Endings of what is only looked at. Anything else may be a program of another PC's: it is saved, not opened."""

_STATES = {
    FileState.HERE: ("ở máy này", "pine"),
    FileState.COMING: ("đang về, qua các lần đồng bộ", "amber"),
    FileState.NOT_HERE: ("trung tâm chưa có", "ink-soft"),
}


def open_outside(file: Path) -> bool:
    """Show a file in the system's own viewer; whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


class AttachedFiles(Card):
    """The list with its count, a button to attach, and what can be done with the chosen file."""

    def __init__(self, background: Background, errands: Background) -> None:
        super().__init__(margin=0, spacing=4)
        self._background = background
        self._errands = errands
        self.title_id = ""
        self.view: Callable[[Path], bool] = open_outside
        self._some_refused = False
        self.table: Table[AttachedFile] = Table(
            (
                Column("Tên tệp", lambda file: file.name, 0, strong=True),
                Column("Cỡ", lambda file: size_words(file.size), 110, lambda _: "ink-soft"),
                Column("Ngày đính kèm", lambda file: _day(file), 140, lambda _: "ink-soft"),
                Column("Tình trạng", lambda file: tr(_STATES[file.state][0]), 252, lambda file: _STATES[file.state][1]),
            )
        )
        self.attach = Button(BY_NAME["attach_file"])
        self.count = Label("", "soft")
        self.notice = Notice()
        self.nothing = Label("", "soft")
        self.open = Button("Mở xem", "plain", icon="eye")
        self.save = Button("Lưu ra…", "quiet", icon="download")
        self.remove = Button("Bỏ khỏi nhan đề", "quiet", icon="trash-2")
        self.deeds = QWidget()
        self._build()
        self._connect()

    def show_files(self, title_id: str, files: tuple[AttachedFile, ...]) -> None:
        """Replace the list; of the same title the chosen file stays chosen."""
        chosen = self.table.line() if title_id == self.title_id else None
        if title_id != self.title_id:
            self.notice.clear()
        self.title_id = title_id
        self.table.show_lines(files)
        self.table.setVisible(bool(files))
        self.table.setFixedHeight((min(len(files), MOST_ROWS) + 1) * ROW_HEIGHT + 6)
        self.count.say(lambda: tr("{count} tệp", count=len(files)) if files else "")
        self._invite(dragging=False)
        at = next((at for at, file in enumerate(files) if chosen and file.id == chosen.id), -1)
        self.deeds.setVisible(at >= 0)
        if at >= 0:
            self.table.selectRow(at)

    def ask_which(self) -> None:
        """Let a person choose files to attach."""
        choose_file(self, Choosing("Chọn tệp đính kèm", Wants.FILES), lambda file: self.attach_all([file]))

    def attach_all(self, paths: list[Path]) -> None:
        """Attach these, one after the other, away from the window."""
        self._some_refused = False
        for path in paths:
            self.notice.tell("information", partial(tr, "Đang đính kèm {file}…", file=path.name))
            thread = self._thread_for(_size_of(path))
            thread.run(partial(_attach, self.title_id, path), self._attached, self._refused)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files from outside may be let fall here."""
        if _dragged(event):
            event.acceptProposedAction()
            self._invite(dragging=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went by."""
        self._invite(dragging=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """They were let fall."""
        self._invite(dragging=False)
        event.acceptProposedAction()
        self.attach_all(_dragged(event))

    def open_chosen(self) -> None:
        """Look at the chosen file; one that could be a program is saved instead."""
        file = self.table.line()
        if file is None:
            return
        if Path(safe_name(file.name)).suffix.lower() not in VIEWED:
            self.save_chosen()
            return
        self._thread_for(file.size).run(partial(_copy_to_see, file.id), partial(self._see, file), self._refused)

    def save_chosen(self) -> None:
        """Ask where to put a copy of the chosen file."""
        file = self.table.line()
        if file is None:
            return
        where = Choosing("Lưu bản sao của tệp", Wants.NEW_FILE, name=safe_name(file.name))
        self.dialog = choose_file(self, where, partial(self.save_to, file))

    def save_to(self, file: AttachedFile, to: Path) -> None:
        """Write a copy there."""
        self._thread_for(file.size).run(
            lambda library: library.digital.save(file.id, to),
            lambda _: self.notice.tell("done", lambda: tr("Đã lưu {file}.", file=to.name)),
            self._refused,
        )

    def remove_chosen(self) -> None:
        """Take the chosen file off the title; it can be put back at once."""
        file = self.table.line()
        if file is not None:
            self._background.run(partial(_remove, file.id), self._removed, self._refused)

    def _thread_for(self, size: int) -> Background:
        return self._background if size <= QUICK else self._errands

    def _attached(self, file: AttachedFile) -> None:
        if self._some_refused:  # of several files, the one that was not taken is the news
            return
        self.notice.tell("done", lambda: tr("Đã đính kèm {file}.", file=file.name))

    def _see(self, file: AttachedFile, copy: Path) -> None:
        if not self.view(copy):
            self.notice.tell(
                "warning",
                lambda: tr("Máy này chưa có chương trình xem tệp {file}.", file=file.name),
                "Lưu tệp ra rồi mở trên máy khác.",
            )

    def _removed(self, file: AttachedFile) -> None:
        self.notice.tell("done", lambda: tr("Đã bỏ {file} khỏi nhan đề.", file=file.name))
        back = Button("Đặt lại", "plain", icon="undo-2")
        back.clicked.connect(lambda: self._background.run(partial(_put_back, file.id), self._put_back, self._refused))
        self.notice.offer(back)

    def _put_back(self, file: AttachedFile) -> None:
        self.notice.tell("done", lambda: tr("Đã đặt lại {file}.", file=file.name))

    def _refused(self, refusal: Refusal) -> None:
        self._some_refused = True
        self.notice.tell(
            "refused",
            lambda: refusals.why(refusal.reason, refusal.facts),
            lambda: refusals.what_to_do(refusal.reason),
        )

    def _invite(self, *, dragging: bool) -> None:
        empty = not self.table.model_of_lines.lines
        self.nothing.setVisible(empty or dragging)
        self.nothing.say("Thả tệp vào đây." if dragging else "Bản quét, bìa, mục lục… Kéo tệp vào đây để đính kèm.")

    def _build(self) -> None:
        self.setAcceptDrops(True)
        self.column.setContentsMargins(4, 8, 4, 8)
        self.attach.setObjectName("attach_file")
        deeds = row(12, self.open, self.save, self.remove, None)
        self.deeds.setLayout(deeds)
        self.column.addLayout(row(12, Label("Tệp kèm theo", "heading"), self.count, None, self.attach, 8))
        self.column.addWidget(self.notice)
        self.column.addWidget(self.table)
        self.column.addWidget(self.deeds)
        self.column.addLayout(row(12, self.nothing, None))
        self.nothing.setMinimumHeight(36)
        self.show_files("", ())

    def _connect(self) -> None:
        self.table.chosen.connect(lambda _: self.deeds.show())
        self.table.opened.connect(lambda _: self.open_chosen())
        self.open.clicked.connect(self.open_chosen)
        self.save.clicked.connect(self.save_chosen)
        self.remove.clicked.connect(self.remove_chosen)
        for button in (self.open, self.save, self.remove):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def _attach(title_id: str, path: Path, library: Library) -> AttachedFile:
    return library.digital.attach(title_id, path)


def _copy_to_see(file_id: str, library: Library) -> Path:
    return library.digital.open(file_id)


def _remove(file_id: str, library: Library) -> AttachedFile:
    return library.digital.remove(file_id)


def _put_back(file_id: str, library: Library) -> AttachedFile:
    return library.digital.put_back(file_id)


def _dragged(event: QDropEvent) -> list[Path]:
    urls = event.mimeData().urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _day(file: AttachedFile) -> str:
    return short_day(day_of(file.created)) if file.created else ""
