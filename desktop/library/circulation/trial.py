"""Tries a rule: what a loan made on a day would come to, with every step that moved its due day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.library.circulation.due_days import of_renewal, steps_of_loan

if TYPE_CHECKING:
    from desktop.library.circulation.calendar import Calendar, Step
    from desktop.library.model.rule import Rule


@dataclass(frozen=True, slots=True)
class Trial:
    """What a loan would come to. Without a rule, or where nothing is lent, there is no due day."""

    category: str
    item_type: str
    day: date
    card_expires: date | None
    rule: Rule | None
    steps: tuple[Step, ...] = ()
    renewals: tuple[date, ...] = ()
    """The due day after each renewal, when each is made on the day on which the loan is due."""

    @property
    def due(self) -> date | None:
        """When it would fall due."""
        return self.steps[-1].day if self.steps else None

    @property
    def counted_from(self) -> date | None:
        """The first day that counts against the reader: after the grace."""
        if self.due is None or self.rule is None:
            return None
        return self.due + timedelta(days=self.rule.grace_days + 1)


def tried(calendar: Calendar, rule: Rule | None, asked: Trial) -> Trial:
    """The trial asked for, with what the rule and the calendar make of it."""
    if rule is None or not rule.lends or rule.max_loans == 0:
        return Trial(asked.category, asked.item_type, asked.day, asked.card_expires, rule)
    steps = steps_of_loan(calendar, rule, asked.day, card_expires=asked.card_expires)
    due, renewals = steps[-1].day, []
    for _ in range(min(rule.renewals, _MOST_RENEWALS)):
        due = of_renewal(calendar, rule, due, due, card_expires=asked.card_expires)
        renewals.append(due)
    return Trial(asked.category, asked.item_type, asked.day, asked.card_expires, rule, steps, tuple(renewals))


_MOST_RENEWALS = 10
"""More are not worth showing."""
