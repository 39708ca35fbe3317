"""The titles of all units, as the centre's list had them when a stick last brought it: looked up without a network."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop.library.model.title import ElsewhereLine
from desktop.library.store.profile import Profile
from desktop.library.text.normal import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection

_STANDS, _COMING = "elsewhere", "elsewhere-coming"
_MOST = 1_000
"""Of titles that match no more are brought into order; whoever gets so many says a further word."""

Line = tuple[bytes, str, str, str, str, list[str]]
"""Id, title, author, year, ISBN, units."""


class Elsewhere:
    """The list that stands, and one that may be coming: it takes the other's place when it is whole."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._profile = Profile(connection)

    @property
    def mark(self) -> str:
        """Which list of the centre's this is; empty when there is none."""
        return str(self._standing()[0])

    def count(self) -> int:
        """How many titles it has."""
        found = self._connection.execute("SELECT count(*) FROM elsewhere WHERE edition = ?", (self._standing()[1],))
        return int(found.fetchone()[0])

    def find(self, query: str, *, limit: int = 50, offset: int = 0) -> tuple[ElsewhereLine, ...]:
        """Titles in which every word of the query begins a word: those that begin with it first, then by title."""
        sought = fold(query).split()
        holds = " AND folded LIKE ? ESCAPE '!'" * len(sought)
        found = self._connection.execute(
            "SELECT id, title, author, year, isbn, units, folded FROM elsewhere "
            f"WHERE edition = ?{holds} ORDER BY folded LIMIT {_MOST}",
            (self._standing()[1], *(f"% {_literally(word)}%" for word in sought)),
        ).fetchall()
        start = " " + " ".join(sought)
        found.sort(key=lambda each: not each[6].startswith(start))
        return tuple(
            ElsewhereLine(row_id, title, author, year, isbn, tuple(json.loads(units)))
            for row_id, title, author, year, isbn, units, _ in found[offset : offset + limit]
        )

    def take(self, mark: str, lines: Iterable[Line], *, last: bool) -> None:
        """Take a part of the list of this mark; with its last part it takes the place of the old one.

        Call inside a transaction. What was cut short is begun anew when its list comes again.
        """
        standing, coming = self._standing(), self._profile.get(_COMING)
        if coming is None or coming[0] != mark:
            coming = [mark, max(standing[1], coming[1] if coming else 0) + 1]
            self._profile.put(_COMING, coming)
            self._connection.execute("DELETE FROM elsewhere WHERE edition <> ?", (standing[1],))
        self._connection.executemany(
            "INSERT OR REPLACE INTO elsewhere (edition, id, title, author, year, isbn, units, folded) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(coming[1], *_kept(line)) for line in lines],
        )
        if last:
            self._profile.put(_STANDS, coming)
            self._profile.forget(_COMING)
            self._connection.execute("DELETE FROM elsewhere WHERE edition <> ?", (coming[1],))

    def _standing(self) -> tuple[str, int]:
        mark, edition = self._profile.get(_STANDS) or ("", 0)
        return mark, edition


def _kept(line: Line) -> tuple[str, ...]:
    row_id, title, author, year, isbn, units = line
    folded = " " + " ".join(fold(f"{title} {author} {isbn}").split())
    return row_id.hex(), title, author, year, isbn, json.dumps(units, ensure_ascii=False), folded


def _literally(word: str) -> str:
    return "".join(f"!{letter}" if letter in "!%_" else letter for letter in word)
