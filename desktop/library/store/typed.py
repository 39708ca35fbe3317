"""What a field of a synced row says when another program wrote something else there: the default, never a crash."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_DAYS = 3660
"""Ten years: no period of a library is longer."""
MOST_MONEY = 1_000_000_000


def whole(fields: Mapping[str, Any], name: str, default: int = 0, *, most: int = MOST_DAYS) -> int:
    """A whole number from 0 to `most`."""
    value = fields.get(name)
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
    return int(value) if fits and value is not None else default


def truth(fields: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """Yes or no."""
    value = fields.get(name)
    return value if isinstance(value, bool) else default


def text(fields: Mapping[str, Any], name: str, default: str = "") -> str:
    """A text."""
    value = fields.get(name)
    return value if isinstance(value, str) else default


def day(value: object) -> date | None:
    """The day that an ISO text names; None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
