"""What is said at the desk: answers, the reader's panel, today's list, and what a scan led to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.library.model.event import EventKind
from desktop.library.model.hold import HoldLine, ShelvedFor
from desktop.library.model.ids import (
    Barcode,
    CardNumber,
    EventId,
    ItemId,
    LoanId,
    Moment,
    Money,
    ReaderId,
    TitleId,
)
from desktop.library.model.loan import LoanLine
from desktop.library.model.reader import Reader
from desktop.library.model.refusal import Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk did with one scan or one bar code. `status`: lent, returned, renewed, held, refused, undone."""

    status: str
    barcode: Barcode | None = None
    card: CardNumber | None = None
    title: str = ""
    title_id: TitleId | None = None
    item_id: ItemId | None = None
    reader_id: ReaderId | None = None
    reader: str = ""
    due: date | None = None
    loan: LoanId | None = None
    event: EventId | None = None
    at: Moment | None = None
    reason: Reason | None = None
    facts: tuple[tuple[str, str | int | bool | None], ...] = ()
    may_be_overridden: bool = False
    repaired_from: str = ""
    """What the scanner delivered, when a keyboard program had garbled it and only one reading was possible."""
    days_late: int = 0
    waiting_readers: int = 0
    """Readers who hold this title, told at return."""
    shelved_for: ShelvedFor | None = None
    """returned: the copy now stands on the hold shelf for this reader."""
    data_days: int | None = None
    """How many days ago the centre was last heard, where the decision rests on it."""
    charged: Money | None = None
    """What the act put on the reader's account."""
    was_lost: bool = False
    """returned: the copy had been given up as lost."""
    claimed: bool = False
    """returned: the reader had said that it was brought back."""


@dataclass(frozen=True, slots=True)
class ReaderPanel:
    """What the desk shows of the reader in front of it."""

    reader: Reader
    loans: tuple[LoanLine, ...]
    max_loans: int
    blocks: tuple[Reason, ...]
    """Standing reasons why nothing would be lent: card-expired, reader-blocked, has-overdue, limit-reached, owes."""
    holds: int = 0
    holds_lines: tuple[HoldLine, ...] = ()
    owed: Money = Money(0)  # noqa: RUF009 - a NewType: nothing is made
    photo: bytes | None = None
    """JPEG"""
    members: int = 0
    """Of a group: how many readers belong to it."""
    representative: str = ""
    """Of a group: the name of who answers for it."""


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One line of today's list, newest first."""

    event: EventId
    at: Moment
    kind: EventKind
    barcode: Barcode
    title: str
    card: CardNumber | None
    reader: str
    due: date | None
    undone: bool = False


class Act(StrEnum):
    """What a desk is doing, or is told to do by a printed command code (circulation.commands)."""

    LEND = "lend"
    RETURN = "return"
    RENEW = "renew"
    UNDO = "undo"
    DONE = "done"
    HOLD = "hold"
    """Let the reader at the desk wait for the title that was just refused."""
    RENEW_ALL = "renew-all"
    OVERRIDE = "override"
    """Do all the same what was just refused; whoever is not entitled needs the librarian."""
    SLIP = "slip"
    """Print the slip of what the reader at the desk has."""


OF_THE_WINDOW = frozenset({Act.HOLD, Act.RENEW_ALL, Act.OVERRIDE, Act.SLIP})
"""Commands that rest on what the window shows or may ask there: the desk only says which one was scanned."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan in the desk's single field led to: a reader came to the desk, the act changed, or an answer."""

    panel: ReaderPanel | None = None
    act: Act | None = None
    answer: Answer | None = None
    done: bool = False
    """The reader at the desk is finished."""
