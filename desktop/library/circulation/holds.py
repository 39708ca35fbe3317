"""Holds as staff work with them: the queue of a title, what to fetch, the hold shelf, what nobody came for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.hold_lines import is_expired, lines_of, to_fetch
from desktop.library.circulation.hold_shelf import NOT_FETCHED
from desktop.library.circulation.left_over import left_over, where_they_stand
from desktop.library.circulation.recognise import reader_of
from desktop.library.model.event import EventKind
from desktop.library.model.ids import EventId
from desktop.library.store.holds import NO_LIMIT

if TYPE_CHECKING:
    from datetime import date

    from desktop.library.circulation.desk import Desk
    from desktop.library.model.desk import Answer
    from desktop.library.model.hold import HoldLine
    from desktop.library.store.store import Store

NOT_WANTED = "not-wanted"
"""Why a hold was taken away when nobody said so: its last day was past before any copy came."""


class Holds:
    """The holds of one store. Acts go through the desk, so that they can be undone there."""

    def __init__(self, store: Store, desk: Desk) -> None:
        self._store = store
        self._desk = desk

    def place(
        self,
        card: str,
        title_id: str = "",
        *,
        barcode: str = "",
        until: date | None = None,
        override: bool = False,
    ) -> Answer:
        """Let the reader wait for the title; with a bar code, for that copy only. `until`: not wanted after that day.

        Refused: UNKNOWN_CARD, UNKNOWN_TITLE, ALREADY_HELD, ALREADY_LENT_TO_READER, TOO_MANY_HOLDS, and what stands
        against the reader.
        """
        return self._desk.hold(card, title_id, barcode=barcode, until=until, override=override)

    def suspend(self, hold_id: str, until: date | None = None) -> Answer:
        """Others go first until that day has passed, or until it is resumed. Refused: NO_SUCH_HOLD."""
        return self._desk.change_hold(hold_id, EventKind.HOLD_SUSPENDED, until=until)

    def resume(self, hold_id: str) -> Answer:
        """Waiting again, in the old place. Refused: NO_SUCH_HOLD."""
        return self._desk.change_hold(hold_id, EventKind.HOLD_RESUMED)

    def cancel(self, hold_id: str, why: str = "") -> Answer:
        """Nobody waits any more. A copy put aside goes to whoever is next. Refused: NO_SUCH_HOLD."""
        return self._desk.change_hold(hold_id, EventKind.HOLD_CANCELLED, why=why)

    def shelve(self, barcode: str) -> Answer:
        """Put this copy aside for the first who waits for it. Refused: NO_SUCH_HOLD when nobody does."""
        return self._desk.shelve(barcode)

    def clear_expired(self) -> tuple[Answer, ...]:
        """Take away every hold whose day is past; a copy nobody fetched goes to whoever is next. An answer each."""
        return tuple(
            self.cancel(line.id, NOT_FETCHED if line.state == "shelved" else NOT_WANTED) for line in self.expired()
        )

    def queue(self, title_id: str) -> tuple[HoldLine, ...]:
        """Everybody who waits for the title, in order; those whose day is past too."""
        return lines_of(self._store, self._store.holds.open_of_title(title_id), self._today())

    def of_reader(self, card: str) -> tuple[HoldLine, ...]:
        """What this reader waits for. Raises Refusal: UNKNOWN_CARD, AMBIGUOUS_CODE."""
        reader = reader_of(self._store, card)
        return lines_of(self._store, self._store.holds.open_of_reader(reader.id), self._today())

    def every(self, *, after: HoldLine | None = None, limit: int = NO_LIMIT) -> tuple[HoldLine, ...]:
        """All open holds, title by title; `after` is the last of the page before."""
        page = self._store.holds.all_open(after=after.id if after else "", limit=limit)
        return lines_of(self._store, page, self._today())

    def count(self) -> int:
        """How many holds are open."""
        return self._store.holds.open_count()

    def pull_list(self) -> tuple[HoldLine, ...]:
        """Copies to fetch from the shelves for those who wait, in the order of the shelves."""
        return where_they_stand(self._store, to_fetch(self._store, self._today()))

    def shelf(self) -> tuple[HoldLine, ...]:
        """What stands on the hold shelf, those first that are kept the shortest."""
        return lines_of(self._store, self._store.holds.on_the_shelf(), self._today())

    def left(self) -> tuple[HoldLine, ...]:
        """Copies on the hold shelf that nobody waits for any more, the longest left first.

        They leave the list when they are scanned: as a return, or as a copy that was fetched.
        """
        return left_over(self._store, self._today())

    def expired(self) -> tuple[HoldLine, ...]:
        """Holds whose day is past: copies that nobody fetched, then those that nobody wants any more."""
        today = self._today()
        over = [hold for hold in self._store.holds.past(today) if is_expired(hold, today)]
        return lines_of(self._store, sorted(over, key=lambda hold: hold.shelf_item is None), today)

    def get(self, hold_id: str) -> HoldLine | None:
        """One hold, open or not."""
        hold = self._store.holds.get(EventId(hold_id))
        return None if hold is None else lines_of(self._store, (hold,), self._today())[0]

    def _today(self) -> date:
        return day_of(self._store.now_ms())
