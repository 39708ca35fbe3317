"""A change of what the library has decided: what was changed from what to what, by whom, when and why."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.library.model.ids import Moment
from sync.core.row import Value


@dataclass(frozen=True, slots=True)
class Amendment:
    """One changed field of a rule, a house rule, the calendar, or what a category of readers is cleared for."""

    id: str
    act: str
    """What was changed together has one."""
    table: str
    """policy | desk_policy | calendar | code"""
    row: str
    field: str
    before: Value
    """None: nobody had set it."""
    after: Value
    """None: nobody sets it any more."""
    why: str
    """In the words of who changed it; LOCKED while this PC cannot read them."""
    operator: str
    device: str
    at: Moment
    stamp: str
    """Of the field as it was written: tells which version of a rule came before it."""
    category: str = ""
    item_type: str = ""
    """What the rule is for, or whose clearance it is; empty for the rest."""
