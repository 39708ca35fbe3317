"""The title code on the spine follows the National Library's table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.text.callnumber import title_code
from desktop.library.text.numerals import in_words


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Bác vẫn cùng chúng cháu hành quân", "B101V"),
        ("Kỹ năng giao tiếp và quy tắc ứng xử", "K600N"),
        ("Harry Potter và phòng chứa bí mật", "H109P"),
        ("BÁC VẪN CÙNG", "B101V"),
        ("CNTT trong Công an", "C000T"),
        ("ADN", "A000"),
        ("In ấn", "I-311Â"),
        ("Oanh liệt", "O-408L"),
        ("Quê hương", "QU250H"),
        ("Giáo trình", "GI108T"),
        ("Gì", "G300"),
        ("Điều lệnh", "Đ309L"),
        ("Ứng dụng", "Ư556D"),
        ("30 năm", "B100M"),
        ("“Ánh sáng”", "A107S"),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_title_has_its_code(title: str, code: str):
    assert title_code(title) == code


def test_a_library_may_use_its_own_table():
    assert title_code("Bác vẫn", {"a": "001", "ac": "999"}) == "B999V"
    assert title_code("Ban ơn", {"a": "001", "ac": "999"}) == "B999Ơ"


@given(st.text(max_size=40))
def test_any_title_can_be_coded(title: str):
    assert isinstance(title_code(title), str)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"), (5, "năm"), (10, "mười"), (15, "mười lăm"), (21, "hai mươi mốt"), (24, "hai mươi bốn"),
        (105, "một trăm linh năm"), (110, "một trăm mười"), (1001, "một nghìn không trăm linh một"),
        (1984, "một nghìn chín trăm tám mươi bốn"), (2000, "hai nghìn"), (1_000_005, "một triệu không trăm linh năm"),
    ],
)  # fmt: skip
def test_numbers_are_said_as_people_say_them(number: int, said: str):
    assert in_words(number) == said
