"""A loan, derived: folded from an item's events (sync.md 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.library.model.ids import (
    Barcode,
    CardNumber,
    ItemId,
    LoanId,
    Moment,
    ReaderId,
    TitleId,
)


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
    on_site: bool = False
    """Read in the room: a session from `lent` to `returned`, not a book that left the building."""
    claimed: Moment | None = None
    """Since when the reader says that it was brought back."""
    member: ReaderId | None = None
    """Who of a group has it."""


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
    on_site: bool = False
    claimed: Moment | None = None
    member: str = ""
    """The name of who in the group has it."""
