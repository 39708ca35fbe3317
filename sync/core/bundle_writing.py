"""Writes a bundle so that nobody ever finds half of one under its name, and reads it back before it counts."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

import msgspec
from nacl.bindings import crypto_secretstream as stream

from sync.core import bundle_content
from sync.core.bundle import (
    FINAL,
    LENGTH,
    MAGIC,
    BadBundle,
    BundleReader,
    Manifest,
    Unverified,
    read_manifest,
)
from sync.core.bundle_content import End
from sync.core.sealing import seal_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.core.bundle_content import Content
    from sync.core.identity import DeviceKey

MESSAGE = stream.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_PART = ".part"


class BundleWriter:
    """A bundle on its way to a file. Add contents; they are on the medium when `writing` ends."""

    def __init__(self, file: BinaryIO, manifest: Manifest, key: DeviceKey) -> None:
        self._file = file
        self._state = stream.crypto_secretstream_xchacha20poly1305_state()
        self.key = stream.crypto_secretstream_xchacha20poly1305_keygen()
        header = stream.crypto_secretstream_xchacha20poly1305_init_push(self._state, self.key)
        sealed = seal_to(bytes.fromhex(manifest.to), self.key)
        self.manifest = msgspec.structs.replace(manifest, key=sealed, header=header)
        self.counts: Counter[str] = Counter()
        """Contents by kind, and `row`, the rows in them."""
        self.size = 0
        """Bytes so far."""
        signed = msgspec.json.encode(self.manifest)
        self._write(MAGIC + LENGTH.pack(len(signed)) + signed + key.sign(signed))

    def add(self, content: Content) -> None:
        """Append a content. Raises OSError."""
        self.counts[str(content.__struct_config__.tag)] += 1
        match content:
            case bundle_content.Rows(rows=rows) | bundle_content.Page(rows=rows):
                self.counts["row"] += len(rows)
        self._seal(content, MESSAGE)

    def end(self) -> None:
        """The last chunk. Raises OSError."""
        self._seal(End(dict(self.counts)), FINAL)

    def _seal(self, content: Content, tag: int) -> None:
        plain = bundle_content.pack(content)
        sealed = stream.crypto_secretstream_xchacha20poly1305_push(self._state, plain, tag=tag)
        self._write(LENGTH.pack(len(sealed)) + sealed)

    def _write(self, body: bytes) -> None:
        self._file.write(body)
        self.size += len(body)


@contextmanager
def writing(path: Path, manifest: Manifest, key: DeviceKey) -> Iterator[BundleWriter]:
    """Write a bundle signed with `key`. When the block has ended the file stands at `path`, on the medium, read back
    and found good; when anything fails, nothing is there.

    Raises OSError, Unverified.
    """
    part = path.with_name(path.name + _PART)
    try:
        with part.open("wb") as file:
            bundle = BundleWriter(file, manifest, key)
            yield bundle
            bundle.end()
            file.flush()
            os.fsync(file.fileno())
        _read_back(part, bundle)
        part.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _read_back(part: Path, written: BundleWriter) -> None:
    """Every chunk, from the medium where the system allows it, opened with the key that nobody but us still has."""
    with part.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        try:
            manifest, _ = read_manifest(file)
            reader = BundleReader(file, manifest, written.key)
        except BadBundle as bad:
            raise Unverified from bad
        for _ in reader.contents():
            pass
    if not reader.complete or reader.size != written.size:
        raise Unverified(manifest)


def _sync_folder(folder: Path) -> None:
    """The name, too, is on the medium. Not every system or file system can do that for a folder."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
