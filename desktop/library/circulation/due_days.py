"""When a loan and its renewal fall due by a rule: the calendar applied to what the rule allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import due_steps

if TYPE_CHECKING:
    from datetime import date

    from desktop.library.circulation.calendar import Calendar, Step
    from desktop.library.model.rule import Rule


def of_loan(calendar: Calendar, rule: Rule, day: date, *, card_expires: date | None = None) -> date:
    """When a loan made on this day falls due."""
    return steps_of_loan(calendar, rule, day, card_expires=card_expires)[-1].day


def steps_of_loan(calendar: Calendar, rule: Rule, day: date, *, card_expires: date | None = None) -> tuple[Step, ...]:
    """How a loan made on this day comes to its due day."""
    until = fixed_day(calendar, rule, day)
    return due_steps(calendar, day, rule.loan_days, card_expires=card_expires, until=until)


def of_renewal(calendar: Calendar, rule: Rule, day: date, due: date, *, card_expires: date | None = None) -> date:
    """When a loan due on `due` falls due once renewed on this day: from the later of the two days, and by days only."""
    return due_steps(calendar, max(day, due), renewal_days(rule), card_expires=card_expires)[-1].day


def renewal_days(rule: Rule) -> int:
    """How many days a renewal adds."""
    return rule.renewal_days or rule.loan_days


def fixed_day(calendar: Calendar, rule: Rule, day: date) -> date | None:
    """The fixed last day of a loan made on this day; None where the period counts."""
    if rule.until is not None and rule.until > day:
        return rule.until
    return calendar.term_ahead(day) if rule.until_term else None
