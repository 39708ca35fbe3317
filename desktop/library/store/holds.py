"""Holds as kept: of a title, of a reader, on the hold shelf."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.library.model.hold import Hold, HoldState
from desktop.library.model.ids import EventId, ItemId, Moment, ReaderId, TitleId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection

COLUMNS = (
    "id, title_id, reader_id, placed, ord, state, item_id, until, suspended_until, shelf_item, shelf_until, "
    "shelved_by, ended_by, ended, ended_ord"
)

NO_LIMIT = -1


def hold_from(row: tuple[Any, ...]) -> Hold:
    """A hold from a row of the hold table."""
    hold, title, reader, placed, order, state, item, until, suspended, shelf, shelf_until, by, ended_by, *end = row
    return Hold(
        id=EventId(hold),
        title_id=TitleId(title),
        reader_id=None if reader is None else ReaderId(reader),
        placed=Moment(placed),
        order=order,
        state=HoldState(state),
        item_id=None if item is None else ItemId(item),
        until=_day(until),
        suspended_until=_day(suspended),
        shelf_item=None if shelf is None else ItemId(shelf),
        shelf_until=_day(shelf_until),
        shelved_by=None if by is None else EventId(by),
        ended_by=None if ended_by is None else EventId(ended_by),
        ended=None if end[0] is None else Moment(end[0]),
        ended_order=end[1] or "",
    )


def hold_values(hold: Hold) -> tuple[object, ...]:
    """The row of a hold."""
    return tuple(value.isoformat() if isinstance(value, date) else value for value in astuple(hold))


class Holds:
    """Reads holds. What of them is still in force is told by the day that asks (`Hold.waits_on`, `Hold.kept_on`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, hold_id: str) -> Hold | None:
        """One hold, open or not."""
        return next(iter(self._read("WHERE id = ?", hold_id)), None)

    def open_of_title(self, title_id: str) -> tuple[Hold, ...]:
        """The title's queue."""
        return self._read("WHERE title_id = ? AND ended IS NULL ORDER BY ord, id", title_id)

    def open_of_reader(self, reader_id: str) -> tuple[Hold, ...]:
        """What a reader waits for, the oldest first."""
        return self._read("WHERE reader_id = ? AND ended IS NULL ORDER BY ord, id", reader_id)

    def of_copy(self, item_id: str) -> Hold | None:
        """The hold that this copy is put aside for."""
        return next(iter(self._read("WHERE shelf_item = ? ORDER BY ord, id", item_id)), None)

    def open_of_titles(self, titles: Iterable[str]) -> tuple[Hold, ...]:
        """The queues of these titles, one after the other."""
        where = "WHERE title_id IN (SELECT value FROM json_each(?)) AND ended IS NULL ORDER BY title_id, ord, id"
        return self._read(where, json.dumps(list(titles)))

    def all_open(self, *, after: str = "", limit: int = NO_LIMIT) -> tuple[Hold, ...]:
        """Every open hold, title by title in the order of the queues; `after` is the last of the page before."""
        if not after:
            return self._read("WHERE ended IS NULL ORDER BY title_id, ord, id LIMIT ?", limit)
        # Where it stood is asked of its event: the hold itself may have been taken back since.
        place = "SELECT title_id, ord, id FROM circulation_event WHERE id = ?"
        where = f"WHERE ended IS NULL AND (title_id, ord, id) > ({place})"
        return self._read(f"{where} ORDER BY title_id, ord, id LIMIT ?", after, limit)

    def open_count(self) -> int:
        """How many holds are open."""
        return int(self._connection.execute("SELECT count(*) FROM hold WHERE ended IS NULL").fetchone()[0])

    def open_where_copies_are(self) -> tuple[Hold, ...]:
        """The queues of titles of which a copy could be lent now, one after the other."""
        return self._read(
            "WHERE ended IS NULL AND (SELECT available FROM title_card WHERE title_card.id = hold.title_id) > 0 "
            "ORDER BY title_id, ord, id"
        )

    def past(self, day: date) -> tuple[Hold, ...]:
        """Open holds whose own day was before this one: the last on the shelf, or the last on which it was wanted."""
        where = "WHERE ended IS NULL AND CASE state WHEN 'shelved' THEN shelf_until ELSE until END < ?"
        return self._read(f"{where} ORDER BY title_id, ord, id", day.isoformat())

    def on_the_shelf(self) -> tuple[Hold, ...]:
        """Every hold that a copy is put aside for, those first that are kept the shortest."""
        return self._read("WHERE shelf_item IS NOT NULL ORDER BY shelf_until, ord, id")

    def asking_count(self, day: date) -> int:
        """How many things ask for somebody: titles that could be fetched for who waits, and copies nobody fetched.

        A figure for the rail: it does not look at each copy, as the list of what to fetch does.
        """
        waiting = (
            "SELECT count(DISTINCT title_id) FROM hold JOIN title_card ON title_card.id = hold.title_id "
            "WHERE ended IS NULL AND state = 'waiting' AND title_card.available > 0"
        )
        left = "SELECT count(*) FROM hold WHERE ended IS NULL AND state = 'shelved' AND shelf_until < ?"
        (fetch,) = self._connection.execute(waiting).fetchone()
        (stale,) = self._connection.execute(left, (day.isoformat(),)).fetchone()
        return int(fetch) + int(stale)

    def ended_by(self, title_id: str, events: Iterable[str]) -> tuple[Hold, ...]:
        """The title's holds that one of these events ended."""
        where = "WHERE title_id = ? AND ended_by IN (SELECT value FROM json_each(?)) ORDER BY ord, id"
        return self._read(where, title_id, json.dumps(list(events)))

    def provisional(self, holds: Iterable[str]) -> frozenset[str]:
        """Those of these holds that the centre has not acknowledged yet."""
        found = self._connection.execute(
            # The plus keeps SQLite from walking all that waits.
            "SELECT id FROM circulation_event WHERE id IN (SELECT value FROM json_each(?)) AND +bases IS NOT NULL",
            (json.dumps(list(holds)),),
        )
        return frozenset(hold for (hold,) in found)

    def named_and_over(self, moment: int, day: date, *, limit: int) -> tuple[Hold, ...]:
        """Holds that name a reader and were taken away before this moment, or were wanted until before this day."""
        ended = self._read(
            "WHERE ended < ? AND reader_id IS NOT NULL AND state = 'cancelled' ORDER BY ended LIMIT ?", moment, limit
        )
        expired = self._read(
            "WHERE ended IS NULL AND reader_id IS NOT NULL AND until < ? AND shelf_item IS NULL ORDER BY ord LIMIT ?",
            day.isoformat(),
            limit,
        )
        return (*ended, *expired)[:limit]

    def _read(self, where: str, *values: object) -> tuple[Hold, ...]:
        found = self._connection.execute(f"SELECT {COLUMNS} FROM hold {where}", values)
        return tuple(hold_from(row) for row in found)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
