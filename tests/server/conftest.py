"""The centre under test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.centre import CentreProgram


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProgram]:
    """A serving centre."""
    program = CentreProgram.make(tmp_path / "centre")
    program.start()
    yield program
    program.stop()
