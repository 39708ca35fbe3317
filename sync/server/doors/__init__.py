"""The doors of the centre: each takes one kind of message and gives one kind of answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core import wire
from sync.server import sessions
from sync.server.doors import blobs, blocks, carrying, keys, operating, visiting
from sync.server.refused import Refused

if TYPE_CHECKING:
    import msgspec

    from sync.server.centre import Centre
    from sync.server.doors.door import Door
    from sync.server.sessions import Session

DOORS: tuple[Door, ...] = (*visiting.DOORS, *blobs.DOORS, *blocks.DOORS, *keys.DOORS, *operating.DOORS, *carrying.DOORS)


def session_at(centre: Centre, door: Door, bearer: str | None) -> Session | None:
    """Who stands at this door; None where nobody need say. Raises Refused: sign-in-needed, revoked, not-entitled."""
    if not door.signed_in:
        return None
    if bearer is None:
        raise Refused("sign-in-needed")
    with centre.database.looking() as connection:
        session = sessions.session_of(connection, bearer, centre.now())
    if session.is_revoked and not door.hears_revoked:
        raise Refused("revoked")
    if session.role not in door.roles:
        raise Refused("not-entitled")
    return session


def answer(centre: Centre, door: Door, body: bytes, bearer: str | None) -> msgspec.Struct:
    """What the centre says to this message. Raises Refused."""
    return answer_to(session_at(centre, door, bearer), centre, door, body)


def answer_to(session: Session | None, centre: Centre, door: Door, body: bytes) -> msgspec.Struct:
    """What the centre says to this message of somebody who was let in. Raises Refused."""
    try:
        message = wire.unpack(body, door.takes)
    except wire.TooLarge:
        raise Refused("too-large") from None
    except wire.Unreadable:
        raise Refused("bad-request") from None
    return door.answers(centre, message, session)
