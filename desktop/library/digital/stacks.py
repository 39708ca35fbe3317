"""The stacks: the contents of files by their SHA-256, sealed, complete and verified, or growing piece by piece."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING

from desktop.library.digital.seal import RECORD, Broken, Seal
from sync.core.pieces import GRAIN, Blob, NoRoom, Spoilt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

RESERVE = 256 * 1024 * 1024
"""Bytes that files leave free on the disk: the desk needs room for its day's work."""
PART, DRAFT = ".part", ".new"


@dataclass(slots=True)
class _Part:
    """How far a growing file is sound: `size` bytes, hashed as they came."""

    size: int = 0
    hashed: hashlib._Hash = field(default_factory=hashlib.sha256)


class Stacks:
    """A folder of sealed contents. Several threads may have one each; what one completes, all can read."""

    def __init__(self, folder: Path, key: bytes, *, reserve: int = RESERVE) -> None:
        self.folder = folder
        self._key = key
        self._reserve = reserve
        self._parts: dict[str, _Part] = {}

    def has(self, sha256: str) -> bool:
        """Whether the content is here, whole."""
        return self._place(sha256).is_file()

    def take_in(self, source: Path, blob: Blob) -> None:
        """Copy a file in. Raises Spoilt when it is not what it was when it was hashed, NoRoom, OSError."""
        if self.has(blob.sha256):
            return
        self._refuse_without_room(blob.size)
        draft = self._place(blob.sha256).with_suffix(f".{token_hex(4)}{DRAFT}")
        self._make_place(draft)
        try:
            with source.open("rb") as plain, _no_room(), _private(draft) as out:
                copied = self._copy(plain, out, blob)
            if copied != blob.sha256:
                raise Spoilt
            with _no_room():
                self._show(draft, blob.sha256)
        finally:
            draft.unlink(missing_ok=True)
        self._growing(blob.sha256).unlink(missing_ok=True)

    def grains(self, sha256: str) -> Iterator[bytes]:
        """The content, piece by piece. Raises Spoilt at its end, or before, when it is not what it should be."""
        hashed = hashlib.sha256()
        try:
            with self._place(sha256).open("rb") as file:
                for grain in self._seal(sha256).grains(file):
                    hashed.update(grain)
                    yield grain
        except (Broken, FileNotFoundError) as broken:
            raise Spoilt from broken
        if hashed.hexdigest() != sha256:
            raise Spoilt

    def piece(self, blob: Blob, offset: int, most: int) -> bytes:
        """At most so many bytes from a multiple of GRAIN on. Raises Spoilt."""
        if offset % GRAIN:
            raise ValueError(offset)
        gathered = bytearray()
        try:
            with self._place(blob.sha256).open("rb") as file:
                for grain in self._seal(blob.sha256).grains(file, offset // GRAIN):
                    gathered += grain
                    if len(gathered) + GRAIN > most:
                        break
        except (Broken, FileNotFoundError) as broken:
            raise Spoilt from broken
        if not gathered and offset < blob.size:
            raise Spoilt
        return bytes(gathered)

    def received(self, blob: Blob) -> int:
        """How much of the content is here and sound; the next piece begins there."""
        return blob.size if self.has(blob.sha256) else self._part(blob.sha256).size

    def add(self, blob: Blob, offset: int, body: bytes) -> int:
        """Keep a piece that continues what is here; returns where the next begins, `blob.size` when it is whole.

        Raises Spoilt when it is whole but wrong (and thrown away), NoRoom when the disk will not take it.
        """
        if self.has(blob.sha256):
            return blob.size
        part = self._part(blob.sha256)
        fresh = body[part.size - offset : blob.size - offset] if offset <= part.size else b""
        if part.size + len(fresh) < blob.size:  # grains are sealed whole
            fresh = fresh[: len(fresh) // GRAIN * GRAIN]
        if fresh:
            self._refuse_without_room(len(fresh))
            self._append(blob.sha256, part, fresh)
        if part.size < blob.size:
            return part.size
        self._finish(blob.sha256, part)
        return blob.size

    def remove(self, sha256: str) -> None:
        """Let go of a content, whole or growing."""
        self._parts.pop(sha256, None)
        for place in (self._place(sha256), self._growing(sha256)):
            place.unlink(missing_ok=True)

    def everything(self) -> Iterator[tuple[str, Path]]:
        """The SHA-256 and place of each file in the stacks, also of growing and forgotten ones."""
        for place in sorted(self.folder.glob("??/*")):
            yield place.name.partition(".")[0], place

    def _seal(self, sha256: str) -> Seal:
        return Seal(self._key, bytes.fromhex(sha256))

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def _growing(self, sha256: str) -> Path:
        return self._place(sha256).with_suffix(PART)

    def _part(self, sha256: str) -> _Part:
        """What is sound of a growing file: after a start of the program it is read through once."""
        if sha256 not in self._parts or not self._growing(sha256).exists():
            self._parts[sha256] = self._looked_through(sha256)
        return self._parts[sha256]

    def _looked_through(self, sha256: str) -> _Part:
        part = _Part()
        try:
            with suppress(Broken), self._growing(sha256).open("rb") as file:
                for grain in self._seal(sha256).grains(file):
                    if len(grain) < GRAIN:  # the last of a file that was never finished: it comes again
                        break
                    part.hashed.update(grain)
                    part.size += GRAIN
        except FileNotFoundError:
            return _Part()
        return part

    def _append(self, sha256: str, part: _Part, fresh: bytes) -> None:
        growing, seal = self._growing(sha256), self._seal(sha256)
        self._make_place(growing)
        first = part.size // GRAIN
        with _no_room(), _private(growing) as out:
            out.seek(first * RECORD)
            for at, start in enumerate(range(0, len(fresh), GRAIN), first):
                out.write(seal.sealed(at, fresh[start : start + GRAIN]))
            out.truncate()
        part.hashed.update(fresh)
        part.size += len(fresh)

    def _finish(self, sha256: str, part: _Part) -> None:
        growing = self._growing(sha256)
        del self._parts[sha256]
        if part.hashed.hexdigest() != sha256:
            growing.unlink(missing_ok=True)
            raise Spoilt
        self._make_place(growing)
        with _no_room():
            growing.touch(mode=0o600)  # a file without bytes has no pieces
            self._show(growing, sha256)

    def _make_place(self, file: Path) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        file.parent.mkdir(exist_ok=True)

    def _show(self, draft: Path, sha256: str) -> None:
        """From here on the content can be seen; it is on the disk before its name is."""
        with draft.open("rb+") as out:
            os.fsync(out.fileno())
        draft.replace(self._place(sha256))
        _sync_folder(draft.parent)

    def _copy(self, plain: BinaryIO, out: BinaryIO, blob: Blob) -> str:
        seal, hashed, at = self._seal(blob.sha256), hashlib.sha256(), 0
        while grain := plain.read(GRAIN):
            hashed.update(grain)
            out.write(seal.sealed(at, grain))
            at += 1
        return hashed.hexdigest()

    def _refuse_without_room(self, size: int) -> None:
        there = next(folder for folder in (self.folder, *self.folder.parents) if folder.exists())
        if shutil.disk_usage(there).free < size + self._reserve:
            raise NoRoom


@contextmanager
def _private(file: Path) -> Iterator[BinaryIO]:
    """Open for writing where one likes, made when it is not there, for its owner only."""
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "rb+") as out:
        yield out


@contextmanager
def _no_room() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise NoRoom(str(error)) from error


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
