"""The centre under test: as a program, and opened in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.centre import Centre
from tests.server.centre import CentreProgram
from tests.server.desk import Desk, Time


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


@pytest.fixture
def office(tmp_path: Path, time: Time) -> Iterator[Centre]:
    """A centre opened here, with a clock of our own."""
    opened = Centre.create(tmp_path / "office", name="Trung tâm thử", now=time)
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
