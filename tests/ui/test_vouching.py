"""At a desk opened with the desk password the librarian vouches for one act, without a window in the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from desktop.library.store import key
from desktop.ui.desk.page import DeskPage
from desktop.ui.words import Language
from tests.ui.at_desk import scan
from tests.ui.world import PASSWORD, World, clipped

BLOCKED, READER, BOOK, LOST = "TV000002", "TV000001", "TK000100", "TK000103"
DESK_WORD = "sân đình mái ngói"


@pytest.fixture
def at_desk(program: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The program opened with the desk password; the last act of the day is the librarian's."""
    monkeypatch.setattr(key, "_MEMORY_KIB", 8)  # the desk is tried here, not the lock
    monkeypatch.setattr(key, "_TIME", 1)
    program.ask(lambda library: library.passwords.set_desk(DESK_WORD))
    assert program.ask(lambda library: library.conditions.declare_lost(LOST, "tìm không thấy")).status == "lost"
    desk = program.again()
    desk.program.unlock(DESK_WORD)
    desk.until_ready()
    return desk


@pytest.fixture
def desk(at_desk: World) -> DeskPage:
    """A blocked reader was refused a book."""
    page: DeskPage = at_desk.page("open_desk")
    scan(at_desk, page, BLOCKED, BOOK)
    assert page.result.headline.text() == "CHƯA CHO MƯỢN"
    return page


def press(world: World, desk: DeskPage, action: str) -> None:
    desk.findChild(QAction, action).trigger()
    world.settle()


def give(world: World, desk: DeskPage, password: str) -> None:
    desk.result.vouching.secret.insert(password)  # as a keyboard program commits it
    world.qtbot.keyClick(desk.result.vouching.secret, Qt.Key.Key_Return)
    world.settle()


def test_the_librarians_password_sets_one_refusal_aside(at_desk: World, desk: DeskPage):
    assert desk.scan.hasFocus()
    press(at_desk, desk, "override")
    assert desk.result.vouching.secret.hasFocus()
    give(at_desk, desk, PASSWORD)
    assert desk.result.headline.text() == "ĐÃ CHO MƯỢN"
    assert not desk.result.vouching.isVisible()
    assert desk.scan.hasFocus()
    done = desk.result.answer.event
    assert at_desk.ask(lambda library: library.store.events.get(done)).operator == "+librarian"


def test_the_librarians_password_undoes_at_the_spot_what_the_desk_may_not_undo(at_desk: World):
    desk = at_desk.page("open_desk")
    press(at_desk, desk, "undo")
    assert (desk.result.headline.text(), desk.result.override.word.text()) == ("CHƯA HOÀN TÁC", "Vẫn hoàn tác")
    press(at_desk, desk, "override")
    assert desk.result.vouching.secret.hasFocus()
    give(at_desk, desk, PASSWORD)
    assert desk.result.headline.text() == "ĐÃ HOÀN TÁC"
    assert (desk.result.vouching.isVisible(), desk.scan.hasFocus()) == (False, True)
    assert at_desk.ask(lambda library: library.store.items.with_barcode(LOST)[0].conditions) == ()
    done = desk.result.answer.event
    assert at_desk.ask(lambda library: library.store.events.get(done)).operator == "+librarian"


def test_the_next_refusal_asks_again(at_desk: World, desk: DeskPage):
    press(at_desk, desk, "override")
    give(at_desk, desk, PASSWORD)
    scan(at_desk, desk, "TK000102")
    press(at_desk, desk, "override")
    assert desk.result.vouching.isVisible()
    assert desk.result.headline.text() == "CHƯA CHO MƯỢN"


@pytest.mark.parametrize("word", ["không phải", DESK_WORD], ids=["wrong", "the desk's own"])
def test_another_password_sets_nothing_aside_and_may_be_typed_again(at_desk: World, desk: DeskPage, word: str):
    press(at_desk, desk, "override")
    give(at_desk, desk, word)
    assert desk.result.vouching.words.text() == "Mật khẩu không đúng."
    assert desk.result.vouching.secret.text() == ""
    assert desk.result.headline.text() == "CHƯA CHO MƯỢN"
    give(at_desk, desk, PASSWORD)
    assert desk.result.headline.text() == "ĐÃ CHO MƯỢN"


def test_escape_leaves_the_refusal_standing_and_the_scanner_goes_on(at_desk: World, desk: DeskPage):
    press(at_desk, desk, "override")
    press(at_desk, desk, "back_to_scan")
    assert not desk.result.vouching.isVisible()
    assert desk.scan.hasFocus()
    scan(at_desk, desk, READER, BOOK)
    assert desk.result.headline.text() == "ĐÃ CHO MƯỢN"


def test_the_password_is_never_shown(at_desk: World, desk: DeskPage):
    press(at_desk, desk, "override")
    desk.result.vouching.secret.insert("bí mật")
    assert "bí mật" not in desk.result.vouching.secret.displayText()
    press(at_desk, desk, "back_to_scan")
    press(at_desk, desk, "override")
    assert desk.result.vouching.secret.text() == ""


@pytest.mark.looks
@pytest.mark.parametrize("language", Language)
def test_nothing_is_cut_off_in_a_small_window(at_desk: World, desk: DeskPage, language: Language):
    at_desk.speak(language)
    at_desk.size(1024, 640)
    press(at_desk, desk, "override")
    assert clipped(desk.result) == []
    assert desk.result.vouching.words.width() >= 100


def test_whoever_opened_with_the_librarians_password_is_not_asked(program: World):
    page = program.page("open_desk")
    scan(program, page, BLOCKED, BOOK)
    press(program, page, "override")
    assert page.result.headline.text() == "ĐÃ CHO MƯỢN"


def test_what_the_desk_may_not_do_is_said_where_it_was_tried(at_desk: World):
    page = at_desk.page("open_readers")
    page.show_one(BLOCKED)
    at_desk.settle()
    page.act("block_reader")
    at_desk.settle()
    assert page.notice.headline.text() == "Mật khẩu quầy không đủ quyền cho việc này."
    assert "Mời thủ thư" in page.notice.text.text()
    assert at_desk.ask(lambda library: library.readers.get(BLOCKED)).blocked == "mất thẻ"


def test_a_new_reader_may_come_while_the_librarian_is_away(at_desk: World):
    page = at_desk.page("open_readers")
    page.act("new_reader")
    at_desk.settle()
    page.form.name.setText("Vũ Thị Mới")
    page.form.save.click()
    at_desk.settle()
    assert [line.name for line in at_desk.ask(lambda library: library.readers.find("Vũ Thị Mới"))] == ["Vũ Thị Mới"]


@pytest.mark.parametrize("action", ["new_title", "import_titles", "export_titles"])
def test_with_the_desk_password_the_catalogue_says_no_before_anything_is_typed(at_desk: World, action: str):
    page = at_desk.page("open_catalogue")
    at_desk.settle()
    page.findChild(QAction, action).trigger()
    at_desk.settle()
    assert page.views.currentWidget() is page.search
    assert page.notice.headline.text() == "Mật khẩu quầy không đủ quyền cho việc này."


def test_with_the_desk_password_a_reader_is_registered_but_not_amended(at_desk: World):
    page = at_desk.page("open_readers")
    page.show_one(READER)
    at_desk.settle()
    page.findChild(QAction, "edit_reader").trigger()
    at_desk.settle()
    assert page.notice.headline.text() == "Mật khẩu quầy không đủ quyền cho việc này."
    page.findChild(QAction, "new_reader").trigger()
    at_desk.settle()
    assert page.form.name.hasFocus()
