"""The files of a title in the window: dragged in, listed, opened outside, saved, taken off and put back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop.ui.catalogue.files import AttachedFiles
from desktop.ui.catalogue.page import CataloguePage
from desktop.ui.words import Language
from tests.ui.world import World, clipped


@pytest.fixture
def page(program: World) -> CataloguePage:
    page = program.page("open_catalogue")
    page.search.opened.emit(page.search.hits.lines[0])
    program.settle()
    return page


@pytest.fixture
def files(page: CataloguePage) -> AttachedFiles:
    return page.card.files


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "Bìa sách.png"
    file.write_bytes(b"\x89PNG" * 600)
    return file


def names(files: AttachedFiles) -> list[str]:
    return [file.name for file in files.table.model_of_lines.lines]


def drag(world: World, files: AttachedFiles, *paths: Path) -> None:
    """As the system tells of files that are dragged in and let fall."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    files.dragEnterEvent(QDragEnterEvent(QPoint(9, 9), copy, carried, left, none))
    assert files.nothing.text() == "Thả tệp vào đây."
    files.dropEvent(QDropEvent(QPointF(9, 9), copy, carried, left, none))
    world.settle()


def test_a_file_dragged_in_is_listed_and_taken_off_and_put_back(program: World, files: AttachedFiles, scan: Path):
    assert files.nothing.isVisible()
    assert not files.table.isVisible()
    drag(program, files, scan)
    assert names(files) == ["Bìa sách.png"]
    assert files.notice.headline.text() == "Đã đính kèm Bìa sách.png."
    assert files.count.text() == "1 tệp"
    assert not files.nothing.isVisible()
    files.table.selectRow(0)
    files.remove.click()
    program.settle()
    assert names(files) == []
    assert not files.deeds.isVisible()
    [back] = [button for button in files.notice.findChildren(type(files.remove)) if not button.isHidden()]
    back.click()
    program.settle()
    assert names(files) == ["Bìa sách.png"]


def test_of_several_the_refused_one_is_the_news(program: World, files: AttachedFiles, scan: Path, tmp_path: Path):
    drag(program, files, tmp_path / "đã xoá.pdf", scan)
    assert names(files) == ["Bìa sách.png"]
    assert files.notice.headline.text() == "Không mở được tệp đã xoá.pdf."


def test_a_picture_is_shown_as_a_copy_of_its_own(program: World, files: AttachedFiles, scan: Path):
    seen: list[bytes] = []
    files.view = lambda copy: bool(seen.append(copy.read_bytes())) or True
    drag(program, files, scan)
    files.table.selectRow(0)
    assert files.deeds.isVisible()
    files.open.click()
    program.settle()
    assert seen == [scan.read_bytes()]
    [copy] = (program.profile / "opened").glob("*/*")
    assert copy.name == "Bìa sách.png"
    program.close()
    assert not (program.profile / "opened").exists(), "copies in clear do not outlive the program"


def test_what_may_be_a_program_is_saved_and_not_opened(program: World, files: AttachedFiles, tmp_path: Path):
    program_file = tmp_path / "cai-dat.exe"
    program_file.write_bytes(b"MZ")
    files.view = lambda copy: pytest.fail(f"{copy} was opened")
    drag(program, files, program_file)
    files.table.selectRow(0)
    files.open.click()
    assert files.dialog.isVisible()
    files.dialog.close()
    files.save_to(files.table.model_of_lines.lines[0], tmp_path / "saved.exe")
    program.settle()
    assert (tmp_path / "saved.exe").read_bytes() == b"MZ"
    assert files.notice.headline.text() == "Đã lưu saved.exe."


def test_one_that_has_not_come_yet_says_so_and_is_fetched_first(program: World, page: CataloguePage):
    title = page.card.title_id

    def told(library) -> None:
        with library.store.writing() as pen:
            fields = {"title_id": title, "name": "a.pdf", "sha256": "ab" * 32, "size": 9}
            pen.put("file", pen.new_id(), fields)

    program.ask(told)
    page.card.files.table.selectRow(0)
    page.card.files.open.click()
    program.settle()
    assert page.card.files.notice.headline.text() == "Nội dung tệp a.pdf chưa về máy này."


@pytest.mark.looks
def test_nothing_is_cut_off_in_either_language(program: World, files: AttachedFiles, scan: Path):
    files.attach_all([scan])
    program.settle()
    files.table.selectRow(0)
    for _ in Language:
        for size in ((1366, 768), (1024, 640)):
            program.size(*size)
            program.settle()
            assert clipped(files) == []
        program.program.preferences.switch_language()
