"""Take ISBD punctuation off the ends of subfields: it is stored without and written anew when a description is printed.

Half of the records in the wild carry it and half do not, often in one file (domain.md 1.4).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.library.model.title import MarcField

if TYPE_CHECKING:
    from desktop.library.model.title import Subfield

_TRAILING = re.compile(r"\s*(?P<mark>[/:;,]|(?<=\s)[=+])?(?:[\s/:;,]|(?<=\s)[=+])*$")
_LEADING_SPACE = re.compile(r"^\s+")
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


def without_isbd(field: MarcField) -> MarcField:
    """The field without trailing marks, where the tag is one that the description is made from; else as it is."""
    if field.tag not in TAGS or all(text[-1:].isalnum() and text[0] != " " for _, text in field.subfields):
        return field
    kept = tuple(_stripped(field))
    return (
        field
        if kept == field.subfields
        else MarcField(field.tag, field.occurrence, field.order, field.indicators, kept)
    )


def _stripped(field: MarcField) -> list[Subfield]:
    expected = _EXPECTED.get(field.tag, {})
    kept: list[Subfield] = []
    carried = ""
    for code, text in field.subfields:
        bare, mark = _bare(text)
        if carried in {"=", ";"} and expected.get(code, carried) != carried and bare[:1] not in {"=", ";", ":"}:
            bare = f"{carried} {bare}"
        carried = mark
        if bare:
            kept.append((code, bare))
    return kept


def _bare(text: str) -> tuple[str, str]:
    """The text without the marks at its end, and the first of them."""
    if text[-1:].isalnum() and text[0] != " ":
        return text, ""
    found = _TRAILING.search(text)
    if found is None:
        return text, ""
    bare = _LEADING_SPACE.sub("", text[: found.start()])
    if _YEAR_WITH_STOP.match(bare):
        bare = bare[:-1]
    return bare, found["mark"] or ""
