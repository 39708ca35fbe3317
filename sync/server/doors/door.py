"""What a door of the centre is: one address, one kind of message, one kind of answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from sync.server.centre import Centre

DESK, OPERATOR, CENTRE = "desk", "operator", "centre"
"""What a device is: a unit's PC; one from which the centre is looked after; a centre below this one."""
EVERY_ROLE = frozenset((DESK, OPERATOR, CENTRE))


@dataclass(frozen=True, slots=True)
class Door:
    """One address: what comes in, who answers, whether one must have signed in, and as what kind of device."""

    path: str
    takes: type[msgspec.Struct]
    answers: Callable[[Centre, Any, Any], msgspec.Struct]
    signed_in: bool = True
    roles: frozenset[str] = EVERY_ROLE
