"""The catalogue page over a real library: search, card, form, import, export."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

import desktop.library.catalogue
from desktop.library.model.item import Condition, ItemForm
from desktop.library.model.reader import ReaderForm
from desktop.library.model.title import Filters, TitleForm
from desktop.ui.catalogue import import_words
from desktop.ui.catalogue.page import CataloguePage
from desktop.ui.catalogue.search_view import PAGE
from desktop.ui.words import Language
from tests.ui.world import World, clipped, texts

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester

pytestmark = pytest.mark.slow

FORM = ReaderForm(name="Ngô Văn Đợi", category="hoc-vien")
SIZES = ((1366, 768), (1024, 640))
OURS = ("Điều lệnh", "Bộ Công an", "Truyện Kiều", "Nguyễn Du", "Tắt đèn", "Ngô Tất Tố", "Thư viện thử", "Thị Thử")


@pytest.fixture
def page(program: World) -> CataloguePage:
    return program.page("open_catalogue")


def found(page: CataloguePage) -> list[str]:
    return [line.title for line in page.search.table.model_of_lines.lines]


def search(world: World, page: CataloguePage, words: str) -> None:
    page.search.field.setFocus()
    page.search.field.selectAll()
    world.type(page.search.field, words)
    world.until(lambda: not page.search._pause.isActive())
    world.settle()


def open_first(world: World, page: CataloguePage) -> None:
    page.search.opened.emit(page.search.hits.lines[0])
    world.settle()


def press(page: CataloguePage, action: str) -> None:
    page.findChild(QAction, action).trigger()


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


def test_a_copy_shows_when_it_comes_back(program: World, page: CataloguePage):
    answer = program.ask(lambda library: library.circulation.lend("TV000001", "TK000102"))
    search(program, page, "kieu")
    assert page.search.hits.lines[0].available == 0
    open_first(program, page)
    standing = page.card.copies.table.model_of_lines
    assert standing.index(0, 5).data() == f"đang mượn, hạn trả {answer.due:%d/%m/%Y}"


def test_a_copy_is_added_with_the_next_number(program: World, page: CataloguePage):
    search(program, page, "kieu")
    open_first(program, page)
    press(page, "add_copy")
    page.card.copies.form.keep.click()
    program.settle()
    assert page.card.copies.count.text() == "2 bản"
    assert page.card.notice.headline.text().startswith("Đã thêm bản sách TK")


def test_a_bar_code_that_is_taken_is_refused_beside_the_field(program: World, page: CataloguePage):
    search(program, page, "kieu")
    open_first(program, page)
    press(page, "add_copy")
    page.card.copies.form.barcode.setText("tk000199")
    page.card.copies.form.keep.click()
    program.settle()
    assert page.card.copies.form.code.note.text().startswith("Mã TK000199 đã dán trên bản sách khác.")
    assert page.card.copies.count.text() == "1 bản"


def test_after_a_copy_is_saved_enter_begins_the_next_one(program: World, page: CataloguePage):
    search(program, page, "kieu")
    open_first(program, page)
    press(page, "add_copy")
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


def title_of(library) -> str:
    return library.catalogue.find("kieu").lines[0].id


def open_copy(world: World, page: CataloguePage, at: int):
    copies = page.card.copies
    copies.table.setFocus()
    copies.table.selectRow(at)
    world.qtbot.keyClick(copies.table, Qt.Key.Key_Return)
    world.settle()
    return copies.form


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


def test_a_file_written_out_comes_in_again_as_doubles(program: World, page: CataloguePage, tmp_path: Path):
    file = tmp_path / "ra.mrc"
    page.export(file)
    program.settle()
    assert page.notice.headline.text() == "Đã xuất 4 nhan đề ra ra.mrc."
    press(page, "import_titles")
    page.importing.look_into(file)
    program.settle()
    assert page.importing.recognised.text() == "MARC 21 (ISO 2709), bảng mã Unicode (UTF-8)"
    assert "Truyện Kiều" in page.importing.first.text()
    page.importing.go.click()
    program.settle()
    assert page.importing.result.text.text().startswith("Đọc 4 biểu ghi: thêm 0, gộp 4")
    assert {line.outcome for line in page.importing.report.model_of_lines.lines} == {"merged"}


def test_an_import_that_is_stopped_keeps_what_went_in(program: World, page: CataloguePage, tmp_path: Path):
    file = tmp_path / "nhieu.csv"
    file.write_text("Nhan đề,Năm\n" + "".join(f"Sách thứ {n},2020\n" for n in range(400)), "utf-8")
    page.importing.look_into(file)
    program.settle()
    page.importing.start()
    assert not page.importing.stop.isEnabled()  # a second, impatient Enter must not stop it
    page.importing._progress.moved.connect(page.importing.cancel)
    program.settle()
    assert page.importing.result.headline.text().startswith("Đã dừng theo yêu cầu")
    assert 4 < program.ask(lambda library: library.standing().titles) < 404


def test_whoever_leaves_an_import_is_told_of_its_end_and_finds_the_report(
    program: World, page: CataloguePage, tmp_path: Path
):
    (tmp_path / "moi.csv").write_text("Nhan đề,Tác giả\nDế mèn phiêu lưu ký,Tô Hoài\n,Ai đó\n", "utf-8")
    press(page, "import_titles")
    page.importing.look_into(tmp_path / "moi.csv")
    program.settle()
    page.importing.start()
    press(page, "back_to_titles")
    program.settle()
    assert page.notice.headline.text() == "Đã nhập xong moi.csv. Bấm Nhập tệp để xem báo cáo."
    press(page, "import_titles")
    assert page.importing.layers.currentWidget() is page.importing.outcome
    assert [line.outcome for line in page.importing.report.model_of_lines.lines] == ["rejected"]


def test_a_file_that_is_no_catalogue_is_refused_in_words(program: World, page: CataloguePage, tmp_path: Path):
    (tmp_path / "thu.txt").write_text("Kính gửi đồng chí", "utf-8")
    page.importing.look_into(tmp_path / "thu.txt")
    program.settle()
    assert page.importing.notice.headline.text() == "Tệp thu.txt không phải tệp MARC."


def test_what_an_import_changes_is_seen_at_once(program: World, page: CataloguePage, tmp_path: Path):
    (tmp_path / "moi.csv").write_text("Nhan đề,Tác giả\nDế mèn phiêu lưu ký,Tô Hoài\n", "utf-8")
    page.importing.look_into(tmp_path / "moi.csv")
    program.settle()
    page.importing.start()
    program.settle()
    assert "Dế mèn phiêu lưu ký" in found(page)


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


NO_REASONS = {
    *("sach", "giao-trinh", "bao-chi", "noi-bo", "can-bo", "chien-si", "hoc-vien"),
    *("latin-1", "windows-1258", "item-type", *import_words.ENCODINGS, *import_words.FORMATS),
}
"""Codes of item types, categories, encodings, formats and lists: the other words with a hyphen are reasons."""


def test_every_reason_that_an_import_gives_has_words():
    codes = {
        node.value
        for file in sorted(Path(desktop.library.catalogue.__file__).parent.glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch("[a-z]+(-[a-z0-9]+)+", node.value)
    }
    assert len(codes) > len(NO_REASONS)
    assert {code for code in codes - NO_REASONS if import_words.reason_words(code) == code} == set()


def test_a_reason_that_names_an_encoding_says_which():
    assert import_words.reason_words("read-as-vni") == "Viết bằng VNI Windows; đã đổi sang Unicode."
    assert import_words.reason_words("mojibake-tcvn3") == "Chữ TCVN3 (ABC) từng bị đọc nhầm; đã sửa lại."


def test_enter_presses_the_button_that_has_the_focus(program: World, page: CataloguePage):
    page.search.new.setFocus()
    program.qtbot.keyClick(page.search.new, Qt.Key.Key_Return)
    program.settle()
    assert page.views.currentWidget() is page.editor
