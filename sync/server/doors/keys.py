"""The door through which a device hands its unit's key to another device of the unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core.keys import HandedOn, HandOn
from sync.server import unit_keys
from sync.server.doors.door import Door
from sync.server.roles import DESK, OPERATOR

if TYPE_CHECKING:
    from sync.server.centre import Centre
    from sync.server.sessions import Session


def hand_on(centre: Centre, message: HandOn, session: Session) -> HandedOn:
    """Keep sealed keys until their devices come. Raises Refused not-entitled."""
    with centre.database.writing() as pen:
        unit_keys.take_wrapped(pen, session.device, message.wrapped)
    return HandedOn()


DOORS = (Door("/v1/keys", HandOn, hand_on, roles=frozenset({DESK, OPERATOR})),)
