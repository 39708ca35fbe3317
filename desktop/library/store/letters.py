"""The unit's own words for its letters, as kept; a letter without a row says what the program brought along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.store.rows import fields_of
from desktop.library.store.typed import text
from sync.core.row import named_id

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection
    from desktop.library.store.write import Pen


class LetterTexts:
    """Reads what was changed. `code` is `kind/language` for a text, `kind` for a paper."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def kept(self, code: str) -> str:
        """What is kept under this code; empty when nothing is, or when it was put back."""
        found = self._connection.execute("SELECT fields FROM letter WHERE code = ? AND live = 1 ORDER BY id", (code,))
        return next((text(fields_of(blob), "text") for (blob,) in found), "")


def keep(pen: Pen, unit: str, code: str, words: str) -> None:
    """Keep this under the code: one row in the whole unit, whichever PC wrote it first."""
    pen.put("letter", named_id(unit, "letter", code), {"code": code, "text": words, "deleted_at": None})


def put_back(pen: Pen, unit: str, code: str, now: int) -> None:
    """What the program brought along counts again."""
    pen.put("letter", named_id(unit, "letter", code), {"code": code, "deleted_at": now})
