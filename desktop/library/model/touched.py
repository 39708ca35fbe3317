"""What a piece of work changed, by kind: every view decides for itself whether it cares."""

from __future__ import annotations

from enum import StrEnum


class Touched(StrEnum):
    """A kind of thing that was changed."""

    TITLES = "titles"
    ITEMS = "items"
    READERS = "readers"
    LOANS = "loans"
    HOLDS = "holds"
    POLICY = "policy"
    CONFLICTS = "conflicts"
    SYNC = "sync"
    FILES = "files"
    MONEY = "money"
    LETTERS = "letters"


NOTHING: frozenset[Touched] = frozenset()
EVERYTHING: frozenset[Touched] = frozenset(Touched)
