"""Titles and copies that may be the same as ones about to be added, looked up for many at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.ids import TitleId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection


_BARE = "||"
"""How the key of a title without author and year ends: it says too little, and thousands may share it."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The keys by which a title is recognised; see `store.title_cards` for how each is made."""

    id: TitleId
    match: str
    isbn: str
    control: str

    @property
    def keys(self) -> tuple[str, str, str]:
        """The keys with their kinds, the surest first."""
        return f"control:{self.control}", f"isbn:{self.isbn}", f"match:{self.match}"


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
                f"SELECT c.id, c.match, c.isbn, c.control FROM json_each(?) AS asked CROSS JOIN title_card c "
                f"ON c.{column} = asked.value AND c.{column} <> ''",
                (json.dumps(values),),
            )
            found |= {row[0]: Likeness(TitleId(row[0]), *row[1:]) for row in rows}
        return tuple(found.values())

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
