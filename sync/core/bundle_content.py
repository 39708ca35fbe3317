"""What the chunks of a bundle hold, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.core import wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_ROWS = 2_000
MOST_BYTES = 768 * 1024
"""Of the rows of one chunk, before compression; a larger row travels alone."""


class Joining(msgspec.Struct, array_like=True, tag="joining"):
    """A device whose enrolment nobody has answered presents its code, before anything else. Never in the manifest:
    a code is a secret, and a stick is left lying about.
    """

    enrol: wire.Enrol


class Rows(msgspec.Struct, array_like=True, tag="rows"):
    """Unacknowledged rows of a device; each is a packed wire.WireRow, so that one that is broken is put aside alone."""

    rows: list[msgspec.Raw]


class Answer(msgspec.Struct, array_like=True, tag="answer"):
    """What became of a device's bundle: taken whole, and settled at `seq`, unless there is a `stop`.

    `stop`: clock-wrong (`number` ms ahead; nothing was taken) | revoked (nothing was taken) | cut (the good part was
    taken, nothing is settled) | new-epoch (all was taken, nothing is settled). `lost` counts fields that gave way;
    `parked` and `conflicts` are as in wire.Pushed, `epoch` and `durable` the centre's.
    """

    bundle: str
    epoch: str
    durable: int
    seq: int = 0
    lost: int = 0
    parked: list[tuple[str, bytes, str]] = []
    conflicts: int = 0
    stop: str = ""
    number: int = 0


class Page(msgspec.Struct, array_like=True, tag="page"):
    """Rows of a channel after the number `after` up to `cursor`, as packed wire.WireRows."""

    channel: str
    after: int
    cursor: int
    rows: list[msgspec.Raw]


class Joined(msgspec.Struct, array_like=True, tag="joined"):
    """The centre took the device in."""

    enrolled: wire.Enrolled


class Keys(msgspec.Struct, array_like=True, tag="keys"):
    """The unit's key on its way between devices, as wire.Welcome and the door of keys carry it.

    To a device: `unkeyed`, devices that lack it with their public keys, and `wrapped_key`, the key sealed to this one.
    To the centre: `wrapped`, the key sealed to each device that lacked it.
    """

    unkeyed: dict[str, bytes] = {}
    wrapped_key: bytes = b""
    wrapped: dict[str, bytes] = {}


class Numbers(msgspec.Struct, array_like=True, tag="numbers"):
    """Blocks of the numbers that people read, as the door of blocks carries them (sync/core/blocks.py).

    To the centre: what the device holds, and that it wants one more. To a device: what is leased to it.
    """

    blocks: list[int]
    wants: bool = False


class FileNews(msgspec.Struct, array_like=True, tag="files"):
    """Of files, by SHA-256: those that the sender would like (`want`), and those with their sizes that are `here`.

    A device wants what its rows name and it lacks; the centre tells what of the carried files is whole with it now.
    """

    want: list[bytes] = []
    here: dict[bytes, int] = {}


class FilePiece(msgspec.Struct, array_like=True, tag="file"):
    """A piece of a file named by its SHA-256, which is `size` bytes long."""

    sha256: bytes
    size: int
    offset: int
    body: bytes


class Titles(msgspec.Struct, array_like=True, tag="titles"):
    """A part of the list of all units' titles that everybody may read of: (id, title, author, year, ISBN, units).

    `mark` tells one list from a later one. `last`: the list is whole now, and an older one may go.
    """

    mark: str
    last: bool
    lines: list[tuple[bytes, str, str, str, str, list[str]]]


class End(msgspec.Struct, array_like=True, tag="end"):
    """The last chunk: how many of each kind went before."""

    counts: dict[str, int]


Content = Joining | Rows | Answer | Page | Joined | Keys | Numbers | FileNews | FilePiece | Titles | End
KINDS = frozenset(("joining", "rows", "answer", "page", "joined", "keys", "numbers", "files", "file", "titles", "end"))


class _Chunk(msgspec.Struct, array_like=True):
    content: Content


class _AnyChunk(msgspec.Struct, array_like=True):
    content: list[msgspec.Raw]


def pack(content: Content) -> bytes:
    """A chunk's plain bytes."""
    return wire.pack(_Chunk(content))


def unpack(body: bytes) -> Content | None:
    """The content of these bytes; None for a kind that only a newer program knows. Raises wire.Unreadable."""
    try:
        return wire.unpack(body, _Chunk).content
    except wire.TooLarge as large:
        raise wire.Unreadable from large
    except wire.Unreadable:
        if _kind_of(body) in KINDS:
            raise
        return None


def _kind_of(body: bytes) -> str:
    kind, *_ = wire.unpack(body, _AnyChunk).content or [msgspec.Raw(b"\xa0")]
    try:
        return msgspec.msgpack.decode(kind, type=str)
    except msgspec.DecodeError as unreadable:
        raise wire.Unreadable from unreadable


def in_chunks(rows: Iterable[bytes]) -> Iterator[list[msgspec.Raw]]:
    """Packed rows in lists that fit into a chunk each; read as they are asked for."""
    gathered: list[msgspec.Raw] = []
    weight = 0
    for row in rows:
        if gathered and (len(gathered) == MOST_ROWS or weight + len(row) > MOST_BYTES):
            yield gathered
            gathered, weight = [], 0
        gathered.append(msgspec.Raw(row))
        weight += len(row)
    if gathered:
        yield gathered
