"""Codes survive scanners, typing programs and spreadsheets, or are refused; never guessed."""

from __future__ import annotations

import itertools
import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.text import clean_code
from desktop.library.text.codes import is_safe_prefix
from desktop.library.text.scanner import SCANNER_TEST, TypingProgram, repair, scanner_test


@pytest.mark.parametrize(
    ("arrived", "code"),
    [
        ("]C1tk.00012\r\n", "TK.00012"),
        ("]A0VV00123", "VV00123"),
        ("\x02TV000123\x03", "TV000123"),
        ("\x1b\x00TK001\x1d", "TK001"),
        ("*TK001*", "TK001"),
        ("  tk 001 ", "TK001"),
        ("00012", "00012"),
        ("ＴＫ００１", "TK001"),
        ("TK\u2013001", "TK-001"),
        ("\ufeffTK001\u200b", "TK001"),
        ("đk-01", "ĐK-01"),
        ("", ""),
    ],
)
def test_what_surrounds_a_code_is_taken_off(arrived: str, code: str):
    assert clean_code(arrived) == code


@given(st.text(max_size=30))
def test_a_clean_code_has_nothing_unseen_and_no_small_letters(text: str):
    code = clean_code(text)
    assert code.isprintable()
    assert " " not in code
    assert clean_code(code).upper() == clean_code(code)


_GARBLED = [
    ("AA1", "Â1"), ("DD001", "Đ001"), ("GT.DD.0005", "GT.Đ.0005"), ("KM.W5", "KM.Ư5"), ("CAF5", "CÀ5"),
    ("HOSO0012", "HỐ0012"), ("EE12", "Ê12"), ("UW88", "Ư88"), ("DOOR", "DỔ"), ("AW01", "Ă01"), ("[01]", "ơ01]"),
    ("DDK1234", "ĐK1234"), ("TVCAS0001", "TVCÁ0001"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "arrived"), _GARBLED)
def test_telex_is_undone_when_one_known_code_fits(printed: str, arrived: str):
    found = repair(arrived, {printed, "TK001", "OTHER"}.__contains__)
    assert (found.code, found.repaired, found.garbled) == (printed, True, True)


def test_two_known_codes_are_offered_not_chosen():
    found = repair("CÀ5", {"CAF5", "CA25"}.__contains__)
    assert not found.repaired
    assert found.garbled
    assert set(found.candidates) == {"CAF5", "CA25"}


@pytest.mark.parametrize(("printed", "arrived"), [("VA1", "VÁ"), ("TA60001", "TÂ0001"), ("D9", "Đ"), ("LA12345", "LẠ")])
def test_vni_is_never_guessed(printed: str, arrived: str):
    found = repair(arrived, {printed}.__contains__)
    assert not found.repaired
    assert found.garbled


def test_a_vni_reading_that_is_known_stops_a_telex_repair():
    assert repair("TÂ0001", {"TAA0001"}.__contains__).repaired
    assert not repair("TÂ0001", {"TAA0001", "TA60001"}.__contains__).repaired


def test_nothing_known_means_garbled_and_unrepaired():
    found = repair("Â1", lambda _: False)
    assert (found.code, found.repaired, found.garbled, found.candidates) == ("Â1", False, True, ())


@pytest.mark.parametrize("code", ["VV00123", "TK.00456", "BCA-X03-00045", "9786045912345", "ĐK-01"])
def test_codes_that_arrive_as_they_are_known_are_taken_as_they_are(code: str):
    found = repair(f"]C1{code.lower()}\r", {code}.__contains__)
    assert (found.code, found.repaired, found.garbled) == (code, False, False)


def test_the_identifier_a_scanner_sends_first_is_undone_with_it():
    assert repair("ưC1TK001", {"TK001"}.__contains__).code == "TK001"


def test_long_nonsense_is_refused_quickly():
    asked: list[str] = []
    found = repair("NGUYỄNĐƯỜNGẤỂỘ", lambda code: bool(asked.append(code)))
    assert found.garbled
    assert len(asked) <= 1


_TONE_KEYS = {"S": "\u0301", "F": "\u0300", "R": "\u0309", "X": "\u0303", "J": "\u0323"}


def _telex(keys: str) -> str:
    """A small Telex engine: what the screen shows after these keys. Each mark is typed at most once in a word."""
    shown = ""
    for key in keys:
        shown = _after_key(shown, key)
    return shown


def _after_key(shown: str, key: str) -> str:
    start = len(shown) - len(list(itertools.takewhile(str.isalpha, reversed(shown))))
    before, word = shown[:start], shown[start:]
    vowels = [place for place, letter in enumerate(word) if letter in "AEIOUYÂÊÔĂƠƯ"]
    if key in _TONE_KEYS and vowels and clean_code(word).isascii():
        place = vowels[-1]
        return before + clean_code(word[: place + 1] + _TONE_KEYS[key]) + word[place + 1 :]
    pairs = {"AA": "Â", "EE": "Ê", "OO": "Ô", "AW": "Ă", "OW": "Ơ", "UW": "Ư", "DD": "Đ"}
    for place in reversed(range(len(word))):
        if word[place] + key in pairs:
            return before + word[:place] + pairs[word[place] + key] + word[place + 1 :]
    return shown + ("Ư" if key == "W" else key)


_codes = st.from_regex(r"\A[A-Z]{1,5}[.-]?[0-9]{1,4}\Z")


@given(_codes)
def test_whatever_telex_did_to_a_known_code_it_is_found_again(code: str):
    arrived = _telex(code)
    found = repair(arrived, {code}.__contains__)
    if arrived.isascii():
        assert not found.garbled
    elif found.repaired:
        assert found.code == code
    else:
        # Two marks of one word can outgrow the readings that are tried; then nothing may be chosen.
        assert found.garbled


def test_nearly_all_that_telex_garbles_is_found_again():
    alphabet = "ABDEOSFWJT"
    codes = ["".join(letters) + "01" for letters in itertools.product(alphabet, repeat=3)]
    garbled = [code for code in codes if not _telex(code).isascii()]
    lost = [code for code in garbled if not repair(_telex(code), {code}.__contains__).repaired]
    assert len(garbled) > 300
    assert len(lost) <= len(garbled) // 20


@given(st.text("BCFGHJKLMNPQRSTVXZ", min_size=1, max_size=4), st.sampled_from(["", ".", "-"]), st.integers(0, 99999))
def test_a_safe_prefix_passes_telex(prefix: str, mark: str, number: int):
    assert is_safe_prefix(prefix + mark)
    assert _telex(f"{prefix}{mark}{number:05}") == f"{prefix}{mark}{number:05}"


def test_no_prefix_is_called_safe_that_the_typing_engine_changed(shared_data: Path):
    tables = json.loads((shared_data / "vn" / "vn-encodings.json").read_text(encoding="utf-8"))["input_methods"]
    pairs = ["".join(pair) for pair in itertools.product(string.ascii_uppercase, repeat=2)]
    together = {pair for pair in pairs if is_safe_prefix(pair)}
    apart = {pair for pair in pairs if is_safe_prefix(pair, separated=True)}
    assert together <= set(tables["two_letter_prefixes_safe_everywhere"]["list"])
    assert not apart & set(tables["two_letter_prefixes_safe_if_separator_before_digits"]["unsafe"])
    assert len(together) > 300


@pytest.mark.parametrize("prefix", ["VV", "VL", "VN", "TK", "TN", "PM", "GT", "NV", "LS", "AV", "TK.", "BCA-X03-"])
def test_prefixes_that_libraries_use_are_safe(prefix: str):
    assert is_safe_prefix(prefix)


@pytest.mark.parametrize(
    "prefix", ["LA", "AA", "DD", "EE", "OO", "AW", "OW", "UW", "W", "KW.", "GD", "HOSO", "tk", "ĐK"]
)
def test_prefixes_that_break_are_not(prefix: str):
    assert not is_safe_prefix(prefix)


def test_a_vowel_is_safe_from_vni_before_a_dot_and_not_before_a_digit():
    assert is_safe_prefix("LA.")
    assert is_safe_prefix("LA", separated=True)
    assert not is_safe_prefix("LA")


@pytest.mark.parametrize(
    ("arrived", "program"),
    [
        (SCANNER_TEST, TypingProgram.NONE),
        ("Â-Đ-Ơ-Ư-A1-D9\r", TypingProgram.TELEX),
        ("â-đ-ơ-w-a1-d9", TypingProgram.SIMPLE_TELEX),
        ("AA-DD-OW-W-A\u0301-Đ", TypingProgram.VNI),
        ("TK001", TypingProgram.UNKNOWN),
        ("", TypingProgram.UNKNOWN),
    ],
)
def test_the_test_card_tells_which_typing_program_is_on(arrived: str, program: TypingProgram):
    assert scanner_test(arrived) is program
