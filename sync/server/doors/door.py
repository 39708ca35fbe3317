"""What a door of the centre is: one address, one kind of message, one kind of answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from sync.server.roles import EVERY_ROLE

if TYPE_CHECKING:
    from sync.server.centre import Centre

SHORT, READING, WRITING, FILES = "short", "reading", "writing", "files"
"""How long an answer takes, by which the centre shares its time (sync.server.lanes): a look, a page, a push, a file."""


@dataclass(frozen=True, slots=True)
class Door:
    """One address: what comes in, who answers, whether one must have signed in and as what, how long it takes."""

    path: str
    takes: type[msgspec.Struct]
    answers: Callable[[Centre, Any, Any], msgspec.Struct]
    signed_in: bool = True
    roles: frozenset[str] = EVERY_ROLE
    hears_revoked: bool = False
    """Whether a revoked device may speak here: it is refused as everywhere, but what it brings is kept."""
    lane: str = SHORT
