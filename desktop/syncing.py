"""What one sync of a library is: the centre it belongs to, kept while the program runs, and a run over its rows."""

from __future__ import annotations

import platform
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library import enrolling
from desktop.library.security.rights import Task
from desktop.library.store.number_stock import StoreNumbers
from sync.client.run import not_begun, run
from sync.client.visit import Progress
from sync.core.stops import Stop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.library.library import Library
    from sync.client.centre import Centre
    from sync.client.run import Ran


def enrol(library: Library, file: Path, *, offline: bool = False) -> None:
    """Enrol this library with the centre that wrote the file; the centre's operator sees this PC's name.

    `offline`: the centre is not asked; the next bundle on a stick asks it to take this PC in.
    Raises Refusal: NOT_ENTITLED, NOT_A_FILE, BAD_ENROLMENT (fact `fault`), ANOTHER_UNIT; and Stops of the line.
    """
    library.rights.require(Task.ENROL)
    if offline:
        enrolling.begin_offline(library.store, file)
    else:
        enrolling.enrol(library.store, file, name=platform.node())


class Syncing:
    """A library's dealings with its centre. Use it on the thread that owns the library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._centre: Centre | None = None

    def run(
        self,
        *,
        stopping: threading.Event | None = None,
        report: Callable[[Progress], None] = lambda _: None,
        may_mend: bool = True,
    ) -> Ran:
        """Agree with the centre; how far that came is in the answer. Raises Refusal: NOT_ENROLLED, BAD_ENROLMENT.

        An enrolment that was begun without a network is completed first.

        `conflicts` counts every point that the run opened, those that follow from facts (a number that stands twice),
        too, of which the agreement itself knows nothing.
        """
        if self._centre is None:
            try:
                enrolling.finish(self._library.store, name=platform.node())
            except Stop as early:
                return not_begun(self._library.replica, early)
            self._centre = enrolling.centre_of(self._library.store)
        points = self._library.store.conflicts
        before = points.open_count()
        ran = run(
            self._library.replica,
            self._centre,
            stopping=stopping or threading.Event(),
            report=report,
            may_mend=may_mend,
            files=self._library.digital.lane,
            numbers=StoreNumbers(self._library.store),
        )
        return replace(ran, conflicts=max(ran.conflicts, points.open_count() - before))

    def hang_up(self) -> None:
        """From any thread: end the request under way; a program that closes sets `stopping` first, then hangs up."""
        if self._centre is not None:
            self._centre.hang_up()

    def forget(self) -> None:
        """Hang up. The next run looks anew at which centre the library belongs to."""
        if self._centre is not None:
            self._centre.close()
        self._centre = None
