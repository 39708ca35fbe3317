"""A record as it came out of a file, before the library decides what becomes of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.model.title import MarcField, Subfield

if TYPE_CHECKING:
    from collections.abc import Iterable

ORDER_STEP = 100
"""Fields stand this far apart, so that one added later finds a place between two others."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that could be read. `record` counts from 1 in the file; `repairs` names what had to be put right."""

    record: int
    leader: str
    fields: tuple[MarcField, ...]
    encoding: str = "utf-8"
    repairs: tuple[str, ...] = ()

    def first(self, tag: str, code: str = "") -> str:
        """The first such subfield (or the control field's text when no code is asked), or an empty string."""
        for field in self.fields:
            if field.tag == tag:
                found = field.first(code) if code else field.text
                if found:
                    return found
        return ""

    def repaired(self, *reasons: str) -> Draft:
        """The same draft with more repairs noted."""
        return replace(self, repairs=(*self.repairs, *reasons))


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A record that could not be read, and why (kebab-case)."""

    record: int
    reason: str
    detail: str = ""


Reading = Draft | Spoilt
"""What every reader of this package yields."""


def control(tag: str, text: str) -> MarcField:
    """A control field that has not found its place in a record yet."""
    return MarcField(tag, "1", 0, text=text)


def varying(tag: str, indicators: str, subfields: Iterable[Subfield]) -> MarcField:
    """A field with indicators and subfields that has not found its place in a record yet."""
    return MarcField(tag, "1", 0, indicators, tuple(subfields))


def placed(fields: Iterable[MarcField]) -> tuple[MarcField, ...]:
    """The fields in the order given, numbered: occurrences of a tag from "1", places in steps of 100."""
    seen: Counter[str] = Counter()
    result = []
    for place, field in enumerate(fields, start=1):
        seen[field.tag] += 1
        result.append(
            MarcField(
                field.tag, str(seen[field.tag]), place * ORDER_STEP, field.indicators, field.subfields, field.text
            )
        )
    return tuple(result)
