"""Bar codes and card numbers as people and scanners give them, in the one form that is compared."""

from __future__ import annotations

import re
import unicodedata

_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
"""The AIM identifier a scanner may be set to send first (ISO/IEC 15424): ], letter, modifier."""
_START_STOP = re.compile(r"^\*(.+)\*$")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")


def clean_code(text: str) -> str:
    """The code without what surrounds it: control characters, AIM identifier, Code 39 asterisks, spaces; upper case.

    Leading zeros stay: a code is text, never a number.
    """
    if text.isascii() and text.isalnum():
        return text.upper()
    wide = unicodedata.normalize("NFKC", text).translate(_DASHES)
    seen = "".join(mark for mark in wide if unicodedata.category(mark)[0] not in "CZ")
    bare = _START_STOP.sub(r"\1", _SYMBOLOGY.sub("", seen))
    return unicodedata.normalize("NFC", bare.upper())


_LETTER_RUNS = re.compile(r"[A-Z]+")
_VOWELS = "AEIOUY"
_TELEX_CHANGES = re.compile(r"W|D.*D|A.*A|E.*E|O.*O|[AEIOUY].*[SFRXJZ]")
"""Doubled letters and tone keys, also with letters between; W makes ư of itself."""
_NEVER_VIETNAMESE = re.compile(r"^[AEIOUY][BGHKLQV]$")
"""No syllable goes on like this, so the typing programs stop caring."""


def is_safe_prefix(prefix: str, *, separated: bool = False) -> bool:
    """Whether codes with this prefix pass Telex and VNI unchanged; `separated`: a dot or dash precedes the digits.

    On the safe side (measured with the UniKey engine over all prefixes of two letters): some harmless ones are refused.
    VNI takes a digit after a vowel or D as a mark, and swallows it for good.
    """
    runs = _LETTER_RUNS.findall(prefix)
    if not prefix.isascii() or prefix != prefix.upper() or any(map(_TELEX_CHANGES.search, runs)):
        return False
    touching = runs[-1] if runs and not separated and prefix.endswith(runs[-1]) else ""
    return bool(_NEVER_VIETNAMESE.match(touching)) or not any(letter in _VOWELS + "D" for letter in touching)
