"""A record as it came out of a file, before the library decides what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.title import MarcField
from desktop.library.store.titles import marc_field, marc_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.model.title import Subfield

ORDER_STEP = 100
"""Fields stand this far apart, so that one added later finds a place between two others."""

Value = list[int | str]
"""A field occurrence as rows keep it: [order, text] or [order, indicators, code, text, code, text …]."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that could be read. `record` counts from 1 in the file; `repairs` names what had to be put right.

    `values` holds the occurrences by name (`650/1`) as rows keep them: an import handles millions, and making a
    `MarcField` of each would cost more than reading them.
    """

    record: int
    leader: str
    values: dict[str, Value]
    encoding: str = "utf-8"
    repairs: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[MarcField, ...]:
        """The same as fields, in their order."""
        return tuple(marc_field(name, value) for name, value in self.values.items())

    def first(self, tag: str, code: str = "") -> str:
        """The first such subfield (or the control field's text when no code is asked), or an empty string."""
        for name, value in self.values.items():
            if name.startswith(tag):
                found = first_of(value, code) if code else str(value[1])
                if found:
                    return found
        return ""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A record that could not be read, and why (kebab-case)."""

    record: int
    reason: str
    detail: str = ""


Reading = Draft | Spoilt
"""What every reader of this package yields."""


def first_of(value: Value, code: str) -> str:
    """The first subfield with this code, or an empty string."""
    for at in range(2, len(value) - 1, 2):
        if value[at] == code:
            return str(value[at + 1])
    return ""


def texts_of(value: Value) -> list[str]:
    """The texts of all subfields."""
    return value[3::2]  # type: ignore[return-value]  # every second piece from here on is a text


def control(tag: str, text: str) -> MarcField:
    """A control field that has not found its place in a record yet."""
    return MarcField(tag, "1", 0, text=text)


def varying(tag: str, indicators: str, subfields: Iterable[Subfield]) -> MarcField:
    """A field with indicators and subfields that has not found its place in a record yet."""
    return MarcField(tag, "1", 0, indicators, tuple(subfields))


def placed(fields: Iterable[MarcField]) -> dict[str, Value]:
    """The fields in the order given, numbered: occurrences of a tag from "1", places in steps of 100."""
    seen: dict[str, int] = {}
    result: dict[str, Value] = {}
    for place, field in enumerate(fields, start=1):
        seen[field.tag] = occurrence = seen.get(field.tag, 0) + 1
        result[f"{field.tag}/{occurrence}"] = [place * ORDER_STEP, *marc_value(field)[1:]]
    return result
