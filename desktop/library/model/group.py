"""A class or a team: who belongs to it, what it has, and the list that is printed and signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.library.model.ids import Barcode, CardNumber
from desktop.library.model.loan import LoanLine
from desktop.library.model.reader import Reader, ReaderLine


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """Everything of a group, from one look."""

    group: Reader
    representative: Reader | None
    """Who answers for it; None when nobody is named, or whoever was has left the library."""
    members: tuple[ReaderLine, ...]
    loans: tuple[LoanLine, ...]
    """Everything it holds; a line without a `member` is with the representative."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the list."""

    number: int
    barcode: Barcode
    title: str
    call_number: str
    lent: date
    due: date
    holder: str
    """Who in the group has it; empty: the representative."""


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """The signable list: what was handed to the group today, or all that it holds."""

    card: CardNumber
    group: str
    representative: str
    representative_card: CardNumber | None
    day: date
    lines: tuple[SheetLine, ...]
    only_today: bool
