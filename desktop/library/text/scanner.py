"""Codes that a Vietnamese typing program changed on their way from the scanner (a scanner types like a person)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING

from desktop.library.text.codes import clean_code
from desktop.library.text.normal import nfc
from desktop.library.text.syllable import TONES, split_tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MOST_READINGS = 20_000
"""Beyond this a garbled code is not read at all: a choice among part of the readings would be a guess."""

_Keys = tuple[str, str]
"""What may have been typed for a letter: the key that stands for it, and the keys that came some time after it."""
_KeyTable = Mapping[str, tuple[_Keys, ...]]
_TELEX: _KeyTable = {
    "A\u0302": (("A", "A"),), "E\u0302": (("E", "E"),), "O\u0302": (("O", "O"),), "A\u0306": (("A", "W"),),
    "O\u031b": (("O", "W"), ("[", "")), "U\u031b": (("U", "W"), ("W", ""), ("]", "")), "Đ": (("D", "D"),),
    "\u0301": (("", "S"),), "\u0300": (("", "F"),),
    "\u0309": (("", "R"),), "\u0303": (("", "X"),), "\u0323": (("", "J"),),
}  # fmt: skip
_VNI: _KeyTable = {
    "A\u0302": (("A", "6"),), "E\u0302": (("E", "6"),), "O\u0302": (("O", "6"),), "A\u0306": (("A", "8"),),
    "O\u031b": (("O", "7"),), "U\u031b": (("U", "7"),), "Đ": (("D", "9"),),
    "\u0301": (("", "1"),), "\u0300": (("", "2"),),
    "\u0309": (("", "3"),), "\u0303": (("", "4"),), "\u0323": (("", "5"),),
}  # fmt: skip
_QUALITIES = "\u0302\u0306\u031b"
_VOWELS = re.compile(f"(?:[AEIOUY][{_QUALITIES}{TONES}]*)+")
_BOTH_HORNS = re.compile(f"U\u031b([{TONES}]*)O\u031b")

SCANNER_TEST = "AA-DD-OW-W-A1-D9"
"""The bar code to print and scan once to see what the computer does to codes."""


class TypingProgram(StrEnum):
    """What stands between scanner and program."""

    NONE = "none"
    TELEX = "telex"
    SIMPLE_TELEX = "simple-telex"
    VNI = "vni"
    VIETNAMESE_LAYOUT = "vietnamese-layout"
    UNKNOWN = "unknown"


_TEST_ARRIVES_AS = {
    SCANNER_TEST: TypingProgram.NONE,
    "Â-Đ-Ơ-Ư-A1-D9": TypingProgram.TELEX,
    "Â-Đ-Ơ-W-A1-D9": TypingProgram.SIMPLE_TELEX,
    "AA-DD-OW-W-Á-Đ": TypingProgram.VNI,
    "AA-DD-OW-W-AĂ-Ḍ": TypingProgram.VIETNAMESE_LAYOUT,
}


@dataclass(frozen=True, slots=True)
class Repair:
    """A code as it was printed, as far as that can be told.

    `code` is the one to look up. `garbled`: a typing program had changed it. `repaired`: exactly one known code can
    have become what arrived, and `code` is that one. `candidates`: the known codes that it may have been.
    """

    code: str
    repaired: bool = False
    candidates: tuple[str, ...] = ()
    garbled: bool = False


def repair(received: str, known: Callable[[str], bool]) -> Repair:
    """The code behind what the scanner delivered; `known` tells whether the library has such a code.

    Only Telex is undone. VNI swallows digits for good, so where a VNI reading is known as well nothing is chosen.
    """
    code = clean_code(received)
    if code.isascii() or known(code):
        return Repair(code)
    if (len(code) + 1) ** _marks(code) > _MOST_READINGS:
        return Repair(code, garbled=True)
    early = _with_early_tones(code)
    telex = tuple(
        dict.fromkeys(reading for way in _telex_ways(early) for reading in _known_readings(way, _TELEX, known))
    )
    rivals = _known_readings(early, _VNI, known)
    candidates = tuple(dict.fromkeys(telex + rivals))
    if len(candidates) == 1 and telex:
        return Repair(telex[0], repaired=True, candidates=candidates, garbled=True)
    return Repair(code, candidates=candidates, garbled=True)


def scanner_test(received: str) -> TypingProgram:
    """Which typing program is active, told from how `SCANNER_TEST` arrived."""
    return _TEST_ARRIVES_AS.get(clean_code(nfc(received)), TypingProgram.UNKNOWN)


def _known_readings(code: str, keys: _KeyTable, known: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(sorted(filter(known, {clean_code(reading) for reading in _readings(code, keys)})))


def _telex_ways(code: str) -> tuple[str, ...]:
    """The code, and it with one horn where there are two: a single W turns both vowels (UOW, UWO)."""
    marks = unicodedata.normalize("NFD", code)
    ways = (marks, _BOTH_HORNS.sub("U\\1O\u031b", marks), _BOTH_HORNS.sub("U\u031b\\1O", marks))
    return tuple(dict.fromkeys(map(nfc, ways)))


def _marks(code: str) -> int:
    return len(unicodedata.normalize("NFD", code)) - len(code) + code.count("Đ")


def _readings(code: str, keys: _KeyTable) -> Iterator[str]:
    """Every sequence of keys that may have become the code: a mark is typed after its letter, or later in its word."""
    for typed in product(*(_typed(letter, keys) for letter in code)):
        yield from map("".join, product(*(_orders(run) for run in _runs(typed))))


def _with_early_tones(code: str) -> str:
    """The code with each tone on the first vowel of its group: typed there, it may have moved on (HOSA becomes HOÁ)."""
    return nfc(_VOWELS.sub(_tone_on_first, unicodedata.normalize("NFD", code)))


def _tone_on_first(group: re.Match[str]) -> str:
    letters, tones = split_tone(group.group())
    return letters[0] + tones + letters[1:]


def _typed(letter: str, keys: _KeyTable) -> tuple[_Keys, ...]:
    marks = unicodedata.normalize("NFD", letter)
    quality = next((mark for mark in marks if mark in _QUALITIES), "")
    tones = "".join(keys[mark][0][1] for mark in marks[1:] if mark in keys)
    return tuple((stands, later + tones) for stands, later in keys.get(marks[0] + quality, ((marks[0], ""),)))


def _runs(typed: Iterable[_Keys]) -> list[list[_Keys]]:
    runs: list[list[_Keys]] = [[]]
    for stands, later in typed:
        if stands.isalpha():
            runs[-1].append((stands, later))
        else:
            # Digits and signs end the word: no mark is typed past them.
            runs += [[(stands, later)], []]
    return runs


def _orders(run: list[_Keys]) -> list[str]:
    orders = [""]
    for stands, later in reversed(run):
        orders = [stands + rest for order in orders for rest in _with_keys(order, later)]
    return orders


def _with_keys(order: str, later: str) -> list[str]:
    mixed = [order]
    for key in later:
        mixed = [text[:place] + key + text[place:] for text in mixed for place in range(len(text) + 1)]
    return mixed
