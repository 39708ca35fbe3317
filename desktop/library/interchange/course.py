"""How a file's lines are taken: in the order of time, in pieces, with what became of them counted on the way."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, islice
from typing import TYPE_CHECKING

from desktop.library.interchange.entries import Entered, Entry, LateAct, LateLine, Odd
from desktop.library.text.codes import clean_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SORTED = 20_000
"""So many lines are put in the order of time before they are entered; a longer file goes in as it comes."""
STEP = 50
"""Lines between two looks at whether somebody asks to stop."""
TRIED = 5
"""What a rehearsal tries at a time: until that is taken back, the desk waits (measured: fifty lines were 130 ms)."""
KEPT = 5_000
"""Lines of a report that an answer carries; whoever wants all is told each one by one."""


class Course:
    """The way through one file: in order, until its end or until somebody asks to stop."""

    def __init__(self, progress: Callable[[int, int], bool] | None = None) -> None:
        self._progress = progress
        self._bytes = (0, 0)
        self.stopped = False

    def moved(self, done: int, of: int) -> None:
        """So many bytes of the file are read."""
        self._bytes = (done, of)

    def through(self, readings: Iterator[Entry | Odd], *, by_item: bool) -> Iterator[Entry | Odd]:
        """The readings by time, registrations first; `by_item`: all about one item together."""
        first = list(islice(readings, SORTED))
        first.sort(key=lambda one: _place(one, by_item=by_item))
        for place, one in enumerate(first):
            if self._stops(place, (place, len(first)) if len(first) < SORTED else self._bytes):
                return
            yield one
        for place, one in enumerate(readings):
            if self._stops(place, self._bytes):
                return
            yield one

    def _stops(self, place: int, at: tuple[int, int]) -> bool:
        if self._progress is not None and place % STEP == 0 and not self._progress(*at):
            self.stopped = True
        return self.stopped


class Tally:
    """Counts what became of each line, and keeps those that somebody should read."""

    def __init__(self, beginning: Entered, tell: Callable[[LateLine], None] | None) -> None:
        self._told = beginning
        self._tell = tell
        self._report: list[LateLine] = []
        self._more = 0

    def take(self, line: LateLine) -> None:
        """One more line."""
        self._told = self._told.with_line(line)
        if line.is_simple:
            return
        if self._tell is not None:
            self._tell(line)
        if len(self._report) < KEPT:
            self._report.append(line)
        else:
            self._more += 1

    def told(self, *, stopped: bool) -> Entered:
        """All of it."""
        report = tuple(sorted(self._report, key=lambda line: line.line))
        return replace(self._told, report=report, more=self._more, stopped=stopped)


def pieces(readings: Iterable[Entry | Odd]) -> Iterator[list[Entry | Odd]]:
    """Some lines at a time, never parting those about one item."""
    piece: list[Entry | Odd] = []
    for _, alike in groupby(readings, key=lambda one: clean_code(one.barcode) if isinstance(one, Entry) else ""):
        piece += alike
        if len(piece) >= TRIED:
            yield piece
            piece = []
    if piece:
        yield piece


def _place(one: Entry | Odd, *, by_item: bool) -> tuple[bool, str, int, int]:
    if isinstance(one, Odd):
        return False, "", 0, one.line
    item = clean_code(one.barcode) if by_item else ""
    return one.act is not LateAct.REGISTER, item, one.at, one.line
