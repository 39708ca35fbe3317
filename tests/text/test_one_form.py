"""Text arrives in many forms and is kept, compared and searched in one."""

from __future__ import annotations

import itertools
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.library.text import exact, fold, nfc, plain, words

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = ("a", "a\u0306", "a\u0302", "e", "e\u0302", "i", "o", "o\u0302", "o\u031b", "u", "u\u031b", "y")
LETTERS = [
    unicodedata.normalize("NFC", cased(vowel) + tone)
    for vowel, tone, cased in itertools.product(_VOWELS, _TONES, (str.lower, str.upper))
] + ["đ", "Đ"]
SENTENCE = """điều lệnh nội vụ công an nhân dân phương pháp tra hình sự trường đại học cảnh sát hòa thuý
    khuỷu ước"""
SYLLABLES = SENTENCE.split()
vietnamese = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=8).map(" ".join)


def _unikey_composed(text: str) -> str:
    """Quality marks in the letter, tones loose: what UniKey's "tổ hợp" and Windows' own layout type."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    made = ""
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        made += base + "".join(mark for mark in marks if mark in tones)
    return made


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_comes_back_from_every_form(letter: str):
    forms = {unicodedata.normalize("NFD", letter), _unikey_composed(letter), letter}
    assert {nfc(form) for form in forms} == {letter}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u0301\u0302", "ấ"),
        ("E\u0300\u0302", "Ề"),
        ("a\u0309\u0306", "ẳ"),
        ("o\u0301\u031b", "ớ"),
        ("tie\u0301\u0302ng", "tiếng"),
    ],
)
def test_a_tone_typed_before_the_quality_mark_makes_the_same_letter(typed: str, kept: str):
    assert unicodedata.normalize("NFC", typed) != kept or "\u031b" in typed
    assert nfc(typed) == kept


@pytest.mark.parametrize(
    ("arrived", "kept"),
    [
        ("Ðiều lệnh", "Điều lệnh"),
        ("ÐẠI HỌC", "ĐẠI HỌC"),
        ("Ɖông", "Đông"),
        ("ðại", "đại"),
        ("Hafið bláa", "Hafið bláa"),
        ("Ðæt wæs god cyning", "Ðæt wæs god cyning"),
        ("Eʋe ɖekawɔwɔ", "Eʋe ɖekawɔwɔ"),
    ],
)
def test_look_alikes_of_d_become_d_only_in_vietnamese_words(arrived: str, kept: str):
    assert nfc(arrived) == kept


def test_invisible_characters_go_but_the_soft_hyphen_stays_for_the_repair_of_tcvn3():
    assert nfc("\ufeffCông\u200b an\u2060") == "Công an"
    assert nfc("Ph\u00ad¬ng") == "Ph\u00ad¬ng"
    assert nfc("ភាសា\u200bខ្មែរ") == "ភាសា\u200bខ្មែរ"


@given(st.text())
@example("a\u0301\u0302\u0301")
@example("\u0301\u0302")
def test_one_form_is_reached_in_one_step(text: str):
    assert nfc(nfc(text)) == nfc(text)
    assert unicodedata.is_normalized("NFC", nfc(text))


@given(st.text())
@example("¨")
@example("ﬁ ℌ ẞ İ")
@example("\u1e9b\u0323")
def test_folding_what_is_folded_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)
    assert exact(exact(text)) == exact(text)


@given(vietnamese)
def test_searching_does_not_care_how_it_was_typed(text: str):
    typed = (unicodedata.normalize("NFD", text), _unikey_composed(text), text.upper(), text.title(), f"  {text}\u00a0")
    assert {fold(form) for form in typed} == {fold(text)}
    assert {exact(form) for form in typed} == {exact(text)}
    assert fold(text).isascii()
    assert (exact(text) == fold(text)) == text.isascii()


def test_marks_are_not_needed_to_find():
    assert fold("Điều lệnh Nội vụ") == "dieu lenh noi vu"
    assert words("Luật: hình sự (2015), tập 1") == ("luat", "hinh", "su", "2015", "tap", "1")


@pytest.mark.parametrize(
    ("one", "other"), [("kỹ thuật", "kĩ thuật"), ("lý", "lí"), ("Mỹ", "Mĩ"), ("quý", "quí"), ("tỷ", "tỉ")]
)
def test_the_two_spellings_of_i_are_one_to_the_search_and_two_to_the_exact_comparison(one: str, other: str):
    assert fold(one) == fold(other)
    assert exact(one) != exact(other)


@pytest.mark.parametrize(
    ("one", "other"), [("thy", "thi"), ("nguyên", "nguiên"), ("thuý", "thuí"), ("y", "i"), ("vy", "vi")]
)
def test_other_syllables_keep_their_y(one: str, other: str):
    assert fold(one) != fold(other)


def test_a_word_still_being_typed_keeps_its_y():
    assert plain("my") == "my"
    assert fold("mystery").startswith(plain("my"))


@pytest.mark.parametrize(
    ("old", "new"), [("hòa", "hoà"), ("HÓA", "hoá"), ("khỏe", "khoẻ"), ("thúy,", "thuý,"), ("ủy", "uỷ")]
)
def test_both_tone_styles_are_exactly_the_same(old: str, new: str):
    assert exact(old) == exact(new)


@pytest.mark.parametrize("word", ["hoàn", "hoài", "khuỷu", "quý", "tuyết"])
def test_syllables_with_one_tone_style_stay(word: str):
    assert exact(word) == word


def test_exact_comparison_tells_marks_apart():
    assert len({exact(word) for word in ("ma", "má", "mà", "mả", "mã", "mạ", "mâ")}) == 7


def test_an_import_of_a_hundred_thousand_titles_is_not_slowed_by_folding():
    titles = [" ".join(pick) for pick in itertools.islice(itertools.permutations(SYLLABLES, 6), 20_000)]
    started = time.process_time()
    for title in titles:
        fold(title)
    assert len(titles) / (time.process_time() - started) > 50_000
