"""The plain form over a title: the fields that a small library fills in, and nothing else touched."""

from __future__ import annotations

import re
from dataclasses import fields as form_fields
from typing import TYPE_CHECKING

from desktop.library.catalogue.marc import in_order, new_occurrence, place_for
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.title import MarcField, TitleForm
from desktop.library.text import nfc
from desktop.library.text.isbn import isbn13

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.model.title import Subfield

_SINGLE: dict[str, tuple[tuple[str, ...], str, str]] = {
    "title": (("245",), "a", "10"),
    "subtitle": (("245",), "b", "10"),
    "responsibility": (("245",), "c", "10"),
    "author": (("100", "110", "111"), "a", "1 "),
    "edition": (("250",), "a", "  "),
    "place": (("260", "264"), "a", "  "),
    "publisher": (("260", "264"), "b", "  "),
    "year": (("260", "264"), "c", "  "),
    "extent": (("300",), "a", "  "),
    "size": (("300",), "c", "  "),
    "series": (("490",), "a", "0 "),
    "isbn": (("020",), "a", "  "),
    "price": (("020",), "c", "  "),
    "classification": (("082",), "a", "04"),
    "summary": (("520",), "a", "  "),
    "language": (("041",), "a", "0 "),
}
"""Form field → tags it may stand in (the first is made anew), subfield, indicators of a new field."""
_MANY: dict[str, tuple[tuple[str, ...], str]] = {
    "other_authors": (("700", "710"), "1 "),
    "subjects": (("650",), " 4"),
}
_REPEATED = frozenset(tag for tags, _ in _MANY.values() for tag in tags)
_BETWEEN = re.compile(r"\s*[;\n]\s*")
_SUBDIVISIONS = frozenset("vxyz")
_SUBFIELD_ORDER = "abnpchvxyzeq2"
_EDITION_OF_DDC = "23"


def form_of(fields: Sequence[MarcField]) -> TitleForm:
    """What the form shows of a title."""
    shown = {name: _shown(fields, name) for name in _SINGLE}
    shown |= {name: "; ".join(_heading(f) for f in fields if f.tag in tags) for name, (tags, _) in _MANY.items()}
    return TitleForm(**shown)


def checked_form(form: TitleForm) -> TitleForm:
    """The form with its texts in NFC and trimmed.

    Raises:
        Refusal: MISSING_FIELD when there is no title, INVALID_ISBN.

    """
    plain = TitleForm(**{f.name: nfc(getattr(form, f.name)).strip() for f in form_fields(TitleForm)})
    if not plain.title:
        raise Refusal(Reason.MISSING_FIELD, field="title")
    if plain.isbn and not isbn13(plain.isbn):
        raise Refusal(Reason.INVALID_ISBN, isbn=plain.isbn)
    return plain


def amended(fields: Sequence[MarcField], form: TitleForm) -> tuple[MarcField, ...]:
    """The fields of the title with what the form changed; what it did not change stays to the letter."""
    before, result = form_of(fields), list(fields)
    for name in _SINGLE:
        if getattr(before, name) != getattr(form, name):
            _set(result, name, getattr(form, name))
    for name in _MANY:
        if getattr(before, name) != getattr(form, name):
            _set_all(result, name, getattr(form, name))
    return in_order(result)


def _shown(fields: Sequence[MarcField], name: str) -> str:
    tags, code, _ = _SINGLE[name]
    found = next((f for f in fields if f.tag in tags and f.first(code)), None)
    if found is None:
        return ""
    text, volume = found.first(code), found.first("v")
    return f"{text} ; {volume}" if name == "series" and volume else text


def _heading(field: MarcField) -> str:
    parts = [field.first("a"), *(text for code, text in field.subfields if code in _SUBDIVISIONS)]
    return " - ".join(filter(None, parts))


def _set(fields: list[MarcField], name: str, text: str) -> None:
    tags, code, indicators = _SINGLE[name]
    values: list[Subfield] = [(code, text)]
    if name == "series":
        title, mark, volume = text.rpartition(" ; ")
        values = [("a", title), ("v", volume)] if mark else [("a", text), ("v", "")]
    standing = _standing(fields, tags, code)
    if standing is None:
        if text:
            fields.append(_new(fields, tags[0], indicators, [v for v in values if v[1]]))
        return
    place = fields.index(standing)
    changed = standing.subfields
    for value in values:
        changed = _with(changed, *value)
    if changed:
        fields[place] = MarcField(standing.tag, standing.occurrence, standing.order, standing.indicators, changed)
    else:
        del fields[place]


def _standing(fields: Sequence[MarcField], tags: tuple[str, ...], code: str) -> MarcField | None:
    """The field that shows the value, else the first of its tags."""
    candidates = [f for f in fields if f.tag in tags]
    return next((f for f in candidates if f.first(code)), candidates[0] if candidates else None)


def _with(subfields: tuple[Subfield, ...], code: str, text: str) -> tuple[Subfield, ...]:
    """The subfields with the first of this code set, or taken away when the text is empty."""
    for place, (have, _) in enumerate(subfields):
        if have == code:
            return (*subfields[:place], *(((code, text),) if text else ()), *subfields[place + 1 :])
    if not text:
        return subfields
    rank = _SUBFIELD_ORDER.find(code)
    place = next((i for i, (have, _) in enumerate(subfields) if _SUBFIELD_ORDER.find(have) > rank), len(subfields))
    return (*subfields[:place], (code, text), *subfields[place:])


def _new(fields: Sequence[MarcField], tag: str, indicators: str, subfields: Sequence[Subfield]) -> MarcField:
    if tag == "082":
        subfields = [*subfields, ("2", _EDITION_OF_DDC)]
    # Where one is enough it has the same name everywhere: two people who both add an edition meet in a conflict.
    alone = tag not in _REPEATED and all(f.tag != tag for f in fields)
    occurrence = "1" if alone else new_occurrence()
    return MarcField(tag, occurrence, place_for(tag, fields), indicators, tuple(subfields))


def _set_all(fields: list[MarcField], name: str, text: str) -> None:
    """Make the headings be these: those already there stay as they are, the others go or come."""
    tags, indicators = _MANY[name]
    wanted = [heading for heading in _BETWEEN.split(text) if heading]
    for field in [f for f in fields if f.tag in tags]:
        if _heading(field) in wanted:
            wanted.remove(_heading(field))
        else:
            fields.remove(field)
    for heading in wanted:
        parts = heading.split(" - ") if name == "subjects" else [heading]
        fields.append(_new(fields, tags[0], indicators, [("a", parts[0]), *(("x", part) for part in parts[1:])]))
