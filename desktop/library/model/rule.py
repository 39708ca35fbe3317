"""What a reader category may do with an item type."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.library.model.ids import (
    CategoryCode,
    ItemTypeCode,
)


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
