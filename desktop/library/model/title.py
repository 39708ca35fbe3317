"""A title: one bibliographic record in MARC 21, kept as field occurrences."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.library.model.ids import ItemTypeCode, TitleId

Subfield = tuple[str, str]
"""(code, text in NFC)"""


@dataclass(frozen=True, slots=True)
class MarcField:
    """One occurrence of a MARC field.

    `tag` three digits; `occurrence` tells occurrences of a tag apart ("1", "2", … at creation, four random letters when
    added later, so two people adding a 650 do not collide); `order` sorts fields within the title (steps of 100).
    Control fields (00X) have `text` and no subfields; the others have two `indicators` and subfields in order.
    """

    tag: str
    occurrence: str
    order: int
    indicators: str = "  "
    subfields: tuple[Subfield, ...] = ()
    text: str = ""

    @property
    def name(self) -> str:
        """The name of this occurrence in the synced row: `650/1`."""
        return f"{self.tag}/{self.occurrence}"

    def first(self, code: str) -> str:
        """The first subfield with this code, or an empty string."""
        return next((text for have, text in self.subfields if have == code), "")

    def all(self, code: str) -> tuple[str, ...]:
        """Every subfield with this code, in order."""
        return tuple(text for have, text in self.subfields if have == code)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as stored: leader and fields in order. `source` says where it came from (file name, "typed", unit)."""

    id: TitleId
    leader: str
    fields: tuple[MarcField, ...]
    source: str = ""
    deleted: bool = False

    def all(self, tag: str) -> tuple[MarcField, ...]:
        """Every occurrence of the tag, in order."""
        return tuple(f for f in self.fields if f.tag == tag)

    def first(self, tag: str, code: str) -> str:
        """The first such subfield of the first occurrence that has it, or an empty string."""
        return next((f.first(code) for f in self.fields if f.tag == tag and f.first(code)), "")


@dataclass(frozen=True, slots=True)
class TitleForm:
    """The fifteen fields of the plain form, all text as typed; empty means absent."""

    title: str = ""
    subtitle: str = ""
    author: str = ""
    other_authors: str = ""
    responsibility: str = ""
    edition: str = ""
    place: str = ""
    publisher: str = ""
    year: str = ""
    extent: str = ""
    size: str = ""
    series: str = ""
    isbn: str = ""
    classification: str = ""
    subjects: str = ""
    summary: str = ""
    language: str = ""
    price: str = ""


@dataclass(frozen=True, slots=True)
class ElsewhereLine:
    """A title in the list of all units' titles, with the codes of the units that have it."""

    id: str
    title: str
    author: str
    year: str
    isbn: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A title as one line of a list: what `find` prints and what search results show."""

    id: TitleId
    title: str
    author: str
    year: str
    isbn: str
    classification: str
    items: int
    available: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What the facets narrow to; None means any."""

    author: str | None = None
    year: str | None = None
    classification: str | None = None
    """First digit of the DDC number, "0" to "9"."""
    available: bool | None = None
    item_type: ItemTypeCode | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of search results, best first. `total` is exact up to `total_is_capped`."""

    lines: tuple[TitleLine, ...]
    total: int
    total_is_capped: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One value a result could be narrowed to and how many titles it has."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Facets beside a result."""

    authors: tuple[Facet, ...] = ()
    years: tuple[Facet, ...] = ()
    classes: tuple[Facet, ...] = ()
    available: int = 0
    is_capped: bool = False
    """There are more hits than were counted: read each count as "at least"."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A file before it is taken in: its format, how it is written, and its first titles as they would be read."""

    file: str
    format: str
    encoding: str
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import of one file did; `report` holds a line per record that was not simply added."""

    file: str
    format: str
    encoding: str
    read: int
    added: int
    merged: int
    repaired: int
    rejected: int
    report: tuple[ImportLine, ...] = field(default=())
    items_added: int = 0


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One record that was not simply added: its number in the file (from 1), what became of it, and why.

    `detail` is a short mark to find it by.
    """

    record: int
    outcome: str
    """merged | repaired | rejected | quarantined"""
    reason: str
    """kebab-case code"""
    detail: str = ""
