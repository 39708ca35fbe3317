"""What a rule says, as clauses in the order of speech: facts only, sentences are made by who shows them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.library.model.rule import Rule


class Says(StrEnum):
    """One thing that a rule can say."""

    FOR_DAYS = "for-days"
    UNTIL_TERM = "until-term"
    UNTIL_DAY = "until-day"
    ROOM_ONLY = "room-only"
    NOT_AT_ALL = "not-at-all"
    NOT_IN_ROOM = "not-in-room"
    RENEWED = "renewed"
    RENEWED_NEAR = "renewed-near"
    NOT_RENEWED = "not-renewed"
    GRACE = "grace"
    FINE = "fine"


class Clause(NamedTuple):
    """One thing that a rule says, and its numbers and days by name."""

    says: Says
    facts: dict[str, int | date]


def clauses(rule: Rule, *, money: bool = False) -> tuple[Clause, ...]:
    """What the rule says; `money`: whether the house rules let anybody be charged."""
    if not rule.lends or rule.max_loans == 0:
        return (Clause(Says.ROOM_ONLY if rule.on_site else Says.NOT_AT_ALL, {}),)
    return (_period(rule), _renewing(rule), *_particulars(rule, money=money))


def _period(rule: Rule) -> Clause:
    facts: dict[str, int | date] = {"days": rule.loan_days, "most": min(rule.max_of_type, rule.max_loans)}
    if rule.until is not None:
        return Clause(Says.UNTIL_DAY, {**facts, "until": rule.until})
    return Clause(Says.UNTIL_TERM if rule.until_term else Says.FOR_DAYS, facts)


def _renewing(rule: Rule) -> Clause:
    if not rule.renewals:
        return Clause(Says.NOT_RENEWED, {})
    facts: dict[str, int | date] = {"times": rule.renewals, "days": rule.renewal_days or rule.loan_days}
    if not rule.renew_within:
        return Clause(Says.RENEWED, facts)
    return Clause(Says.RENEWED_NEAR, {**facts, "within": rule.renew_within})


def _particulars(rule: Rule, *, money: bool) -> Iterator[Clause]:
    if rule.grace_days:
        yield Clause(Says.GRACE, {"days": rule.grace_days})
    if money and rule.fine_per_day:
        yield Clause(Says.FINE, {"amount": rule.fine_per_day})
    if not rule.on_site:
        yield Clause(Says.NOT_IN_ROOM, {})
