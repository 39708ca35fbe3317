"""What every test has: an off-screen platform, a sealed home, the data shared between projects, silence in the log."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.server.postgres import cluster, postgres

__all__ = ["cluster", "postgres"]

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples at every run, so that a red run is about the change at hand; `thorough` looks for new ones.
settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],  # the machine may be busy; that says nothing about the program
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=1000, derandomize=False)
settings.load_profile(os.environ.get("TUSACH_HYPOTHESIS", "default"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: of two workers that take a file each, none is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session", autouse=True)
def sealed_home() -> Iterator[Path]:
    """The folders where a program keeps what is personal, so that no test reads or writes those of the person testing."""
    with tempfile.TemporaryDirectory(prefix="tusach-home-") as name:
        home = Path(name)
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[variable] = str(home / variable.lower())
        yield home


@pytest.fixture(autouse=True)
def _silent_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in the log fails the test, unless the test is about it (marker `expects_log`)."""
    yield
    if request.node.get_closest_marker("expects_log"):
        return
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    logged = [f"{record.name}: {record.getMessage()}" for record in records if record.levelno >= logging.WARNING]
    assert not logged, f"logged during the test: {logged}"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Where a library may be made: a folder that does not exist yet."""
    return tmp_path / "profile"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The test data that several projects share and no repository holds; without it the test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("the shared test data is not beside this repository (../shared/data)")
    return SHARED
