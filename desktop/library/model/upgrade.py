"""How far the upgrade of a library is that an earlier program wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What is being done, in this order."""

    COPYING = "copying"
    """The library as it was is copied beside it; counted in bytes."""
    CHECKING = "checking"
    """The copy is read back."""
    CHANGING = "changing"
    """The file is changed, counted in steps; each is there wholly or not at all."""
    FOLDING = "folding"
    """What follows from what is kept is made anew."""


@dataclass(frozen=True, slots=True)
class Upgrading:
    """A stage and how much of it is done; `of` is 0 where nobody can tell."""

    stage: Stage
    done: int = 0
    of: int = 0


Tell = Callable[[Upgrading], object]


def silently(_: Upgrading) -> None:
    """Nobody waits for it."""
