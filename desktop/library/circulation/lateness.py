"""How late a reader is: loans that count against the reader after the grace of their rule, and those long overdue."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from desktop.library.circulation.calendar import days_overdue, days_past_grace

if TYPE_CHECKING:
    from datetime import date

    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store


class Lateness(NamedTuple):
    """How many of a reader's loans are late."""

    overdue: int
    """Late by more than the grace of their rule: only these speak against lending."""
    long_overdue: int


def lateness_of(store: Store, reader: Reader, today: date) -> Lateness:
    """How late the reader is on this day."""
    late = store.loans.late_of_reader(reader.id, today)
    if not late:
        return Lateness(0, 0)
    long_overdue = store.policies.terms().long_overdue_days

    @cache
    def grace(item_type: str) -> int:
        rule = store.policies.rule(reader.category, item_type)
        return rule.grace_days if rule is not None else 0

    return Lateness(
        sum(days_past_grace(due, today, grace(item_type)) > 0 for item_type, due in late),
        sum(days_overdue(due, today) >= long_overdue for _, due in late),
    )
