"""The centre under test, enrolled desks that are prepared once, and sticks between them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sticks import Sticks
from world import Desk, World, prepare

from tests.server.conftest import centre

__all__ = ["centre"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre and enrolled desks, copied by every world."""
    return prepare(tmp_path_factory.mktemp("template") / "template")


@pytest.fixture
def world(tmp_path: Path, template: Path) -> Iterator[World]:
    """A centre, and nobody at a desk yet."""
    made = World(tmp_path / "world", template)
    yield made
    made.close()


@pytest.fixture
def sticks(world: World) -> Sticks:
    """Sticks for anybody."""
    return Sticks(world)


@pytest.fixture
def desk(world: World) -> Desk:
    """A desk of the first unit."""
    return world.add_desk(0)


@pytest.fixture
def second(world: World, desk: Desk) -> Desk:
    """Another desk of the same unit."""
    return world.add_desk(0)
