"""Titles and copies that may be the same as ones about to be added, looked up for many at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from desktop.library.model.ids import TitleId
from desktop.library.store.rows import fields_of
from desktop.library.store.title_cards import card_of
from desktop.library.store.titles import is_occurrence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.library.store.connection import Connection


_MOST_BARE = 1000
_BARE = "||"
"""How the key of a title without author and year ends: it says too little, and thousands may share it."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The keys by which a title is recognised; see `store.title_cards` for how each is made."""

    id: TitleId
    match: str
    isbn: str
    control: str
    title: str = ""
    """As it is shown: what there is to compare when it has no letters."""
    whole: str = ""
    """Of a record that says nothing but its title: a digest of all it says."""

    @property
    def keys(self) -> tuple[str, str, str, str]:
        """The keys with their kinds, the surest first."""
        return f"control:{self.control}", f"isbn:{self.isbn}", f"whole:{self.whole}", f"match:{self.match}"


def likeness_of(title: TitleId, fields: Mapping[str, Any]) -> Likeness:
    """By what the title of this row is recognised."""
    card = card_of(fields)
    match, isbn, control = card.keys
    is_bare = match.endswith(_BARE) and not isbn and not control
    return Likeness(title, match, isbn, control, card.shown[0], _digest(fields) if is_bare else "")


def _digest(fields: Mapping[str, Any]) -> str:
    """What the record says from tag 010 on, wherever in it each field stands."""
    said = sorted((name, value[1:]) for name, value in fields.items() if name >= "01" and is_occurrence(name, value))
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


class Doubles:
    """Looks titles and copies up by what should be theirs alone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, titles: Iterable[Likeness]) -> tuple[Likeness, ...]:
        """The stored titles that share a key with one of these. Empty keys are never looked for."""
        asked = tuple(titles)
        found: dict[str, Likeness] = {}
        for column in ("control", "isbn", "match"):
            values = sorted({value for one in asked if (value := getattr(one, column)) and not value.endswith(_BARE)})
            rows = self._connection.execute(
                f"SELECT c.id, c.match, c.isbn, c.control, c.title FROM json_each(?) AS asked CROSS JOIN title_card c "
                f"ON c.{column} = asked.value AND c.{column} <> ''",
                (json.dumps(values),),
            )
            found |= {row[0]: Likeness(TitleId(row[0]), *row[1:]) for row in rows}
        found |= {one.id: one for match in {one.match for one in asked if one.whole} for one in self._bare(match)}
        return tuple(found.values())

    def _bare(self, match: str) -> tuple[Likeness, ...]:
        """The titles that say nothing but this; of very many, the first."""
        rows = self._connection.execute(
            "SELECT c.id, t.fields FROM title_card c JOIN title t ON t.id = c.id "
            "WHERE c.match = ? AND c.match <> '' AND c.isbn = '' AND c.control = '' ORDER BY c.place LIMIT ?",
            (match, _MOST_BARE),
        )
        return tuple(likeness_of(TitleId(row_id), fields_of(blob)) for row_id, blob in rows)

    def owners(self, barcodes: Iterable[str]) -> dict[str, set[str]]:
        """Which titles have a copy with each of these bar codes; those that nobody has are left out."""
        rows = self._connection.execute(
            "SELECT i.barcode, i.title_id FROM json_each(?) AS asked CROSS JOIN item i "
            "ON i.barcode = asked.value AND i.live = 1",
            (json.dumps(sorted(barcodes)),),
        )
        owners: dict[str, set[str]] = {}
        for barcode, title in rows:
            owners.setdefault(barcode, set()).add(title)
        return owners
