"""The library's key, wrapped with the password: the file that makes an encrypted library open."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from argon2.low_level import Type, hash_secret_raw
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.text import nfc

if TYPE_CHECKING:
    from pathlib import Path

_TIME, _MEMORY_KIB, _LANES = 3, 64 * 1024, 1
"""About 0.4 s on a small PC (toolchain.md 6): slow to guess, once a day to type."""


def create_key(file: Path, password: str) -> bytes:
    """Draw a new key (32 bytes) and write it wrapped to `file`."""
    key = os.urandom(SecretBox.KEY_SIZE)
    wrap_key(file, password, key)
    return key


def wrap_key(file: Path, password: str, key: bytes) -> None:
    """Write the key wrapped with this password; an older file is replaced whole or not at all."""
    salt = os.urandom(16)
    wrapped = SecretBox(_derive(password, salt, _TIME, _MEMORY_KIB)).encrypt(key)
    text = json.dumps(
        {"version": 1, "time": _TIME, "memory_kib": _MEMORY_KIB, "salt": salt.hex(), "key": wrapped.hex()}
    )
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    with draft.open("w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def unwrap_key(file: Path, password: str) -> bytes:
    """The key. Raises Refusal: NO_LIBRARY, WRONG_PASSWORD, DAMAGED_FILE."""
    try:
        kept = json.loads(file.read_text(encoding="ascii"))
        salt, wrapped = bytes.fromhex(kept["salt"]), bytes.fromhex(kept["key"])
        wrapping = _derive(password, salt, int(kept["time"]), int(kept["memory_kib"]))
    except FileNotFoundError:
        raise Refusal(Reason.NO_LIBRARY) from None
    except (ValueError, KeyError, TypeError):
        raise Refusal(Reason.DAMAGED_FILE, file=file.name) from None
    try:
        return SecretBox(wrapping).decrypt(wrapped)
    except CryptoError:
        raise Refusal(Reason.WRONG_PASSWORD) from None


def _derive(password: str, salt: bytes, time: int, memory_kib: int) -> bytes:
    # One form, whichever keyboard program typed the marks: the same word must open.
    return hash_secret_raw(nfc(password).encode(), salt, time, memory_kib, _LANES, SecretBox.KEY_SIZE, Type.ID)
