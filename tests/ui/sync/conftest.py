"""The program, a centre, and a second desk of the same unit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.library.library import Library, Opening, create
from desktop.library.store import key
from desktop.syncing import Syncing, enrol
from tests.server.centre import CentreProgram
from tests.server.conftest import centre
from tests.ui.world import PASSWORD, World

__all__ = ["centre"]

UNIT = "DV01"


class SecondDesk:
    """Another PC of the unit, worked at without a window."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.syncing = Syncing(library)

    def agree(self) -> None:
        assert self.syncing.run().stop is None


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The profile of an empty library, made once."""
    profile = tmp_path_factory.mktemp("blank") / "profile"
    with pytest.MonkeyPatch.context() as patch:  # a key that opens at once, as of the made library
        patch.setattr(key, "_MEMORY_KIB", 8)
        patch.setattr(key, "_TIME", 1)
        create(profile, unit=UNIT, name="Thư viện thử", password=PASSWORD)
    return profile


@pytest.fixture
def second(tmp_path: Path, blank: Path, centre: CentreProgram) -> Iterator[SecondDesk]:
    profile = tmp_path / "second"
    shutil.copytree(blank, profile)
    opening = Opening(profile, PASSWORD)
    with closing(opening.library(operator="Lê A")) as library:
        enrol(library, centre.enrol(UNIT))
        desk = SecondDesk(library)
        yield desk
        desk.syncing.forget()
    opening.release()


@pytest.fixture
def enrolled(program: World, centre: CentreProgram) -> World:
    """The program after its enrolment and its first run."""
    program.page("open_sync").enrol(centre.enrol(UNIT))
    program.until(lambda: program.program.courier.last is not None)
    program.settle()
    return program
