"""Two records of one book have one key; two books have two."""

from __future__ import annotations

import pytest

from desktop.library.text import match_key, name_match_key, title_match_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Điều lệnh nội vụ /", "ĐIỀU LỆNH: nội vụ"),
        ("Thanh Hóa", "Thanh Hoá."),
        ("Kỹ-năng", "kỹ năng"),
        ("A  b", "a b :"),
    ],
)
def test_punctuation_case_and_tone_style_do_not_matter(one: str, other: str):
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(("one", "other"), [("Má", "Mà"), ("Đời", "Dời"), ("Tập 1", "Tập 2"), ("Lý", "Lí")])
def test_marks_and_numbers_matter(one: str, other: str):
    assert match_key(one) != match_key(other)


def test_an_author_is_the_same_with_the_comma_without_it_and_turned_round():
    assert (
        len(
            {name_match_key(name) for name in ("Nông, Quốc Hưng", "Nông Quốc Hưng", "Quốc Hưng Nông", "NÔNG QUỐC HƯNG")}
        )
        == 1
    )
    assert name_match_key("Nông Quốc Hưng") != name_match_key("Nông Quốc Hùng")


def test_the_year_is_read_out_of_what_cataloguers_write():
    keys = {
        title_match_key("Luật", author="Vũ Phú", year=year) for year in ("2021", "[2021]", "c2021", "2021.", "in 2021")
    }
    assert len(keys) == 1
    assert title_match_key("Luật", author="", year="2021") != title_match_key("Luật", author="", year="2012")
    assert title_match_key("Luật", author="", year="120215") == title_match_key("Luật", author="", year="")
