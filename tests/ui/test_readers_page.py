"""The readers page over a real library: a list that answers every key, one card, one form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.library.model.reader import ReaderForm
from desktop.ui.readers.page import PAGE, ReadersPage
from desktop.ui.words import Language
from tests.ui.world import World, clipped, texts

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester

OURS = ("Trần Thị Thử", "Lê Văn Ẫm", "mất thẻ", "Điều lệnh", "Lê Văn")


@pytest.fixture
def page(program: World) -> ReadersPage:
    return program.page("open_readers")


def listed(page: ReadersPage) -> list[str]:
    return [line.card for line in page.table.model_of_lines.lines]


def look_for(program: World, page: ReadersPage, query: str) -> list[str]:
    before = page.table.model_of_lines.lines
    page.search.setText(query)
    program.until(lambda: page.table.model_of_lines.lines is not before)
    program.settle()
    return listed(page)


def show(program: World, page: ReadersPage, card: str) -> None:
    page.show_one(card)
    program.settle()


def test_a_scanned_card_opens_its_reader_although_the_list_has_not_answered_yet(
    program: World, page: ReadersPage
) -> None:
    program.type(page.search, "TV000001")
    program.qtbot.keyClick(page.search, Qt.Key.Key_Return)
    program.until(lambda: page.card.name.text() == "Trần Thị Thử")
    assert listed(page) == ["TV000001"]


def test_the_list_stands_in_roll_call_order_and_answers_without_marks(program: World, page: ReadersPage) -> None:
    assert listed(page) == ["TV000002", "TV000001"]  # Ẫm before Thử: the given name counts
    assert look_for(program, page, "tran thi thu") == ["TV000001"]
    assert look_for(program, page, "TV000002") == ["TV000002"]
    assert look_for(program, page, "khongcoai") == []
    assert page.nothing.isVisible()
    assert "khongcoai" in page.nothing.headline.text()


def test_a_long_list_comes_page_by_page(program: World, page: ReadersPage, qtmodeltester: ModelTester) -> None:
    def register(library) -> None:
        for number in range(PAGE + 5):
            library.readers.register(ReaderForm(name=f"Nguyễn Văn Số {number:03}"))

    qtmodeltester.check(page.table.model_of_lines)
    program.ask(register)
    assert len(listed(page)) == PAGE
    page.table.scrollToBottom()
    program.until(lambda: len(listed(page)) == PAGE + 7)
    assert len(set(listed(page))) == PAGE + 7


def test_a_chosen_reader_shows_loans_with_their_due_days(program: World, page: ReadersPage) -> None:
    program.ask(lambda library: library.circulation.lend("TV000001", "TK000100"))
    page.table.selectRow(1)
    program.settle()
    assert page.card.name.text() == "Trần Thị Thử"
    shown = " ".join(texts(page.card))
    assert "Điều lệnh nội vụ Công an nhân dân" in shown
    assert "hạn trả" in shown
    program.ask(lambda library: library.circulation.give_back("TK000100"))
    assert "Không mượn cuốn nào." in set(texts(page.card))


def test_a_new_reader_needs_a_name_and_takes_the_next_number(program: World, page: ReadersPage) -> None:
    page.new.click()
    program.settle()
    page.form.save.click()
    program.settle()
    assert "Còn thiếu" in page.form.labelled["name"].note.text()
    page.form.name.setText("Đỗ Thị Mới")
    page.form.expires.setText("31/12/2030")
    page.form.save.click()
    program.settle()
    assert page.card.isVisible()
    assert page.card.name.text() == "Đỗ Thị Mới"
    assert page.card.expiry.text() == "Thẻ có hạn đến 31/12/2030"
    assert len(listed(page)) == 3
    assert page.search.hasFocus()


def test_a_card_number_that_is_taken_and_a_day_that_is_none_are_said_beneath_their_fields(
    program: World, page: ReadersPage
) -> None:
    show(program, page, "TV000001")
    page.act("edit_reader")
    page.form.card.setText("TV000002")
    page.form.save.click()
    program.settle()
    assert "TV000002 đã cấp cho bạn đọc khác" in page.form.labelled["card"].note.text()
    page.form.card.setText("TV000001")
    page.form.expires.setText("31/02/2030")
    page.form.save.click()
    program.settle()
    assert page.form.labelled["expires"].note.isVisible()
    assert not page.form.labelled["card"].note.isVisible()
    page.form.expires.setText("1.3.2030")
    page.form.phone.setText("0912 000 111")
    page.form.save.click()
    program.settle()
    reader = program.ask(lambda library: library.readers.get("TV000001"))
    assert (reader.phone, reader.expires.isoformat()) == ("0912 000 111", "2030-03-01")


def test_a_card_is_unblocked_at_once_and_blocked_with_a_reason(program: World, page: ReadersPage) -> None:
    show(program, page, "TV000002")
    assert "mất thẻ" in page.card.blocks.text.text() + page.card.blocks.headline.text()
    page.card.block.click()
    program.settle()
    assert program.ask(lambda library: library.readers.get("TV000002")).blocked == ""
    assert not page.card.blocks.isVisible()
    page.card.block.click()
    program.settle()
    assert page.form.blocked.hasFocus()
    page.form.blocked.setText("chưa trả sách")
    page.form.save.click()
    program.settle()
    assert program.ask(lambda library: library.readers.get("TV000002")).blocked == "chưa trả sách"


def test_a_change_made_elsewhere_does_not_take_away_what_is_being_typed(program: World, page: ReadersPage) -> None:
    show(program, page, "TV000001")
    page.act("edit_reader")
    page.form.note.setText("đang gõ dở")
    program.ask(lambda library: library.circulation.lend("TV000001", "TK000100"))
    assert page.form.isVisible()
    assert page.form.note.text() == "đang gõ dở"
    program.qtbot.keyClick(page.form.note, Qt.Key.Key_Escape)
    assert page.card.isVisible()


@pytest.mark.looks
def test_nothing_is_clipped_and_english_leaves_no_vietnamese(program: World, page: ReadersPage) -> None:
    show(program, page, "TV000002")
    for language in (Language.VIETNAMESE, Language.ENGLISH):
        program.speak(language)
        for size in ((1366, 768), (1024, 640)):
            program.size(*size)
            show(program, page, "TV000002")
            assert clipped(page) == []
            page.act("edit_reader")
            program.settle()
            assert clipped(page) == []
            page.leave_form()
    shown = {text for text in texts(page) if text and not any(name in text for name in OURS)}
    assert [text for text in shown if any(0xBF < ord(c) < 0x2000 and c.isalpha() for c in text)] == []
