"""Loans, and the answers of the desk. A loan is derived: folded from an item's events (sync.md 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.library.model.ids import (
    Barcode,
    CardNumber,
    CategoryCode,
    EventId,
    ItemId,
    ItemTypeCode,
    LoanId,
    Moment,
    ReaderId,
    TitleId,
)
from desktop.library.model.reader import Reader
from desktop.library.model.refusal import Reason


class EventKind(StrEnum):
    """What can happen to an item or a title in circulation."""

    LENT = "lent"
    RETURNED = "returned"
    RENEWED = "renewed"
    HELD = "held"
    HOLD_CANCELLED = "hold-cancelled"
    DECLARED_LOST = "declared-lost"
    FOUND = "found"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of circulation, written once.

    `order` is where it stands in the item's history: a stamp made from the time of the act (so that a late entry, typed
    in after newer events, folds where it happened). `at` is the act, `recorded` the typing, both UTC ms.
    `due`, `period_days`, `overrides` and `policy` are the outcome of the rules as they were (never re-judged).
    """

    id: EventId
    kind: EventKind
    order: str
    item_id: ItemId | None
    title_id: TitleId | None
    reader_id: ReaderId | None
    at: Moment
    recorded: Moment
    due: date | None = None
    period_days: int | None = None
    overrides: tuple[Reason, ...] = ()
    policy: str = ""
    """id and stamp of the rule that decided, `id@stamp`"""
    undoes: EventId | None = None
    operator: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan, open while `returned` is None. `reader_id` is None once unlinked for privacy."""

    id: LoanId
    item_id: ItemId
    reader_id: ReaderId | None
    lent: Moment
    due: date
    renewals: int
    returned: Moment | None = None
    closed_as: str = ""
    """returned | presumed-returned | lost | undone, empty while open"""


@dataclass(frozen=True, slots=True)
class LoanLine:
    """An open (or past) loan as one line: what `loans`, `overdue` and the reader panel show."""

    loan: LoanId
    card: CardNumber | None
    reader: str
    barcode: Barcode
    title: str
    title_id: TitleId
    lent: Moment
    due: date
    renewals: int
    days_overdue: int
    """0 when not overdue"""
    returned: Moment | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What a reader category may do with an item type."""

    category: CategoryCode
    item_type: ItemTypeCode
    loan_days: int
    renewals: int
    renewal_days: int
    max_of_type: int
    max_loans: int
    """Over all types, from the category's rule; 0 = none at all."""
    lends: bool = True
    """False: only read in the room."""
    version: str = ""
    """`id@stamp` of the policy row"""


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


@dataclass(frozen=True, slots=True)
class ReaderPanel:
    """What the desk shows of the reader in front of it."""

    reader: Reader
    loans: tuple[LoanLine, ...]
    max_loans: int
    blocks: tuple[Reason, ...]
    """Standing reasons why nothing would be lent: card-expired, reader-blocked, has-overdue, limit-reached."""
    holds: int = 0


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


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan in the desk's single field led to: a reader came to the desk, the act changed, or an answer."""

    panel: ReaderPanel | None = None
    act: Act | None = None
    answer: Answer | None = None
    done: bool = False
    """The reader at the desk is finished."""
