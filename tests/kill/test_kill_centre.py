"""kill -9 of the centre again and again while two desks sync: it is well, and has all that it ever acknowledged."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.library.library import Library
from desktop.library.model.file import FileState
from desktop.syncing import Syncing, enrol
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from sync.server.store.tables import synced
from tests.kill import worker
from tests.kill.axe import LONGEST_S, PROGRAMS, survivor
from tests.kill.test_kill import contents
from tests.server.centre import CentreProgram

pytestmark = pytest.mark.slow

KILLS = 8
UNIT = "K02"


class Desks:
    """Two desks at work; what the centre has acknowledged to them."""

    def __init__(self, profiles: list[Path]) -> None:
        self.acknowledged: set[str] = set()
        self.runs = 0
        self._lines: list[Connection] = []
        self._programs = []
        for seed, profile in enumerate(profiles):
            line, theirs = PROGRAMS.Pipe()
            program = PROGRAMS.Process(target=worker.agree_through_outages, args=(profile, seed, theirs))
            program.start()
            theirs.close()
            self._lines.append(line)
            self._programs.append(program)

    def hear(self, runs: int) -> None:
        """Listen until so many more runs have come to their end; whoever was stopped is told to go on."""
        until = self.runs + runs
        while self.runs < until:
            ready = wait(self._lines, LONGEST_S)
            assert ready, "no desk says anything"
            for line in ready:
                self._take(line, answered=True)

    def hear_all(self) -> None:
        """What they have said by now."""
        for line in self._lines:
            while line.poll() and self._take(line, answered=True):
                pass

    def _take(self, line: Connection, *, answered: bool) -> bool:
        said = line.recv()
        self.acknowledged.update(said["acknowledged"])
        self.runs += said["stop"] is None
        if said["stop"] is not None and answered:
            line.send("go on")
        return said["stop"] is None

    def go(self) -> None:
        """They end, as a power cut would end them."""
        for program, line in zip(self._programs, self._lines, strict=True):
            program.kill()
            program.join(LONGEST_S)
            line.close()


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProgram]:
    program = CentreProgram.make(tmp_path / "centre")
    program.start()
    yield program
    program.stop()


def test_killed_while_two_desks_sync(library_of: Callable[..., Path], centre: CentreProgram):
    profiles = [library_of(UNIT, name) for name in ("first", "second")]
    for profile in profiles:
        with survivor(profile) as library:
            enrol(library, centre.enrol(UNIT))
    rng, before = random.Random(15), files_of(centre)
    desks = Desks(profiles)
    try:
        for _ in range(KILLS):
            desks.hear(1 + rng.randrange(3))
            wait([], rng.random() * 0.1)  # at a moment that nobody chose
            assert centre.kill() == -9
            desks.hear_all()
            assert lost_by(centre, desks.acknowledged) == set()
            centre.start()
    finally:
        desks.go()
    agree_in_the_end(profiles)
    assert lost_by(centre, desks.acknowledged) == set()
    assert len(desks.acknowledged) > KILLS
    grown = {name for name in files_of(centre) - before if not name.startswith("blobs/")}
    assert grown <= {"centre.db-wal", "centre.db-shm"}, "something was left lying about"


def agree_in_the_end(profiles: list[Path]) -> None:
    """Each syncs until nothing moves; then both hold the same, and the files of both."""
    with survivor(profiles[0], thoroughly=True) as first, survivor(profiles[1], thoroughly=True) as second:
        for each in (first, second, first, second):
            ran = Syncing(each).run()
            assert (ran.stop, ran.mended, each.replica.waiting(), ran.files_left) == (None, 0, 0, 0)
        assert contents(first.store) == contents(second.store)
        assert len(files_held(first)) > 1
        assert files_held(first) == files_held(second)


def files_held(library: Library) -> set[str]:
    return {file.sha256 for file in library.digital.list() if file.state is FileState.HERE}


def lost_by(centre: CentreProgram, acknowledged: set[str]) -> set[str]:
    """What it acknowledged and does not have; it must be well, too."""
    office = Centre.open(centre.folder)
    try:
        with office.database.reading() as connection:
            assert problems_of(connection) == []
            held = connection.execute(select(synced.c.id).where(synced.c.tbl == "title")).scalars()
            return acknowledged - {row_id.hex() for row_id in held}
    finally:
        office.close()


def files_of(centre: CentreProgram) -> set[str]:
    return {file.relative_to(centre.folder).as_posix() for file in centre.folder.rglob("*") if file.is_file()}
