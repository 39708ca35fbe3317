"""Agreeing by stick as a person sees it: what is on its way, where the stick was last, and the two acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library import enrolment
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.touched import Touched
from desktop.library.stick import Stick
from sync.core.stops import Stop

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.library import Library
    from desktop.library.stick import StickTimes, Taken, Written

_PLACE = "stick-place"
DAY_MS = 86_400_000
OLD_DAYS = 14
"""After so many days without an answer a bundle is worth a thought: a stick may be lost, and costs nothing then."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Where things stand. `joins`: this PC has not been taken in yet, and its bundle asks for it."""

    times: StickTimes
    waiting: int
    place: str
    """The folder that was used last; empty before the first time."""
    joins: bool
    days_waiting: int
    """How long the bundle that went out last has been without an answer; 0 when none is on its way."""

    @property
    def is_late(self) -> bool:
        """Whether somebody should ask where the answer is."""
        return self.days_waiting >= OLD_DAYS


def look(library: Library) -> Carried:
    """Where things stand."""
    store, times = library.store, Stick(library).last()
    gone = store.now_ms() - times.written if times.is_under_way and times.written is not None else 0
    begun = enrolment.begun(store) is not None and enrolment.kept(store) is None
    return Carried(times, library.replica.waiting(), store.profile.text(_PLACE), begun, max(0, gone) // DAY_MS)


def write(library: Library, folder: Path) -> Written:
    """Write what waits into a new bundle there. Raises Refusal as `Stick.write`."""
    if not folder.is_dir():  # a stick that was taken out leaves a path on which a folder could be made
        raise Refusal(Reason.CANNOT_WRITE, file=str(folder))
    written = Stick(library).write(folder)
    library.store.profile.put(_PLACE, str(folder))
    library.store.touched.add(Touched.SYNC)
    return written


def take(library: Library, place: Path) -> Taken | Stop:
    """Take the newest bundle for us there; a Stop is an answer here. Raises Refusal as `Stick.take`."""
    try:
        taken = Stick(library).take(place)
    except Stop as stop:
        return stop
    if place.is_dir():
        library.store.profile.put(_PLACE, str(place))
    library.store.touched.add(Touched.SYNC)
    return taken
