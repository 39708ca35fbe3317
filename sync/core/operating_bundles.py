"""How an operator's PC carries bundles between a stick and the centre: in pieces, looked at first, then taken."""

from __future__ import annotations

import msgspec

LARGEST_PIECE = 4 * 1024 * 1024
"""Bytes of a bundle in one message."""


class PutBundle(msgspec.Struct, array_like=True):
    """A piece of a bundle on its way to the centre. `carried`: 32 hex digits that the operator's PC has drawn."""

    carried: str
    offset: int
    body: bytes


class BundlePut(msgspec.Struct, array_like=True):
    """How many bytes of it are at the centre now: where the next piece begins."""

    size: int


class AskPreview(msgspec.Struct, array_like=True):
    """What would taking this bundle change?"""

    carried: str


class BundleSeen(msgspec.Struct, array_like=True, frozen=True):
    """What taking it would change, in rows. Nothing was changed.

    `result`: taken | cut | clock-wrong | revoked, or why it is not taken at all: not-a-bundle | altered | newer |
    for-another | unknown-sender | bad-code.
    """

    bundle: str
    unit: str
    unit_name: str
    device_name: str
    rows: int
    new: int
    changed: int
    conflicts: int
    lost: int
    parked: int
    result: str


class TakeBundle(msgspec.Struct, array_like=True):
    """Take this bundle in."""

    carried: str


class BundleTaken(msgspec.Struct, array_like=True, frozen=True):
    """What became of it, in rows. `result`: taken | cut | new-epoch | clock-wrong | revoked, or why it was not taken.

    `again`: it had been taken before. `number`: with clock-wrong, ms ahead. `answer_to` are the devices that are to be
    told something by this stick.
    """

    bundle: str
    device: str
    device_name: str
    unit: str
    unit_name: str
    rows: int
    result: str
    joined: bool
    again: bool
    lost: int
    parked: int
    conflicts: int
    number: int
    answer_to: list[str]


class AskAnswer(msgspec.Struct, array_like=True):
    """Write the answer for this device."""

    device: str


class AnswerReady(msgspec.Struct, array_like=True, frozen=True):
    """A bundle for a device, ready to be fetched. `sha256` is of the whole; `older`: ids of those that it replaces."""

    answer: str
    name: str
    size: int
    sha256: bytes
    device_name: str
    unit: str
    unit_name: str
    rows: int
    older: list[str]


class GetAnswer(msgspec.Struct, array_like=True):
    """A piece of an answer, from this byte on."""

    answer: str
    offset: int


class AnswerPiece(msgspec.Struct, array_like=True):
    """The piece; empty at the end."""

    body: bytes
