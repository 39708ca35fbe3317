"""A library's files as a run sees them: what to send, what to fetch, pieces out and in (sync.core.pieces.Files)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from desktop.library.model.touched import Touched
from desktop.library.store import files
from sync.core.pieces import LARGEST_BLOB, Blob, NoRoom, Spoilt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.digital.stacks import Stacks
    from desktop.library.store.store import Store

DAY_MS = 24 * 3600 * 1000
RECHECK_MS = 7 * DAY_MS
"""So often the centre is asked whether it still has what we sent."""
GRACE_MS = 30 * DAY_MS
"""A content that no row names is kept so long: a removed file may be wanted back, its row may come by another way."""
SPOILT_MS = 3600 * 1000
"""What came whole but wrong is not fetched again sooner."""
_LANE = "files-lane"
_PAGE = 500


class StoreFiles:
    """Implements `sync.core.pieces.Files` over a library and its stacks.

    A bundle takes `to_send` and `piece_out` to carry files away, and hands what it brings to `piece_in`.
    """

    def __init__(self, store: Store, stacks: Stacks) -> None:
        self._store = store
        self._stacks = stacks

    def begin(self, epoch: str) -> None:
        """In another epoch, or after a week, what the centre has is asked anew; once a day the stacks are tidied."""
        now = self._store.now_ms()
        known, asked, tidied = self._store.profile.get(_LANE) or ("", 0, 0)
        new, late = known != epoch, not 0 <= now - asked < RECHECK_MS
        if not new and not late and 0 <= now - tidied < DAY_MS:
            return
        with self._store.writing():
            if new or late:
                files.ask_again(self._store.connection)
            self._store.profile.put(_LANE, (epoch, now if new or late else asked, now))
        self.tidy()

    def to_send(self, most: int) -> Sequence[Blob]:
        """Files that the centre may lack, the newest first; one that has gone from the disk is fetched instead."""
        waiting = self._store.files.to_send(most)
        gone = [blob for blob in waiting if not self._stacks.has(blob.sha256)]
        self._want(gone)
        return tuple(blob for blob in waiting if blob not in gone)

    def to_fetch(self, most: int) -> Sequence[Blob]:
        """Files that rows name and that are not here; the last needed first."""
        return self._store.files.to_fetch(self._store.now_ms(), most)

    def sent(self, blobs: Sequence[Blob]) -> None:
        """The centre has these."""
        if blobs:
            with self._store.writing():
                files.sent(self._store.connection, blobs)

    def not_there(self, blobs: Sequence[Blob]) -> None:
        """The centre does not have these yet."""
        if blobs:
            with self._store.writing() as pen:
                files.not_there(self._store.connection, blobs, self._store.now_ms())
                pen.touched.add(Touched.FILES)

    def piece_out(self, blob: Blob, offset: int, most: int) -> bytes:
        """Bytes of a file that is here. Raises Spoilt when ours is; it will be fetched again."""
        try:
            return self._stacks.piece(blob, offset, most)
        except Spoilt:
            self._let_go(blob)
            raise

    def verify(self, blob: Blob) -> None:
        """Read the whole of a file that the centre found wrong. Raises Spoilt when ours is."""
        try:
            for _ in self._stacks.grains(blob.sha256):
                pass
        except Spoilt:
            self._let_go(blob)
            raise

    def received(self, blob: Blob) -> int:
        """How much of it is here and sound; its next piece begins there."""
        return self._stacks.received(blob)

    def piece_in(self, blob: Blob, offset: int, body: bytes, *, is_sent: bool = True) -> int:
        """Keep a piece; returns where the next begins, `blob.size` when the file is whole and visible.

        `is_sent`: it comes from the centre, or by it, and need not go there. Raises Spoilt, NoRoom.
        """
        if not 0 <= blob.size <= LARGEST_BLOB:
            raise NoRoom
        try:
            reached = self._stacks.add(blob, offset, body)
        except Spoilt:
            self._let_go(blob, again=self._store.now_ms() + SPOILT_MS)
            raise
        if reached == blob.size:
            with self._store.writing() as pen:
                files.keep(self._store.connection, blob, is_sent=is_sent, since=self._store.now_ms())
                pen.touched.add(Touched.FILES)
        return reached

    def tidy(self) -> None:
        """Let go of contents that nothing has named for the grace time; fetch again what has gone from the disk."""
        with self._store.writing():
            gone = files.part_with(self._store.connection, self._store.now_ms(), GRACE_MS)
        for sha256 in gone:
            self._stacks.remove(sha256)
        old = time.time() - GRACE_MS / 1000
        for sha256, place in self._stacks.everything():
            if not self._store.files.state_of(sha256) and place.stat().st_mtime < old:
                place.unlink(missing_ok=True)
        after = ""
        while page := self._store.files.held(after, _PAGE):
            after = page[-1]
            self._want([Blob(sha256, 0) for sha256 in page if not self._stacks.has(sha256)])

    def _let_go(self, blob: Blob, *, again: int = 0) -> None:
        self._stacks.remove(blob.sha256)
        self._want([blob], again=again)

    def _want(self, blobs: Sequence[Blob], *, again: int = 0) -> None:
        if not blobs:
            return
        with self._store.writing() as pen:
            for blob in blobs:
                files.want(self._store.connection, blob, now_ms=self._store.now_ms(), again=again)
            pen.touched.add(Touched.FILES)
