"""Copies on the card of a title: added, amended, marked, refused, held for somebody."""

from __future__ import annotations

import pytest

from desktop.library.model.item import Condition, ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.ui.catalogue.page import CataloguePage
from tests.ui.at_catalogue import open_copy, open_first, press, search, title_of
from tests.ui.world import World

FORM = ReaderForm(name="Ngô Văn Đợi", category="hoc-vien")


@pytest.fixture
def page(program: World) -> CataloguePage:
    return program.page("open_catalogue")


def begin_a_copy(program: World, page: CataloguePage) -> None:
    """Of the one title about Kiều."""
    search(program, page, "kieu")
    open_first(program, page)
    press(page, "add_copy")


def test_a_copy_shows_when_it_comes_back(program: World, page: CataloguePage):
    answer = program.ask(lambda library: library.circulation.lend("TV000001", "TK000102"))
    search(program, page, "kieu")
    assert page.search.hits.lines[0].available == 0
    open_first(program, page)
    standing = page.card.copies.table.model_of_lines
    assert standing.index(0, 5).data() == f"đang mượn, hạn trả {answer.due:%d/%m/%Y}"


def test_a_copy_is_added_with_the_next_number(program: World, page: CataloguePage):
    begin_a_copy(program, page)
    page.card.copies.form.keep.click()
    program.settle()
    assert page.card.copies.count.text() == "2 bản"
    assert page.card.notice.headline.text().startswith("Đã thêm bản sách TK")


def test_a_bar_code_that_is_taken_is_refused_beside_the_field(program: World, page: CataloguePage):
    begin_a_copy(program, page)
    page.card.copies.form.barcode.setText("tk000199")
    page.card.copies.form.keep.click()
    program.settle()
    assert page.card.copies.form.code.note.text().startswith("Mã TK000199 đã dán trên bản sách khác.")
    assert page.card.copies.count.text() == "1 bản"


def test_after_a_copy_is_saved_enter_begins_the_next_one(program: World, page: CataloguePage):
    begin_a_copy(program, page)
    page.card.copies.form.keep.click()
    program.settle()
    assert page.card.copies.add.hasFocus()


def test_a_copy_is_amended_and_marked(program: World, page: CataloguePage):
    program.ask(
        lambda library: library.catalogue.add_item(title_of(library), ItemForm(barcode="TK9", location="Kho Z"))
    )
    search(program, page, "kieu")
    open_first(program, page)
    form = open_copy(program, page, 1)
    assert form.heading.text() == "Sửa bản TK9"
    form.call_number.setText("895.9 NG-D")
    form.conditions.marks[Condition.DAMAGED].setChecked(True)
    form.conditions.access.choose("unit")
    form.keep.click()
    program.settle()
    cells = page.card.copies.table.model_of_lines
    assert [cells.index(1, column).data() for column in (0, 3, 4, 5)] == ["TK9", "895.9 NG-D", "Kho Z", "hỏng"]
    open_copy(program, page, 1).conditions.marks[Condition.DAMAGED].setChecked(False)
    form.keep.click()
    program.settle()
    assert cells.index(1, 5).data() == "trên giá, nội bộ đơn vị"


def test_a_hold_is_placed_and_a_second_one_refused(program: World, page: CataloguePage):
    program.ask(lambda library: library.circulation.lend("TV000001", "TK000102"))
    card = program.ask(lambda library: library.readers.register(FORM)).card
    search(program, page, "kieu")
    open_first(program, page)
    for headline in ("ĐÃ ĐẶT MƯỢN", "CHƯA ĐẶT MƯỢN"):
        press(page, "hold_title")
        page.card.hold_row.card.setText(card)
        page.card.hold_row.go.click()
        program.settle()
        assert page.card.notice.headline.text() == headline
