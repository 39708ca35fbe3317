"""Describes a record the way a printed card does; only what a card shows, never who gave or bought the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sync.server.title_card import Occurrence

_BEFORE = {
    "245": {"a": " ; ", "b": " : ", "c": " / ", "n": ". ", "p": ". ", "h": " "},
    "250": {"a": " ", "b": " / "},
    "260": {"a": " ; ", "b": " : ", "c": ", "},
    "264": {"a": " ; ", "b": " : ", "c": ", "},
    "300": {"a": ", ", "b": " : ", "c": " ; ", "e": " + "},
    "490": {"a": ", ", "v": " ; ", "x": ", "},
    "020": {"a": " ", "q": " ", "c": " : "},
}
"""The mark before each subfield (ISBD as Vietnamese cards write it); other subfields are not shown."""
_OWN_MARKS = ("=", ";", ":", "/")
_ENTRIES, _SUBJECTS = ("100", "110", "111"), ("600", "610", "630", "650", "651", "653")
_CLASSES = ("080", "082", "084")
_NOTES = ("500", "502", "504", "505", "520")
_PUBLISHED = "1"
"""264 with this second indicator names the publication."""
TAGS = frozenset((*_BEFORE, *_ENTRIES, *_SUBJECTS, *_CLASSES, *_NOTES, "041", "506"))

Record = tuple["Occurrence", ...]


def title_of(record: Record) -> str:
    """Title, subtitle and part, without who is responsible."""
    return next((_marked(each, without="ch") for each in _all(record, "245")), "")


def heading_of(record: Record) -> str:
    """Under whom the card is filed; empty when it is the title."""
    return next((text for each in _all(record, *_ENTRIES) if (text := each.first("a").rstrip(" ,"))), "")


def description_of(record: Record) -> str:
    """The areas apart by ". - ", then a line for each note and number."""
    areas = (
        _first(record, "245"),
        _first(record, "250"),
        _imprint(record),
        _first(record, "300"),
        *(f"({text})" for each in _all(record, "490") if (text := _marked(each))),
    )
    notes = (each.first("a") for each in _all(record, *_NOTES))
    numbers = (f"ISBN {_marked(each)}" for each in _all(record, "020") if each.first("a"))
    return "\n".join(text for text in (_joined(areas), *notes, *numbers) if text)


def subjects_of(record: Record) -> list[str]:
    """The subject headings with their subdivisions, each once."""
    found = (" – ".join(text for code, text in each.subfields if code in "abvxyz") for each in _all(record, *_SUBJECTS))
    return list(dict.fromkeys(text for text in found if text))


def classes_of(record: Record) -> list[str]:
    """The numbers of classification, each once."""
    return list(dict.fromkeys(text for each in _all(record, *_CLASSES) if (text := each.first("a"))))


def _all(record: Record, *tags: str) -> Iterator[Occurrence]:
    return (each for each in record if each.tag in tags)


def _first(record: Record, tag: str) -> str:
    return next((text for each in _all(record, tag) if (text := _marked(each))), "")


def _imprint(record: Record) -> str:
    chosen = [*_all(record, "260"), *(each for each in _all(record, "264") if each.indicators[1:2] == _PUBLISHED)]
    return next((_marked(each) for each in chosen or _all(record, "264")), "")


def _marked(each: Occurrence, *, without: str = "") -> str:
    """The subfields with their marks between them; a text that brings its own keeps it."""
    before, result = _BEFORE[each.tag], ""
    for code, text in each.subfields:
        if code not in before or code in without or not text.strip():
            continue
        mark = " " if text.startswith(_OWN_MARKS) else before[code]
        shown = text.strip().rstrip(" /:;,=") if code != "h" else text.strip()
        if mark.startswith(".") and result.endswith("."):
            mark = mark[1:]
        result = result + mark + shown if result else shown
    return result.strip()


def _joined(areas: Iterable[str]) -> str:
    result = ""
    for area in filter(None, areas):
        between = " - " if result.endswith(".") else ". - "
        result = result + between + area if result else area
    return result + ("" if not result or result.endswith((".", ")")) else ".")
