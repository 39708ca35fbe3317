"""How the machines' counter stands, and who wants to hear of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.library.model.ids import Moment
    from desktop.library.model.touched import Touched


@dataclass(frozen=True, slots=True)
class State:
    """How the counter stands."""

    running: bool = False
    host: str = ""
    port: int = 0
    callers: int = 0
    last: Moment | None = None
    """When a machine that has signed in last said something."""
    machine: str = ""
    """Which that was."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Who wants to hear: of the counter's state, of what was changed in the library, of a bug. Called on its thread."""

    state: Callable[[State], object] = lambda _: None
    touched: Callable[[frozenset[Touched]], object] = lambda _: None
    crashed: Callable[[BaseException], object] = lambda _: None
