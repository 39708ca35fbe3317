"""Files travel in pieces: the messages about them, how large a piece is, and what a run asks of whoever keeps files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self

import msgspec

from sync.core.tables import TABLES, spec_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GRAIN = 16 * 1024
"""Pieces begin at a multiple of this, and all but a file's last are a multiple of it long: files are sealed in it."""
MOST_PIECE = 1024 * 1024
QUICK_S, SLOW_S = 0.5, 2.0
"""A piece that took less than QUICK_S may be followed by a larger one; after one over SLOW_S comes a smaller one."""
SHA_BYTES = 32
LARGEST_BLOB = 1 << 30
"""Bytes of a file that anybody takes; a library sets its own, lower bound for what is attached."""
MOST_ASKED = 500
"""So many files are asked about at once."""
BLOB_TABLES = tuple(name for name, spec in TABLES.items() if spec.blob)
"""The tables whose rows name files."""


@dataclass(frozen=True, slots=True)
class Blob:
    """The content of a file, by what it is: `sha256` as 64 hex digits, `size` in bytes."""

    sha256: str
    size: int

    @property
    def sha(self) -> bytes:
        """The hash as it travels."""
        return bytes.fromhex(self.sha256)


@dataclass(frozen=True, slots=True)
class PieceSize:
    """How many bytes the next piece may have, by how long the last one took."""

    bytes: int = 4 * GRAIN

    def after(self, seconds: float) -> Self:
        """The size of the next piece when this one took so long."""
        if seconds < QUICK_S:
            return type(self)(min(MOST_PIECE, self.bytes * 2))
        return self.smaller() if seconds > SLOW_S else self

    def smaller(self) -> Self:
        """Half: what to try next when the line was slow or cut."""
        return type(self)(max(GRAIN, self.bytes // 2 // GRAIN * GRAIN))


class AskBlobs(msgspec.Struct, array_like=True):
    """What a device could send (`have`), would like to get (`want`), and got whole but wrong (`spoilt`), by SHA-256."""

    have: list[bytes]
    want: list[bytes]
    spoilt: list[bytes] = []


class KnownBlobs(msgspec.Struct, array_like=True):
    """Of what the device could send: what the centre `lacks`, with the bytes that it has already; it has the others.

    `unnamed` are files that no row of the device's channels names yet: they are not taken now. Of what the device would
    like: what the centre `holds`, with its size.
    """

    lacks: dict[bytes, int]
    holds: dict[bytes, int]
    unnamed: list[bytes] = []


class PutPiece(msgspec.Struct, array_like=True):
    """A piece of a file of `size` bytes, from `offset` on."""

    sha: bytes
    size: int
    offset: int
    body: bytes


class TakenPiece(msgspec.Struct, array_like=True):
    """How far the file is at the centre: the next piece begins at `offset`.

    `whole`: it is complete and verified. `wrong`: what came was not the file of this hash; it was thrown away.
    """

    offset: int
    whole: bool = False
    wrong: bool = False


class GetPiece(msgspec.Struct, array_like=True):
    """Ask for at most so many bytes of a file."""

    sha: bytes
    offset: int
    most: int


class GivenPiece(msgspec.Struct, array_like=True):
    """The piece, and the size of the whole file; `here` is False when the centre does not have the file (yet)."""

    here: bool
    size: int = 0
    body: bytes = b""


class Spoilt(Exception):
    """A file that is whole by its size is not the one its hash names; it was thrown away."""


class NoRoom(Exception):
    """The disk here will not take a file now; rows go on, and the next run tries again."""


class Files(Protocol):
    """Whoever keeps files: a unit's library, or a centre that has one above it. Blobs are named by rows, never by name.

    Bundles use the same functions: `to_send` and `piece_out` to write pieces, `piece_in` to take them.
    """

    def begin(self, epoch: str) -> None:
        """A run begins with the centre of this epoch: with a new one, nothing is known to be there any more."""

    def to_send(self, most: int) -> Sequence[Blob]:
        """Files that the centre may lack, the newest first."""

    def to_fetch(self, most: int) -> Sequence[Blob]:
        """Files that are named here but not here; the last needed first, without those asked for in vain just now."""

    def sent(self, blobs: Sequence[Blob]) -> None:
        """The centre has these, whole and verified."""

    def not_there(self, blobs: Sequence[Blob]) -> None:
        """The centre does not have these yet: ask again later."""

    def piece_out(self, blob: Blob, offset: int, most: int) -> bytes:
        """Bytes of a file that is here. Raises Spoilt when our own copy is; it will be fetched again."""

    def received(self, blob: Blob) -> int:
        """How many bytes of a file that is not whole yet lie here, verified as written; where the next piece begins."""

    def piece_in(self, blob: Blob, offset: int, body: bytes) -> int:
        """Keep a piece; returns where the next one begins: `blob.size` when the file is whole, verified and visible.

        A piece that does not continue what is there is left out. Raises Spoilt, NoRoom.
        """


def is_sha(text: object) -> bool:
    """Whether a row's field names a file's content."""
    return isinstance(text, str) and len(text) == 2 * SHA_BYTES and not set(text) - set("0123456789abcdef")


def blob_named(table: str, fields: Mapping[str, Any]) -> Blob | None:
    """The file that a row with these fields names; None when it names none, or is deleted."""
    names = spec_of(table).blob
    if names is None or fields.get("deleted_at") is not None:
        return None
    sha256, size = (fields.get(name) for name in names)
    if not isinstance(sha256, str) or not is_sha(sha256) or not isinstance(size, int):
        return None
    return Blob(sha256, min(max(size, 0), LARGEST_BLOB))
