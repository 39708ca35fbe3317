"""What a lost copy costs by the house rules, and what lateness costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.ids import Money
from desktop.library.model.money import Compensation

if TYPE_CHECKING:
    from desktop.library.model.item import Item
    from desktop.library.model.rule import Rule
    from desktop.library.model.terms import Terms

ROUND_TO = 1000
"""Đồng: nobody has smaller change."""
_TENTHS = 10


def compensation(terms: Terms, item: Item, price: Money | None = None) -> Compensation:
    """What the copy costs; `price` is what somebody said that it cost, where its own is not known or not right.

    A price of 0 in the catalogue is a gift or a gap, and no price; said by somebody it means that money is not asked.
    """
    known = (item.price or None) if price is None else price
    tenths = terms.tenths_for(item.origin, known) if known is not None else 0
    amount = rounded(known * tenths, _TENTHS) if terms.money and known is not None else None
    return Compensation(terms.money, terms.like_for_like, known, tenths, amount)


def fine(terms: Terms, rule: Rule | None, days_late: int, price: Money | None) -> Money:
    """What lateness costs: so much for every day after the grace, never more than the copy itself."""
    if not terms.money or rule is None or rule.fine_per_day <= 0:
        return Money(0)
    whole = rule.fine_per_day * max(0, days_late - rule.grace_days)
    return Money(whole if price is None else min(whole, price))


def rounded(amount: int, divisor: int = 1) -> Money:
    """`amount / divisor` to the nearest ROUND_TO, halves up; what costs anything costs at least that."""
    if amount <= 0:
        return Money(0)
    step = ROUND_TO * divisor
    return Money(max(1, (2 * amount + step) // (2 * step)) * ROUND_TO)
