"""Where bundles lie on a stick and what they are called, so that one stick serves many units."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from sync.core.bundle import SUFFIX, BadBundle, manifest_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.core.bundle import Manifest

FOLDER = "TuSach"
MOST_ROOM = 1 << 30
"""Bytes of files on one trip: writing and reading back more takes longer than people wait."""
_UNFIT = re.compile(r"[^\w.-]|^\.+")
_PART = SUFFIX + ".part"
_TO_CENTRE, _TO_UNIT = "to-centre", "to-unit"


def file_for(place: Path, manifest: Manifest) -> Path:
    """Where to write this bundle: the file that was named, or one of its own name in the folder. Raises OSError."""
    if place.suffix == SUFFIX:
        return place
    folder = _folder(place)
    folder.mkdir(exist_ok=True)
    return folder / f"{_beginning(manifest)}-{manifest.made:%Y%m%d}-{manifest.id[:8]}{SUFFIX}"


def room_in(place: Path) -> int:
    """How many bytes a bundle may take here beyond its rows: most of what is free, within reason."""
    folder = place
    while not folder.is_dir():
        folder = folder.parent
    return min(shutil.disk_usage(folder).free * 3 // 4, MOST_ROOM)


def bundles_in(place: Path) -> list[Path]:
    """The file that was named, or the bundles in the folder and in its folder TuSach, by name. Raises OSError."""
    if not place.is_dir():
        return [place]
    found = [each for each in place.iterdir() if each.name.endswith(SUFFIX)]
    if (place / FOLDER).is_dir():
        found += bundles_in(place / FOLDER)
    return sorted(found)


def remove_superseded(newer: Path, manifest: Manifest, is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """Remove what a new, verified bundle makes superfluous: older ones of the same parties; the names of those.

    Only those whose id the writer knows: a disk that was put back finds on the stick what it has lost itself.
    What a cut writing left goes, too, and is not told of.
    """
    for left in newer.parent.glob(f"{_glob(_beginning(manifest))}-*{_PART}"):
        with suppress(OSError):
            left.unlink()
    removed = []
    for file in newer.parent.glob(f"*{SUFFIX}"):
        with suppress(OSError, BadBundle):
            older = manifest_of(file)
            if file != newer and _parties(older) == _parties(manifest) and is_known(older.id):
                file.unlink()
                removed.append(file.name)
    return tuple(sorted(removed))


def _folder(place: Path) -> Path:
    """On a stick, and where there is one already, a folder of our own."""
    inner = place / FOLDER
    return inner if inner.is_dir() or (place.name != FOLDER and os.path.ismount(place)) else place


def _parties(manifest: Manifest) -> tuple[str, str]:
    return manifest.sender, manifest.to


def _beginning(manifest: Manifest) -> str:
    device = manifest.sender_device or manifest.device
    direction = _TO_CENTRE if manifest.is_for_centre else _TO_UNIT
    unit = _UNFIT.sub("_", manifest.unit)  # an enrolment file may say anything
    return f"{unit}-{device[-8:] or 'new'}-{direction}"


def _glob(text: str) -> str:
    """The text as a pattern that matches itself only."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in text)
