"""Lets a program work, kills it at a moment nobody chose, and looks at what it left."""

from __future__ import annotations

import multiprocessing
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.library.library import Library
from tests.kill.worker import opened

# The fork server has everything imported: a new program is there in milliseconds, and shares nothing with the tests.
PROGRAMS = multiprocessing.get_context("forkserver")
PROGRAMS.set_forkserver_preload(["tests.kill.worker"])
LONGEST_S = 60

Shown = dict[str, Any]


@dataclass
class Axe:
    """`most`: how many results it lets pass at most; `within_s`: how long it then waits at most before it falls."""

    rng: random.Random
    most: int
    within_s: float
    kills: int = 0
    shown: list[Shown] = field(default_factory=list)

    def falls_on(self, work: Callable[..., None], *given: object) -> list[Shown]:
        """Start the program, kill it; every result it had shown by then. A program that was done before is no kill."""
        reading, writing = PROGRAMS.Pipe(duplex=False)
        program = PROGRAMS.Process(target=work, args=(*given, writing))
        program.start()
        writing.close()
        shown = [] if self.most == 0 else self._wait_for(reading, 1 + self.rng.randrange(self.most))
        reading.poll(self.rng.random() * self.within_s)
        program.kill()
        program.join(LONGEST_S)
        shown += self._wait_for(reading, None)
        reading.close()
        assert program.exitcode in {0, -signal.SIGKILL}, program.exitcode
        self.kills += program.exitcode == -signal.SIGKILL
        self.shown += shown
        return shown

    @staticmethod
    def _wait_for(reading: Any, results: int | None) -> list[Shown]:
        """So many results, or (None) all up to the program's end."""
        shown: list[Shown] = []
        while results is None or len(shown) < results:
            assert reading.poll(LONGEST_S), "the program shows nothing"
            try:
                shown.append(reading.recv())
            except EOFError:
                break
        return shown


@contextmanager
def survivor(profile: Path, *, thoroughly: bool = False) -> Iterator[Library]:
    """The library that a killed program left: it opens, and its file is sound."""
    with opened(profile) as library:
        sound = library.store.connection.execute("PRAGMA integrity_check").fetchall()
        assert sound == [("ok",)]
        if thoroughly:
            assert library.check().problems == ()
        yield library


def lacking(library: Library, shown: list[Shown]) -> list[Shown]:
    """Results that were shown and are not there."""
    store = library.store
    there = {"event": store.events.get, "title": store.titles.get, "item": store.items.get}
    return [each for each in shown for name, look in there.items() if name in each and look(each[name]) is None]
