"""After the greeting: whoever holds the unit's key hands it on; who lacks it takes what was handed on to him."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core.keys import wrapped
from sync.core.sealing import Locked

if TYPE_CHECKING:
    from sync.client.visit import Visit


def settle_keys(visit: Visit) -> None:
    """Costs nothing while every device of the unit has its key."""
    welcome, replica = visit.welcome, visit.replica
    if not replica.unit_key and (welcome.unkeyed or welcome.wrapped_key):
        replica.expect_key()
        _take(visit)
    if secret := replica.unit_key:
        replica.unlock()
        others = {device: public for device, public in welcome.unkeyed.items() if device != visit.centre.device}
        sealed = {device: key for device, public in others.items() if (key := _for(public, welcome.unit, secret))}
        if sealed:
            visit.centre.hand_on(sealed)


def _take(visit: Visit) -> None:
    try:
        unit, secret = visit.centre.unwrapped(visit.welcome.wrapped_key)
    except Locked:
        return
    visit.replica.learn_key(unit, secret)


def _for(public: bytes, unit: str, secret: bytes) -> bytes:
    """Sealed to this device; empty when what the centre says is no key, which is the other device's trouble."""
    try:
        return wrapped(public, unit, secret)
    except ValueError:
        return b""
