"""The sticks that are in this PC: looked for away from the window, for a dead network drive may take its time."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QStorageInfo, QThreadPool, Signal

REMOVABLE = 2
"""What Windows answers for a stick (GetDriveType)."""
MOUNTED_UNDER = ("/media/", "/run/media/", "/mnt/")


@dataclass(frozen=True, slots=True)
class Drive:
    """One stick: where it is, what it is called, how much room there is (bytes)."""

    root: Path
    name: str
    free: int


def removable() -> tuple[Drive, ...]:
    """Every stick that can be written to, in the order of their places."""
    volumes = (volume for volume in QStorageInfo.mountedVolumes() if volume.isReady() and not volume.isReadOnly())
    sticks = [
        Drive(Path(volume.rootPath()), volume.displayName() or volume.rootPath(), volume.bytesAvailable())
        for volume in volumes
        if is_stick(volume.rootPath(), bytes(volume.device().data()).decode("utf-8", "replace"))
    ]
    return tuple(sorted(sticks, key=lambda drive: str(drive.root)))


def is_stick(root: str, device: str) -> bool:
    """Whether what is mounted here can be taken out by hand."""
    if sys.platform == "win32":
        return ctypes.windll.kernel32.GetDriveTypeW(root) == REMOVABLE
    return root.startswith(MOUNTED_UNDER) and device.startswith("/dev/")


class DriveFinder(QObject):
    """Looks once when asked; `found` carries the drives, on the window's thread."""

    found = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_looking = False
        self.found.connect(self._has_looked)

    def look(self) -> None:
        """Look, unless it is still looking."""
        if not self._is_looking:
            self._is_looking = True
            QThreadPool.globalInstance().start(self._look)

    def _look(self) -> None:
        drives = removable()
        if shiboken6.isValid(self):  # the program may have been closed meanwhile
            self.found.emit(drives)

    def _has_looked(self, _: object) -> None:
        self._is_looking = False
