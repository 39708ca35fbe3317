"""Readers' portraits: one row a reader, so that a photo never travels with what is asked for at every scan."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from desktop.library.store.rows import fields_of

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection


def portrait_id(reader_id: str) -> str:
    """The id of the reader's portrait: the same at every desk, so that there is never a second one."""
    return hashlib.blake2b(f"portrait/{reader_id}".encode(), digest_size=16).hexdigest()


class Portraits:
    """Reads portraits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_reader(self, reader_id: str) -> bytes | None:
        """The reader's portrait as JPEG; None when there is none, or this PC cannot open it yet."""
        found = self._connection.execute(
            "SELECT fields FROM portrait WHERE id = ?", (portrait_id(reader_id),)
        ).fetchone()
        photo = fields_of(found[0]).get("photo") if found else None
        # What is sealed is bytes, too, but no picture.
        return photo if isinstance(photo, bytes) and photo.startswith(JPEG) else None

    def is_kept(self, reader_id: str) -> bool:
        """Whether there is a row, with or without a photo in it."""
        found = self._connection.execute("SELECT 1 FROM portrait WHERE id = ?", (portrait_id(reader_id),))
        return found.fetchone() is not None


JPEG = b"\xff\xd8\xff"
"""How every JPEG file begins."""
