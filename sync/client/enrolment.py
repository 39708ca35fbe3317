"""How a device comes to belong to a centre: one file with a one-time code, one key made here."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import msgspec
from cryptography import x509

from sync.client.centre import Centre
from sync.client.foreign import NotDone
from sync.client.http import Line
from sync.core.identity import DeviceKey
from sync.core.wire import PROTOCOL, Enrol, Enrolled

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 64 * 1024
_KEYS = ("centre_key", "unit_key")
_KEY = re.compile("[0-9a-f]{64}")
Fault = Literal["unreadable", "expired", "address", "authority", "another-unit", "bad-code"]


class BadEnrolment(Exception):
    """This file does not enrol this device. `reason` says why; `unit` is the file's, as far as it is known."""

    def __init__(self, reason: Fault, unit: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.unit = unit


class EnrolmentFile(msgspec.Struct, frozen=True):
    """What the centre wrote for one device of one unit. `authority` is PEM; `expires` is ISO 8601.

    `centre_key` and `unit_key` are hex. Without `unit_key` another device of the unit hands the key on; a file without
    `centre_key` is of a centre whose units have no keys.
    """

    address: str
    authority: str
    unit: str
    unit_name: str
    code: str
    expires: datetime
    centre_key: str = ""
    unit_key: str = ""
    role: str = "desk"


class Enrolment(msgspec.Struct, frozen=True):
    """What the device keeps, in its encrypted library only. `device` is empty until the centre has answered."""

    address: str
    authority: str
    unit: str
    unit_name: str
    code: str
    expires: datetime
    key_seed: bytes
    device: str = ""
    desk: int = 0
    """Which of the unit's desks this is, from 0: its numbers begin there."""
    centre_key: bytes = b""
    """The public half of the centre's own key: it signs the centre's bundles, and bundles are sealed to it."""
    unit_key: bytes = b""
    """As the file brought it; empty when it came without. The key in use is kept by the replica."""
    role: str = "desk"
    """desk | operator | centre: what the centre took this device in as."""

    @property
    def is_complete(self) -> bool:
        """Whether the centre took the device in."""
        return bool(self.device)

    def to_bytes(self) -> bytes:
        """To be kept secret."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def from_bytes(cls, kept: bytes) -> Enrolment:
        """What `to_bytes` gave."""
        return msgspec.msgpack.decode(kept, type=cls)

    def centre(self, incarnation: str) -> Centre:
        """The centre of a complete enrolment, for as long as this program runs."""
        line = Line(self.address, self.authority)
        return Centre(line, device=self.device, key=DeviceKey(self.key_seed), incarnation=incarnation)


def read_file(path: Path) -> EnrolmentFile:
    """The enrolment file at this path. Raises BadEnrolment, and OSError when it cannot be read."""
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE)
    try:
        enrolment_file = msgspec.json.decode(content, type=EnrolmentFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadEnrolment("unreadable") from error
    _look_at(enrolment_file)
    if enrolment_file.expires.tzinfo is None:
        return msgspec.structs.replace(enrolment_file, expires=enrolment_file.expires.replace(tzinfo=UTC))
    return enrolment_file


def begin(file: EnrolmentFile, *, unit: str, kept: Enrolment | None) -> Enrolment:
    """The enrolment to keep *before* the centre is asked: with the same key, a code whose answer was lost counts again.

    `kept` is what an earlier attempt left. Raises BadEnrolment for the file of another unit.
    """
    if file.unit != unit:
        raise BadEnrolment("another-unit", file.unit)
    if kept and kept.code == file.code:
        return kept
    said = msgspec.structs.asdict(file) | {name: bytes.fromhex(getattr(file, name)) for name in _KEYS}
    return Enrolment(**said, key_seed=DeviceKey.create().seed)


def finish(begun: Enrolment, *, name: str, now: datetime) -> Enrolment:
    """Present the code; the complete enrolment. `name` is this PC's. Raises BadEnrolment, and Stops of the line.

    Whether the code has expired is the centre's word, whose clock is right; ours only explains the refusal.
    """
    key, line = DeviceKey(begun.key_seed), Line(begun.address, begun.authority)
    try:
        enrol = Enrol(PROTOCOL, begun.code, key.public, key.sign(begun.code.encode()), name)
        enrolled = line.ask("enrol", enrol, Enrolled)
    except NotDone as refused:
        if refused.code != "bad-code":
            raise
        raise BadEnrolment("expired" if begun.expires < now else "bad-code", begun.unit) from refused
    finally:
        line.close()
    if enrolled.unit != begun.unit:
        raise BadEnrolment("another-unit", enrolled.unit)
    return completed(begun, enrolled)


def completed(begun: Enrolment, enrolled: Enrolled) -> Enrolment:
    """The enrolment as the centre answered it."""
    return msgspec.structs.replace(
        begun, device=enrolled.device, unit_name=enrolled.unit_name, desk=enrolled.desk, role=enrolled.role
    )


def _look_at(file: EnrolmentFile) -> None:
    parts = urlsplit(file.address)
    if parts.scheme != "https" or not parts.hostname:
        raise BadEnrolment("address", file.unit)
    try:
        x509.load_pem_x509_certificate(file.authority.encode())
    except ValueError as error:
        raise BadEnrolment("authority", file.unit) from error
    if not all(_is_key(getattr(file, name)) for name in _KEYS):
        raise BadEnrolment("unreadable", file.unit)


def _is_key(text: str) -> bool:
    return not text or _KEY.fullmatch(text) is not None
