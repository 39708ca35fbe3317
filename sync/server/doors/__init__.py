"""The doors of the centre: each takes one kind of message and gives one kind of answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core import wire
from sync.server import sessions
from sync.server.doors import blobs, keys, operating, visiting
from sync.server.refused import Refused

if TYPE_CHECKING:
    import msgspec

    from sync.server.centre import Centre
    from sync.server.doors.door import Door

DOORS: tuple[Door, ...] = (*visiting.DOORS, *blobs.DOORS, *keys.DOORS, *operating.DOORS)


def answer(centre: Centre, door: Door, body: bytes, bearer: str | None) -> msgspec.Struct:
    """What the centre says to this message. Raises Refused."""
    session = None
    if door.signed_in:
        if bearer is None:
            raise Refused("sign-in-needed")
        with centre.database.reading() as connection:
            session = sessions.session_of(connection, bearer, centre.now())
        if session.role not in door.roles:
            raise Refused("not-entitled")
    try:
        message = wire.unpack(body, door.takes)
    except wire.TooLarge:
        raise Refused("too-large") from None
    except wire.Unreadable:
        raise Refused("bad-request") from None
    return door.answers(centre, message, session)
