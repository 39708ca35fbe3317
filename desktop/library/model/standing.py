"""Where the library stands: unit, counts, sync, conflicts."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.library.model.ids import ConflictId, Moment


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
    """Rows with something that the centre has not acknowledged."""
    conflicts: int
    enrolled: bool
    last_sync: Moment | None
    last_stop: str | None
    clock_offset_ms: int | None
    schema: int
    rights: str = "librarian"
    """librarian | desk: by whose password the library was opened."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A point to be settled by a person: two values of one field, or a task from the fold.

    `kind`: field | duplicate-barcode | duplicate-card | loan-task | parked. `state`: open | kept | restored.
    """

    id: ConflictId
    kind: str
    table: str
    row: str
    field: str
    ours: str
    """The value that stands now, as text."""
    theirs: str
    """The value that gave way, as text."""
    ours_by: str
    theirs_by: str
    ours_at: Moment
    theirs_at: Moment
    subject: str
    """What the row is called: a title, a bar code, a card number."""
    state: str

    @property
    def is_double(self) -> bool:
        """Whether two things bear one number; `ours` and `theirs` are then the ids of the earlier and the later."""
        return self.kind.startswith("duplicate-")


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of `check`: every problem as a kebab-case code with detail."""

    ok: bool
    problems: tuple[str, ...]
