"""A day's work, driven through the same windows off-screen: pictures and a short report for whoever has no screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

import resources
from desktop import tour_library
from desktop.app import Beginning, Program, application
from desktop.paths import Paths
from desktop.tour_centre import TourCentre
from desktop.tour_desk import DeskTour
from desktop.ui.catalogue.page import CataloguePage
from desktop.ui.console.page import ConsolePage
from desktop.ui.desk.page import DeskPage
from desktop.ui.readers.page import ReadersPage
from desktop.ui.sync.page import SyncPage

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.library.library import Library
    from desktop.ui.main_window import MainWindow

T = TypeVar("T")
LOOK_MS = 20
PATIENCE_MS = 120_000
"""Longer than any step takes on a slow machine."""
CALM_LOOKS = 5
SIZE = (1366, 768)
MARC_FILE = "sample/vn-ban-ghi-that-tcvn3.mrc"
"""Six real records in the bytes of TCVN3, as old Vietnamese programs wrote them."""

Steps = Generator[Callable[[], object], None, T]
"""A part of the story: yields the facts to wait for."""


def run_tour(paths: Paths, password: str | None) -> int:
    """Drive the day; pictures and report lie beside the profile in `tour/`. The exit code: 0 when all went well."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese))
    app = application(paths)
    app.setQuitOnLastWindowClosed(False)
    tour = Tour(paths, password)
    tour.begin()
    app.exec()
    return tour.end()


class Tour(QObject):
    """Walks through the story: each step does something and names the fact to wait for."""

    def __init__(self, paths: Paths, password: str | None) -> None:
        super().__init__()
        self.paths = paths
        self._beginning = Beginning(password=password)
        self.folder = paths.profile.parent / "tour"
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in (*self.folder.glob("*.png"), *self.folder.glob("*.md")):
            old.unlink()
        self.lines: list[str] = []
        self.failure = ""
        self.programs: list[Program] = []
        self.centre = TourCentre(self.folder / "work")
        self._story = self.story()
        self._fact: Callable[[], object] = lambda: True
        self._looks = 0
        self._is_broken = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def password(self) -> str:
        """The librarian's."""
        return self._beginning.password or ""

    def begin(self) -> None:
        """Start looking."""
        self._timer.start()

    def end(self) -> int:
        """Close everything, write the report, tell where it is."""
        for program in self.programs:
            program.close()
        self.centre.stop()
        report = self.folder / "report.md"
        outcome = self.failure or "Xong cả ngày làm việc. / The whole day went through."
        report.write_text(
            "\n".join(["# Tủ Sách – một ngày / a day", "", *self.lines, "", outcome, ""]), encoding="utf-8"
        )
        print("\n".join([*self.lines, outcome, str(report)]), flush=True)
        return 1 if self.failure else 0

    def story(self) -> Steps[None]:
        """The day."""
        window = yield from self._open(self.paths, self._beginning)
        yield from self._take_in_a_file(window)
        yield from self._search(window)
        borrower, barcode = yield from self._lend(window)
        yield from self._refuse_and_return(window)
        yield from self._catalogue_a_title(window)
        yield from self._show_a_reader(window, borrower)
        yield from DeskTour(self, window).story(borrower)
        yield from self._agree(window)
        second = yield from self._look_from_a_second_desk(window, borrower, barcode)
        yield from self._settle_points(window, second, borrower)
        stick = yield from self._write_a_stick(window)
        yield from self._look_after_the_centre(window, stick)
        yield from self._change_faces(window)

    def _open(self, paths: Paths, beginning: Beginning) -> Steps[MainWindow]:
        program = Program(application(paths), paths, beginning)
        self.programs.append(program)
        program.begin()
        yield lambda: program.window is not None and self._is_quiet(program)
        assert program.window is not None
        program.start_window.hide()
        program.window.resize(*SIZE)
        program.window.activateWindow()
        yield lambda: self._is_quiet(program)
        if len(self.programs) == 1:
            yield from self.picture(program.window, "bat-dau", "Quầy mở ngay sau khi mở khoá / the desk is ready")
        return program.window

    def _take_in_a_file(self, window: MainWindow) -> Steps[None]:
        page = window.open_page("open_catalogue")
        assert isinstance(page, CataloguePage)
        page.act("import_titles")
        page.importing.look_into(resources.path(MARC_FILE))
        yield lambda: page.importing.layers.currentWidget() is page.importing.previewing
        yield from self.picture(
            window, "nhap-tep-xem-truoc", "Tệp MARC cũ (TCVN3) được nhận ra / an old file is recognised"
        )
        page.importing.start()
        yield lambda: page.importing.layers.currentWidget() is page.importing.outcome
        yield from self.picture(window, "nhap-tep", "Nhập xong, có báo cáo / taken in, with a report")
        page.act("back_to_titles")

    def _search(self, window: MainWindow) -> Steps[None]:
        page = window.open_page("open_catalogue")
        assert isinstance(page, CataloguePage)
        page.search.field.setText("dieu lenh")
        yield lambda: page.search.hits.lines and "iều lệnh" in page.search.hits.lines[0].title
        yield from self.picture(window, "tra-cuu", "Gõ “dieu lenh”, thấy “Điều lệnh” / search without marks")
        page.show_one(page.search.hits.lines[0].id)
        yield self._quiet
        yield from self.picture(window, "nhan-de", "Thẻ nhan đề và các bản / a title and its copies")
        page.act("back_to_titles")
        page.search.field.setText("")

    def _lend(self, window: MainWindow) -> Steps[tuple[str, str]]:
        card = yield from self.ask(window, tour_library.a_free_reader)
        barcodes = yield from self.ask(window, tour_library.free_items)
        page = self.desk(window)
        self.scan(page.scan, card)
        yield lambda: page.reader.panel is not None
        for barcode in barcodes[:2]:
            self.scan(page.scan, barcode)
            yield partial(_did, page, "lent", barcode)
        yield from self.picture(window, "quay-muon-tra", "Cho mượn bằng máy quét / lent by scanner")
        return str(card), barcodes[0]

    def _refuse_and_return(self, window: MainWindow) -> Steps[None]:
        taken = yield from self.ask(window, tour_library.an_item_out)
        page = self.desk(window)
        self.scan(page.scan, taken)
        yield lambda: _did(page, "refused", taken)
        yield from self.picture(window, "tu-choi", "Từ chối: lý do và việc cần làm / refused, with what to do")
        page.act("hold")
        yield lambda: page.result.answer is not None and page.result.answer.status == "held"
        yield from self.picture(window, "dat-muon", "Đặt mượn ngay từ lời từ chối / a hold, right from the refusal")
        page.act("give_back")
        self.scan(page.scan, taken)
        yield lambda: _did(page, "returned", taken)
        yield from self.picture(window, "nhan-tra-giu-cho", "Nhận trả, có người chờ / returned, and somebody waits")
        page.act("lend")
        yield self._quiet

    def _catalogue_a_title(self, window: MainWindow) -> Steps[None]:
        page = window.open_page("open_catalogue")
        assert isinstance(page, CataloguePage)
        page.act("new_title")
        typed = {
            "title": "Sổ tay cảnh sát khu vực",
            "subtitle": "Hỏi và đáp",
            "author": "Nguyễn Văn Mẫu",
            "year": "2026",
            "isbn": "978-604-1-24395-8",
            "classification": "363.2",
            "publisher": "Công an nhân dân",
            "place": "H.",
            "extent": "215tr.",
            "subjects": "Công an nhân dân; Cảnh sát khu vực",
        }
        for name, text in typed.items():
            page.editor.inputs[name].setText(text)  # type: ignore[union-attr]  # only the summary is no line
        yield from self.picture(window, "bien-muc", "Biểu ghi đơn giản / the plain form")
        page.act("save_title")
        yield lambda: page.views.currentWidget() is page.card
        page.card.act("add_copy")
        yield self._quiet
        yield from self.picture(window, "nhan-de-moi", "Nhan đề mới, thêm bản sách / a new title, adding a copy")
        page.act("back_to_titles")
        page.act("back_to_titles")

    def _show_a_reader(self, window: MainWindow, card: str) -> Steps[None]:
        page = window.open_page("open_readers")
        assert isinstance(page, ReadersPage)
        page.show_one(card)
        yield self._quiet
        yield from self.picture(window, "ban-doc", "Thẻ bạn đọc và sách đang mượn / a reader's card")

    def _agree(self, window: MainWindow) -> Steps[None]:
        self.centre.start()
        unit = yield from self.ask(window, lambda library: library.unit)
        file = self.centre.enrolment(unit, "Thư viện Công an tỉnh (mẫu)")
        page = window.open_page("open_sync")
        assert isinstance(page, SyncPage)
        yield from self.picture(window, "chua-ghi-danh", "Chưa ghi danh / not enrolled yet")
        page.enrol(file)
        yield from self._synced(self.programs[0])
        yield from self.picture(window, "dong-bo", "Ghi danh và đồng bộ lần đầu / enrolled, first sync")

    def _look_from_a_second_desk(self, window: MainWindow, card: str, barcode: str) -> Steps[MainWindow]:
        paths = Paths(self.folder / "work" / "second-desk")
        unit = yield from self.ask(window, lambda library: library.unit)
        file = self.centre.enrolment(unit, "Thư viện Công an tỉnh (mẫu)")
        self.centre.second_library(paths.profile, file)
        second = yield from self._open(paths, Beginning(password=self.centre.PASSWORD))
        page = second.open_page("open_sync")
        assert isinstance(page, SyncPage)
        second.sync_wanted.emit()
        yield from self._synced(self.programs[1])
        desk = self.desk(second)
        self.scan(desk.scan, card)
        yield lambda: desk.reader.panel is not None and barcode in {loan.barcode for loan in desk.reader.panel.loans}
        yield from self.picture(
            second, "quay-thu-hai", "Quầy thứ hai thấy cùng lượt mượn / the second desk sees the loan"
        )
        return second

    def _settle_points(self, window: MainWindow, second: MainWindow, card: str) -> Steps[None]:
        """Both desks write about the same things without knowing of each other."""
        quarrel = yield from self.ask(window, partial(tour_library.something_to_quarrel_about, card=card))
        for desk, (here, program) in enumerate(zip((window, second), self.programs, strict=True)):
            yield from self.ask(here, partial(tour_library.quarrel, about=quarrel, desk=desk))
            here.sync_wanted.emit()
            yield from self._synced(program)
        window.sync_wanted.emit()
        yield from self._synced(self.programs[0])
        page = window.open_page("open_sync")
        assert isinstance(page, SyncPage)
        yield lambda: len(page.inbox.points.open_cards) > 1
        yield from self.picture(window, "can-doi-chieu", "Điểm cần đối chiếu / what is to be settled")
        page.act("settle")
        yield lambda: any(not point.is_open for point in page.inbox.points.cards)
        yield from self.picture(window, "da-doi-chieu", "Một điểm đã xong, hoàn tác được / settled, with the way back")

    def _write_a_stick(self, window: MainWindow) -> Steps[Path]:
        stick = self.folder / "work" / "usb"
        stick.mkdir()
        page = window.open_page("open_sync")
        assert isinstance(page, SyncPage)
        page.show_part("stick")
        page.stick.choose_folder(stick)
        page.stick.write.click()
        yield lambda: any(stick.rglob("*.tusach")) and page.stick.write.isEnabled()
        yield from self.picture(window, "usb", "Đồng bộ bằng USB, có thể rút / by stick, may be removed")
        return stick

    def _look_after_the_centre(self, window: MainWindow, stick: Path) -> Steps[None]:
        """At the operator's PC, which belongs to a unit of its own."""
        unit = yield from self.ask(window, lambda library: library.unit)
        for code, name in tour_library.UNITS:
            self.centre.enrolment(code, name)
        paths = Paths(self.folder / "work" / "operator")
        self.centre.second_library(paths.profile, self.centre.enrolment("TTTV", "Tổ điều hành", "--operator"))
        third = yield from self._open(paths, Beginning(password=self.centre.PASSWORD))
        third.sync_wanted.emit()
        yield from self._synced(self.programs[2])
        page = third.open_page("open_console")
        assert isinstance(page, ConsolePage)
        units = page.units.table.model_of_lines
        yield lambda: len(units.lines) > len(tour_library.UNITS) and page.card.line is not None
        page.units.table.selectRow(next(at for at, line in enumerate(units.lines) if line.unit == unit))
        yield lambda: bool(page.card.rows)
        yield from self.picture(third, "trung-tam", "Người điều hành: các đơn vị / the operator: the units")
        page.show_part("stick")
        page.stick.look_into(stick)
        yield lambda: bool(page.stick.lines)
        page.stick.preview()
        yield lambda: page.stick.lines[0].seen is not None
        yield from self.picture(third, "trung-tam-xem-usb", "USB: xem sẽ đổi gì / a stick: what it would change")
        page.stick.take_all()
        yield lambda: bool(page.stick.lines[0].brought)
        yield from self.picture(third, "trung-tam-nhan-usb", "USB: đã nhận và trả lời / taken in and answered")

    def _change_faces(self, window: MainWindow) -> Steps[None]:
        self.desk(window)
        window.act("switch_shade")
        yield from self.picture(window, "nen-toi", "Nền tối / dark")
        window.act("switch_shade")
        window.act("switch_language")
        yield self._quiet
        yield from self.picture(window, "tieng-anh", "Tiếng Anh, không khởi động lại / English without a restart")
        window.act("switch_language")
        window.resize(1024, 640)
        yield self._quiet
        yield from self.picture(window, "man-hinh-nho", "Màn hình nhỏ 1024 × 640 / a small screen")

    def _synced(self, program: Program) -> Steps[None]:
        """Wait until nothing waits to be sent any more and a run has come to its end."""
        standing = None
        while standing is None or standing.waiting or standing.last_sync is None:
            yield lambda: self._is_quiet(program)
            assert program.window is not None
            standing = yield from self.ask(program.window, lambda library: library.standing())

    def ask(self, window: MainWindow, work: Callable[[Library], T]) -> Steps[T]:
        """Let the library answer on its thread."""
        answers: list[T] = []
        window.background.run(work, answers.append)
        yield lambda: answers
        return answers[0]

    def desk(self, window: MainWindow) -> DeskPage:
        """The desk, in front."""
        page = window.open_page("open_desk")
        assert isinstance(page, DeskPage)
        return page

    def scan(self, field: QWidget, code: str) -> None:
        """Keys as a scanner sends them, Enter at the end."""
        for letter in code:
            _press(field, Qt.Key(ord(letter.upper())), letter)
        _press(field, Qt.Key.Key_Return, "\r")

    def resize(self, window: QWidget) -> None:
        """The size of most pictures."""
        window.showNormal()
        window.resize(*SIZE)

    def picture(self, window: QWidget, name: str, caption: str) -> Steps[None]:
        """Take a picture when all is calm."""
        for _ in range(CALM_LOOKS):  # what has just been answered must also be drawn
            yield self._quiet
        file = f"{len(self.lines) + 1:02d}-{name}.png"
        window.grab().save(str(self.folder / file))
        self.lines.append(f"- {caption}: `{file}`")

    def _quiet(self) -> bool:
        return all(self._is_quiet(program) for program in self.programs)

    @staticmethod
    def _is_quiet(program: Program) -> bool:
        return program.background.is_idle and program.errands.is_idle

    def _look(self) -> None:
        self._looks += 1
        if self._looks * LOOK_MS > PATIENCE_MS:
            self._stop(f"Dừng lại sau bước / stopped after: {self.lines[-1] if self.lines else 'start'}")
        elif self._fact():
            self._looks = 0
            self._go_on()

    def _go_on(self) -> None:
        broke, self._is_broken = self._is_broken, True
        try:
            self._fact = next(self._story)
        except StopIteration:  # also of a story that a bug has ended: that went to the log at the step before
            self._stop(f"Hỏng sau bước / broke after: {self.lines[-1]}" if broke else "")
        else:
            self._is_broken = False

    def _stop(self, failure: str) -> None:
        self.failure = failure
        self._timer.stop()
        QCoreApplication.exit()


def _press(widget: QWidget, key: Qt.Key, text: str) -> None:
    QCoreApplication.postEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text))


def _did(page: DeskPage, status: str, barcode: str) -> bool:
    answer = page.result.answer
    return answer is not None and answer.status == status and answer.barcode == barcode
