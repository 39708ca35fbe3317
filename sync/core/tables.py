"""The tables that both sides know by name. Unknown ones from a newer program travel all the same (sync.md 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CATALOGUE = "catalogue"
COMMON = "common"


def unit_channel(unit: str) -> str:
    """The channel of one unit's rows."""
    return f"unit:{unit}"


def read_in(channel: str, unit: str) -> str:
    """The channel through which a unit's device reads a row of this channel: shared titles come with the unit's own."""
    return COMMON if channel == COMMON else unit_channel(unit)


@dataclass(frozen=True, slots=True)
class TableSpec:
    """How the rows of one table live and merge.

    `home` says in which channel its rows are born. `personal` fields name people. A `sticky` field, once true, stays
    true and blanks the personal fields. `follows` names fields that hold the id of a shared row: that row is then
    placed in the unit's channel too. `notices` is off where two people changing the same thing need not be told:
    an event is written once, and only its stamps or its reader (for privacy) ever change. `blob` names the fields that
    hold the SHA-256 (hex) and the size of a file's content, which travels on its own (sync/core/pieces.py). `texts` and
    `numbers` are fields that every version keeps as text and as a whole number of 63 bits, or empty: what is found by
    them is found everywhere. `needs` are texts without which a new row says nothing. A row that breaks this is put
    aside, or it would end every run of those who get it.
    """

    name: str
    home: Literal["unit", "common", "catalogue"]
    personal: tuple[str, ...] = ()
    sticky: tuple[str, ...] = ()
    follows: tuple[tuple[str, str], ...] = ()
    notices: bool = True
    blob: tuple[str, str] | None = None
    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


_ABOUT = ("table", "row", "field")
"""What a point is about."""

TABLES: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TableSpec("title", home="catalogue"),
        TableSpec(
            "item",
            home="unit",
            follows=(("title_id", "title"),),
            texts=("title_id", "barcode", "accession", "type", "call_number", "location", "access", "origin"),
        ),
        TableSpec(
            "reader",
            home="unit",
            personal=("name", "rank", "phone", "group", "note", "pin"),
            sticky=("redacted",),
            texts=("card", "category", "name", "group", "expires", "kind", "representative"),
        ),
        TableSpec(
            "circulation_event",
            home="unit",
            personal=("why", "approval"),
            follows=(("title_id", "title"),),
            notices=False,
            texts=(
                "item_id",
                "title_id",
                "reader_id",
                "kind",
                "order",
                "undoes",
                "due",
                "policy",
                "hold_id",
                "about",
                "member",
            ),
            numbers=("at", "recorded", "period_days"),
        ),
        TableSpec("policy", home="unit", texts=("category", "item_type")),
        TableSpec("code", home="unit", texts=("list", "code", "vi", "en")),
        TableSpec("calendar", home="unit"),
        TableSpec(
            "conflict", home="unit", notices=False, texts=("kind", "table", "row", "field", "state"), needs=_ABOUT
        ),
        TableSpec("workplace", home="unit", notices=False),
        TableSpec(
            "file",
            home="unit",
            follows=(("title_id", "title"),),
            notices=False,
            blob=("sha256", "size"),
            texts=("title_id", "name", "sha256"),
            numbers=("size",),
        ),
        TableSpec("desk_policy", home="unit"),
        TableSpec(
            "amendment",
            home="unit",
            personal=("why",),
            notices=False,
            texts=("table", "row"),
            numbers=("at",),
            needs=("row",),
        ),
        TableSpec(
            "ledger",
            home="unit",
            personal=("why",),
            notices=False,
            texts=("kind", "reader_id", "item_id", "loan", "undoes"),
            numbers=("amount", "at", "recorded"),
        ),
        TableSpec(
            "portrait", home="unit", personal=("photo",), sticky=("redacted",), notices=False, texts=("reader_id",)
        ),
        TableSpec("letter", home="unit", texts=("code",)),
        TableSpec("unit", home="common"),
        TableSpec("revocation", home="common", notices=False),
    )
}


def spec_of(table: str) -> TableSpec:
    """The specification of a table; an unknown one is a plain table of the unit."""
    return TABLES.get(table) or TableSpec(table, home="unit")
