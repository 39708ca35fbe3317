"""Two PCs of one unit that write without knowing of each other, and then exchange everything."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from desktop.library.library import Opening
from desktop.library.store.workplaces import Signature

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.library.library import Library
    from sync.core.row import Row

ALL = 10_000


class Desk:
    """One PC: its library, named as a unit names its PCs."""

    def __init__(self, profile: Path, password: str, *, pc: str, operator: str) -> None:
        self._opening = Opening(profile, password)
        self.library = self._opening.library(operator=operator)
        self.library.store.workplaces.signature = Signature(pc, lambda: self.library.circulation.operator)

    def close(self) -> None:
        self.library.close()
        self._opening.release()


def unsent(library: Library) -> list[Row]:
    return list(library.replica.outgoing(rows=ALL, size=1 << 40).rows)


def exchange(*libraries: Library) -> None:
    """Each takes what the others have not sent yet, as it would come through the centre; then all of it is settled."""
    offered = [unsent(library) for library in libraries]
    for at, library in enumerate(libraries):
        for rows in offered[:at] + offered[at + 1 :]:
            library.replica.apply(f"unit:{library.unit}", rows, 0, 0)
    for library, rows in zip(libraries, offered, strict=True):
        library.replica.acknowledge(rows, 1)


def desks(folder: Path, password: str, names: tuple[tuple[str, str], ...]) -> Iterator[Desk]:
    for pc, operator in names:
        desk = Desk(folder / pc, password, pc=pc, operator=operator)
        with closing(desk):
            yield desk
