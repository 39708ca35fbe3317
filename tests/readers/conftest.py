"""A library and its readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.circulation.desk_world import World, new_library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a new library."""
    return new_library(tmp_path_factory.mktemp("new") / "library.db")


@pytest.fixture
def world(tmp_path: Path, new_file: Path) -> Iterator[World]:
    """A small library; whatever the test does, its file is sound afterwards."""
    world = World(tmp_path, new_file)
    yield world
    assert world.store.check() == ()
    world.store.close()
