"""The day at the desk, as it is shown beside each answer: the list, the figures, and how old the centre's news is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.circulation.age import days_told
from desktop.library.circulation.calendar import day_of, start_of
from desktop.library.model.desk import DeskLine
from desktop.library.model.event import EventKind
from desktop.library.model.ids import Moment
from desktop.library.store.desk_list import change_mark, desk_lines, desk_tally

if TYPE_CHECKING:
    from desktop.library.store.store import Store


@dataclass(frozen=True, slots=True)
class DeskDay:
    """What happened today, over all desks that have told of it."""

    now: Moment
    lines: tuple[DeskLine, ...]
    """The newest first, what was undone among them."""
    tally: Mapping[EventKind, int]
    """How often each thing happened; what was undone does not count."""
    news_days: int | None
    """How many days ago the centre was last heard, where the house rules want it said."""
    mark: tuple[int, int]


def desk_day(store: Store, *, limit: int) -> DeskDay:
    """The day up to now, with its newest lines."""
    now = Moment(store.now_ms())
    begun = start_of(day_of(now))
    lines = desk_lines(store.connection, begun, limit=limit)
    return DeskDay(now, lines, desk_tally(store.connection, begun), days_told(store), change_mark(store.connection))


def has_changed(store: Store, day: DeskDay | None) -> bool:
    """Whether anything was written, by whomever, since the day was looked at."""
    return day is None or change_mark(store.connection) != day.mark
