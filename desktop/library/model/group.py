"""A class or a team: who belongs to it, and what it has."""

from __future__ import annotations

from dataclasses import dataclass

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
