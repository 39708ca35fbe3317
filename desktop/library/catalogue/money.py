"""Prices as cataloguers type them."""

from __future__ import annotations

import re

from desktop.library.model.ids import Money

_TYPED = re.compile(r"(?:\d{1,3}(?:[.,\s]\d{3})+|\d+)\s*(?:đ|₫|d|đồng|vnđ|vnd)?\.?", re.IGNORECASE)
_DEAREST = 10**12
"""What no book costs: a longer row of digits is a number of another kind."""
_GROUPED = re.compile(r"^\D*(\d{1,3}(?:[., ]\d{3})+|\d+)")


def amount_of(text: str) -> Money | None:
    """Whole đồng from `395000đ`, `395.000 VND`, `95,000`; None when there is no number that can be a price."""
    found = _GROUPED.match(text.strip())
    return _sum(found[1]) if found else None


def price_typed(text: str) -> Money | None:
    """As `amount_of`, for what a person types: nothing before the number, nothing after it but the đồng."""
    return _sum(text) if _TYPED.fullmatch(text.strip()) else None


def _sum(digits: str) -> Money | None:
    amount = int(re.sub(r"\D", "", digits))
    return Money(amount) if amount < _DEAREST else None
