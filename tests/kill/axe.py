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
from desktop.library.model.event import EventKind
from desktop.library.model.money import EntryKind
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
    there = {"event": store.events.get, "entry": store.ledger.get, "title": store.titles.get, "item": store.items.get}
    looked = ((each, each.get(name), look) for each in shown for name, look in there.items())
    return [each for each, known, look in looked if known is not None and look(known) is None]


def half_done(library: Library) -> list[str]:
    """Events of which only a part is there: what follows without its act, a loss without its debt, or undone but owed."""
    store = library.store
    events = {event.id: event for event in store.events.since(0, limit=10**6)}
    entries = store.ledger.between(0, 2**62)
    follows = {one.id: one.about for one in (*events.values(), *entries) if one.about}
    owed = {entry.about for entry in entries if entry.kind is EntryKind.CHARGE}
    lost = [event for event in events.values() if event.kind is EventKind.DECLARED_LOST and event.reader_id]
    voided = {entry.about for entry in entries if entry.undoes or store.ledger.is_voided(entry.id)}
    undone = {event.undoes for event in events.values() if event.undoes}
    return [
        *(follower for follower, about in follows.items() if about not in events),
        *(event.id for event in lost if event.id not in owed),
        *(event.id for event in lost if event.id in undone and event.id not in voided),
    ]
