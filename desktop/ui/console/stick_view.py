"""A stick at the centre: which bundles lie on it, what they would change, taking them all, the answers, the receipt."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.console import receipt, stick_words, unit_words
from desktop.ui.console.stick_words import StickLine
from desktop.ui.widgets import Button, Clamped, Column, Empty, Label, Notice, OpenCard, Scroll, Table, row
from desktop.ui.widgets.choosing import Choosing, Wants, choose_file
from desktop.ui.words import figure, tr, verbatim

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from desktop.library.model.refusal import Refusal
    from desktop.operating import Operating
    from desktop.ui.background import Progress
    from desktop.ui.console.errand import Errands
    from sync.client.carrying import Brought, OnStick
    from sync.core.operating_bundles import BundleSeen, BundleTaken
    from sync.core.stops import Stop

_COLUMNS: tuple[Column[StickLine], ...] = (
    Column("Đơn vị", stick_words.unit, 240, strong=True),
    Column("Máy", lambda line: line.bundle.device_name, 116),
    Column("Ghi lúc", stick_words.made, 156),
    Column("Bản ghi", lambda line: figure(line.bundle.rows), 76, right=True),
    Column("Sẽ đổi gì, đã ra sao", stick_words.outcome, tone=stick_words.tone),
)
_LAST_TO_FIT = ((1, 860), (2, 960))
"""Column, and how wide the table must be for it: what becomes of a bundle needs the room more."""


class StickView(QWidget):
    """`kept` carries a file and the bytes of a receipt to be written; `changed`: the units are not as they were."""

    kept = Signal(object, object)
    changed = Signal()

    def __init__(self, errands: Errands, operator: Callable[[], str]) -> None:
        super().__init__()
        self._errands = errands
        self._operator = operator
        self.centre_name = ""
        self.folder: Path | None = None
        self._queue: list[Callable[[], None]] = []
        self._progress: Progress | None = None
        self._answered: set[str] = set()
        self._under_way = ""
        self._build()
        self._connect()
        self._offer()

    @property
    def lines(self) -> tuple[StickLine, ...]:
        """What lies on the stick."""
        return self.table.model_of_lines.lines

    def look_into(self, folder: Path) -> None:
        """Which bundles lie there."""
        self.folder = folder
        self._answered.clear()
        self.place.say(verbatim(str(folder)))
        self.notice.tell("information", "Đang đọc USB…")
        self._errands.run(lambda operating: operating.found_on(folder), self._found, self._read_no)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What becomes of a bundle keeps its room."""
        super().resizeEvent(event)
        for column, width in _LAST_TO_FIT:
            self.table.setColumnHidden(column, self.width() < width)

    def preview(self) -> None:
        """What would change, bundle by bundle; nothing is changed."""
        self._begin([partial(self._preview, line.bundle) for line in self.lines if line.is_open])

    def take_all(self) -> None:
        """Take every bundle in; then write the answers, so that each tells what the others brought, too."""
        self._begin([partial(self._take, line.bundle) for line in self.lines if line.is_open] + [self._answer_all])

    def stop(self) -> None:
        """End after the piece under way."""
        if self._progress is not None:
            self._progress.cancel()

    def show_receipt(self) -> None:
        """The page as it will be printed."""
        while (item := self.sheets.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for image in receipt.pictures(self._receipt()):
            sheet = QLabel()
            sheet.setPixmap(QPixmap.fromImage(image))
            self.sheets.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        self.stack.setCurrentWidget(self.paper)
        self.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_kept(self, file: Path) -> None:
        """The receipt is there."""
        self.stack.setCurrentWidget(self.work)
        self.notice.tell(
            "done", lambda: tr("Đã lưu biên bản vào {file}.", file=file.name), "In hai bản, mỗi bên giữ một."
        )

    def show_no(self, no: Stop | Refusal) -> None:
        """What was under way is not done; what was done before stays done."""
        self._end()
        headline, text = unit_words.why_not(no)
        self.notice.tell("warning", lambda: headline, lambda: text)
        if any(line.is_open for line in self.lines) or self._unanswered():
            again = Button("Làm tiếp", "main")
            again.clicked.connect(self.take_all)
            self.notice.offer(again)

    def _found(self, found: tuple[OnStick, ...]) -> None:
        self.table.show_lines(tuple(StickLine(each) for each in found))
        self.notice.clear()
        self.stack.setCurrentWidget(self.work if found else self.empty)
        if not found:
            self.empty.tell(
                "usb", "Không có gói nào gửi cho trung tâm ở đây", "Chọn ổ USB, hoặc thư mục TuSach trên USB."
            )
        self._offer()

    def _read_no(self, no: Stop | Refusal) -> None:
        self.show_no(no)
        self.stack.setCurrentWidget(self.work)

    def _begin(self, steps: list[Callable[[], None]]) -> None:
        self._queue = steps
        self.notice.clear()
        self._next()

    def _next(self) -> None:
        if self._queue:
            self._queue.pop(0)()
        else:
            self._end()
        self._offer()

    def _end(self) -> None:
        self._queue.clear()
        self._progress = None
        self._offer()

    def _preview(self, bundle: OnStick) -> None:
        self._carry(
            lambda operating, report: operating.preview(bundle.file, report), partial(self._seen, bundle), bundle
        )

    def _seen(self, bundle: OnStick, seen: BundleSeen) -> None:
        self._change(bundle, lambda line: replace(line, seen=seen))
        self._next()
        if not self._progress:
            self.notice.tell("information", "Đây là những gì sẽ đổi. Chưa đổi gì cả.")

    def _take(self, bundle: OnStick) -> None:
        self._carry(lambda operating, report: operating.take(bundle.file, report), partial(self._taken, bundle), bundle)

    def _taken(self, bundle: OnStick, taken: BundleTaken) -> None:
        self._change(bundle, lambda line: replace(line, taken=taken))
        self.changed.emit()
        self._next()

    def _answer_all(self) -> None:
        for device, bundle in self._unanswered().items():
            self._queue.append(partial(self._answer, device, bundle))
        self._queue.append(self._tell_end)
        self._next()

    def _unanswered(self) -> dict[str, OnStick]:
        """The devices that are to be told something by this stick, and beside which bundle."""
        wanted: dict[str, OnStick] = {}
        for line in self.lines:
            for device in line.taken.answer_to if line.taken else ():
                if device not in self._answered:
                    wanted.setdefault(device, line.bundle)
        return wanted

    def _answer(self, device: str, bundle: OnStick) -> None:
        folder = bundle.file.parent
        self._carry(
            lambda operating, report: operating.answer(device, folder, report),
            partial(self._brought, device, bundle),
            bundle,
        )

    def _brought(self, device: str, bundle: OnStick, brought: Brought) -> None:
        self._answered.add(device)
        self._change(bundle, lambda line: replace(line, brought=(*line.brought, brought)))
        self.changed.emit()
        self._next()

    def _tell_end(self) -> None:
        self._end()
        taken = [line for line in self.lines if line.taken]
        good = figure(sum(stick_words.tone(line) != "brick" for line in taken))
        answers = figure(sum(len(line.brought) for line in taken))
        whole = all(stick_words.tone(line) == "pine" for line in self.lines)
        self.notice.tell(
            "done" if whole else "warning",
            lambda: tr("Đã nhận {good} gói và ghi {answers} gói trả lời. Có thể rút USB.", good=good, answers=answers),
            "" if whole else "Có gói chưa nhận được trọn vẹn: xem cột cuối của bảng.",
        )

    def _carry(
        self,
        work: Callable[[Operating, Callable[[int, int], object]], object],
        done: Callable[[object], None],
        bundle: OnStick,
    ) -> None:
        self._under_way = unit = bundle.unit_name or bundle.unit
        self.doing.say(lambda: tr("Đang làm với {unit}…", unit=unit))
        self._progress = self._errands.carry(work, done, self.show_no)
        self._progress.moved.connect(self._moved)

    def _moved(self, done: int, of: int) -> None:
        percent, unit = 100 * done // max(1, of), self._under_way
        self.doing.say(lambda: tr("{unit}: đã chuyển {percent} %", unit=unit, percent=percent))

    def _change(self, bundle: OnStick, how: Callable[[StickLine], StickLine]) -> None:
        at = self.table.currentIndex()
        self.table.show_lines(tuple(how(line) if line.bundle == bundle else line for line in self.lines))
        self.table.selectRow(at.row() if at.isValid() else 0)

    def _receipt(self) -> receipt.Receipt:
        taken = tuple(line for line in self.lines if line.taken)
        return receipt.Receipt(self.centre_name, self._operator(), int(time.time() * 1000), taken)

    def _offer(self) -> None:
        """Which buttons make sense now."""
        busy, there = self._progress is not None, any(line.is_open for line in self.lines)
        self.look.setEnabled(there and not busy)
        self.take.setEnabled((there or bool(self._unanswered())) and not busy)
        self.print.setEnabled(any(line.taken for line in self.lines) and not busy)
        self.choose.setEnabled(not busy)
        for part in (self.doing, self.halt):
            part.setVisible(busy)

    def _ask_which(self) -> None:
        choose_file(self, Choosing("Chọn USB hoặc thư mục", Wants.FOLDER), self.look_into)

    def _ask_where(self) -> None:
        where = Choosing("Lưu biên bản", Wants.NEW_FILE, ("Tệp PDF (*.pdf)",), name=receipt.FILE)
        choose_file(self, where, self._keep)

    def _keep(self, file: Path) -> None:
        self.kept.emit(file, receipt.pdf(self._receipt()))

    def _leave_paper(self) -> None:
        self.stack.setCurrentWidget(self.work)

    def _build(self) -> None:
        self.choose = Button("Chọn USB hoặc thư mục…", icon="usb")
        self.place = Clamped("", "soft")
        self.place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.look = Button("Xem sẽ đổi gì", icon="eye")
        self.take = Button("Nhận tất cả", "main", icon="download")
        self.print = Button("Biên bản giao nhận…", icon="printer")
        self.doing, self.halt = Label("", "soft"), Button("Dừng", "quiet")
        self.notice = Notice()
        self.table: Table[StickLine] = Table(_COLUMNS)
        self.empty = Empty(
            "usb",
            "Cắm USB của các đơn vị rồi chọn ổ hoặc thư mục",
            "Một USB mang được gói của nhiều đơn vị. Xem trước sẽ đổi gì, rồi nhận tất cả và ghi gói trả lời.",
        )
        self.work = self._working_part()
        self.paper = self._paper_part()
        self.stack = QStackedWidget()
        for part in (self.empty, self.work, self.paper):
            self.stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = row(self.choose, self.place)
        head.setStretch(1, 1)
        column.addLayout(head)
        column.addWidget(self.stack, 1)

    def _working_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.table, 1)
        column.addWidget(self.notice)
        column.addLayout(row(self.take, self.look, self.print, None, self.doing, self.halt))
        return part

    def _paper_part(self) -> QWidget:
        part, ground = OpenCard(), QWidget()
        ground.setObjectName("ground")
        self.sheets = QVBoxLayout(ground)
        self.sheets.setSpacing(16)
        self.save = Button("Lưu PDF để in…", "main", icon="printer")
        self.back = Button("Quay lại", "quiet", key="Esc")
        part.column.addLayout(row(Label("Biên bản giao nhận", "heading"), None, self.back, self.save))
        inside = QHBoxLayout()
        inside.addWidget(Scroll(ground, takes_keys=True))
        part.column.addLayout(inside, 1)
        part.left.connect(self._leave_paper)
        return part

    def _connect(self) -> None:
        self.choose.clicked.connect(self._ask_which)
        self.look.clicked.connect(self.preview)
        self.take.clicked.connect(self.take_all)
        self.halt.clicked.connect(self.stop)
        self.print.clicked.connect(self.show_receipt)
        self.save.clicked.connect(self._ask_where)
        self.back.clicked.connect(self._leave_paper)
