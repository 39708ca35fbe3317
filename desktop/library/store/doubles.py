"""Titles that may be the same as one about to be added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.ids import TitleId

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

_MOST = 20


@dataclass(frozen=True, slots=True)
class Likeness:
    """The keys by which a title is recognised; see `store.title_cards` for how each is made."""

    id: TitleId
    match: str
    isbn: str
    control: str


class Doubles:
    """Looks titles up by the keys of their cards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def with_control(self, control: str) -> tuple[Likeness, ...]:
        """Titles that bear this agency and number."""
        return self._found("control", control)

    def with_isbn(self, isbn: str) -> tuple[Likeness, ...]:
        """Titles whose first ISBN is this one."""
        return self._found("isbn", isbn)

    def with_match(self, match: str) -> tuple[Likeness, ...]:
        """Titles with the same words in title and author and the same year."""
        return self._found("match", match)

    def _found(self, column: str, value: str) -> tuple[Likeness, ...]:
        # The column is one of three words of this class; an empty value is never looked for (the indexes leave it out).
        if not value:
            return ()
        found = self._connection.execute(
            f"SELECT id, match, isbn, control FROM title_card WHERE {column} = ? AND {column} <> '' LIMIT {_MOST}",
            (value,),
        )
        return tuple(Likeness(TitleId(title), match, isbn, control) for title, match, isbn, control in found)
