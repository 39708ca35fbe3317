"""Titles file syllable by syllable, people by given name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.library.text import person_sort_key, sort_key

_ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]


def _by_the_book(syllable: str) -> tuple[list[int], int]:
    """The dictionary's rule, said plainly: letters by the alphabet, then the tone."""
    marks = unicodedata.normalize("NFD", syllable.lower())
    tone = next((mark for mark in marks if mark in _TONES[1:]), "")
    letters = unicodedata.normalize("NFC", marks.replace(tone, ""))
    return [_ALPHABET.index(letter) for letter in letters], _TONES.index(tone)


_parts = st.tuples(
    st.sampled_from(["", "b", "c", "ch", "d", "đ", "g", "gh", "h", "n", "ng", "ngh", "t", "th", "tr", "v", "x"]),
    st.sampled_from(["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"]),
    st.sampled_from(_TONES),
    st.sampled_from(["", "n", "ng", "nh", "t", "c", "m", "i", "u"]),
)
syllables = _parts.map(lambda part: unicodedata.normalize("NFC", part[0] + part[1] + part[2] + part[3]))
titles = st.lists(syllables, min_size=1, max_size=5)


@given(titles, titles)
@example(["ba", "số"], ["bà", "con"])
@example(["ba"], ["ba", "a"])
def test_titles_file_as_dictionaries_do(one: list[str], other: list[str]):
    by_key = sort_key(" ".join(one)) < sort_key(" ".join(other))
    assert by_key == ([_by_the_book(part) for part in one] < [_by_the_book(part) for part in other])


def test_a_shelf_of_titles_stands_in_order():
    shelf = [
        "An ninh", "Ăn uống", "Ân tình", "ba", "Ba", "BA", "ba 2", "ba 10", "ba an", "ba số", "bà", "bà con", "bả", "bã",
        "bá", "bạ", "ban", "Cảnh sát", "da", "dz", "đa", "đá", "hoá", "hoá a", "hoạ", "Zoo", "Анна",
    ]  # fmt: skip
    assert sorted(set(shelf), key=sort_key) == shelf


def test_both_tone_styles_file_together():
    assert sort_key("Thanh Hóa") == sort_key("Thanh Hoá")


def test_volumes_file_by_number():
    volumes = ["Tập 1", "Tập 2", "Tập 9", "Tập 10", "Tập 100", "Tập một"]
    assert sorted(set(volumes), key=sort_key) == volumes
    assert sort_key("Tập 002") == sort_key("Tập 2")


def test_punctuation_and_forms_do_not_change_the_place():
    assert sort_key("“Điều lệnh”: nội vụ") == sort_key(unicodedata.normalize("NFD", "Điều lệnh nội vụ"))


def test_foreign_marks_file_beside_their_letter():
    assert sorted(["sánh", "muller", "Müller", "mz", "Straße", "strasse b"], key=sort_key) == [
        "muller", "Müller", "mz", "sánh", "Straße", "strasse b",
    ]  # fmt: skip


def test_a_key_is_short():
    assert len(sort_key("Giáo trình Luật hình sự Việt Nam phần chung")) <= 60


@given(st.text())
@example("٣" * 40)
@example("9" * 5000)
def test_any_text_has_a_place(text: str):
    assert isinstance(sort_key(text), bytes)
    assert isinstance(person_sort_key(text), bytes)


def test_a_roll_call_goes_by_given_name_then_family_then_middle():
    roll = [
        "Lê Văn An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Trần An",
        "Đỗ Ân",
        "Phạm Bình",
        "Nông, Quốc Hưng",
        "Vũ Ngọc Phú",
    ]
    assert sorted(set(roll), key=person_sort_key) == roll


@pytest.mark.parametrize(("one", "other"), [("Nông, Quốc Hưng", "Nông Quốc Hưng"), ("Lê  Hòa", "Lê Hoà")])
def test_writing_a_name_differently_does_not_move_it(one: str, other: str):
    assert person_sort_key(one) == person_sort_key(other)
