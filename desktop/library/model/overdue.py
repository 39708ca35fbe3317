"""A late loan as a line of a list or a letter, and the lines that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.library.model.ids import Barcode, CardNumber, LoanId, Moment, ReaderId, TitleId


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """A late loan. What names or describes the reader stays inside the unit (domain.md 2.2)."""

    loan: LoanId
    reader_id: ReaderId | None
    card: CardNumber | None
    reader: str
    group: str
    rank: str
    phone: str
    barcode: Barcode
    title: str
    title_id: TitleId
    lent: Moment
    due: date
    days_late: int
    renewals: int = 0
    is_long: bool = False
    """Longer than the house rules call long."""
    claimed: bool = False
    """The reader says that it was brought back."""
    on_site: bool = False
    """Read in the room, and not given back."""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Late:
    """Late loans of one reader, or of one group: `name` is the reader's or the group's, empty when nobody is named."""

    name: str
    lines: tuple[OverdueLine, ...]

    @property
    def longest(self) -> int:
        """Days of the one that is late longest."""
        return max(line.days_late for line in self.lines)
