"""A real centre, a faulty line before it, and devices."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.client.devices import Device, authority_of, through
from tests.client.faulty_line import FaultyLine
from tests.server.centre import CentreProgram

NewDevice = Callable[..., Device]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProgram]:
    """One centre for all tests that leave it as a centre should be: each test has a unit of its own."""
    centre = CentreProgram.make(tmp_path_factory.mktemp("served") / "centre")
    centre.start()
    yield centre
    centre.stop()


@pytest.fixture
def line(served: CentreProgram, tmp_path: Path) -> Iterator[FaultyLine]:
    line = FaultyLine(served.address, authority_of(served), tmp_path)
    yield line
    line.close()


_units = itertools.count(1)


@pytest.fixture
def unit() -> str:
    return f"D{next(_units):03d}"


@pytest.fixture
def new_device(served: CentreProgram, line: FaultyLine, unit: str, tmp_path: Path) -> Iterator[NewDevice]:
    """Makes devices of one unit, enrolled over the line."""
    made: list[Device] = []

    def new_device(*, ahead_ms: int = 0) -> Device:
        device = Device(tmp_path / f"pc{len(made) + 1}", unit, ahead_ms=ahead_ms)
        made.append(device)
        device.enrol(through(line, served.enrol(unit)))
        line.forget()
        return device

    yield new_device
    for device in made:
        device.close()
