"""The centre's files on its disk: by their SHA-256 when they are whole and verified, by sender while they grow."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sync.core.pieces import GRAIN, TakenPiece
from sync.server.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.core.pieces import PutPiece

RESERVE = 1 << 30
"""Bytes that files leave free on the centre's disk: the rows need them."""
STALE_S = 7 * 24 * 3600
"""A file that has not grown for so long is let go; whoever sends it begins anew."""


class BlobFiles:
    """The folder `blobs`. Several servers may share it: what is written twice is written alike."""

    def __init__(self, folder: Path, *, reserve: int = RESERVE) -> None:
        self._folder = folder
        self._stages = folder / "stage"
        self._reserve = reserve

    def size(self, sha: bytes) -> int | None:
        """Of a whole file; None when it is not here."""
        try:
            return self._place(sha).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, sha: bytes, offset: int, most: int) -> bytes:
        """At most so many bytes of a whole file from there on. Raises FileNotFoundError."""
        with self._place(sha).open("rb") as file:
            file.seek(offset)
            return file.read(most)

    def staged(self, sender: str, sha: bytes) -> int:
        """How many bytes of a growing file this device has brought, in whole grains."""
        try:
            return self._stage(sender, sha).stat().st_size // GRAIN * GRAIN
        except FileNotFoundError:
            return 0

    def all_staged(self, sender: str) -> int:
        """How many bytes of growing files this device has brought."""
        return sum(part.stat().st_size for part in self._stages.joinpath(sender).glob("*.part"))

    def stage(self, sender: str, piece: PutPiece) -> TakenPiece:
        """Keep a piece that continues what is here; the last one is followed by a look at the whole.

        Raises Refused no-room.
        """
        there = self.staged(sender, piece.sha)
        end = piece.offset + len(piece.body)
        if piece.offset > there or (piece.body and end <= there < piece.size):
            return TakenPiece(there)
        part = self._stage(sender, piece.sha)
        with _no_room():
            self._write(part, piece)
            if end < piece.size:
                return TakenPiece(end // GRAIN * GRAIN)
            return self._finished(part, piece.sha)

    def is_sound(self, sha: bytes) -> bool:
        """Whether a whole file still is what its hash says; one that is not is thrown away."""
        place = self._place(sha)
        try:
            sound = _sha_of(place) == sha
        except FileNotFoundError:
            return False
        if not sound:
            place.unlink(missing_ok=True)
        return sound

    def remove(self, sha: bytes) -> None:
        """Let go of a whole file."""
        self._place(sha).unlink(missing_ok=True)

    def forget_stale(self) -> None:
        """Let go of what has not grown for long."""
        old = time.time() - STALE_S
        for part in self._stages.glob("*/*.part"):
            if part.stat().st_mtime < old:
                part.unlink(missing_ok=True)

    def _write(self, part: Path, piece: PutPiece) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        part.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(part.parent).free < len(piece.body) + self._reserve:
            raise Refused("no-room")
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(part, flags, 0o600), "rb+") as out:
            out.seek(piece.offset)
            out.write(piece.body)
            out.truncate(max(piece.offset + len(piece.body), self.staged(part.parent.name, piece.sha)))

    def _finished(self, part: Path, sha: bytes) -> TakenPiece:
        try:
            if _sha_of(part) != sha:
                part.unlink(missing_ok=True)
                return TakenPiece(0, wrong=True)
            with part.open("rb+") as whole:
                os.fsync(whole.fileno())
                size = os.fstat(whole.fileno()).st_size
            self._show(part, self._place(sha))
        except FileNotFoundError:  # the same last piece came twice at once, and the other one was quicker
            return TakenPiece(self.size(sha) or 0, whole=self.size(sha) is not None)
        return TakenPiece(size, whole=True)

    def _show(self, part: Path, place: Path) -> None:
        place.parent.mkdir(exist_ok=True)
        part.replace(place)
        if sys.platform == "win32":
            return
        opened = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)

    def _place(self, sha: bytes) -> Path:
        return self._folder / sha.hex()[:2] / sha.hex()

    def _stage(self, sender: str, sha: bytes) -> Path:
        return self._stages / sender / f"{sha.hex()}.part"


def _sha_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


@contextmanager
def _no_room() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Refused("no-room", system=error.strerror or "") from error
