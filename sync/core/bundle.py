"""A bundle: one file that carries rows between a device and its centre where no network reaches (sync.md 6).

The magic, the length of the manifest, the manifest, the sender's signature of it; then chunks, each with its length,
encrypted as one stream with a key that only sender and receiver know. So a file that is cut or rotten in the middle
is good up to there, and anybody may read for whom it is.
"""

from __future__ import annotations

import re
import struct
from contextlib import contextmanager
from datetime import datetime
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO, ClassVar

import msgspec
from nacl.bindings import crypto_secretstream as stream
from nacl.exceptions import CryptoError
from nacl.exceptions import RuntimeError as NotOpened

from sync.core import bundle_content, wire
from sync.core.bundle_content import End
from sync.core.identity import is_signed_by
from sync.core.sealing import Locked, open_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.core.bundle_content import Content
    from sync.core.identity import DeviceKey

MAGIC = b"TUSACH1\n"
FORMAT = 1
SUFFIX = ".tusach"
SIGNATURE_BYTES = 64
LENGTH = struct.Struct(">I")
LARGEST_MANIFEST = 1024 * 1024
LARGEST_CHUNK = wire.LARGEST_BODY
"""Of ciphertext. Ours are of 1 MiB at most, unless a single row is larger."""
_ID = re.compile("[0-9a-f]{32}")
_FIRST_YEAR = 1970
FINAL = stream.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class BadBundle(Exception):
    """This file is not taken, and nothing of it was. `fault` says why."""

    fault: ClassVar[str]

    def __init__(self, manifest: Manifest | None = None) -> None:
        super().__init__(self.fault)
        self.manifest = manifest
        """What the file says of itself, as far as it can be trusted."""


class NotABundle(BadBundle):
    """The file is something else."""

    fault = "not-a-bundle"


class Altered(BadBundle):
    """The manifest is not as its sender signed it: rot, or somebody's hand."""

    fault = "altered"


class NewerFormat(BadBundle):
    """A newer program wrote it: update first, and take it then."""

    fault = "newer"


class AddressedToAnother(BadBundle):
    """It is for another device, or another centre."""

    fault = "for-another"


class UnknownSender(BadBundle):
    """Nobody here knows who signed it."""

    fault = "unknown-sender"


class Unverified(BadBundle):
    """What was written cannot be read back as it was written: the stick is not well."""

    fault = "unverified"


class Manifest(
    msgspec.Struct, frozen=True, rename={"sender": "from", "sender_device": "from_device", "sender_name": "from_name"}
):
    """What anybody may read of a bundle. No personal data, no secret.

    Parties are named by the hex of their public keys; `from_device` and `device` are ids, empty where there is none.
    `made` is by the sender's clock, UTC. `epoch`, `incarnation`, `cursors` are the device's when it is the sender,
    else `epoch` is the centre's and the two others those that it answers. `answers` is the id of the device's bundle
    that this one answers. `rows` and `files` are as counted before writing. `key` is the stream's, sealed to the
    receiver; `header` begins the stream. `enrol`: the device asks to be taken in.
    `keyed`: it holds its unit's key; `open_points`: so many wait for a person;
    `titles`: the mark of the list of all units' titles that it holds.
    """

    protocol: int
    program: str
    sender: str
    sender_device: str
    sender_name: str
    to: str
    unit: str
    unit_name: str
    made: datetime
    epoch: str
    incarnation: str
    device: str = ""
    cursors: dict[str, int] = {}
    answers: str = ""
    rows: int = 0
    files: int = 0
    enrol: bool = False
    keyed: bool = False
    titles: str = ""
    open_points: int = 0
    format: int = FORMAT
    id: str = msgspec.field(default_factory=lambda: token_hex(16))
    key: bytes = b""
    header: bytes = b""

    @property
    def made_ms(self) -> int:
        """When it was made by the sender's clock, UTC ms."""
        return int(self.made.timestamp() * 1000)

    @property
    def is_for_centre(self) -> bool:
        """Whether a device wrote it."""
        return bool(self.sender_device) or self.enrol


class _Claim(msgspec.Struct, rename={"sender": "from"}):
    """What must be read of a manifest before it can be trusted or understood."""

    sender: str
    format: int
    protocol: int


def read_manifest(file: BinaryIO) -> tuple[Manifest, bytes]:
    """The manifest at the beginning of a file, and its bytes, signed by whom it names.

    Raises NotABundle, Altered, NewerFormat; and OSError.
    """
    magic = file.read(len(MAGIC))
    if magic != MAGIC:
        is_newer = magic[:6] == MAGIC[:6] and magic[6:7] > MAGIC[6:7] and magic[6:7].isdigit() and magic[7:] == b"\n"
        raise NewerFormat if is_newer else NotABundle
    signed, signature = _signed_part(file)
    try:
        claim = msgspec.json.decode(signed, type=_Claim)
        sender = bytes.fromhex(claim.sender)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise Altered from error
    if not is_signed_by(sender, signed, signature):
        raise Altered
    if claim.format > FORMAT or claim.protocol > wire.PROTOCOL + 1:
        raise NewerFormat
    try:
        manifest = msgspec.json.decode(signed, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Altered from error
    if not _is_sensible(manifest):
        raise Altered
    return manifest, signed


def _is_sensible(manifest: Manifest) -> bool:
    """Whether it says what every database can hold: whoever signs may still lie."""
    texts = (fact for fact in msgspec.structs.astuple(manifest) if isinstance(fact, str))
    return (
        _ID.fullmatch(manifest.id) is not None
        and manifest.made.tzinfo is not None
        and manifest.made.year >= _FIRST_YEAR
        and not any("\0" in text for text in texts)
    )


def manifest_of(path: Path) -> Manifest:
    """What the bundle at this path says of itself. Raises as `read_manifest`."""
    with path.open("rb") as file:
        return read_manifest(file)[0]


class BundleReader:
    """An open bundle. Read `contents` to the end, then ask whether it was `complete`."""

    def __init__(self, file: BinaryIO, manifest: Manifest, key: bytes) -> None:
        self.manifest = manifest
        self.complete = False
        """Whether everything that the sender wrote was read."""
        self.skipped = 0
        """Contents of kinds that only a newer program knows."""
        self.cut_at: int | None = None
        """Where what follows could not be read, in bytes from the beginning of the file."""
        self._file = file
        self._at = file.tell()
        self._state = stream.crypto_secretstream_xchacha20poly1305_state()
        try:
            stream.crypto_secretstream_xchacha20poly1305_init_pull(self._state, manifest.header, key)
        except (NotOpened, ValueError, TypeError) as error:
            raise Altered from error

    @property
    def size(self) -> int:
        """Bytes read so far and found good."""
        return self._at

    def contents(self) -> Iterator[Content]:
        """What is in it, one after the other, as far as it is good. Never raises for what is cut, rotten or unread."""
        while (chunk := self._next()) is not None:
            body, tag = chunk
            try:
                content = bundle_content.unpack(body)
            except wire.Unreadable:
                self.cut_at = self._at
                return
            if tag == FINAL:
                self.complete = isinstance(content, End)
                return
            if content is None:
                self.skipped += 1
            else:
                yield content

    def _next(self) -> tuple[bytes, int] | None:
        try:
            sealed = self._sealed()
            opened = stream.crypto_secretstream_xchacha20poly1305_pull(self._state, sealed)
        except (OSError, CryptoError, ValueError):  # a bad sector, a cut, a flipped byte: all good up to here
            self.cut_at = self._at
            return None
        self._at += LENGTH.size + len(sealed)
        return opened

    def _sealed(self) -> bytes:
        (length,) = LENGTH.unpack(_exactly(self._file, LENGTH.size))
        if not 0 < length <= LARGEST_CHUNK:
            raise ValueError(length)
        return _exactly(self._file, length)


@contextmanager
def reading(path: Path, key: DeviceKey) -> Iterator[BundleReader]:
    """The bundle at this path, opened by its receiver.

    Raises NotABundle, Altered, NewerFormat, AddressedToAnother; and OSError.
    """
    with path.open("rb") as file:
        manifest, _ = read_manifest(file)
        if manifest.to != key.public.hex():
            raise AddressedToAnother(manifest)
        try:
            opened = open_sealed(key, manifest.key)
        except Locked as error:
            raise Altered from error
        yield BundleReader(file, manifest, opened)


def _signed_part(file: BinaryIO) -> tuple[bytes, bytes]:
    try:
        (length,) = LENGTH.unpack(_exactly(file, LENGTH.size))
        if length > LARGEST_MANIFEST:
            raise Altered
        return _exactly(file, length), _exactly(file, SIGNATURE_BYTES)
    except ValueError as cut:
        raise Altered from cut


def _exactly(file: BinaryIO, size: int) -> bytes:
    """So many bytes; ValueError when there are fewer."""
    found = file.read(size)
    if len(found) < size:
        raise ValueError(size)
    return found
