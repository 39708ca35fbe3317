"""Days as a library counts them: civil days in Việt Nam, closed days and hours, and when a loan falls due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from desktop.library.store.typed import day as day_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.model.ids import Moment

VIETNAM = timezone(timedelta(hours=7))
"""One zone, no summer time: a PC set to another zone must not move a due date."""

_LOOK_AHEAD = 366
"""A library that is closed for longer than a year has no due dates left to move."""
_WEEK = 7


class Break(NamedTuple):
    """Days in a row on which the library is closed, the first and the last among them, and what they are."""

    first: date
    last: date
    why: str


class Closure(StrEnum):
    """Why a day is closed."""

    WEEKDAY = "weekday"
    DAY = "day"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the library is closed: weekdays (0 = Monday), single days and breaks with what they are (`"Quốc khánh"`)."""

    weekdays_closed: frozenset[int] = frozenset()
    closed: Mapping[date, str] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    opened: Mapping[date, str] = field(default_factory=dict)
    """Days on which it is open whatever the rest says, and what for (a Saturday worked in place of another day)."""
    hours: Mapping[int, str] = field(default_factory=dict)
    """weekday → `"07:30-11:30 13:30-17:00"`"""
    terms: Mapping[str, date] = field(default_factory=dict)
    """What a term is called → its last day"""

    def is_open(self, day: date) -> bool:
        """Whether the library opens on this day."""
        return self.why_closed(day) is None

    def why_closed(self, day: date) -> tuple[Closure, str] | None:
        """Why it is closed on this day, and what the day is called; None when it is open."""
        if day in self.opened:
            return None
        if day in self.closed:
            return Closure.DAY, self.closed[day]
        within = next((some for some in self.breaks if some.first <= day <= some.last), None)
        if within is not None:
            return Closure.BREAK, within.why
        return (Closure.WEEKDAY, "") if day.weekday() in self.weekdays_closed else None

    def closed_ahead(self, first: date, last: date) -> tuple[Break, ...]:
        """The breaks and single closed days between these two, in order; days in a row of one name are told as one."""
        told: list[Break] = [some for some in self.breaks if some.first <= last and some.last >= first]
        single: list[Break] = []
        for day, why in sorted((day, why) for day, why in self.closed.items() if first <= day <= last):
            if single and single[-1].why == why and day - single[-1].last == timedelta(days=1):
                single[-1] = single[-1]._replace(last=day)
            else:
                single.append(Break(day, day, why))
        return tuple(sorted([*told, *single]))

    def term_ahead(self, day: date) -> date | None:
        """The last day of the term that ends next after this day."""
        return min((last for last in self.terms.values() if last > day), default=None)


def calendar_of(fields: Mapping[str, object]) -> Calendar:
    """The calendar that the fields of its row make; a field that makes no sense closes nothing."""
    weekdays = fields.get("weekdays_closed")
    told = weekdays if isinstance(weekdays, list) else ()
    single = dict(_named(fields, "closed/"))
    return Calendar(
        frozenset(number for number in told if isinstance(number, int) and 0 <= number < _WEEK),
        {day: why for name, why in single.items() if (day := day_named(name)) is not None},
        _breaks(fields),
        {day: why for name, why in _named(fields, "open/").items() if (day := day_named(name)) is not None},
        {int(name): text for name, text in _named(fields, "hours/").items() if name in tuple("0123456")},
        {name: last for name, text in _named(fields, "term/").items() if (last := day_named(text)) is not None},
    )


def hours_read(text: str) -> tuple[tuple[time, time], ...]:
    """The times at which a day's hours begin and end, `"07:30-11:30 13:30-17:00"`. Raises ValueError."""
    spans = tuple(
        (time.fromisoformat(begins), time.fromisoformat(ends))
        for begins, _, ends in (span.partition("-") for span in text.split())
    )
    told = tuple(moment for span in spans for moment in span)
    if not told or any(earlier >= later for earlier, later in pairwise(told)):
        raise ValueError(text)
    return spans


def day_of(moment: Moment | int) -> date:
    """The civil day in Việt Nam at this moment (UTC ms)."""
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(VIETNAM).date()


def start_of(day: date) -> int:
    """The moment (UTC ms) at which this civil day begins in Việt Nam."""
    return int(datetime(day.year, day.month, day.day, tzinfo=VIETNAM).timestamp()) * 1000


class Moved(StrEnum):
    """What set or moved a due day."""

    PERIOD = "period"
    """So many days after the day from which it is counted."""
    FIXED = "fixed"
    """A fixed last day, such as the end of a term."""
    LATER = "later"
    """It was closed: the next open day."""
    EARLIER = "earlier"
    """It was closed, or the card was no longer valid: the last open day before."""
    CARD = "card"
    """The card expires before."""


class Step(NamedTuple):
    """One step on the way to a due day: what it was moved by, and to where."""

    moved: Moved
    day: date
    closed: tuple[tuple[date, Closure, str], ...] = ()
    """The closed days that were passed over, with what they are."""


def due_on(
    calendar: Calendar, day: date, days: int, *, card_expires: date | None = None, until: date | None = None
) -> date:
    """When a loan of so many days made on this day falls due. The rules of it stand at `due_steps`."""
    return due_steps(calendar, day, days, card_expires=card_expires, until=until)[-1].day


def due_steps(
    calendar: Calendar, day: date, days: int, *, card_expires: date | None = None, until: date | None = None
) -> tuple[Step, ...]:
    """How a loan of so many days made on this day comes to its due day: every step that set or moved it.

    A fixed last day `until` goes before the period while it is ahead. Never on a closed day: a period moves forward to
    the next open one; a fixed day moves back, for who leaves at the end of a term must bring the book before (forward
    only where nothing is open in between). Never after the card expires: then it is the last open day on which the card
    is valid. Never before the day of the loan itself, whatever the rest says.
    """
    fixed = until is not None and until > day
    wanted = until if until is not None and fixed else _later(day, max(0, days))
    steps = [Step(Moved.FIXED if fixed else Moved.PERIOD, wanted)]
    if not calendar.is_open(wanted):
        steps.append(_to_an_open_day(calendar, day, wanted, back=fixed))
    if card_expires is not None and steps[-1].day > card_expires:
        steps.append(Step(Moved.CARD, max(day, card_expires)))
        last = _last_open(calendar, day, card_expires)
        if last != steps[-1].day:
            steps.append(_earlier(calendar, steps[-1].day, last))
    return tuple(steps)


def days_overdue(due: date, today: date) -> int:
    """How many days a loan is overdue, 0 when it is not."""
    return max(0, (today - due).days)


def days_past_grace(due: date, today: date, grace_days: int) -> int:
    """How many days late count against the reader: those after the grace. The loan itself is overdue from the first."""
    return max(0, days_overdue(due, today) - max(0, grace_days))


def _to_an_open_day(calendar: Calendar, first: date, day: date, *, back: bool) -> Step:
    before = _last_open(calendar, first + timedelta(days=1), day) if back else day
    if back and calendar.is_open(before):
        return _earlier(calendar, day, before)
    after = _next_open(calendar, day)
    passed = (day + timedelta(days=more) for more in range((after - day).days))
    return Step(Moved.LATER, after, _closures(calendar, tuple(passed)))


def _earlier(calendar: Calendar, day: date, before: date) -> Step:
    passed = (day - timedelta(days=less) for less in range((day - before).days))
    return Step(Moved.EARLIER, before, _closures(calendar, tuple(passed)))


def _closures(calendar: Calendar, days: tuple[date, ...]) -> tuple[tuple[date, Closure, str], ...]:
    return tuple((day, *why) for day in days if (why := calendar.why_closed(day)) is not None)


def _next_open(calendar: Calendar, day: date) -> date:
    ahead = (_later(day, more) for more in range(_LOOK_AHEAD))
    return next((candidate for candidate in ahead if calendar.is_open(candidate)), day)


def _last_open(calendar: Calendar, first: date, last: date) -> date:
    back = (last - timedelta(days=less) for less in range((last - first).days + 1))
    return next((candidate for candidate in back if calendar.is_open(candidate)), first)


def _later(day: date, days: int) -> date:
    """That many days later; the last day that there is when it would be beyond."""
    return day + timedelta(days=min(days, (date.max - day).days))


def _named(fields: Mapping[str, object], prefix: str) -> dict[str, str]:
    """What follows the prefix → the text; an emptied field is as if it were not there."""
    return {
        name.removeprefix(prefix): text
        for name, text in fields.items()
        if name.startswith(prefix) and isinstance(text, str) and text
    }


def _breaks(fields: Mapping[str, object]) -> tuple[Break, ...]:
    found = []
    for name, why in _named(fields, "break/").items():
        first, _, last = name.partition("..")
        begins, ends = day_named(first), day_named(last)
        if begins is not None and ends is not None and begins <= ends:
            found.append(Break(begins, ends, why))
    return tuple(sorted(found))
