"""A ministry with two provinces, prepared once."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from nation import Nation, make_nation, prepare_nation


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    """A ministry and enrolled provinces with enrolled desks."""
    with tempfile.TemporaryDirectory(prefix="tusach-nation-") as folder:
        yield prepare_nation(Path(folder) / "template")


@pytest.fixture
def nation(tmp_path: Path, prepared: Path) -> Iterator[Nation]:
    """Two provinces with two units each, and the ministry."""
    made = make_nation(tmp_path, prepared)
    yield made
    made.close()
