"""Describe a title the way a printed card does: one ISBD paragraph, Vietnamese practice (domain.md 1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.library.model.title import MarcField, Title

_BEFORE = {
    "245": {"a": " ; ", "b": " : ", "c": " / ", "n": ". ", "p": ". ", "h": " "},
    "250": {"b": " / "},
    "260": {"a": " ; ", "b": " : ", "c": ", "},
    "264": {"a": " ; ", "b": " : ", "c": ", "},
    "300": {"a": ", ", "b": " : ", "c": " ; ", "e": " + "},
    "490": {"a": ", ", "v": " ; ", "x": ", "},
    "020": {"a": "", "q": " ", "c": " : "},
}
_OWN_MARKS = ("=", ";", ":", "/")
_PUBLISHED = "1"
"""264 with this second indicator names the publication; others the copyright or the printing."""


def described(title: Title) -> str:
    """The description of a title: areas apart by ". - ", a line for each note and ISBN."""
    areas = [
        _statement(title),
        _area(title, "250"),
        _imprint(title),
        _area(title, "300"),
        *(f"({text})" for text in _each(title.all("490"))),
    ]
    notes = [f.first("a") for f in title.all("500") + title.all("504") + title.all("502") if f.first("a")]
    numbers = [text for field in title.all("020") if (text := _numbered(field))]
    return "\n".join(filter(None, (_joined(areas), *notes, *numbers, title.first("520", "a"))))


def heading(title: Title) -> str:
    """The main entry: person, body or meeting that the card is filed under; empty when it is the title."""
    return next((text for tag in ("100", "110", "111") if (text := title.first(tag, "a"))), "")


def title_proper(title: Title) -> str:
    """Title, subtitle and part as one line, without the statement of responsibility."""
    return next(_each(tuple(_without(f, "ch") for f in title.all("245"))), "")


def _statement(title: Title) -> str:
    """The title area; where nobody is named as responsible, the main entry is."""
    area, main = _area(title, "245"), heading(title)
    return f"{area} / {main}" if area and main and not title.first("245", "c") else area


def _without(field: MarcField, codes: str) -> MarcField:
    return type(field)(
        field.tag,
        field.occurrence,
        field.order,
        field.indicators,
        tuple((code, text) for code, text in field.subfields if code not in codes),
    )


def _area(title: Title, tag: str) -> str:
    return next(_each(title.all(tag)), "")


def _imprint(title: Title) -> str:
    chosen = title.all("260") or tuple(f for f in title.all("264") if f.indicators[1:] == _PUBLISHED)
    return next(_each(chosen or title.all("264")), "")


def _numbered(field: MarcField) -> str:
    """The ISBN with its price; a price that came without a number is only that."""
    text = _marked(field)
    if not text[:1].isdigit():
        return ""
    return f"ISBN {text}" if field.first("a") else text


def _each(fields: tuple[MarcField, ...]) -> Iterator[str]:
    return (text for field in fields if (text := _marked(field)))


def _marked(field: MarcField) -> str:
    """The subfields with their marks between them; a text that brings its own (a parallel title's =) keeps it."""
    before = _BEFORE[field.tag]
    result = ""
    for code, text in field.subfields:
        if code not in before and code != "a":
            continue
        mark = " " if text.startswith(_OWN_MARKS) else before.get(code, " ")
        if mark.startswith(".") and result.endswith("."):
            mark = mark[1:]
        result = result + mark + text if result else text
    return result.strip()


def _joined(areas: Iterable[str]) -> str:
    result = ""
    for area in filter(None, areas):
        if result:
            result += (" - " if result.endswith(".") else ". - ") + area
        else:
            result = area
    return result + ("" if result.endswith((".", ")")) or not result else ".")
