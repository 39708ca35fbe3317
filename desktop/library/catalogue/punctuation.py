"""Take ISBD punctuation off the ends of subfields: it is stored without and written anew when a description is printed.

Half of the records in the wild carry it and half do not, often in one file (domain.md 1.4).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.library.catalogue.draft import texts_of

if TYPE_CHECKING:
    from desktop.library.catalogue.draft import Value

_MARKS = frozenset("/:;,")
_SPACED_MARKS = frozenset("=+")
"""Marks only after a space: C++ and E= are words."""
_YEAR_WITH_STOP = re.compile(r"^\D{0,3}\d{4}\.$")
_EXPECTED = {
    "245": {"b": ":", "c": "/", "h": "", "n": ".", "p": "."},
    "246": {"b": ":", "n": ".", "p": "."},
    "250": {"b": "/"},
    "260": {"a": ";", "b": ":", "c": ","},
    "264": {"a": ";", "b": ":", "c": ","},
    "300": {"b": ":", "c": ";", "e": "+"},
    "490": {"v": ";", "x": ","},
    "830": {"v": ";", "x": ","},
}
"""The mark that introduces each subfield; it need not be kept. Any other (the = of a parallel title) moves over."""
_NAMES = frozenset(("100", "110", "111", "700", "710", "711", "600", "610"))
TAGS = frozenset(_EXPECTED) | _NAMES | {"020"}


def without_isbd(tag: str, value: Value) -> Value:
    """The field without trailing marks, where the tag is one that the description is made from; else as it is."""
    if tag not in TAGS or not _has_marks(texts_of(value)):
        return value
    expected = _EXPECTED.get(tag, {})
    kept = value[:2]
    carried = ""
    for at in range(2, len(value) - 1, 2):
        code = str(value[at])
        bare, mark = _bare(str(value[at + 1]))
        if carried in {"=", ";"} and expected.get(code, carried) != carried and bare[:1] not in {"=", ";", ":"}:
            bare = f"{carried} {bare}"
        carried = mark
        if bare:
            kept += (code, bare)
    return kept


def _has_marks(texts: list[str]) -> bool:
    """Whether a text begins or ends with anything but a letter or digit: only those are looked at closely."""
    return any(not text[-1:].isalnum() or text[0] == " " for text in texts)


def _bare(text: str) -> tuple[str, str]:
    """The text without the marks at its end, and the first of them."""
    bare, mark = text.strip(), ""
    while bare[-1:] in _MARKS or (bare[-1:] in _SPACED_MARKS and bare[-2:-1] == " "):
        bare, mark = bare[:-1].rstrip(), bare[-1]
        if not bare:
            break
    if bare.endswith(".") and _YEAR_WITH_STOP.match(bare):
        bare = bare[:-1]
    return bare, mark
