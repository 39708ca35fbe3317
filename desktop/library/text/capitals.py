"""Capitals that TCVN3 could not write: its fonts drew them, its bytes are those of small letters."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")
_SURE = 2
"""So many letters that were certainly typed as capitals make a word a word in capitals ("H" alone may begin "Hồ")."""


def with_capitals(text: str) -> str:
    """The text with words in capitals made whole: LệNH → LỆNH.

    A word with too few certain letters (Ở, HỒ) follows its nearest certain neighbours, if both are in capitals.
    """
    if text.islower() or text.isupper():
        return text
    found = list(_WORD.finditer(text))
    capitals = _settled([_is_in_capitals(word.group()) for word in found])
    pieces, end = [], 0
    for word, raised in zip(found, capitals, strict=True):
        pieces += [text[end : word.start()], word.group().upper() if raised else word.group()]
        end = word.end()
    return "".join([*pieces, text[end:]])


def _is_in_capitals(word: str) -> bool | None:
    certain = [letter for letter in word if not _is_toned(letter)]
    if any(letter.islower() for letter in certain):
        return False
    return True if len(certain) >= _SURE else None


def _settled(capitals: list[bool | None]) -> list[bool]:
    return (
        [
            own if own is not None else _nearest(capitals[:place][::-1]) and _nearest(capitals[place + 1 :])
            for place, own in enumerate(capitals)
        ]
        if any(own is True for own in capitals)
        else [False] * len(capitals)
    )


def _nearest(capitals: list[bool | None]) -> bool:
    return next((own for own in capitals if own is not None), True)


def _is_toned(letter: str) -> bool:
    return any(mark in unicodedata.normalize("NFD", letter) for mark in "\u0300\u0301\u0303\u0309\u0323")
