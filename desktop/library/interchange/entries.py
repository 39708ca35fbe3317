"""A late entry: one line of a paper, or of another program's file, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from desktop.library.model.ids import EventId, Moment, Money
from desktop.library.model.reader import ReaderForm
from desktop.library.model.refusal import Fact

NOTHING_PAID = Money(0)


class LateAct(StrEnum):
    """What happened, according to the line."""

    LEND = "lend"
    RETURN = "return"
    RENEW = "renew"
    READ_HERE = "read-here"
    REGISTER = "register"
    PAY = "pay"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as a line tells it. Codes are as they stand there; whose they are is found when it is entered."""

    line: int
    text: str
    """The line itself, so that nothing of it is lost."""
    act: LateAct
    at: Moment
    is_timed: bool = True
    """False: the paper says only the day; `at` is made from the order of its lines."""
    card: str = ""
    barcode: str = ""
    due: date | None = None
    """The day that the reader was told."""
    count: int = 1
    """read-here: how many copies."""
    amount: Money = NOTHING_PAID
    person: ReaderForm | None = None
    """register: who."""
    ordinal: int = 0
    """How many lines before it say the same of the same day; told apart only where no times are given."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A line that tells of no act that is understood: `reason` says why."""

    line: int
    text: str
    reason: str
    detail: str = ""


class Outcome(StrEnum):
    """What became of a line."""

    ENTERED = "entered"
    DESPITE = "despite"
    """Entered although a rule speaks against it: it has happened, and the reasons are noted in the event."""
    ALREADY = "already"
    """The record knows this act: the same file, an overlapping one, or somebody typed it in."""
    REGISTERED = "registered"
    UNSETTLED = "unsettled"
    """It names something that the library does not know; kept until somebody settles it."""
    LEFT_OUT = "left-out"
    """Understood, but nothing that this library keeps."""
    ODD = "odd"


@dataclass(frozen=True, slots=True)
class LateLine:
    """One line with its outcome. `facts` tell where the item was then and is now, and what the reasons name."""

    line: int
    text: str
    outcome: Outcome
    entry: Entry | None = None
    reasons: tuple[str, ...] = ()
    event: EventId | None = None
    due: date | None = None
    title: str = ""
    reader: str = ""
    facts: tuple[tuple[str, Fact], ...] = ()
    waiting: str = ""
    """The id under which an unsettled line is kept."""

    @property
    def is_simple(self) -> bool:
        """Whether there is nothing to say about it."""
        return self.outcome in {Outcome.ENTERED, Outcome.REGISTERED} and not self.reasons


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering a file did, or would do (`is_dry_run`). `report`: every line that was not simply entered."""

    file: str
    kind: str
    read: int = 0
    entered: int = 0
    despite: int = 0
    already: int = 0
    registered: int = 0
    unsettled: int = 0
    left_out: int = 0
    odd: int = 0
    is_dry_run: bool = False
    stopped: bool = False
    report: tuple[LateLine, ...] = ()
    more: int = 0
    """Lines of the report beyond those that are kept in `report`."""

    def with_line(self, line: LateLine) -> Entered:
        """Counted with one more line."""
        name = line.outcome.value.replace("-", "_")
        return replace(self, read=self.read + 1, **{name: getattr(self, name) + 1})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that could not be entered, kept until somebody settles it."""

    id: str
    file: str
    entry: Entry
    reason: str
    facts: tuple[tuple[str, Fact], ...] = ()
    since: Moment | None = None
