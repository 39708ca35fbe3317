"""What the library knows of itself: its unit, its device, its secrets. Kept in the encrypted file, never synced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

LAST_BACKUP = "last-backup"
"""The name of what is noted of the last backup: {at, folder, file}."""

REFOLD = "refold"
"""The name of a note that loans and holds must be folded anew: the program knows more kinds of events than before."""

_pack = msgspec.msgpack.encode
_unpack = msgspec.msgpack.decode


class Profile:
    """Small values by name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> Any:
        """The value, or None."""
        found = self._connection.execute("SELECT value FROM profile WHERE name = ?", (name,)).fetchone()
        return None if found is None else _unpack(found[0])

    def text(self, name: str) -> str:
        """The value as text; empty when it is not there."""
        value = self.get(name)
        return value if isinstance(value, str) else ""

    def put(self, name: str, value: object) -> None:
        """Keep a value (durable at once outside a transaction, else with it)."""
        self._connection.execute("INSERT OR REPLACE INTO profile (name, value) VALUES (?, ?)", (name, _pack(value)))

    def forget(self, name: str) -> None:
        """Drop a value."""
        self._connection.execute("DELETE FROM profile WHERE name = ?", (name,))
