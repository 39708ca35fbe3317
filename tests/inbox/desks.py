"""Two PCs of one unit that write without knowing of each other, and then exchange everything."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from desktop.library.library import Opening
from desktop.library.store.workplaces import Signature
from sync.core.stamp import wall_clock_ms

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.library import Library
    from sync.core.row import Row

ALL = 10_000
_passed = itertools.count()


def later() -> int:
    """A clock that all PCs share, and that no two readings of are alike: what is written later is later."""
    return wall_clock_ms() + next(_passed)


class Desk:
    """One PC: its library, named as a unit names its PCs."""

    def __init__(self, profile: Path, password: str, *, pc: str, operator: str) -> None:
        self._profile, self._pc, self._operator = profile, pc, operator
        self._open(password)

    def close(self) -> None:
        self.library.close()
        self._opening.release()

    def reopen(self, password: str) -> None:
        """The program is started anew, perhaps by somebody else."""
        self.close()
        self._open(password)

    def _open(self, password: str) -> None:
        self._opening = Opening(self._profile, password, now=later)
        self.library = self._opening.library(operator=self._operator)
        self.library.store.workplaces.signature = Signature(self._pc, lambda: self.library.circulation.operator)


def unsent(library: Library) -> list[Row]:
    return list(library.replica.outgoing(rows=ALL, size=1 << 40).rows)


def exchange(*libraries: Library) -> None:
    """Each takes what the others have not sent yet, as it would come through the centre; then all of it is settled.

    Twice: what one of them notices while it takes is news to the others.
    """
    for _ in range(2):
        _exchange_once(libraries)


def _exchange_once(libraries: tuple[Library, ...]) -> None:
    offered = [unsent(library) for library in libraries]
    for at, library in enumerate(libraries):
        for rows in offered[:at] + offered[at + 1 :]:
            library.replica.apply(f"unit:{library.unit}", rows, 0, 0)
    for library, rows in zip(libraries, offered, strict=True):
        library.replica.acknowledge(rows, 1)
