"""The centre under test: as a program, and opened in this process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.centre import Centre
from tests.server.centre import CentreProgram
from tests.server.desk import Desk, Time, hasty


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


@pytest.fixture
def office(tmp_path: Path, fresh_folder: Path, time: Time) -> Iterator[Centre]:
    """A centre opened here, with a clock of our own."""
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
