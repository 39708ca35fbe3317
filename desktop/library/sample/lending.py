"""Years at the lending desk: who borrowed what, renewed it, brought it back in time or late, by its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappop, heappush
from random import Random
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import due_on, start_of
from desktop.library.model.event import EventKind
from desktop.library.model.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.library.circulation.calendar import Calendar

_MINUTE = 60_000
_OPENS = 7 * 60 + 30
_MINUTES_OPEN = 9 * 60
_KEPT = 0.004
"""The share of loans that nobody brings back in these two years."""
_LATE = 0.1
_RENEWED = 0.4
"""The share of loans not yet read when they fall due that are renewed."""


@dataclass(frozen=True, slots=True)
class Lendable:
    """A copy as the desk sees it."""

    id: str
    title_id: str
    type: str


@dataclass(frozen=True, slots=True)
class Borrower:
    """A reader as the desk sees one."""

    id: str
    category: str
    expires: date


@dataclass(frozen=True, slots=True)
class Act:
    """One act at the desk: a fact to be written."""

    kind: EventKind
    at: int
    item: Lendable
    reader: Borrower
    due: date | None = None
    rule: Rule | None = None

    @property
    def days(self) -> int | None:
        """The period that the act granted."""
        if self.rule is None:
            return None
        return self.rule.loan_days if self.kind is EventKind.LENT else self.rule.renewal_days


@dataclass(frozen=True, slots=True)
class _Out:
    """A loan, and when its reader will come back to the desk."""

    item: Lendable
    reader: Borrower
    rule: Rule
    due: date
    back: date
    renewals: int = 0


class Desk:
    """Plays the days of a library one by one. Everything follows from the random numbers it is given."""

    def __init__(
        self,
        items: list[Lendable],
        readers: list[Borrower],
        rng: Random,
        *,
        calendar: Calendar,
        rules: Callable[[str, str], Rule | None],
    ) -> None:
        self._items = items
        self._readers = readers
        self._rng = rng
        self._calendar = calendar
        self._rules = rules
        self._coming: list[tuple[date, int, _Out]] = []
        self._out: set[str] = set()
        self._loans: dict[str, int] = {}
        self._count = 0

    @property
    def out(self) -> frozenset[str]:
        """The copies that are out now."""
        return frozenset(self._out)

    def loans_of(self, reader: Borrower) -> int:
        """How many copies the reader has now."""
        return self._loans.get(reader.id, 0)

    def days(self, first: date, last: date, *, lends: int) -> Iterator[list[Act]]:
        """The acts of each open day, in order of time; about `lends` loans a day."""
        for past in range((last - first).days + 1):
            day = first + timedelta(days=past)
            if self._calendar.is_open(day):
                yield self._played(day, self._rng.randrange(lends // 2, lends + lends // 2 + 1))

    def _played(self, day: date, lends: int) -> list[Act]:
        minutes = sorted(self._rng.randrange(_MINUTES_OPEN * 60) for _ in range(lends + len(self._coming)))
        moments = iter(start_of(day) + _OPENS * _MINUTE + second * 1000 for second in minutes)
        acts = []
        while self._coming and self._coming[0][0] <= day:
            acts.append(self._come_back(heappop(self._coming)[2], day, next(moments)))
        lent = (self._lend(day, next(moments)) for _ in range(lends))
        return [*acts, *filter(None, lent)]

    def _lend(self, day: date, at: int) -> Act | None:
        item = self._items[int(len(self._items) * self._rng.random() ** 2.2)]
        reader = self._readers[int(len(self._readers) * self._rng.random() ** 1.7)]
        rule = self._rules(reader.category, item.type)
        if rule is None or not rule.lends or item.id in self._out or reader.expires < day:
            return None
        if self._loans.get(reader.id, 0) >= min(rule.max_loans, rule.max_of_type):
            return None
        due = due_on(self._calendar, day, rule.loan_days, card_expires=reader.expires)
        self._out.add(item.id)
        self._loans[reader.id] = self._loans.get(reader.id, 0) + 1
        self._expect(_Out(item, reader, rule, due, self._day_back(day, due)))
        return Act(EventKind.LENT, at, item, reader, due, rule)

    def _day_back(self, day: date, due: date) -> date:
        chance = self._rng.random()
        if chance < _KEPT:
            return date.max
        if chance < _KEPT + _LATE:
            return due + timedelta(days=1 + self._rng.randrange(25))
        span = max(1, (due - day).days)
        return min(due, day + timedelta(days=1 + max(self._rng.randrange(span), self._rng.randrange(span))))

    def _come_back(self, out: _Out, day: date, at: int) -> Act:
        if self._wants_more(out, day):
            due = due_on(self._calendar, max(day, out.due), out.rule.renewal_days, card_expires=out.reader.expires)
            self._expect(_Out(out.item, out.reader, out.rule, due, self._day_back(day, due), out.renewals + 1))
            return Act(EventKind.RENEWED, at, out.item, out.reader, due, out.rule)
        self._out.discard(out.item.id)
        self._loans[out.reader.id] -= 1
        return Act(EventKind.RETURNED, at, out.item, out.reader)

    def _wants_more(self, out: _Out, day: date) -> bool:
        may = out.renewals < out.rule.renewals and day <= out.due <= out.reader.expires
        return may and (out.due - day).days < 3 and self._rng.random() < _RENEWED  # noqa: PLR2004 - people renew at the last moment

    def _expect(self, out: _Out) -> None:
        self._count += 1
        heappush(self._coming, (out.back, self._count, out))
