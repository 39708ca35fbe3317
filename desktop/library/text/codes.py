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
    wide = unicodedata.normalize("NFKC", text).translate(_DASHES)
    seen = "".join(mark for mark in wide if unicodedata.category(mark)[0] not in "CZ")
    bare = _START_STOP.sub(r"\1", _SYMBOLOGY.sub("", seen))
    return unicodedata.normalize("NFC", bare.upper())
