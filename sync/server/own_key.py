"""The centre's own Ed25519 key: it signs the bundles of the centre, and bundles are sealed to it."""

from __future__ import annotations

import os
from secrets import token_hex
from typing import TYPE_CHECKING

from sync.core.identity import DeviceKey

if TYPE_CHECKING:
    from pathlib import Path

FILE = "bundle.key"


def key_in(folder: Path) -> DeviceKey:
    """The key in this folder; made when there is none yet. Several programs may ask at once: all get the same."""
    file = folder / FILE
    if not file.exists():
        _make(file)
    return DeviceKey(file.read_bytes())


def _make(file: Path) -> None:
    """Never there by half: written under another name, for its owner only, and linked unless somebody was quicker."""
    draft = file.with_name(f"{FILE}.{token_hex(4)}")
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "wb") as out:
            out.write(DeviceKey.create().seed)
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()
