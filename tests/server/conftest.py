"""The centre under test: as a program, and opened in this process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.centre import Centre
from tests.server.centre import CentreProgram
from tests.server.desk import Desk, Time, hasty
from tests.server.postgres import Cluster

OVER_BOTH = (
    "test_push",
    "test_feed",
    "test_sessions",
    "test_inspection",
    "test_blob_names",
    "test_unit_keys",
    "test_bundle_lies",
    "test_odd_titles",
    "test_no_names",
)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProgram]:
    """A serving centre."""
    program = CentreProgram.make(tmp_path / "centre")
    program.start()
    yield program
    program.stop()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(scope="session")
def fresh_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new centre's folder, made once: copying it is faster than making one for every test."""
    folder = tmp_path_factory.mktemp("fresh") / "centre"
    Centre.create(folder, name="Trung tâm thử").close()
    return folder


@pytest.fixture(scope="session")
def fresh_on_postgres(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The same on PostgreSQL, with the address of its database."""
    folder, url = tmp_path_factory.mktemp("fresh-pg") / "centre", cluster.database()
    Centre.create(folder, name="Trung tâm thử", server=url).close()
    return folder, url


@pytest.fixture
def office_on_postgres(
    tmp_path: Path, cluster: Cluster, fresh_on_postgres: tuple[Path, str], time: Time
) -> Iterator[Centre]:
    """A centre opened here over PostgreSQL, with a clock of our own."""
    fresh, like = fresh_on_postgres
    folder, url = shutil.copytree(fresh, tmp_path / "office"), cluster.database(like=like)
    settings = folder / "centre.json"
    settings.write_text(settings.read_text(encoding="utf-8").replace(like, url), encoding="utf-8")
    opened = Centre.open(folder, now=time)
    yield opened
    opened.close()
    cluster.drop(url)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What the centre does with rows and sessions is tested over both databases."""
    if "office" in metafunc.fixturenames and metafunc.module.__name__.rpartition(".")[2] in OVER_BOTH:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which kind of database the centre has: TUSACH_TEST_CENTRE=postgresql tests everything over that one."""
    return getattr(request, "param", os.environ.get("TUSACH_TEST_CENTRE", "sqlite"))


@pytest.fixture
def office(request: pytest.FixtureRequest, database: str, time: Time) -> Iterator[Centre]:
    """A centre opened here, with a clock of our own."""
    if database == "postgresql":
        yield request.getfixturevalue("office_on_postgres")
        return
    tmp_path, fresh_folder = request.getfixturevalue("tmp_path"), request.getfixturevalue("fresh_folder")
    opened = hasty(Centre.open(shutil.copytree(fresh_folder, tmp_path / "office"), now=time))
    yield opened
    opened.close()


@pytest.fixture
def desk(office: Centre) -> Desk:
    """A desk of the unit A."""
    return Desk(office, "A")


@pytest.fixture
def second(office: Centre, desk: Desk) -> Desk:
    """Another desk of the unit A."""
    return Desk(office, "A")


@pytest.fixture
def stranger(office: Centre) -> Desk:
    """A desk of the unit B."""
    return Desk(office, "B")
