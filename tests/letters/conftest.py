"""A library on a Monday morning with a few readers and books, and its letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.library.circulation.overdue import Overdue
from desktop.library.letters.letters import Letters
from tests.circulation.desk_world import World, new_library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a new library."""
    return new_library(tmp_path_factory.mktemp("letters") / "library.db")


@pytest.fixture
def world(tmp_path: Path, new_file: Path) -> Iterator[World]:
    """A small library with a desk."""
    world = World(tmp_path, new_file)
    yield world
    assert world.store.check() == ()
    world.store.close()


@pytest.fixture
def letters(world: World) -> Letters:
    """Its letters; Lan sits at the desk."""
    return Letters(world.store, operator=lambda: "Lan")


@pytest.fixture
def overdue(world: World) -> Overdue:
    """What is late in it."""
    return Overdue(world.store)
