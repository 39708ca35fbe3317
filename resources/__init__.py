"""What the program carries with it: fonts, icons, sounds, style, word lists and the sample library."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent
"""The folder of the resources; PyInstaller keeps it beside this module, so that frozen and unfrozen are the same."""


def path(name: str) -> Path:
    """Where the resource `name` ("icons/book.svg") lies on disk; raises FileNotFoundError when there is none."""
    found = ROOT / name
    if not found.exists():
        raise FileNotFoundError(found)
    return found
