"""Filing order: syllable by syllable as Vietnamese dictionaries do, as bytes that SQLite can compare.

A key is one group per syllable, then 01, then the capitals. A syllable is its letters (40 and up) closed by one byte
for the tone (03 to 09); a number is its length (20 to 3F) and its digits (14 to 1D): volume 2 files before volume 10.
The closing byte is lower than any letter, so ba < bà < ban; comparison reaches the next syllable only when this one,
tone included, is the same. That is the dictionaries' rule, not that of CLDR, which compares whole strings (bà con < ba
số).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from desktop.library.text.normal import nfc
from desktop.library.text.syllable import TONES

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER = {letter: bytes((0x40 + 2 * place,)) for place, letter in enumerate(_ALPHABET)}
_SPELT = {"æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "ł": "l", "ð": "d", "þ": "th", "\u0131": "i"}
_QUALITY = {"a\u0306": "ă", "a\u0302": "â", "e\u0302": "ê", "o\u0302": "ô", "o\u031b": "ơ", "u\u031b": "ư"}
_RUN = re.compile("(?:[^\\W\\d_][\u0300-\u036f]*)+|\\d+")

_NO_TONE = 0x03
_OTHER_MARK = 0x09
_DIGIT = 0x14
_LENGTH = 0x20
_LONGEST = 0x1F
_CLOSE = b"\x01"


def sort_key(text: str) -> bytes:
    """The place of a title or heading in a Vietnamese catalogue; small before capital where all else is equal."""
    keys, cases = _filed(text)
    return keys + _CLOSE + cases


def person_sort_key(name: str) -> bytes:
    """The place of a person in a roll call: given name (the last part), then family name, then middle names.

    A comma after the family name makes no difference: real files hold both "Vũ Ngọc Phú" and "Nông, Quốc Hưng".
    """
    parts = nfc(name).replace(",", " ").split()
    given, given_case = _filed(parts[-1] if parts else "")
    family, family_case = _filed(" ".join(parts[:-1]))
    return given + _CLOSE + family + _CLOSE + given_case + family_case


def _filed(text: str) -> tuple[bytes, bytes]:
    runs = [_run_key(run) for run in _RUN.findall(nfc(text))]
    return b"".join([key for key, _ in runs]), bytes([case for _, case in runs]).rstrip(b"\0")


@lru_cache(maxsize=32768)
def _run_key(run: str) -> tuple[bytes, int]:
    if run[0].isdecimal():
        return _number_key(run), 0
    lowered = run.lower()
    case = 0 if run == lowered else 1 if run[1:] == lowered[1:] else 2
    return _syllable_key(lowered), case


def _number_key(run: str) -> bytes:
    digits = bytes(unicodedata.decimal(digit) for digit in run).lstrip(b"\0")
    return bytes((_LENGTH + min(len(digits), _LONGEST), *(_DIGIT + digit for digit in digits), _NO_TONE))


def _syllable_key(word: str) -> bytes:
    key, tones = bytearray(), []
    for letter, marks in _letters(word):
        quality = next((mark for mark in marks if letter + mark in _QUALITY), "")
        key += _LETTER.get(_QUALITY.get(letter + quality, letter)) or letter.encode()
        tones += [_tone(mark) for mark in marks if mark != quality]
    key.append(_NO_TONE if not tones else tones[0] if len(tones) == 1 else _OTHER_MARK)
    return bytes(key)


def _letters(word: str) -> list[tuple[str, str]]:
    spelt = "".join(_SPELT.get(letter, letter) for letter in word)
    marked = re.findall("([^\u0300-\u036f])([\u0300-\u036f]*)", unicodedata.normalize("NFD", spelt))
    return [(str(letter), str(marks)) for letter, marks in marked]


def _tone(mark: str) -> int:
    return _NO_TONE + 1 + TONES.index(mark) if mark in TONES else _OTHER_MARK
