"""What a device keeps of its belonging to a centre; read at every start, so no line is loaded for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

import msgspec

from sync.core.identity import DeviceKey

if TYPE_CHECKING:
    from sync.client.enrolment_file import EnrolmentFile
    from sync.core.wire import Enrolled

KEYS = ("centre_key", "unit_key")
Fault = Literal["unreadable", "expired", "address", "authority", "another-unit", "bad-code"]


class BadEnrolment(Exception):
    """This file does not enrol this device. `reason` says why; `unit` is the file's, as far as it is known."""

    def __init__(self, reason: Fault, unit: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.unit = unit


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


def begin(file: EnrolmentFile, *, unit: str, kept: Enrolment | None) -> Enrolment:
    """The enrolment to keep *before* the centre is asked: with the same key, a code whose answer was lost counts again.

    `kept` is what an earlier attempt left. Raises BadEnrolment for the file of another unit.
    """
    if file.unit != unit:
        raise BadEnrolment("another-unit", file.unit)
    if kept and kept.code == file.code:
        return kept
    said = msgspec.structs.asdict(file) | {name: bytes.fromhex(getattr(file, name)) for name in KEYS}
    return Enrolment(**said, key_seed=DeviceKey.create().seed)


def completed(begun: Enrolment, enrolled: Enrolled) -> Enrolment:
    """The enrolment as the centre answered it."""
    return msgspec.structs.replace(
        begun, device=enrolled.device, unit_name=enrolled.unit_name, desk=enrolled.desk, role=enrolled.role
    )
