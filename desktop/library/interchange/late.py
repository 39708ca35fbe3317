"""Late entries: days on paper and files of other programs come into the record where they happened."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import start_of
from desktop.library.interchange.course import Course, Tally, pieces
from desktop.library.interchange.entering import FROM_PAPER, Entering
from desktop.library.interchange.entries import Entered, Entry, LateLine, Odd, Outcome, Waiting
from desktop.library.interchange.files import LateFile, look_at
from desktop.library.interchange.leaving import Borrowers, Exported, write_borrowers, write_koc
from desktop.library.interchange.paper import PaperLine, entry_of
from desktop.library.interchange.waiting import WaitingLines
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.touched import Touched
from desktop.library.security.rights import Rights, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

AT_ONCE = 50
"""Lines in one transaction at most. It ends earlier when a desk wants to write, which waits for what follows from the
lines so far: with two hundred of them a scan waited 80 ms, with fifty half of that (p95, on a busy PC)."""


class LateEntries:
    """Enters lines over one store, in any order, never twice, and keeps what it cannot enter."""

    def __init__(self, store: Store, rights: Rights, operator: Callable[[], str]) -> None:
        self._store = store
        self._rights = rights
        self._operator = operator
        self._waiting = WaitingLines(store)

    def look_at(self, path: Path, *, kind: str | None = None, on: date | None = None) -> LateFile:
        """What the file is. Raises as `files.look_at`."""
        return look_at(path, kind=kind, on=on, now=self._store.now_ms())

    def enter_file(
        self,
        path: Path,
        *,
        kind: str | None = None,
        on: date | None = None,
        dry_run: bool = False,
        progress: Callable[[int, int], bool] | None = None,
        tell: Callable[[LateLine], None] | None = None,
    ) -> Entered:
        """Enter the file, or see what that would change (`dry_run`). `tell` hears of every line not simply entered.

        Raises Refusal: NOT_ENTITLED; as `look_at`.
        """
        file = self.look_at(path, kind=kind, on=on)
        course = Course(progress)
        tally = Tally(Entered(path.name, file.kind.value, is_dry_run=dry_run), tell)
        readings = course.through(file.readings(course.moved), by_item=dry_run)
        if dry_run:
            self._rehearse(readings, tally)
        else:
            self._rights.require(Task.CORRECT)
            self._keep(readings, tally, path.name)
        return tally.told(stopped=course.stopped)

    def type_in(self, entry: Entry) -> LateLine:
        """Enter one line of a paper. What cannot be entered is only answered: whoever types can mend it at once.

        Raises Refusal(NOT_ENTITLED).
        """
        self._rights.require(Task.CORRECT)
        entering = Entering(self._store, operator=self._operator(), source=FROM_PAPER, again=True)
        with self._store.writing() as pen:
            return entering.enter(pen, entry)

    def type_line(self, line: PaperLine) -> LateLine:
        """Enter a line of a day on paper; as `type_in`. Raises Refusal: NOT_ENTITLED; as `paper.entry_of`."""
        return self.type_in(entry_of(line, self._store.now_ms()))

    def waiting(self) -> tuple[Waiting, ...]:
        """The lines of files that could not be entered yet."""
        return self._waiting.list()

    def settle(self, line_id: str, *, card: str | None = None, barcode: str | None = None) -> LateLine:
        """Enter a line that waits, with the right card or bar code where it named another.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_ID.
        """
        self._rights.require(Task.CORRECT)
        one = self._known(line_id)
        entry = replace(one.entry, card=card or one.entry.card, barcode=barcode or one.entry.barcode)
        if card and entry.person is not None:
            entry = replace(entry, person=replace(entry.person, card=card))
        entering = Entering(self._store, operator=self._operator())
        with self._store.writing() as pen:
            line = entering.enter(pen, entry)
            if line.outcome is not Outcome.UNSETTLED:
                self._let_go(one, entry, line)
                pen.touched.add(Touched.LOANS)
        return line

    def _let_go(self, one: Waiting, entry: Entry, line: LateLine) -> None:
        if entry == one.entry:
            self._waiting.drop(one.id)
        else:
            self._waiting.settle(one.id, line.event)

    def try_again(self) -> tuple[LateLine, ...]:
        """Enter whatever can be entered by now of all that waits. Raises Refusal(NOT_ENTITLED)."""
        return tuple(self.settle(one.id) for one in self.waiting())

    def set_aside(self, line_id: str, why: str) -> None:
        """Nobody will enter this line. Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, MISSING_FIELD(why)."""
        self._rights.require(Task.CORRECT)
        self._known(line_id)
        if not why.strip():
            raise Refusal(Reason.MISSING_FIELD, field="why")
        with self._store.writing() as pen:
            self._waiting.set_aside(line_id, why.strip())
            pen.touched.add(Touched.LOANS)

    def export_koc(self, path: Path, *, since: date | None = None) -> Exported:
        """Write what happened here since this day (all when not given) for a Koha centre.

        Raises Refusal: NOT_ENTITLED, CANNOT_WRITE, DISK_FULL.
        """
        self._rights.require(Task.EXPORT)
        return write_koc(self._store, path, start_of(since) if since else 0)

    def export_borrowers(self, path: Path) -> Borrowers:
        """Write readers' cards and names and what they have for Koha's offline tool. The file is not encrypted.

        Raises Refusal: NOT_ENTITLED, CANNOT_WRITE, DISK_FULL.
        """
        self._rights.require(Task.EXPORT)
        return write_borrowers(self._store, path)

    def _known(self, line_id: str) -> Waiting:
        one = self._waiting.get(line_id)
        if one is None:
            raise Refusal(Reason.UNKNOWN_ID, field="id", value=line_id)
        return one

    def _keep(self, readings: Iterable[Entry | Odd], tally: Tally, file: str) -> None:
        entering = Entering(self._store, operator=self._operator())

        def write(pen: Pen, reading: Entry | Odd) -> None:
            tally.take(self._one(pen, entering, reading, file))

        self._store.write_in_turns(readings, write, at_once=AT_ONCE)

    def _one(self, pen: Pen, entering: Entering, reading: Entry | Odd, file: str) -> LateLine:
        line = self._tried(pen, entering, reading)
        if line.outcome is not Outcome.UNSETTLED or isinstance(reading, Odd):
            return line
        pen.touched.add(Touched.LOANS)
        return replace(line, waiting=self._waiting.keep(file, line))

    def _tried(self, pen: Pen, entering: Entering, reading: Entry | Odd) -> LateLine:
        """The line entered, unless somebody has decided of it; one that waited does so no longer."""
        if isinstance(reading, Odd):
            return _odd(reading)
        decided = self._waiting.decided(reading)
        if decided is not None:
            return decided
        line = entering.enter(pen, reading)
        if line.outcome is not Outcome.UNSETTLED:
            self._waiting.drop(self._waiting.name_of(reading))
        return line

    def _rehearse(self, readings: Iterable[Entry | Odd], tally: Tally) -> None:
        """What would become of each line: some are entered at a time, and taken back whole."""
        entering = Entering(self._store, operator=self._operator())
        for piece in pieces(readings):
            with suppress(_Rehearsed), self._store.writing() as pen:
                for one in piece:
                    tally.take(self._tried(pen, entering, one))
                raise _Rehearsed


class _Rehearsed(Exception):
    """Takes back what was only tried."""


def _odd(odd: Odd) -> LateLine:
    return LateLine(odd.line, odd.text, Outcome.ODD, reasons=(odd.reason,), facts=(("detail", odd.detail),))
