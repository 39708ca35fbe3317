"""A library on a Monday morning, copied from one that was made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.circulation.desk_world import World, new_library
from tests.circulation.losses_world import Losses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a new library."""
    return new_library(tmp_path_factory.mktemp("new") / "library.db")


@pytest.fixture
def world(tmp_path: Path, new_file: Path) -> Iterator[World]:
    """A small library with a desk; whatever the test does, its file is sound afterwards."""
    world = World(tmp_path, new_file)
    yield world
    assert world.store.check() == ()
    world.store.close()


@pytest.fixture
def losses(tmp_path: Path, new_file: Path) -> Iterator[Losses]:
    """The same with the librarian at the desk, who gives up copies and takes money."""
    losses = Losses(tmp_path, new_file)
    yield losses
    assert losses.store.check() == ()
    losses.store.close()


@pytest.fixture
def charging(losses: Losses) -> Losses:
    """That library, where money is taken."""
    losses.terms(money=True)
    return losses
