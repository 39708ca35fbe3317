"""What travels: messages as msgpack arrays, compressed with zstd, bounded when opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from backports import zstd

from sync.core.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

PROTOCOL = 1
"""Spoken here; the other side may be one behind or one ahead."""
CONTENT_TYPE = "application/x-tusach"
LARGEST_BODY = 16 * 1024 * 1024
"""Bytes of a message after decompression; more is refused unread."""
LEVEL = 3


class WireRow(msgspec.Struct, array_like=True):
    """A row in its compact form: ids and stamps as bytes, bases of a field joined."""

    table: str
    id: bytes
    channel: str
    stamp: bytes
    fields: dict[str, Any]  # values of any kind that msgpack carries; row.Value says which
    stamps: dict[str, bytes] = {}
    bases: dict[str, bytes] = {}
    fresh: bool = False


class Enrol(msgspec.Struct, array_like=True):
    """A new device presents the one-time code of its enrolment file. `signature` is over the code: proof of the key."""

    protocol: int
    code: str
    public_key: bytes
    signature: bytes
    name: str


class Enrolled(msgspec.Struct, array_like=True):
    """The centre took the device in, as `role`: desk | operator | centre.

    `desk` counts the unit's devices from 0: it says which numbers are this one's.
    """

    device: str
    unit: str
    unit_name: str
    time_ms: int
    desk: int = 0
    role: str = "desk"


class Ask(msgspec.Struct, array_like=True):
    """A device asks for a challenge to sign."""

    protocol: int
    device: str


class Challenge(msgspec.Struct, array_like=True):
    """Random bytes to sign, good once and for a minute."""

    nonce: bytes


class SignIn(msgspec.Struct, array_like=True):
    """The signed challenge: `signature` is over b"tusach-sign-in" + device + nonce + incarnation (all bytes, UTF-8)."""

    device: str
    nonce: bytes
    incarnation: str
    signature: bytes


class SignedIn(msgspec.Struct, array_like=True):
    """A session token, sent as `Authorization: Bearer` with everything that follows. `lasts_s` seconds."""

    token: str
    lasts_s: int


class Greeting(msgspec.Struct, array_like=True):
    """How a run begins: who speaks, where its cursors stand, how many rows wait and how many points are open.

    `keyed`: whether the device holds its unit's key.
    """

    protocol: int
    program: str
    incarnation: str
    time_ms: int
    epoch: str
    cursors: dict[str, int]
    waiting: int = 0
    open_points: int = 0
    keyed: bool = False


class Welcome(msgspec.Struct, array_like=True):
    """The centre's answer: its clock, epoch, durable mark, and the latest number of each channel the device may read.

    `digests` holds (count, sum) for each channel, to compare when nothing is waiting and the cursors are at `latest`.
    `unkeyed` are devices of the unit that lack its key, with their public keys: the others, or this one alone, when it
    lacks the key itself; `wrapped_key` is the unit's key sealed to this device by another. `centre_key` is the key that
    signs the centre's bundles and opens ours.
    """

    protocol: int
    time_ms: int
    epoch: str
    durable: int
    unit: str
    latest: dict[str, int]
    digests: dict[str, tuple[int, int]]
    unkeyed: dict[str, bytes] = {}
    wrapped_key: bytes = b""
    centre_key: bytes = b""


class Push(msgspec.Struct, array_like=True):
    """Unacknowledged fields. `cursors` say what the device had read when it sent them (for the echo rule)."""

    epoch: str
    cursors: dict[str, int]
    rows: list[WireRow]


class Pushed(msgspec.Struct, array_like=True):
    """The acknowledgement: all rows of the push are settled at `seq` except those named in `parked`.

    `lost` names fields that gave way, as (table, id, field); the present values come with the next pull.
    `parked` names rows that could not be understood, as (table, id, reason); they are kept, and count as settled.
    """

    epoch: str
    durable: int
    seq: int
    lost: list[tuple[str, bytes, str]]
    parked: list[tuple[str, bytes, str]]
    conflicts: int


class Pull(msgspec.Struct, array_like=True):
    """Ask for a page of a channel. `limit` rows and `size` bytes at most.

    `whole`: with what this program start has pushed itself, too. A replica that found itself lacking asks so.
    """

    epoch: str
    channel: str
    cursor: int
    limit: int
    size: int
    whole: bool = False


class Page(msgspec.Struct, array_like=True):
    """Rows after the cursor, in order; `cursor` is where the next page starts, `more` whether there is one."""

    epoch: str
    durable: int
    cursor: int
    more: bool
    rows: list[WireRow]


class AskDigests(msgspec.Struct, array_like=True):
    """Ask for the 256 buckets of a channel."""

    channel: str


class Digests(msgspec.Struct, array_like=True):
    """The buckets of a channel as (count, sum); absent ones are empty."""

    buckets: dict[int, tuple[int, int]]


class Problem(msgspec.Struct, array_like=True):
    """Why a request was not done, as the body of every 4xx and 5xx of the centre.

    `code`: sign-in-needed | revoked | upgrade-needed | clock-wrong (`number` = ms ahead) | try-later (`number` = s)
    | new-epoch (greet again) | bad-code | not-entitled | bad-request | too-large | no-room; to an operator also
    | bad-unit | unit-below | bad-days | no-name | no-recovery-key | other-recovery-key | no-unit | no-device.
    """

    code: str
    number: int = 0


class TooLarge(ValueError):
    """A message would open to more than LARGEST_BODY bytes."""


class Unreadable(ValueError):
    """A message is cut, altered or not of this protocol."""


Message = TypeVar("Message", bound=msgspec.Struct)


def pack(message: msgspec.Struct, *, level: int = LEVEL) -> bytes:
    """A message as compressed bytes."""
    return zstd.compress(msgspec.msgpack.encode(message), level)


def unpack(body: bytes, kind: type[Message]) -> Message:
    """The message in these bytes. Raises TooLarge or Unreadable; never opens more than LARGEST_BODY bytes."""
    opener = zstd.ZstdDecompressor()
    try:
        plain = opener.decompress(body, LARGEST_BODY)
        if not opener.eof:
            if len(plain) >= LARGEST_BODY:
                raise TooLarge
            raise Unreadable
        return msgspec.msgpack.decode(plain, type=kind)
    except (zstd.ZstdError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise Unreadable from broken


def row_out(row: Row) -> WireRow:
    """A row in its wire form, with all that it carries."""
    to_bytes = bytes.fromhex
    return WireRow(
        row.table,
        to_bytes(row.id),
        row.channel,
        to_bytes(row.stamp),
        row.fields,
        {name: to_bytes(stamp) for name, stamp in row.stamps.items()},
        {name: to_bytes("".join(base)) for name, base in row.bases.items()},
        row.fresh,
    )


def row_in(row: WireRow) -> Row:
    """A row from its wire form. Raises Unreadable when an id or a stamp has the wrong length."""
    if len(row.id) != 16 or len(row.stamp) != 13 or any(len(s) != 13 for s in row.stamps.values()):  # noqa: PLR2004 - bytes of an id, of a stamp
        raise Unreadable
    return Row(
        row.table,
        row.id.hex(),
        row.channel,
        row.stamp.hex(),
        row.fields,
        {name: stamp.hex() for name, stamp in row.stamps.items()},
        {name: _stamps(joined) for name, joined in row.bases.items()},
        row.fresh,
    )


def rows_out(rows: Iterable[Row]) -> list[WireRow]:
    """Rows in their wire form."""
    return [row_out(row) for row in rows]


def rows_in(rows: Iterable[WireRow]) -> list[Row]:
    """Rows from their wire form; raises Unreadable."""
    return [row_in(row) for row in rows]


def _stamps(joined: bytes) -> list[str]:
    if len(joined) % 13:
        raise Unreadable
    text = joined.hex()
    return [text[at : at + 26] for at in range(0, len(text), 26)]
