"""A library opened and closed again, and what it takes to open it."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from desktop.library.library import Opening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.library.library import Library

LIBRARIAN_WORD = "cây đa giếng nước"
DESK_WORD = "sân đình mái ngói"


@contextmanager
def opened(profile: Path, password: str) -> Iterator[Library]:
    opening = Opening(profile, password)
    try:
        with closing(opening.library()) as library:
            yield library
    finally:
        opening.release()
