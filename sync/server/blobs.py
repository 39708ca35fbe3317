"""Files at the centre: what is known of them, pieces in and out, each only for those whose rows name the file.

A bundle uses the same: `take` for the pieces that it brings, `newest` and `give` for those that it carries back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from sync.core.pieces import (
    LARGEST_BLOB,
    MOST_ASKED,
    MOST_PIECE,
    SHA_BYTES,
    AskBlobs,
    Blob,
    GetPiece,
    GivenPiece,
    KnownBlobs,
    PutPiece,
    TakenPiece,
)
from sync.core.tables import unit_channel
from sync.server import blob_names as names
from sync.server.blob_files import BlobFiles
from sync.server.refused import Refused
from sync.server.store.database import note, noted, noted_for_change
from sync.server.store.tables import unit

if TYPE_CHECKING:
    from sync.server.centre import Centre

QUOTA = 20 * 1000**3
"""Bytes of files of one unit, unless the operator has set another number (`note` "blob quota")."""
DAY_MS = 24 * 3600 * 1000
GRACE_MS = 30 * DAY_MS
"""A file that no row names is kept so long: a row that names it may still be on a stick."""
_TIDIED = "blobs tidied"


@dataclass(frozen=True, slots=True)
class Party:
    """Who brings or asks: a device, and the channels that it may read."""

    device: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A unit's files at the centre: how many there are and their bytes, how many are missing, how much it may have."""

    unit: str
    files: int
    size: int
    missing: int
    share: int


def shares(centre: Centre) -> list[Share]:
    """The units whose rows name files, by code."""
    with centre.database.reading() as connection:
        channels = {unit_channel(code): code for code in connection.execute(select(unit.c.code)).scalars()}
    names.catch_up(centre.database, channels)
    with centre.database.reading() as connection:
        quota, counted = int(noted(connection, "blob quota") or QUOTA), names.counted(connection)
    return [Share(code, *counted[channel], quota) for channel, code in sorted(channels.items()) if channel in counted]


def known(centre: Centre, who: Party, ask: AskBlobs) -> KnownBlobs:
    """What the centre lacks of what a device could send, and has of what it would like. Raises Refused bad-request."""
    asked = (*ask.have, *ask.want, *ask.spoilt)
    if len(asked) > 2 * MOST_ASKED or any(len(sha) != SHA_BYTES for sha in asked):
        raise Refused("bad-request")
    names.catch_up(centre.database, who.channels)
    _tidy(centre)
    with centre.database.reading() as connection:
        naming = names.naming(connection, who.channels, asked)
        brought = names.brought(connection, who.channels, asked)
    files = files_of(centre)
    for sha in ask.spoilt:
        if sha in naming and sha in brought and not files.is_sound(sha):
            _lost(centre, sha)
    lacking = [sha for sha in ask.have if sha in naming and not _is_here(files, sha, naming, brought)]
    sizes = {sha: files.size(sha) for sha in ask.want if naming.get(sha, set()) & brought.get(sha, set())}
    return KnownBlobs(
        {sha: files.staged(who.device, sha) for sha in lacking},
        {sha: size for sha, size in sizes.items() if size is not None},
        [sha for sha in ask.have if sha not in naming],
    )


def take(centre: Centre, who: Party, piece: PutPiece) -> TakenPiece:
    """Keep a piece. With the last one the file is looked at: it becomes visible, or is not its hash's and thrown away.

    Raises Refused: not-entitled when no row in the device's channels names it; too-large; no-room; bad-request.
    """
    _check(piece)
    names.catch_up(centre.database, who.channels)
    with centre.database.reading() as connection:
        naming = names.naming(connection, who.channels, [piece.sha]).get(piece.sha, set())
        brought = names.brought(connection, who.channels, [piece.sha]).get(piece.sha, set())
    if not naming:
        raise Refused("not-entitled")
    files = files_of(centre)
    if naming <= brought and (size := files.size(piece.sha)) is not None:
        return TakenPiece(size, whole=True)
    if piece.offset == 0:
        _refuse_over_quota(centre, who, naming - brought, piece.size)
    taken = files.stage(who.device, piece)
    if taken.whole:
        with centre.database.writing() as pen:
            names.arrived(pen, naming, piece.sha, size=taken.offset, at_ms=centre.now())
    return taken


def give(centre: Centre, who: Party, ask: GetPiece) -> GivenPiece:
    """A piece of a file. One that has not come for the device's channels is not here, whoever else may have brought it.

    Raises Refused: not-entitled when no row in the device's channels names it; bad-request.
    """
    if len(ask.sha) != SHA_BYTES or not 0 <= ask.offset <= LARGEST_BLOB:
        raise Refused("bad-request")
    names.catch_up(centre.database, who.channels)
    with centre.database.reading() as connection:
        naming = names.naming(connection, who.channels, [ask.sha]).get(ask.sha, set())
        brought = names.brought(connection, who.channels, [ask.sha]).get(ask.sha, set())
    if not naming:
        raise Refused("not-entitled")
    files = files_of(centre)
    size = files.size(ask.sha)
    if not naming & brought or size is None:
        return GivenPiece(here=False)
    return GivenPiece(True, size, files.read(ask.sha, ask.offset, min(max(ask.most, 1), MOST_PIECE)))


def newest(centre: Centre, who: Party, *, most: int = MOST_ASKED) -> tuple[Blob, ...]:
    """Files that a device may have, the newest first: what a bundle carries as its room allows."""
    names.catch_up(centre.database, who.channels)
    with centre.database.reading() as connection:
        found = names.newest(connection, who.channels, most)
    files = files_of(centre)
    return tuple(Blob(sha.hex(), size) for sha, size in found if files.size(sha) == size)


def allow(centre: Centre, quota: int) -> None:
    """Set how many bytes of files a unit may have at the centre."""
    with centre.database.writing() as pen:
        note(pen, "blob quota", str(quota))


def files_of(centre: Centre) -> BlobFiles:
    """The centre's files on its disk."""
    return BlobFiles(centre.folder.at / "blobs")


def _check(piece: PutPiece) -> None:
    if len(piece.sha) != SHA_BYTES or not 0 <= piece.offset <= piece.size or len(piece.body) > MOST_PIECE:
        raise Refused("bad-request")
    if piece.size > LARGEST_BLOB:
        raise Refused("too-large")
    if piece.offset + len(piece.body) > piece.size or (not piece.body and piece.offset < piece.size):
        raise Refused("bad-request")


def _is_here(files: BlobFiles, sha: bytes, naming: dict[bytes, set[str]], brought: dict[bytes, set[str]]) -> bool:
    return naming[sha] <= brought.get(sha, set()) and files.size(sha) is not None


def _refuse_over_quota(centre: Centre, who: Party, channels: set[str], size: int) -> None:
    staged = files_of(centre).all_staged(who.device)
    with centre.database.reading() as connection:
        quota = int(noted(connection, "blob quota") or QUOTA)
        if any(names.weight(connection, channel) + staged + size > quota for channel in channels):
            raise Refused("no-room")


def _lost(centre: Centre, sha: bytes) -> None:
    with centre.database.writing() as pen:
        names.lost(pen, sha)


def _tidy(centre: Centre) -> None:
    """Once a day: let go of what no row has named for the grace time, and of files that stopped growing."""
    now = centre.now()
    with centre.database.reading() as connection:
        if now - int(noted(connection, _TIDIED) or 0) < DAY_MS:
            return
    with centre.database.writing() as pen:
        if now - int(noted_for_change(pen, _TIDIED, first="0")) < DAY_MS:
            return
        note(pen, _TIDIED, str(now))
        gone = names.part_with(pen, now, GRACE_MS)
    files = files_of(centre)
    for sha in gone:
        files.remove(sha)
    files.forget_stale()
