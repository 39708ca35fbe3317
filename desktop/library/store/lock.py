"""One program at a time on one profile."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProfileLock:
    """Held while a program has the profile open; the system lets go of it when the program dies."""

    def __init__(self, profile: Path) -> None:
        """Raises Refusal: IN_USE when another program has it, CANNOT_WRITE."""
        try:
            self._descriptor = os.open(profile / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Refusal(Reason.CANNOT_WRITE, file=profile.name) from error
        try:
            _take(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            raise Refusal(Reason.IN_USE, profile=profile.name) from None

    def release(self) -> None:
        """Let other programs have the profile."""
        os.close(self._descriptor)
