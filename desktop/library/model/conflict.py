"""A point that a person has to settle, who wrote its two sides, and what is best done about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.library.model.ids import ConflictId, Moment

NEVER = Moment(0)
"""Stands for a time that nobody knows."""
LOCKED = "\N{LOCK}"
"""Stands for a value that this PC cannot open: it lacks the unit's key."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who wrote something: the PC by its name and whoever had signed in there, as far as that is known."""

    pc: str = ""
    """Empty when the PC is not known: another unit's, or it ran a program that did not say."""
    operator: str = ""
    here: bool = False
    """Whether that was this PC."""


NOBODY_KNOWN = Hand()


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
    name: str = ""
    """What the row is called besides: the copy's title, the reader's name."""
    called: tuple[str, str] = ("", "")
    """Of a lending rule or a code: what it is about in Vietnamese and in English."""
    at: Moment = NEVER
    """When it came to be, as far as that is known."""
    ours_who: Hand = NOBODY_KNOWN
    theirs_who: Hand = NOBODY_KNOWN
    settled_at: Moment = NEVER
    settled_by: Hand = NOBODY_KNOWN
    given: str = ""
    """The number that one of two things got in place of the doubled one."""
    acts: int = 0
    """Acts at the desk by which it was settled."""
    together: str = ""
    """Names the decision with which this and others like it were settled at once."""

    @property
    def is_double(self) -> bool:
        """Whether two things bear one number; `ours` and `theirs` are then the ids of the earlier and the later."""
        return self.kind.startswith("duplicate-")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a point: the value or the thing, when it was written and by whom, as far as that is known."""

    what: str
    at: Moment = NEVER
    who: Hand = NOBODY_KNOWN
    number: str = ""
    """Of a copy its accession number, of a reader the group: what tells two of a name apart."""
    out_to: str = ""
    """Who has the copy now."""
    label: tuple[str, str] = ("", "")
    """Of a code: what it stands for in Vietnamese and in English."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Which side is recommended, and why.

    `why`: later | fuller | not-empty | not-deleted | registered-later | on-the-shelf | only-way.
    """

    side: str
    """ours | theirs"""
    why: str


@dataclass(frozen=True, slots=True)
class Point:
    """A conflict with its two sides as a person can recognise them."""

    conflict: Conflict
    ours: Side
    theirs: Side
    advice: Advice = Advice("ours", "later")
    alike: int = 1
    """How many open points are of the same kind, between the same PCs, this one among them."""

    @property
    def is_double(self) -> bool:
        """Whether two things bear one number."""
        return self.conflict.is_double

    @property
    def is_choice(self) -> bool:
        """Whether there are two values to choose from; else there is only something to look after."""
        return self.conflict.kind == "field"


@dataclass(frozen=True, slots=True)
class Inbox:
    """What lies before the person: some points, how many there are of each group, how many were found."""

    points: tuple[Point, ...] = ()
    groups: dict[str, int] = field(default_factory=dict)
    """titles | copies | readers | rules | loans | numbers | parked -> open points"""
    found: int = 0
    """How many open points fit what was asked for; `points` are the newest of them."""
    settled: tuple[Conflict, ...] = ()
    """Those settled lately, the latest first."""
