"""The file with which a centre lets one device in: a one-time code, and by what the centre is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from cryptography import x509

from sync.client.enrolment import KEYS, BadEnrolment

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 64 * 1024
_KEY = re.compile("[0-9a-f]{64}")


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


def _look_at(file: EnrolmentFile) -> None:
    parts = urlsplit(file.address)
    if parts.scheme != "https" or not parts.hostname:
        raise BadEnrolment("address", file.unit)
    try:
        x509.load_pem_x509_certificate(file.authority.encode())
    except ValueError as error:
        raise BadEnrolment("authority", file.unit) from error
    if not all(_is_key(getattr(file, name)) for name in KEYS):
        raise BadEnrolment("unreadable", file.unit)


def _is_key(text: str) -> bool:
    return not text or _KEY.fullmatch(text) is not None
