"""Readers' portraits: taken in when they are small pictures of one size, and taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.recognise import person_of, reader_of
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights, Task
from desktop.library.store.portraits import JPEG, portrait_id

if TYPE_CHECKING:
    from desktop.library.store.store import Store

WIDTH, HEIGHT = 200, 260
MOST_BYTES = 24_000
"""Twenty thousand readers with portraits are then half a gigabyte at the very most, usually a quarter of that."""

_MARKER, _SCAN, _FRAMES = 0xFF, 0xDA, range(0xC0, 0xD0)
_NO_FRAME = {0xC4, 0xC8, 0xCC}
"""Markers among those of frames that say something else: tables of codes, and one that is reserved (ITU T.81, B.1)."""


class Portraits:
    """The portraits over one store."""

    def __init__(self, store: Store, rights: Rights = Rights.LIBRARIAN) -> None:
        self._store = store
        self._rights = rights

    def get(self, card: str) -> bytes | None:
        """The reader's portrait as JPEG, or None. Raises Refusal: UNKNOWN_CARD."""
        return self._store.portraits.of_reader(reader_of(self._store, card).id)

    def set(self, card: str, photo: bytes, *, file: str = "") -> None:
        """Keep this JPEG of WIDTH × HEIGHT and at most MOST_BYTES. `file` is its name, for whoever is refused.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_CARD, NOT_A_PERSON, NOT_A_PORTRAIT.
        """
        self._rights.require(Task.REGISTER)
        reader = person_of(self._store, card)
        if len(photo) > MOST_BYTES or size_of(photo) != (WIDTH, HEIGHT):
            raise Refusal(Reason.NOT_A_PORTRAIT, file=file, width=WIDTH, height=HEIGHT, bytes=MOST_BYTES)
        with self._store.writing() as pen:
            pen.put("portrait", portrait_id(reader.id), {"reader_id": reader.id, "photo": photo})

    def remove(self, card: str) -> None:
        """Keep no portrait of the reader. Raises Refusal: NOT_ENTITLED, UNKNOWN_CARD."""
        self._rights.require(Task.REGISTER)
        reader = reader_of(self._store, card)
        if self._store.portraits.is_kept(reader.id):
            with self._store.writing() as pen:
                pen.put("portrait", portrait_id(reader.id), {"photo": None})


def size_of(photo: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG in pixels, from its frame header; None for anything else (ITU T.81, B.2.2)."""
    if not photo.startswith(JPEG):
        return None
    at = 2
    while at + 9 <= len(photo) and photo[at] == _MARKER and photo[at + 1] != _SCAN:
        marker = photo[at + 1]
        if marker in _FRAMES and marker not in _NO_FRAME:
            return int.from_bytes(photo[at + 7 : at + 9]), int.from_bytes(photo[at + 5 : at + 7])
        at += 2 + int.from_bytes(photo[at + 2 : at + 4])
    return None
