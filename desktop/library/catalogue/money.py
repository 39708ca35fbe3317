"""Prices as cataloguers type them."""

from __future__ import annotations

import re

from desktop.library.model.ids import Money

_GROUPED = re.compile(r"^\D*(\d{1,3}(?:[., ]\d{3})+|\d+)")


def amount_of(text: str) -> Money | None:
    """Whole đồng from `395000đ`, `395.000 VND`, `95,000`; None when there is no number."""
    found = _GROUPED.match(text.strip())
    return Money(int(re.sub(r"\D", "", found[1]))) if found else None
