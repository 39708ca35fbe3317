"""The recovery key: what opens the units' keys when their PCs are lost. It is made here and kept elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from sync.server.refused import Refused

if TYPE_CHECKING:
    from pathlib import Path

FILE = "recovery.key"
_LARGEST = 4096


class RecoveryKey:
    """The private half, as long as it is here."""

    def __init__(self, seed: bytes) -> None:
        self._key = PrivateKey(seed)

    @classmethod
    def made_in(cls, folder: Path) -> RecoveryKey:
        """A new key, written for its owner only; the one that is there already when its making was cut short."""
        file = folder / FILE
        if file.exists():
            return cls.read(file)
        key = PrivateKey.generate()
        draft = file.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as out:
            out.write(bytes(key).hex() + "\n")
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
        return cls(bytes(key))

    @classmethod
    def read(cls, file: Path) -> RecoveryKey:
        """The key in this file. Raises Refused no-recovery-key, and OSError when it cannot be read."""
        with file.open("rb") as content:
            text = content.read(_LARGEST)
        try:
            return cls(bytes.fromhex(text.decode("ascii").strip()))
        except (ValueError, CryptoError) as error:
            raise Refused("no-recovery-key", file=str(file)) from error

    @property
    def public(self) -> bytes:
        """32 bytes that stay at the centre."""
        return bytes(self._key.public_key)

    def open(self, escrow: bytes) -> bytes | None:
        """The unit's key; None when it was sealed to another recovery key."""
        try:
            return SealedBox(self._key).decrypt(escrow)
        except CryptoError:
            return None


def escrowed(public: bytes, unit_key: bytes) -> bytes:
    """The unit's key as only the recovery key opens it."""
    return SealedBox(PublicKey(public)).encrypt(unit_key)
