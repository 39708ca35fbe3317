"""Seals a file's content in grains, so that any part can be read and a cut copy continued where it is still sound."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_ABYTES as TAG_BYTES,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES as NONCE_BYTES,
)
from nacl.exceptions import CryptoError

from sync.core.pieces import GRAIN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

RECORD = NONCE_BYTES + GRAIN + TAG_BYTES
"""Bytes on disk of a whole grain; a file's last may be shorter."""


class Broken(Exception):
    """A grain on disk is cut or not what was written."""


class Seal:
    """Seals the content that has one SHA-256: a grain is bound to it and to its place.

    Nonces are random, as a grain may be written twice.
    """

    def __init__(self, key: bytes, sha: bytes) -> None:
        self._key = key
        self._sha = sha

    def sealed(self, at: int, grain: bytes) -> bytes:
        """What of this grain lies on disk; `at` counts grains from 0."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + encrypt(grain, self._about(at), nonce, self._key)

    def opened(self, at: int, record: bytes) -> bytes:
        """The grain. Raises Broken."""
        try:
            return decrypt(record[NONCE_BYTES:], self._about(at), record[:NONCE_BYTES], self._key)
        except (CryptoError, ValueError, TypeError) as broken:
            raise Broken from broken

    def grains(self, file: BinaryIO, first: int = 0) -> Iterator[bytes]:
        """The grains from `first` on, to the end of the file. Raises Broken at the first that is."""
        file.seek(first * RECORD)
        at = first
        while record := file.read(RECORD):
            yield self.opened(at, record)
            at += 1

    def _about(self, at: int) -> bytes:
        return self._sha + at.to_bytes(8, "big")
