"""Four short sounds of the desk, played without a multimedia library."""

from __future__ import annotations

import shutil
import sys

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

import resources

if sys.platform == "win32":
    import winsound

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
"""What may be there on Linux, best first."""


class Sounds:
    """Plays `lent`, `returned`, `refused` or `attention`, if switched on."""

    def __init__(self, *, on: bool) -> None:
        self.on = on
        self._player = next((player for player in PLAYERS if shutil.which(player[0])), None)

    def play(self, name: str) -> None:
        """Start the sound and come back at once; a computer without a player beeps when something was refused."""
        if not self.on:
            return
        file = str(resources.path(f"sounds/{name}.wav"))
        if sys.platform == "win32":
            winsound.PlaySound(file, winsound.SND_FILENAME | winsound.SND_ASYNC)
        elif self._player is not None:
            QProcess.startDetached(self._player[0], [*self._player[1:], file])
        elif name in {"refused", "attention"}:
            QApplication.beep()
