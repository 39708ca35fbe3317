"""Which side of a point is recommended, and why: the choice that loses least and that a person can undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.conflict import LOCKED, Advice
from desktop.library.text import fold, words

if TYPE_CHECKING:
    from desktop.library.model.conflict import Conflict, Side

_MARKS = frozenset(("blocked", "damaged", "lost", "not_for_loan", "restricted", "withdrawn"))
"""Fields whose emptiness is a decision, too: to let a reader in again, to find a book."""
_IN_WORDS = frozenset(("call_number", "group", "name", "note"))


def advice(conflict: Conflict, ours: Side, theirs: Side) -> Advice:
    """What to do about a point, without knowing what is true: keep what would be lost, else what is newer."""
    if conflict.is_double:
        return _who_is_renumbered(ours, theirs)
    if conflict.kind != "field":
        return Advice("ours", "only-way")
    return _of_values(conflict.field, ours.what, theirs.what) or _newer(ours, theirs)


def _who_is_renumbered(ours: Side, theirs: Side) -> Advice:
    if theirs.out_to and not ours.out_to:
        return Advice("ours", "on-the-shelf")
    return Advice("theirs", "registered-later")


def _newer(ours: Side, theirs: Side) -> Advice:
    return Advice("theirs" if theirs.at > ours.at else "ours", "later")


def _of_values(field: str, ours: str, theirs: str) -> Advice | None:
    if LOCKED in (ours, theirs) or field in _MARKS:
        return None
    if not (ours and theirs):
        return _one_is_empty(field, is_ours=not ours)
    if "/" in field or field in _IN_WORDS:
        return _fuller(ours, theirs)
    return None


def _one_is_empty(field: str, *, is_ours: bool) -> Advice:
    """An empty day of deletion stands for the thing itself; any other empty value for nothing."""
    if field == "deleted_at":
        return Advice("ours" if is_ours else "theirs", "not-deleted")
    return Advice("theirs" if is_ours else "ours", "not-empty")


def _fuller(ours: str, theirs: str) -> Advice | None:
    """One side says all that the other says, and more."""
    mine, other = (set(words(fold(text))) for text in (ours, theirs))
    if mine == other or not (mine and other):
        return None
    if mine > other:
        return Advice("ours", "fuller")
    return Advice("theirs", "fuller") if other > mine else None
