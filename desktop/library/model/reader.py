"""A reader and the card. Collected by Law 91/2025/QH15's rule of need: number, name, category, expiry; little else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.library.model.ids import CardNumber, CategoryCode, Moment, ReaderId

GROUP = "group"


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader. `blocked` is the reason in words, empty when not blocked."""

    id: ReaderId
    card: CardNumber
    name: str
    category: CategoryCode
    group: str = ""
    """Team, class or department, in words."""
    rank: str = ""
    phone: str = ""
    expires: date | None = None
    blocked: str = ""
    note: str = ""
    kind: str = ""
    """`group`: a class or a team that borrows on one card, through its representative; empty for a person."""
    representative: ReaderId | None = None
    """Who answers for the group."""
    has_pin: bool = False
    redacted: bool = False
    deleted: bool = False

    @property
    def is_group(self) -> bool:
        """Whether this card is a class's or a team's."""
        return self.kind == GROUP


@dataclass(frozen=True, slots=True)
class ReaderForm:
    """What is typed to register or amend a reader.

    An empty card takes the next of the leased block. `expires` is an ISO day or empty.
    """

    card: str = ""
    name: str = ""
    category: str = "can-bo"
    group: str = ""
    rank: str = ""
    phone: str = ""
    expires: str = ""
    blocked: str = ""
    note: str = ""
    kind: str = ""
    """`group` for a class or a team; it stays what it was registered as."""
    representative: str = ""
    """Of a group: the card of who answers for it."""


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """A reader as one line of a list."""

    id: ReaderId
    card: CardNumber
    name: str
    category: CategoryCode
    group: str
    expires: date | None
    blocked: bool
    loans: int
    overdue: int
    kind: str = ""

    @property
    def is_group(self) -> bool:
        """Whether this card is a class's or a team's."""
        return self.kind == GROUP


@dataclass(frozen=True, slots=True)
class LookUp:
    """Somebody of the staff looked at what a reader has borrowed. `operator` is empty when nobody had said who sits
    there, `card` None once the reader's row is gone.
    """

    at: Moment
    operator: str
    card: CardNumber | None
    reader: str
