"""Days as a library counts them: civil days in Việt Nam, closed days, and when a loan falls due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.model.ids import Moment

VIETNAM = timezone(timedelta(hours=7))
"""One zone, no summer time: a PC set to another zone must not move a due date."""

_LOOK_AHEAD = 366
"""A library that is closed for longer than a year has no due dates left to move."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the library is closed: weekdays (0 = Monday) and single days with what they are (`"Quốc khánh"`)."""

    weekdays_closed: frozenset[int] = frozenset()
    closed: Mapping[date, str] = field(default_factory=dict)

    def is_open(self, day: date) -> bool:
        """Whether the library opens on this day."""
        return day.weekday() not in self.weekdays_closed and day not in self.closed


def day_of(moment: Moment | int) -> date:
    """The civil day in Việt Nam at this moment (UTC ms)."""
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(VIETNAM).date()


def start_of(day: date) -> int:
    """The moment (UTC ms) at which this civil day begins in Việt Nam."""
    return int(datetime(day.year, day.month, day.day, tzinfo=VIETNAM).timestamp()) * 1000


def due_on(calendar: Calendar, day: date, days: int, *, card_expires: date | None = None) -> date:
    """When a loan of so many days made on this day falls due.

    Never on a closed day: it moves forward to the next open one. Never after the card expires: then it is the last open
    day on which the card is valid. Never before the day of the loan itself, whatever the rest says.
    """
    wanted = _next_open(calendar, day + timedelta(days=max(0, days)))
    if card_expires is None or wanted <= card_expires:
        return wanted
    return _last_open(calendar, day, card_expires)


def days_overdue(due: date, today: date) -> int:
    """How many days a loan is overdue, 0 when it is not."""
    return max(0, (today - due).days)


def _next_open(calendar: Calendar, day: date) -> date:
    ahead = (day + timedelta(days=more) for more in range(_LOOK_AHEAD))
    return next((candidate for candidate in ahead if calendar.is_open(candidate)), day)


def _last_open(calendar: Calendar, first: date, last: date) -> date:
    back = (last - timedelta(days=less) for less in range((last - first).days + 1))
    return next((candidate for candidate in back if calendar.is_open(candidate)), first)
