"""Where the library stands: unit, counts, sync."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.library.model.ids import Moment


@dataclass(frozen=True, slots=True)
class Standing:
    """What `status` prints and the status strip shows. Counts are of live rows."""

    unit: str
    unit_name: str
    device: str
    titles: int
    items: int
    readers: int
    loans: int
    overdue: int
    waiting: int
    """Rows with something that the centre has not acknowledged; none before there is a centre."""
    conflicts: int
    enrolled: bool
    last_sync: Moment | None
    last_stop: str | None
    clock_offset_ms: int | None
    schema: int
    rights: str = "librarian"
    """librarian | desk: by whose password the library was opened."""
    role: str = "desk"
    """desk | operator: whether the centre may also be looked after from here."""
    last_backup: Moment | None = None
    holds_asking: int = 0
    """Titles to fetch for readers who wait, and copies on the hold shelf that nobody fetched."""
    begun: Moment = Moment(0)  # noqa: RUF009 - a NewType: nothing is made
    """When this PC began with the library, or joined the centre: what there is to lose goes back as far."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of `check`: every problem as a kebab-case code with detail."""

    ok: bool
    problems: tuple[str, ...]
