"""A session in the reading room: a copy given to a reader to be read there, and taken back before leaving."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.library.model.event import Approval
from desktop.library.model.ids import Barcode, CardNumber, LoanId, Moment, TitleId


@dataclass(frozen=True, slots=True)
class Session:
    """One line of the reading room's log. `ended` is None while the reader still has it."""

    loan: LoanId
    card: CardNumber | None
    """None once the reader is forgotten: of sessions with an approval nobody ever is."""
    reader: str
    barcode: Barcode
    title: str
    title_id: TitleId
    restricted: bool
    begun: Moment
    ended: Moment | None
    approval: Approval | None
    locked: bool = False
    """There is an approval that this PC cannot read: it lacks the unit's key."""
    operator: str = ""
    days_over: int = 0
    """How many days ago it should have come back: the room closes every evening."""
