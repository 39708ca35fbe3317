"""A ministry with two provinces, prepared once."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from nation import Nation, make_nation, prepare_nation, settled

from tests.server.conftest import database, fresh_folder, fresh_on_postgres, office, office_on_postgres, time
from tests.server.postgres import Cluster

__all__ = ["database", "fresh_folder", "fresh_on_postgres", "office", "office_on_postgres", "time"]


OVER_BOTH = (
    "test_a_centre_writes_for_its_units_what_their_desks_could_write",
    "test_a_unit_of_somebody_else_cannot_be_claimed",
    "test_the_name_of_a_unit_is_written_by_the_centre_that_brought_it",
    "test_a_title_that_none_of_its_units_has_cannot_be_changed",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Who may read and write what is tested over both databases."""
    if metafunc.function.__name__ in OVER_BOTH:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def strangers() -> Iterator[Path]:
    """A ministry and enrolled provinces with enrolled desks, none of whom has met another."""
    with tempfile.TemporaryDirectory(prefix="tusach-nation-") as folder:
        yield prepare_nation(Path(folder) / "template")


@pytest.fixture(scope="session")
def prepared(strangers: Path) -> Path:
    """The same after everybody has met everybody."""
    return settled(strangers.parent, strangers)


@pytest.fixture
def nation(tmp_path: Path, prepared: Path) -> Iterator[Nation]:
    """Two provinces with two units each, and the ministry, all in agreement."""
    made = make_nation(tmp_path, prepared)
    yield made
    made.close()


@pytest.fixture
def new_nation(tmp_path: Path, strangers: Path) -> Iterator[Nation]:
    """The same before anybody has spoken to anybody."""
    made = make_nation(tmp_path, strangers)
    yield made
    made.close()


@pytest.fixture
def nation_on_postgres(tmp_path: Path, cluster: Cluster) -> Iterator[Nation]:
    """A new nation whose centres all keep their rows in PostgreSQL."""
    made = make_nation(tmp_path, prepare_nation(tmp_path / "template", cluster.database))
    yield made
    made.close()
