"""What a card in the union catalogue says of a MARC title, and whether everybody may read it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sync.server.folding import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_YEAR = re.compile(r"\d{4}")
_ENDING = " /:;,.="
_HEAD = 2
"""Order and indicators stand before the subfields."""
_ACCESS = "506"
_NO_RESTRICTION = "0"
"""First indicator of 506: access is not restricted."""
_DEGREE, _OPEN_DEGREES = "926", frozenset(("", "0"))
"""The degree of secrecy in Libol-family software."""
_TOLD = frozenset(("245", "246", "250", "490", "500", "506", "520", "830"))
"""Where a mark of secrecy is written."""
_LEVEL = re.compile(r"\b(tuyet mat|toi mat)\b|\b(do|muc|cap do|muc do|dau|loai) mat (tuyet|toi|mat)\b")
_STAMP = re.compile(r"^\W*mật\W*$|[(\[{<“\"]\s*mật\s*[)\]}>”\"]|[-–—:|/.]\s*mật\s*\.?$", re.IGNORECASE)
"""The lowest degree is an everyday word (honey, gall), so it counts only where it stands apart."""
_MAYBE_MARKED = re.compile("m[aâậ]", re.IGNORECASE)
_READ = _TOLD | {_DEGREE, "020", "100", "260", "264"}


@dataclass(frozen=True, slots=True)
class Card:
    """Title, author, year and ISBN; empty where the record says nothing. `is_open`: it may be shown to everybody."""

    title: str
    author: str
    year: str
    isbn: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One field of a record: its tag, its two indicators, its subfields in order."""

    tag: str
    indicators: str
    subfields: tuple[tuple[str, str], ...]

    def first(self, code: str) -> str:
        """The first subfield with this code; empty when there is none."""
        return next((text for name, text in self.subfields if name == code), "")


def occurrences(fields: Mapping[str, Any], tags: Collection[str] = ()) -> tuple[Occurrence, ...]:
    """The well-formed fields of a record (with these tags, when some are named) by tag, in the record's order."""
    found = [
        (tag, value)
        for name, value in fields.items()
        if name[3:4] == "/"
        and ((tag := name[:3]) in tags or not tags)
        and isinstance(value, list)
        and len(value) > _HEAD
    ]
    found.sort(key=lambda each: (each[0], each[1][0] if isinstance(each[1][0], int) else 0))
    return tuple(Occurrence(tag, str(value[1]), tuple(_pairs(value[_HEAD:]))) for tag, value in found)


def card_of(fields: Mapping[str, Any]) -> Card | None:
    """The card of a record (tags 245, 100, 260/264, 020); None when the title is deleted."""
    if fields.get("deleted_at"):
        return None
    every = occurrences(fields, _READ)
    main = _first(every, "245")
    title = " ".join(text.strip() for text in (main.first("a"), main.first("b")) if text).rstrip(_ENDING)
    author = _first(every, "100").first("a").rstrip(_ENDING)
    year = _YEAR.search(_first(every, "264").first("c") or _first(every, "260").first("c"))
    isbn = _first(every, "020").first("a").partition(" ")[0]
    return Card(title, author, year.group() if year else "", isbn, is_open(every))


def is_open(every: tuple[Occurrence, ...]) -> bool:
    """Whether a record may be shown to whoever reaches the page: no restriction of access, no mark of a state secret.

    Such records are refused when they are taken in; this is the second lock (Law 117/2025/QH15, Art. 5).
    """
    for each in every:
        if each.tag == _ACCESS and each.indicators[:1] != _NO_RESTRICTION:
            return False
        if each.tag == _DEGREE and each.first("a").strip() not in _OPEN_DEGREES:
            return False
        if each.tag in _TOLD and any(_is_marked(text) for _, text in each.subfields):
            return False
    return True


def _is_marked(text: str) -> bool:
    if not _MAYBE_MARKED.search(text):
        return False
    return bool(_LEVEL.search(fold(text)) or _STAMP.search(unicodedata.normalize("NFC", text)))


def _first(every: tuple[Occurrence, ...], tag: str) -> Occurrence:
    return next((each for each in every if each.tag == tag), Occurrence(tag, "", ()))


def _pairs(flat: list[Any]) -> Iterator[tuple[str, str]]:
    """PostgreSQL's texts hold no NUL: one title with it would keep everybody from finding any."""
    return ((str(code), str(text).replace("\0", "\ufffd")) for code, text in zip(flat[::2], flat[1::2], strict=False))
