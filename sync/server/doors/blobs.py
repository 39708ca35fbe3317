"""The doors for files: what is missing, a piece in, a piece out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core.pieces import AskBlobs, GetPiece, GivenPiece, KnownBlobs, PutPiece, TakenPiece
from sync.server import blobs
from sync.server.doors.door import FILES, Door
from sync.server.entitlement import channels_of

if TYPE_CHECKING:
    from sync.server.centre import Centre
    from sync.server.sessions import Session


def missing(centre: Centre, message: AskBlobs, session: Session) -> KnownBlobs:
    """What is known of files. Raises Refused bad-request."""
    return blobs.known(centre, _party(centre, session), message)


def put(centre: Centre, message: PutPiece, session: Session) -> TakenPiece:
    """A piece comes in. Raises Refused: not-entitled, too-large, no-room, bad-request."""
    return blobs.take(centre, _party(centre, session), message)


def get(centre: Centre, message: GetPiece, session: Session) -> GivenPiece:
    """A piece goes out. Raises Refused: not-entitled, bad-request."""
    return blobs.give(centre, _party(centre, session), message)


def _party(centre: Centre, session: Session) -> blobs.Party:
    with centre.database.reading() as connection:
        return blobs.Party(session.device, channels_of(connection, session))


DOORS = (
    Door("/v1/blobs/missing", AskBlobs, missing),
    Door("/v1/blobs/put", PutPiece, put, lane=FILES),
    Door("/v1/blobs/get", GetPiece, get, lane=FILES),
)
