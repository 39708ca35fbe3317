"""What a reader category may do with an item type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.library.model.ids import (
    CategoryCode,
    ItemTypeCode,
    Money,
)

_NO_FINE = Money(0)


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
    until: date | None = None
    """A fixed last day (the end of a term); used while it is ahead of the day of the loan, else `loan_days`."""
    until_term: bool = False
    """The last day is that of the term that ends next, as the calendar has it."""
    renew_within: int = 0
    """Renewed only from so many days before it is due; 0: at any time."""
    grace_days: int = 0
    """So many days late, nothing is said and nothing charged; the loan is overdue all the same."""
    max_holds: int = 5
    shelf_days: int = 3
    """How long a copy that was waited for is kept on the hold shelf."""
    on_site: bool = True
    """Whether it may be read in the room at all."""
    fine_per_day: Money = _NO_FINE
    """Charged for every day late after the grace, when money is on."""
    version: str = ""
    """`id@stamp` of the policy row; changes with every field of it"""
