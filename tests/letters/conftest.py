"""A library on a Monday morning with a few readers and books, and its letters."""

from __future__ import annotations

import pytest

from desktop.library.circulation.overdue import Overdue
from desktop.library.letters.letters import Letters
from tests.circulation.conftest import new_file, world
from tests.circulation.desk_world import World

__all__ = ["new_file", "world"]


@pytest.fixture
def letters(world: World) -> Letters:
    """Its letters; Lan sits at the desk."""
    return Letters(world.store, operator=lambda: "Lan")


@pytest.fixture
def overdue(world: World) -> Overdue:
    """What is late in it."""
    return Overdue(world.store)
