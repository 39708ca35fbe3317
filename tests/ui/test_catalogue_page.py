"""The catalogue page over a real library: search, facets, card, form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.library.model.title import Filters, TitleForm
from desktop.ui.catalogue.page import CataloguePage
from desktop.ui.catalogue.search_view import PAGE
from desktop.ui.words import Language
from tests.ui.at_catalogue import found, open_first, press, search
from tests.ui.world import World, clipped, texts

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester

SIZES = ((1366, 768), (1024, 640))
OURS = ("Điều lệnh", "Bộ Công an", "Truyện Kiều", "Nguyễn Du", "Tắt đèn", "Ngô Tất Tố", "Thư viện thử", "Thị Thử")


@pytest.fixture
def page(program: World) -> CataloguePage:
    return program.page("open_catalogue")


def test_words_without_marks_find_the_titles(program: World, page: CataloguePage):
    search(program, page, "dieu lenh")
    assert sorted(found(page)) == ["Điều lệnh nội vụ Công an nhân dân", "Điều lệnh đội ngũ"]
    assert page.search.count.text() == "2 nhan đề khớp"


def test_the_last_key_decides_what_is_shown(program: World, page: CataloguePage):
    for letters in ("dieu lenh", "truyen kieu"):
        page.search.field.setText(letters)
        page.search.look()
    program.settle()
    assert found(page) == ["Truyện Kiều"]


def test_nothing_found_says_what_to_do(program: World, page: CataloguePage):
    search(program, page, "xyzzy")
    assert page.search.nothing.isVisible()
    assert page.search.nothing.headline.text() == "Không thấy nhan đề nào cho “xyzzy”."


def test_a_facet_narrows_and_is_taken_away_again(program: World, page: CataloguePage):
    page.search.facets.narrowed.emit(Filters(author="Nguyễn Du"))
    program.settle()
    assert found(page) == ["Truyện Kiều"]
    [chosen] = [row for row in page.search.facets.findChildren(type(facet_rows(page)[0])) if row.narrowing.chosen]
    chosen.click()
    program.settle()
    assert len(found(page)) == 4


def facet_rows(page: CataloguePage) -> list:
    rows = page.search.facets.rows
    widgets = [rows.itemAt(at).widget() for at in range(rows.count())]
    return [widget for widget in widgets if hasattr(widget, "narrowing")]


def test_facets_count_the_result(program: World, page: CataloguePage):
    search(program, page, "dieu lenh")
    counts = {(row.narrowing.kind, row.narrowing.value): row.narrowing.count for row in facet_rows(page)}
    assert counts["author", "Bộ Công an"] == 2
    assert counts["classification", "3"] == 2


def test_scrolling_brings_every_title_once(program: World, page: CataloguePage):
    def many(library):
        for number in range(2 * PAGE):
            library.catalogue.add(TitleForm(title=f"Sách số {number:03}"))

    program.ask(many)
    while True:
        shown = len(found(page))
        bar = page.search.table.verticalScrollBar()
        bar.setValue(bar.maximum())
        program.settle()
        if len(found(page)) == shown:
            break
    assert len(found(page)) == len(set(found(page))) == 2 * PAGE + 4


def test_the_models_keep_qts_rules(program: World, page: CataloguePage, qtmodeltester: ModelTester):
    qtmodeltester.check(page.search.table.model_of_lines)
    search(program, page, "tat den")
    open_first(program, page)
    qtmodeltester.check(page.card.copies.table.model_of_lines)
    qtmodeltester.check(page.card.fields.model_of_lines)


def test_the_arrow_goes_into_the_result_and_enter_opens_the_card(program: World, page: CataloguePage):
    search(program, page, "kieu")
    program.qtbot.keyClick(page.search.field, Qt.Key.Key_Down)
    program.qtbot.keyClick(page.search.table, Qt.Key.Key_Return)
    program.settle()
    assert page.card.heading.text() == "Truyện Kiều"
    assert "H., 2015" in page.card.description.text()
    press(page, "back_to_titles")
    assert page.views.currentWidget() is page.search


def test_a_title_typed_in_is_the_title_that_is_kept(program: World, page: CataloguePage):
    press(page, "new_title")
    typed = TitleForm(
        title="Số đỏ",
        subtitle="tiểu thuyết",
        author="Vũ Trọng Phụng",
        other_authors="Ngô Văn Giá; Trần Ấm",
        responsibility="Vũ Trọng Phụng",
        edition="Tái bản lần 2",
        place="H.",
        publisher="Văn học",
        year="2016",
        extent="251tr.",
        size="21cm",
        series="Văn học hiện thực",
        isbn="978-604-69-7362-1",
        classification="895.922332",
        subjects="Văn học Việt Nam; Tiểu thuyết",
        summary="Chuyện về Xuân Tóc Đỏ.",
        language="vie",
        price="65000đ",
    )
    for name, part in page.editor.inputs.items():
        (part.setPlainText if name == "summary" else part.setText)(getattr(typed, name))
    press(page, "save_title")
    program.settle()
    assert page.card.heading.text() == "Số đỏ"
    assert program.ask(lambda library: library.catalogue.form(page.card.title_id)) == typed
    press(page, "edit_title")
    program.settle()
    assert page.editor.form == typed


def test_a_title_without_a_title_is_refused_beside_the_field(program: World, page: CataloguePage):
    press(page, "new_title")
    press(page, "save_title")
    program.settle()
    assert page.editor.labelled["title"].note.text() == "Ghi nhan đề như trên trang bìa trong."
    assert program.window.focusWidget() is page.editor.inputs["title"]


def test_a_wrong_isbn_is_refused_beside_the_field(program: World, page: CataloguePage):
    press(page, "new_title")
    page.editor.inputs["title"].setText("Số đỏ")
    page.editor.inputs["isbn"].setText("978-604-69-7362-2")
    press(page, "save_title")
    program.settle()
    assert "978-604-69-7362-2" in page.editor.labelled["isbn"].note.text()
    assert program.ask(lambda library: library.standing().titles) == 4


def test_leaving_what_is_not_saved_asks_once(program: World, page: CataloguePage):
    press(page, "new_title")
    page.editor.inputs["title"].setText("Nửa chừng")
    press(page, "back_to_titles")
    assert page.editor.notice.headline.text() == "Những gì vừa gõ chưa được lưu."
    press(page, "back_to_titles")
    assert page.views.currentWidget() is page.search


def test_the_marc_view_names_the_fields_in_both_languages(program: World, page: CataloguePage):
    search(program, page, "kieu")
    open_first(program, page)
    press(page, "show_marc")
    names = page.card.fields.model_of_lines
    [row] = [at for at, line in enumerate(names.lines) if line.tag == "245"]
    assert names.index(row, 1).data() == "Nhan đề và thông tin trách nhiệm"
    program.speak(Language.ENGLISH)
    assert names.index(row, 1).data() == "Title and responsibility"


def test_the_page_speaks_one_language_at_a_time(program: World, page: CataloguePage):
    search(program, page, "kieu")
    open_first(program, page)
    program.speak(Language.ENGLISH)
    program.settle()
    left = {text for text in texts(page) if any("\u1ea0" <= letter <= "\u1ef9" for letter in text)}
    assert {text for text in left if not any(name in text for name in OURS)} == set()


@pytest.mark.looks
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_cut_off(program: World, page: CataloguePage, language: Language, size: tuple[int, int]):
    program.speak(language)
    program.size(*size)
    cut = list(clipped(program.window))
    open_first(program, page)
    for action in ("add_copy", "hold_title", "back_to_titles", "back_to_titles", "edit_title", "import_titles"):
        press(page, action)
        program.settle()
        cut += clipped(page)
    assert cut == []


def test_enter_presses_the_button_that_has_the_focus(program: World, page: CataloguePage):
    page.search.new.setFocus()
    program.qtbot.keyClick(page.search.new, Qt.Key.Key_Return)
    program.settle()
    assert page.views.currentWidget() is page.editor
