"""What travels when one device of a unit hands the unit's key to another: the centre carries it and cannot open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.core.sealing import Locked, open_sealed, seal_to

if TYPE_CHECKING:
    from sync.core.identity import DeviceKey

_pack = msgspec.msgpack.encode


class HandOn(msgspec.Struct, array_like=True):
    """The unit's key, sealed to devices that lack it: by device id, as `wrapped` makes it."""

    wrapped: dict[str, bytes]


class HandedOn(msgspec.Struct, array_like=True):
    """The centre keeps them until those devices come."""


def wrapped(public: bytes, unit: str, secret: bytes) -> bytes:
    """The key of a unit as only the device with this public key opens it. Raises ValueError when that is no key."""
    return seal_to(public, _pack([unit, secret]))


def unwrapped(key: DeviceKey, sealed: bytes) -> tuple[str, bytes]:
    """The unit and its key. Raises Locked when it was not made for this device."""
    try:
        return msgspec.msgpack.decode(open_sealed(key, sealed), type=tuple[str, bytes])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Locked from error
