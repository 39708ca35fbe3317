"""What a field of a synced row says when another program wrote something else there: the default, never a crash."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.library.model.ids import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_DAYS = 3660
"""Ten years: no period of a library is longer."""
MOST_MONEY = 1_000_000_000
LATEST = 252_771_148_800_000
"""The beginning of the year 9980 (UTC ms): after anything later there is no room for a period of days."""


def whole(fields: Mapping[str, Any], name: str, default: int = 0, *, most: int = MOST_DAYS) -> int:
    """A whole number from 0 to `most`."""
    value = fields.get(name)
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
    return int(value) if fits and value is not None else default


def moment(fields: Mapping[str, Any], name: str) -> Moment:
    """A moment (UTC ms) that has a civil day; 0 for anything else."""
    return Moment(whole(fields, name, most=LATEST))


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
