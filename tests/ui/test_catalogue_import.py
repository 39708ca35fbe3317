"""Files come into the catalogue and go out of it: the report, stopping, leaving, refusals in words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import desktop.library.catalogue
from desktop.ui.catalogue import import_words
from desktop.ui.catalogue.page import CataloguePage
from tests.ui.at_catalogue import found, press
from tests.ui.world import World

NO_REASONS = {
    *("sach", "giao-trinh", "bao-chi", "noi-bo", "can-bo", "chien-si", "hoc-vien"),
    *("latin-1", "windows-1258", "item-type", *import_words.ENCODINGS, *import_words.FORMATS),
}
"""Codes of item types, categories, encodings, formats and lists: the other words with a hyphen are reasons."""


@pytest.fixture
def page(program: World) -> CataloguePage:
    return program.page("open_catalogue")


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
