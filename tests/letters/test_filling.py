"""Filling: what stands where, and that a letter for outside the unit names nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.library.letters.examples import example
from desktop.library.letters.fields import PERSONAL, Language, called
from desktop.library.letters.fill import Facts, Template, fill
from desktop.library.letters.kinds import PATTERNS, Kind, Paper
from desktop.library.letters.letters import original
from desktop.library.letters.numerals import in_words
from desktop.library.letters.sheet import Columns, Grid, Paragraph
from desktop.library.letters.wording import said
from desktop.library.letters.writing import page, plain

VI, EN = Language.VIETNAMESE, Language.ENGLISH
MONDAY = date(2026, 11, 23)
NOW = 1_795_399_200_000
NAME = "Quách Thị Riêng Tư"


def filled(kind: Kind, facts: Facts, *, paper: Paper | None = None, language: Language = VI, text: str = "") -> str:
    template = Template(text or original(kind, language), paper or PATTERNS[kind].papers[0], language)
    return plain(fill(template, facts))


def named(kind: Kind, language: Language = VI) -> Facts:
    """An example in which everything that describes a person says so."""
    facts = example(kind, language, MONDAY, NOW)
    fields = {name: f"{NAME} {name}" if name in PERSONAL else value for name, value in facts.fields.items()}
    lines = tuple(
        {name: f"{NAME} {name}" if name in PERSONAL else value for name, value in line.items()} for line in facts.lines
    )
    return Facts(kind, fields, lines)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("kind", "paper"), [(kind, paper) for kind in Kind for paper in PATTERNS[kind].papers])
def test_every_kind_fills_on_every_paper_it_fits_on(kind: Kind, paper: Paper, language: Language):
    sheet = fill(Template(original(kind, language), paper, language), example(kind, language, MONDAY, NOW))
    assert sheet.paper is paper
    assert any(isinstance(block, Grid | Columns) for block in sheet.blocks) <= (not paper.is_roll)
    for text in (plain(sheet), page([sheet])):
        assert "{" not in text.partition("<body>")[2 if text.startswith("<!") else 0]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", Kind)
def test_a_letter_for_outside_names_nobody(kind: Kind, language: Language):
    inside = named(kind, language)
    every_field = "".join(f"{{{each}}}\n" for each in names(kind, language)) + original(kind, language)
    outside = Facts(kind, inside.fields, inside.lines, outside=True)
    assert "Quách" in filled(kind, inside, language=language, text=every_field, paper=Paper.A4)
    for paper in Paper:
        sheet = fill(Template(every_field, paper, language), outside)
        assert "Quách" not in plain(sheet).title() + page([sheet]) + sheet.name
    if "card" in inside.fields:
        assert "TV000123" in filled(kind, outside, language=language, text=every_field)


def names(kind: Kind, language: Language) -> list[str]:
    return [called("fields", field, language) for field in PATTERNS[kind].fields if field != "list"]


def test_a_value_is_never_read_as_a_mark_or_a_field():
    facts = Facts(Kind.DUE_SLIP, {"name": "*{số thẻ}* | ---", "card": "TV1"})
    sheet = fill(Template("{họ tên}", Paper.A4, VI), facts)
    [only] = sheet.blocks
    assert isinstance(only, Paragraph)
    assert (only.text, [run.bold for run in only.runs]) == ("*{số thẻ}* | ---", [False])


def test_a_field_in_capitals_says_its_value_in_capitals():
    assert (
        filled(Kind.DUE_SLIP, Facts(Kind.DUE_SLIP, {"name": "Lê Văn Ẫm"}), text="{HỌ TÊN}/{họ tên}")
        == "LÊ VĂN ẪM/Lê Văn Ẫm\n"
    )


def test_what_is_not_known_is_left_to_the_pen():
    assert "Cấp bậc: ………………" in filled(Kind.CLEARANCE, Facts(Kind.CLEARANCE, {"name": "A"}))


def test_a_line_is_left_out_where_something_that_it_names_is_not_known():
    text = "? Điện thoại: {điện thoại}\n? ^ {tổ, đội, lớp}\n? Cấp bậc: {cấp bậc}, {họ tên}\nSố thẻ: {số thẻ}"
    told = {"card": "TV1", "name": "A", "group": "Lớp D52"}
    assert filled(Kind.DUE_SLIP, Facts(Kind.DUE_SLIP, told), text=text).split() == ["Lớp", "D52", "Số", "thẻ:", "TV1"]
    outside = filled(Kind.DUE_SLIP, Facts(Kind.DUE_SLIP, told, outside=True), text=text)
    assert outside == "Số thẻ: TV1\n"


def test_a_column_in_which_no_line_says_anything_is_left_out():
    lines = ({"card": "TV1", "title": "Tắt đèn", "late": 3}, {"card": "TV2", "title": "Lều chõng"})
    text = filled(Kind.OVERDUE_LIST, Facts(Kind.OVERDUE_LIST, {}, lines))
    assert "Quá hạn" in text
    assert "Điện thoại" not in text
    assert "Ký nhận" in filled(Kind.GROUP_LIST, Facts(Kind.GROUP_LIST, {}, lines))


def test_days_are_written_as_offices_write_them():
    assert said("today", date(2026, 2, 3), VI) == "ngày 03 tháng 02 năm 2026"
    assert said("today", date(2026, 11, 23), VI) == "ngày 23 tháng 11 năm 2026"
    assert said("today", date(2026, 2, 3), EN) == "3 February 2026"
    assert said("due", date(2026, 2, 3), VI) == "03/02/2026"
    assert said("time", NOW, VI) == "09:00"
    assert (said("late", 1, EN), said("late", 2, EN), said("late", 12, VI), said("late", 0, VI)) == (
        "1 day",
        "2 days",
        "12 ngày",
        "",
    )
    assert (said("amount", 12500, VI), said("amount", 12500, EN)) == ("12.500 đồng", "12,500 đồng")


@pytest.mark.parametrize(
    ("amount", "vietnamese", "english"),
    [
        (0, "không", "zero"),
        (5, "năm", "five"),
        (15, "mười lăm", "fifteen"),
        (21, "hai mươi mốt", "twenty-one"),
        (24, "hai mươi tư", "twenty-four"),
        (105, "một trăm lẻ năm", "one hundred and five"),
        (255_000, "hai trăm năm mươi lăm nghìn", "two hundred and fifty-five thousand"),
        (1_000_005, "một triệu không trăm lẻ năm", "one million five"),
        (2_010_000, "hai triệu không trăm mười nghìn", "two million ten thousand"),
        (1_000_000_000, "một tỷ", "one billion"),
    ],
)
def test_sums_are_written_out(amount: int, vietnamese: str, english: str):
    assert in_words(amount, VI) == f"{vietnamese} đồng"
    assert in_words(amount, EN) == f"{english} đồng"


ONES = dict(zip(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"], range(10), strict=True)) | {
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
}
SCALES = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}


def read_back(words: str) -> int:
    """What a person hears who adds the words up."""
    total, group, last = 0, 0, 0
    for word in words.removesuffix(" đồng").split():
        match word:
            case "trăm":
                group, last = group + last * 100, 0
            case "mươi":
                group, last = group + last * 10, 0
            case "mười":
                group, last = group + 10, 0
            case "lẻ":
                pass
            case "tỷ":
                total, group, last = (total + group + last) * 10**9, 0, 0
            case scale if scale in SCALES:
                total, group, last = total + (group + last) * SCALES[scale], 0, 0
            case _:
                last = ONES[word]
    return total + group + last


@settings(max_examples=300)
@given(st.integers(0, 10**12 - 1))
def test_what_is_written_out_is_the_sum(amount: int):
    assert read_back(in_words(amount, VI)) == amount


def test_codes_and_days_stay_whole_on_narrow_paper():
    facts = example(Kind.OVERDUE_NOTICE, VI, MONDAY, NOW)
    text = filled(Kind.OVERDUE_NOTICE, facts, paper=Paper.A5)
    for line in facts.lines:
        assert all(said(name, line[name], VI) in text for name in ("barcode", "lent", "due", "late"))


def test_a_list_too_wide_for_a_line_is_broken_within_its_column():
    facts = example(Kind.OVERDUE_NOTICE, VI, MONDAY, NOW)
    text = filled(Kind.OVERDUE_NOTICE, facts)
    assert max(map(len, text.splitlines())) <= 80
    assert (MONDAY - timedelta(days=45)).strftime("%d/%m/%Y") in text


def test_html_spells_what_would_be_markup():
    sheet = fill(Template("{họ tên}", Paper.A4, VI), Facts(Kind.DUE_SLIP, {"name": "<b>A&B"}))
    assert "&lt;b&gt;A&amp;B" in page([sheet])
    assert page([sheet, sheet]).count("<section>") == 2
