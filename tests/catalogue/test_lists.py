"""Lists that people keep in Excel and CSV: titles with copies, copies, readers."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from desktop.library.catalogue.headings import field_named
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.library import Library

TITLES = [
    ["DANH MỤC SÁCH NĂM 2024", "", "", "", "", "", ""],
    ["Số ĐKCB", "Tên sách", "Tác giả", "NXB", "Năm XB", "Khổ", "Giá tiền"],
    ["00123; 00124", "Điều lệnh nội vụ", "Bộ Công an", "CAND", 2020.0, "21cm", 30000.0],
    [4567.0, "Tội phạm học", "Nguyễn Xuân Yêm", "CAND", 2003.0, "24cm", "45.000đ"],
    ["", "", "", "", "", "", ""],
    ["TK9", "", "Không có tên", "", "", "", ""],
]


def excel(file: Path, rows: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(file))
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(place, column, dt.datetime.combine(cell, dt.time()), days)
            elif cell != "":
                sheet.write(place, column, cell)
    book.close()
    return file


def test_a_book_list_becomes_titles_and_copies(library: Library, tmp_path: Path) -> None:
    imported = library.catalogue.import_file(excel(tmp_path / "sách.xlsx", TITLES))
    assert (imported.format, imported.read, imported.added, imported.rejected, imported.items_added) == (
        "excel:titles",
        3,
        2,
        1,
        3,
    )
    assert imported.report[0].record == 6
    (line,) = library.catalogue.find("dieu lenh").lines
    assert [item.barcode for item in library.catalogue.items(line.id)] == ["00123", "00124"]
    form = library.catalogue.form(line.id)
    assert (form.year, form.size, form.publisher) == ("2020", "21cm", "CAND")
    (other,) = library.catalogue.find("4567").lines
    assert library.catalogue.items(other.id)[0].price == 45000


def test_the_same_list_again_adds_nothing(library: Library, tmp_path: Path) -> None:
    file = excel(tmp_path / "sách.xlsx", TITLES)
    library.catalogue.import_file(file)
    again = library.catalogue.import_file(file)
    assert (again.added, again.merged, again.items_added) == (0, 2, 0)


def windows_1258(text: str) -> bytes:
    """The text in the code page of Windows, which has tones only as characters of their own."""
    written = b""
    for letter in text:
        try:
            written += letter.encode("cp1258")
        except UnicodeEncodeError:
            tone = next(
                mark for mark in unicodedata.normalize("NFD", letter) if mark in "\u0300\u0301\u0303\u0309\u0323"
            )
            bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", letter).replace(tone, ""))
            written += (bare + tone).encode("cp1258")
    return written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_readers_come_from_csv_in_any_encoding(library: Library, tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [
        ["Số thẻ", "Họ và tên", "Đối tượng", "Đơn vị", "Hạn thẻ"],
        ["TV000001", "Trần Thị Hương", "Học viên", "Lớp B1", "31/12/2027"],
        ["TV000002", "Lê Văn Bình", "Cán bộ", "Phòng 3", ""],
        ["TV000003", "", "Cán bộ", "", ""],
        ["TV000004", "Phạm Văn Đồng", "không biết", "", ""],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    file = tmp_path / "bạn đọc.csv"
    file.write_bytes(text.encode(encoding) if encoding != "cp1258" else windows_1258(text))
    imported = library.catalogue.import_file(file)
    assert (imported.read, imported.added, imported.rejected) == (4, 2, 2)
    reader = library.readers.get("TV000001")
    assert (reader.name, reader.category, reader.group, reader.expires) == (
        "Trần Thị Hương",
        "hoc-vien",
        "Lớp B1",
        dt.date(2027, 12, 31),
    )
    assert library.catalogue.import_file(file).merged == 2


def test_another_reader_under_a_card_that_exists_is_rejected_and_not_changed(library: Library, tmp_path: Path) -> None:
    excel_file = excel(tmp_path / "a.xlsx", [["Mã thẻ", "Họ tên", "Ngày hết hạn"], ["TV1", "An", dt.date(2027, 1, 2)]])
    library.catalogue.import_file(excel_file)
    imported = library.catalogue.import_file(excel(tmp_path / "b.xlsx", [["Mã thẻ", "Họ tên"], ["TV1", "Bình"]]))
    assert imported.report[0].reason == "duplicate-card"
    assert library.readers.get("TV1").name == "An"
    assert library.readers.get("TV1").expires == dt.date(2027, 1, 2)


def test_copies_find_their_title_by_isbn_or_are_rejected(library: Library, tmp_path: Path) -> None:
    library.catalogue.import_file(
        excel(tmp_path / "t.xlsx", [["Nhan đề", "ISBN"], ["Sách", "978-604-1-24395-8"], ["Khác", ""]])
    )
    rows = [
        ["ISBN", "Mã vạch", "Kho", "Loại"],
        ["9786041243958", "TK1", "Kho A", "Giáo trình"],
        ["9786043184815", "TK2", "", ""],
        ["9786041243958", "TK1", "", ""],
    ]
    imported = library.catalogue.import_file(excel(tmp_path / "i.xlsx", rows))
    assert (imported.added, imported.merged, imported.rejected, imported.items_added) == (1, 1, 1, 1)
    (line,) = library.catalogue.find("tk1").lines
    (item,) = library.catalogue.items(line.id)
    assert (item.location, item.type) == ("Kho A", "giao-trinh")


def test_a_dry_run_of_a_list_writes_nothing(library: Library, tmp_path: Path) -> None:
    imported = library.catalogue.import_file(excel(tmp_path / "sách.xlsx", TITLES), dry_run=True)
    assert (imported.added, imported.items_added) == (2, 3)
    assert library.standing().titles == 0


def test_a_list_without_known_headings_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        library.catalogue.import_file(excel(tmp_path / "x.xlsx", [["a", "b"], [1, 2]]))
    assert refused.value.reason is Reason.UNKNOWN_FORMAT
    broken = tmp_path / "y.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Refusal):
        library.catalogue.import_file(broken)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Khổ", "size"),
        ("Kho", "location"),
        ("KHỔ SÁCH", "size"),
        ("kho sách", "location"),
        ("Tên sách (*)", "title"),
        ("Số ĐKCB:", "barcode"),
        ("???", ""),
    ],
)
def test_headings_are_known_by_their_words(heading: str, field: str) -> None:
    assert field_named(heading) == field


def test_a_copy_of_an_unknown_type_becomes_a_book_and_the_report_says_so(library: Library, tmp_path: Path) -> None:
    titles = tmp_path / "nhan-de.csv"
    titles.write_text("Nhan đề,Mã vạch,Loại\nTắt đèn,TK1,nonsense\nSố đỏ,TK2,Báo\n", encoding="utf-8")
    imported = library.catalogue.import_file(titles)
    assert [(line.record, line.outcome, line.reason) for line in imported.report] == [(2, "repaired", "unknown-type")]
    [title] = (line.id for line in library.catalogue.find("tat den").lines)
    copies = tmp_path / "ban.csv"
    copies.write_text(f"title_id,barcode,type\n{title},TK3,luận văn\n{title},TK4,sách\n", encoding="utf-8")
    imported = library.catalogue.import_file(copies, kind="items")
    assert [(line.reason, line.detail) for line in imported.report] == [("unknown-type", "luận văn")]
    assert [item.type for item in library.catalogue.items(title)] == ["sach", "sach", "sach"]
