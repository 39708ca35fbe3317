"""The code of a title in a Vietnamese call number (bảng mã hoá tên sách, MARC 082 $b)."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

import resources
from desktop.library.text.normal import nfc
from desktop.library.text.numerals import in_words
from desktop.library.text.order import sort_key
from desktop.library.text.syllable import is_syllable, split_tone

if TYPE_CHECKING:
    from collections.abc import Mapping

_PART = re.compile(r"[^\W\d_]+|\d+")
_CONSONANTS = re.compile(r"^(?:gi(?=[aăâeêioôơuưy])|qu|[^aăâeêioôơuưy]*)")
_READ_AS_DIGITS = ("I", "O")
_ABBREVIATION = "000"


def title_code(title: str, table: Mapping[str, str] | None = None) -> str:
    """The code of the title: initial consonants, number of the rhyme, first letter of the second word (B101V).

    `table` maps rhymes without tone to three digits; without it the library's own table is taken. Empty for a title
    without words. Rules as the National Library codes them (domain 1.3); a rhyme not in the table takes the one before.
    """
    first, second = _first_words(title)
    if not first:
        return ""
    after = split_tone(second[:1])[0].upper()
    if _is_abbreviation(first, title):
        return split_tone(first[0])[0].upper() + _ABBREVIATION + after
    return _head(first, _own_table() if table is None else table) + after


def _head(word: str, table: Mapping[str, str]) -> str:
    letters = split_tone(word.lower())[0]
    found = _CONSONANTS.match(letters)
    onset = found.group() if found else ""
    number = _rhyme_number(letters[len(onset) :], table)
    if onset:
        return onset.upper() + number
    initial = letters[0].upper()
    return f"{initial}-{number}" if initial in _READ_AS_DIGITS else initial + number


def _first_words(title: str) -> tuple[str, str]:
    words = [
        word
        for part in _PART.findall(nfc(title))[:2]
        for word in (in_words(int(part[:12])).split() if part.isdecimal() else (part,))
    ]
    return words[0] if words else "", words[1] if len(words) > 1 else ""


def _is_abbreviation(word: str, title: str) -> bool:
    stands_out = word.isupper() and len(word) > 1
    return stands_out and not (title.isupper() and is_syllable(word))


def _rhyme_number(rhyme: str, table: Mapping[str, str]) -> str:
    if rhyme in table:
        return table[rhyme]
    filed = sorted(table, key=sort_key)
    place = bisect_right([sort_key(known) for known in filed], sort_key(rhyme))
    return table[filed[max(0, place - 1)]] if rhyme and filed else _ABBREVIATION


@cache
def _own_table() -> Mapping[str, str]:
    content = json.loads(resources.path("text/title-code.json").read_text(encoding="utf-8"))
    return dict(content["table"])
