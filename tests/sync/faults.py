"""The ten faults that sync.md names, and two of the folds, each planted into the real functions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

from desktop.library.store import hold_table, loan_table, rows
from desktop.library.store.events import Events
from desktop.library.store.replica import StoreReplica
from desktop.library.store.store import Store
from sync.client import run
from sync.client.pull import pull
from sync.core import merge
from sync.core.stamp import ZERO, Clock, Incarnation
from sync.server import feed, intake
from sync.server.numbering import Numbering
from sync.server.store.rows import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from sqlalchemy import Connection

    from sync.core.merge import Merged
    from sync.core.row import Row
    from sync.server.feed import FedRow
    from sync.server.numbering import Touched
    from sync.server.store.rows import Key


def echo_ignores_the_cursor(patch: pytest.MonkeyPatch) -> None:
    """Who pushed a row last is not sent it, whatever of it he had read."""

    def knows(_self: Numbering, _channel: str, _key: Key, touched: Touched) -> bool:
        return not (touched.lost or touched.noticed_here)

    patch.setattr(Numbering, "_knows", knows)


def echo_is_compared_at_reading_time(patch: pytest.MonkeyPatch) -> None:
    """The cursor that counts is the reader's present one, which compaction has let pass rows it never had."""
    pushed: dict[tuple[str, Key], tuple[str | None, int]] = {}

    def numbered(self: Numbering, standing: Any, numbers: dict[str, int]) -> list[tuple[str, Key, Place]]:
        placed = []
        for channel, key, touched in standing:
            numbers[channel] += 1
            before = self._places.get(key, {}).get(channel)
            told = touched.lost or touched.noticed_here or (before is None and touched.before is not None)
            pushed[channel, key] = (None if told else self._sender, before.number if before else 0)
            placed.append((channel, key, Place(numbers[channel], None)))
        return placed

    def read_page(
        connection: Connection, channel: str, cursor: int, *, reader: str, most: tuple[int, int]
    ) -> tuple[list[FedRow], int, bool]:
        found, last, more = real(connection, channel, cursor, reader=reader, most=most)
        shown = []
        for row in found:
            by, number = pushed.get((channel, (row.table, row.id.hex())), (None, 0))
            if by != reader or number > cursor:
                shown.append(row)
        return shown, last, more

    real = feed.read_page
    patch.setattr(Numbering, "_numbered", numbered)
    patch.setattr(feed, "read_page", read_page)


def no_incarnation_at_restart(patch: pytest.MonkeyPatch) -> None:
    """The incarnation is the library's and lies on its disk: whoever copies the disk copies it."""

    def read_clock(self: Store) -> None:
        real(self)
        self.clock.incarnation = Incarnation(self.profile.text("device")[-10:])

    real = Store._read_clock
    patch.setattr(Store, "_read_clock", read_clock)


def first_come_wins(patch: pytest.MonkeyPatch) -> None:
    """What is there stays, whatever its stamp."""

    def wins(_name: str, _spec: object, _arriving: object, mine: tuple[object, str]) -> bool:
        return mine[1] == ZERO

    patch.setattr(merge, "_wins", wins)


def rows_are_taken_before_they_are_offered(patch: pytest.MonkeyPatch) -> None:
    """A centre that was put back is read from its start, and only then offered what it may have lost."""

    def begin_epoch(self: StoreReplica, epoch: str, channels: list[str]) -> None:
        with self._store.writing():
            self._connection.execute("DELETE FROM cursor")
            self._connection.executemany("INSERT INTO cursor VALUES (?, 0)", [(channel,) for channel in channels])
            self._store.profile.put("epoch", epoch)

    def offered_late(visit: Any) -> None:
        began = [channel for channel, at in visit.replica.cursors.items() if at == 0]
        pull(visit)
        if began:
            visit.replica._store.write_in_turns(
                list(rows.every_key(visit.replica._connection)), visit.replica._offer_key
            )
        real(visit)

    real = run.push
    patch.setattr(StoreReplica, "begin_epoch", begin_epoch)
    patch.setattr(run, "push", offered_late)


def bases_are_dropped_before_they_are_durable(patch: pytest.MonkeyPatch) -> None:
    """What was replaced is forgotten with the acknowledgement."""
    patch.setattr(StoreReplica, "_keep_settled", lambda *_: None)


def an_acknowledgement_clears_a_newer_edit(patch: pytest.MonkeyPatch) -> None:
    """The row that was sent is settled, though it was changed meanwhile."""

    def settle(self: StoreReplica, sent: Row, _seq: int) -> None:
        row = rows.load(self._connection, sent.table, sent.id)
        assert row is not None
        row.bases, row.fresh = {}, False
        rows.save_bases(self._connection, row)

    patch.setattr(StoreReplica, "_settle", settle)


def the_cursor_moves_past_a_cut_page(patch: pytest.MonkeyPatch) -> None:
    """A page that was cut says that it was the last."""

    def read_page(
        connection: Connection, channel: str, cursor: int, *, reader: str, most: tuple[int, int]
    ) -> tuple[list[FedRow], int, bool]:
        found, last, more = real(connection, channel, cursor, reader=reader, most=most)
        return found, feed.latest_of(connection, channel)[0] if more else last, False

    real = feed.read_page
    patch.setattr(feed, "read_page", read_page)


def the_clock_does_not_see_foreign_stamps(patch: pytest.MonkeyPatch) -> None:
    """A desk's stamps follow its own clock alone."""
    patch.setattr(Clock, "saw", lambda *_: None)


def a_conflict_is_noted_only_when_the_sender_loses(patch: pytest.MonkeyPatch) -> None:
    """What stood at the centre and gave way is not told of."""

    def merge_pushed(mine: Row | None, arriving: Row) -> Merged:
        merged = real(mine, arriving)
        kept = tuple(each for each in merged.differences if each.loser_stamp == arriving.stamp_of(each.field))
        return merge.Merged(merged.row, merged.taken, merged.lost, kept)

    real = merge.merge_pushed
    patch.setattr(intake, "merge_pushed", merge_pushed)


def a_loan_keeps_its_place_when_its_event_moves(patch: pytest.MonkeyPatch) -> None:
    """What was lent by a clock that ran ahead stays in the story where that clock put it."""

    def exchange(connection: Any, item: str, loans: Any, places: dict[str, str], **since: Any) -> None:
        kept = dict(connection.execute("SELECT id, ord FROM loan WHERE item_id = ?", (item,)).fetchall())
        real(connection, item, loans, places | kept, **since)

    real = loan_table._exchange
    patch.setattr(loan_table, "_exchange", exchange)


def a_queue_takes_events_as_they_come(patch: pytest.MonkeyPatch) -> None:
    """What happened before is folded onto the queue as it stands."""

    def step(connection: Any, title: str, change: Any) -> Any:
        return hold_table._onto_the_queue(connection, title, Events(connection).some(change.events))

    patch.setattr(hold_table, "_step", step)


FAULTS: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    echo_ignores_the_cursor,
    echo_is_compared_at_reading_time,
    no_incarnation_at_restart,
    first_come_wins,
    rows_are_taken_before_they_are_offered,
    bases_are_dropped_before_they_are_durable,
    an_acknowledgement_clears_a_newer_edit,
    the_cursor_moves_past_a_cut_page,
    the_clock_does_not_see_foreign_stamps,
    a_conflict_is_noted_only_when_the_sender_loses,
    a_loan_keeps_its_place_when_its_event_moves,
    a_queue_takes_events_as_they_come,
)
