"""A small library with a desk, and its late entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.circulation.conftest import new_file
from tests.interchange.late_world import LateWorld

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["new_file"]


@pytest.fixture
def world(tmp_path: Path, new_file: Path) -> Iterator[LateWorld]:
    """A library on a Monday morning; whatever the test does, its file is sound afterwards."""
    world = LateWorld(tmp_path, new_file)
    yield world
    assert world.store.check() == ()
    world.store.close()
