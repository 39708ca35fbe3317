"""Writing out: what was taken in comes out again, whole, in every form."""

from __future__ import annotations

import csv
import json
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymarc import MARCReader
from python_calamine import CalamineWorkbook

from desktop.library.catalogue import exporting
from desktop.library.catalogue.draft import Draft, control, placed, varying
from desktop.library.catalogue.marc import kept_leader, row_of
from desktop.library.catalogue.packing import packed
from desktop.library.library import Library
from desktop.library.model.item import ItemForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.title import MarcField, Title, TitleForm
from desktop.library.store.titles import title_from
from tests.catalogue.records import book, only, read, read_xml, titles

# Letters of many scripts, but not the signs that stand in words only where Vietnamese was once read wrongly (Bµ): mending
# those is what `test_iso2709` is about.
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặếềểễệịọộợụựỳĐẤỘƯ ABCXYZ 0123456789 .,:;/=+-()[]&<>'\"?! éöñçÉ Чайка 東京 αβγ"
words = st.text(LETTERS, min_size=1, max_size=30).filter(str.strip)
codes = st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789")
control_fields = st.builds(control, st.sampled_from(["001", "003", "005", "008"]), words)
other_fields = st.builds(
    varying,
    st.integers(10, 999).map(lambda n: f"{n:03}"),
    st.text("0123456789 ", min_size=2, max_size=2),
    st.lists(st.tuples(codes, words), min_size=1, max_size=5),
)
records = st.lists(control_fields, max_size=2).flatmap(
    lambda controls: st.lists(other_fields, min_size=1, max_size=8).map(
        lambda others: Draft(1, "", placed([*controls, *others])).fields
    )
)


def stored(fields: tuple[MarcField, ...]) -> Title:
    return title_from("t", row_of(Draft(1, "00000nam a2200000 a 4500", placed(fields)), source="", created=0))


@given(records)
def test_what_is_stored_survives_iso2709_to_the_letter(fields: tuple[MarcField, ...]) -> None:
    title = stored(fields)
    draft = only(read(packed(title.leader, title.fields)))
    assert draft.repairs == ()
    assert stored(draft.fields).fields == title.fields
    assert kept_leader(draft.leader) == title.leader


@given(records)
def test_what_is_stored_survives_marcxml_to_the_letter(fields: tuple[MarcField, ...]) -> None:
    title = stored(fields)
    out = BytesIO()
    exporting._marcxml(out, [(title, ())])
    draft = only(read_xml(out.getvalue()))
    assert stored(draft.fields).fields == title.fields


@given(records)
def test_storing_twice_is_storing_once(fields: tuple[MarcField, ...]) -> None:
    once = stored(fields)
    assert stored(once.fields).fields == once.fields


@given(records)
def test_other_programs_read_what_we_write(fields: tuple[MarcField, ...]) -> None:
    title = stored(fields)
    (record,) = MARCReader(BytesIO(packed(title.leader, title.fields)), to_unicode=True)
    assert record is not None
    texts = [field.data if field.is_control_field() else [s.value for s in field.subfields] for field in record.fields]
    assert texts == [
        field.text if not field.subfields else [text for _, text in field.subfields] for field in title.fields
    ]


def test_a_field_longer_than_the_format_allows_comes_back_whole() -> None:
    title = stored([varying("520", "  ", [("a", "tóm tắt " * 3000)]), varying("245", "10", [("a", "Dài")])])
    assert stored(only(read(packed(title.leader, title.fields))).fields).fields == title.fields


@pytest.fixture
def shelf(library: Library) -> Library:
    """Two titles with copies and a formula for a title."""
    one = library.catalogue.add(
        TitleForm(title="Điều lệnh nội vụ", author="Bộ Công an", year="2020", isbn="9786041243958")
    )
    library.catalogue.add(TitleForm(title="=1+1 và <b>&", author="Ai đó"))
    library.catalogue.add_item(one, ItemForm(barcode="TK1", location="Kho A", price="30000"))
    library.catalogue.add_item(one, ItemForm(barcode="TK2", type="giao-trinh"))
    return library


@pytest.mark.parametrize("ending", [".mrc", ".xml", ".json", ".xlsx", ".csv"])
def test_a_library_written_out_and_taken_in_elsewhere_is_the_same(shelf: Library, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"ra{ending}"
    assert shelf.catalogue.export_file(file) == 2
    again = shelf.catalogue.import_file(file)
    assert (again.read, again.merged, again.items_added) == (2, 2, 0)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".ra")] == []


def test_each_form_says_the_same(shelf: Library, tmp_path: Path) -> None:
    files = {ending: tmp_path / f"ra{ending}" for ending in (".mrc", ".xml", ".json", ".xlsx", ".csv")}
    for file in files.values():
        shelf.catalogue.export_file(file)
    expected = ["=1+1 và <b>&", "Điều lệnh nội vụ"]
    assert sorted(titles(read(files[".mrc"].read_bytes()))) == expected
    assert len(ET.parse(files[".xml"]).getroot()) == 2
    assert len(json.loads(files[".json"].read_text(encoding="utf-8"))) == 2
    assert (
        sorted(row[0] for row in CalamineWorkbook.from_path(str(files[".xlsx"])).get_sheet_by_index(0).to_python()[1:])
        == expected
    )
    text = files[".csv"].read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(text.decode("utf-8-sig").splitlines()))
    assert sorted(row[0] for row in rows[1:]) == expected
    assert {row[-1] for row in rows[1:]} == {"", "TK1; TK2"}


def test_a_query_chooses_what_is_written(shelf: Library, tmp_path: Path) -> None:
    assert shelf.catalogue.export_file(tmp_path / "ra.mrc", "dieu lenh") == 1
    assert shelf.catalogue.export_file(tmp_path / "ra.mrc", "không có") == 0


def test_a_file_that_cannot_be_written_leaves_the_old_one(shelf: Library, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        shelf.catalogue.export_file(tmp_path / "ra.pdf")
    assert refused.value.reason is Reason.UNKNOWN_FORMAT
    with pytest.raises(Refusal) as refused:
        shelf.catalogue.export_file(tmp_path / "không có" / "ra.mrc")
    assert refused.value.reason is Reason.CANNOT_WRITE
    old = tmp_path / "ra.mrc"
    old.write_bytes(book("Bản cũ"))

    def breaks() -> object:
        yield stored([varying("245", "10", [("a", "Một")])]), ()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exporting.write(old, breaks())
    assert titles(read(old.read_bytes())) == ["Bản cũ"]
