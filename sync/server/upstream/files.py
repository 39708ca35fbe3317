"""A centre's files as a run with the centre above sees them (sync.core.pieces.Files): its units' files go up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, func, not_, select, update

from sync.core.pieces import Blob, NoRoom, PutPiece, Spoilt
from sync.server import blob_names as names
from sync.server.blobs import files_of
from sync.server.refused import Refused
from sync.server.store.tables import blob, blob_name, counter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.server.centre import Centre

PATIENCE_MS = 3600 * 1000
"""What the centre above did not have is asked for again after so long."""
_ABOVE = "above"
"""Under this name lies what grows of files that come from above."""


class CentreFiles:
    """Kept for as long as the program runs: it remembers what was asked for in vain."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._files = files_of(centre)
        self._epoch = ""
        self._again: dict[str, int] = {}

    def begin(self, epoch: str) -> None:
        """A run begins; what this epoch of the centre above is known to have is noted with the file."""
        self._epoch = epoch
        names.catch_up(self._centre.database, self._channels())

    def to_send(self, most: int) -> Sequence[Blob]:
        """Files that our units have brought and the centre above may lack, the newest first."""
        waits = blob.c.above.is_(None) | (blob.c.above != self._epoch)
        question = (
            select(blob.c.sha, func.max(blob.c.size), func.max(blob.c.arrived).label("latest"))
            .where(waits, exists().where(blob_name.c.channel == blob.c.channel, blob_name.c.sha == blob.c.sha))
            .group_by(blob.c.sha)
            .order_by(func.max(blob.c.arrived).desc(), blob.c.sha)
            .limit(most)
        )
        with self._centre.database.reading() as connection:
            found = connection.execute(question).all()
        return tuple(Blob(sha.hex(), size) for sha, size, _ in found if self._files.size(sha) == size)

    def to_fetch(self, most: int) -> Sequence[Blob]:
        """Files that rows here name and nobody has brought."""
        brought = exists().where(blob.c.channel == blob_name.c.channel, blob.c.sha == blob_name.c.sha)
        question = (
            select(blob_name.c.sha, func.max(blob_name.c.size))
            .where(not_(brought))
            .group_by(blob_name.c.sha)
            .order_by(blob_name.c.sha)
        )
        now, wanted = self._centre.now(), []
        with self._centre.database.reading() as connection:
            for sha, size in connection.execute(question):
                if self._again.get(sha.hex(), 0) <= now:
                    wanted.append(Blob(sha.hex(), size))
                if len(wanted) == most:
                    break
        return tuple(wanted)

    def sent(self, blobs: Sequence[Blob]) -> None:
        """The centre above has these."""
        if blobs:
            with self._centre.database.writing() as pen:
                pen.execute(_SENT, [{"of_sha": each.sha, "epoch": self._epoch} for each in blobs])

    def not_there(self, blobs: Sequence[Blob]) -> None:
        """The centre above does not have these yet."""
        self._again |= dict.fromkeys((each.sha256 for each in blobs), self._centre.now() + PATIENCE_MS)

    def piece_out(self, blob: Blob, offset: int, most: int) -> bytes:
        """Bytes of a file that is here. Raises Spoilt."""
        try:
            return self._files.read(blob.sha, offset, most)
        except FileNotFoundError:
            raise Spoilt from None

    def received(self, blob: Blob) -> int:
        """How much of it has come from above."""
        return self._files.staged(_ABOVE, blob.sha)

    def piece_in(self, blob: Blob, offset: int, body: bytes) -> int:
        """Keep a piece; returns where the next one begins. Raises Spoilt, NoRoom."""
        try:
            taken = self._files.stage(_ABOVE, PutPiece(blob.sha, blob.size, offset, body))
        except Refused as full:
            raise NoRoom from full
        if taken.wrong:
            self.not_there([blob])
            raise Spoilt
        if taken.whole:
            self._arrived(blob)
        return taken.offset

    def _arrived(self, blob: Blob) -> None:
        with self._centre.database.writing() as pen:
            channels = names.naming(pen, self._channels(), [blob.sha]).get(blob.sha, set())
            names.arrived(pen, channels, blob.sha, size=blob.size, at_ms=self._centre.now())
        self.sent([blob])

    def _channels(self) -> tuple[str, ...]:
        with self._centre.database.reading() as connection:
            return tuple(connection.execute(select(counter.c.channel).order_by(counter.c.channel)).scalars())


_SENT = update(blob).where(blob.c.sha == bindparam("of_sha")).values(above=bindparam("epoch"))
