"""Titles: whole records, and lines of lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop.library.model.ids import TitleId
from desktop.library.model.title import MarcField, Title, TitleLine
from desktop.library.store.rows import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection

_HEAD = 2
"""Order, and the text of a control field or the indicators of another, stand first."""
_LINE = "id, title, author, year, isbn, classification, items, available"


def title_from(title_id: str, fields: dict[str, Any]) -> Title:
    """The title that these synced fields make."""
    found = [marc_field(name, value) for name, value in fields.items() if is_occurrence(name, value)]
    return Title(
        id=TitleId(title_id),
        leader=fields.get("leader") or "",
        fields=tuple(sorted(found, key=lambda f: (f.order, f.tag, f.occurrence))),
        source=fields.get("source") or "",
        deleted=fields.get("deleted_at") is not None,
    )


def is_occurrence(name: str, value: object) -> bool:
    """Whether this is a field of the record that stands. What a newer program keeps in another form is only carried."""
    if name[3:4] != "/" or type(value) is not list or len(value) < _HEAD or type(value[0]) is not int:
        return False
    for part in value[1:]:  # noqa: SIM110 - every field of every title that is listed passes here; all() takes a tenth longer
        if type(part) is not str:
            return False
    return True


def marc_field(name: str, value: list[Any]) -> MarcField:
    """One field occurrence from its synced form."""
    tag, occurrence = name[:3], name[4:]
    if tag < "010":
        return MarcField(tag, occurrence, value[0], text=value[1])
    return MarcField(tag, occurrence, value[0], value[1], tuple(zip(value[2::2], value[3::2], strict=False)))


def marc_value(field: MarcField) -> list[Any]:
    """The synced form of a field occurrence; its name is `field.name`."""
    if field.tag < "010":
        return [field.order, field.text]
    return [field.order, field.indicators, *(part for subfield in field.subfields for part in subfield)]


def line_from(row: tuple[Any, ...]) -> TitleLine:
    """A line from a row of the title cards."""
    title_id, *rest = row
    return TitleLine(TitleId(title_id), *rest)


class Titles:
    """Reads titles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, title_id: str) -> Title | None:
        """One title, whole."""
        found = self._connection.execute("SELECT fields FROM title WHERE id = ?", (title_id,)).fetchone()
        return None if found is None else title_from(title_id, fields_of(found[0]))

    def line(self, title_id: str) -> TitleLine | None:
        """One title as a line."""
        return next(iter(self._lines("WHERE id = ?", title_id)), None)

    def lines(self, ids: Iterable[str]) -> dict[str, TitleLine]:
        """These titles as lines, by their ids."""
        found = self._lines("WHERE id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))
        return {line.id: line for line in found}

    def browse(self, *, after: TitleId | None = None, limit: int = 50) -> tuple[TitleLine, ...]:
        """All titles in Vietnamese order; `after` is the last of the page before."""
        sort = b""
        if after is not None:
            found = self._connection.execute("SELECT sort FROM title_card WHERE id = ?", (after,)).fetchone()
            sort = found[0] if found else b""
        return self._lines("WHERE (sort, id) > (?, ?) ORDER BY sort, id LIMIT ?", sort, after or "", limit)

    def with_isbn(self, isbn13: str) -> tuple[TitleId, ...]:
        """Titles with this ISBN (13 digits)."""
        found = self._connection.execute("SELECT id FROM title_card WHERE isbn = ? ORDER BY place LIMIT 10", (isbn13,))
        return tuple(TitleId(title_id) for (title_id,) in found)

    def count(self) -> int:
        """How many live titles there are."""
        # Two small indexes hold every card between them; left to itself SQLite walks one that holds their first words.
        some, none = (f"(SELECT count(*) FROM title_card WHERE available {how})" for how in ("> 0", "= 0"))
        return int(self._connection.execute(f"SELECT {some} + {none}").fetchone()[0])

    def _lines(self, where: str, *values: object) -> tuple[TitleLine, ...]:
        return tuple(
            line_from(row) for row in self._connection.execute(f"SELECT {_LINE} FROM title_card {where}", values)
        )
