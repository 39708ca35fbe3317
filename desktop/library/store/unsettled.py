"""Lines of papers and files that could not be entered, kept on this PC until somebody settles them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

_BEFORE = "unsettled/"
_pack = msgspec.msgpack.encode
_unpack = msgspec.msgpack.decode


class Unsettled:
    """Small records by id, in the encrypted file, never synced. Write inside a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, *, limit: int = 10_000) -> dict[str, dict[str, Any]]:
        """Every record by its id."""
        found = self._connection.execute(
            "SELECT name, value FROM profile WHERE name >= ? AND name < ? ORDER BY name LIMIT ?",
            (_BEFORE, _BEFORE[:-1] + "0", limit),
        )
        return {name.removeprefix(_BEFORE): _unpack(value) for name, value in found}

    def get(self, line_id: str) -> dict[str, Any] | None:
        """One record."""
        found = self._connection.execute("SELECT value FROM profile WHERE name = ?", (_BEFORE + line_id,)).fetchone()
        return None if found is None else dict(_unpack(found[0]))

    def keep(self, line_id: str, told: dict[str, Any]) -> None:
        """Keep a record, in place of one of the same id."""
        self._connection.execute(
            "INSERT OR REPLACE INTO profile (name, value) VALUES (?, ?)", (_BEFORE + line_id, _pack(told))
        )

    def drop(self, line_id: str) -> None:
        """It is settled."""
        self._connection.execute("DELETE FROM profile WHERE name = ?", (_BEFORE + line_id,))
