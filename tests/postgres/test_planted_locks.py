"""Whether a skipped row or a lost change would be noticed: what the locks prevent is planted, and must be found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text

from sync.core.digest import bucket_of
from sync.core.row import Row
from sync.server import feed
from sync.server.centre import Centre
from sync.server.intake import Intake
from sync.server.numbering import Numbering
from sync.server.store import rows as store
from sync.server.store.tables import counter, place
from tests.postgres.stalls import PATIENCE_S, Stalls
from tests.server.desk import Desk

Fault = Callable[[pytest.MonkeyPatch, Centre], None]
History = Callable[[Centre, Stalls], None]
_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def numbers_come_from_a_sequence(patch: pytest.MonkeyPatch, office: Centre) -> None:
    """Each row draws its number as it is written, without a lock: who commits later may have the earlier number."""
    with office.database.writing() as pen:
        first = (pen.execute(select(func.max(place.c.number))).scalar() or 0) + 1
        pen.execute(text(f"CREATE SEQUENCE drawn START {first}"))
    drawing = threading.local()

    def write(self: Numbering, connection: Connection, locked: dict[str, int]) -> int:
        drawing.connection = connection
        return real(self, connection, locked)

    def numbered(_self: Numbering, standing: Any, _numbers: dict[str, int]) -> list[tuple[str, Any, store.Place]]:
        draw = text("SELECT nextval('drawn')")
        return [
            (channel, key, store.Place(int(drawing.connection.execute(draw).scalar_one()), None))
            for channel, key, _ in standing
        ]

    def latest_of(connection: Connection, channel: str) -> tuple[int, int]:
        return connection.execute(select(func.max(place.c.number)).where(place.c.channel == channel)).scalar() or 0, 0

    real = Numbering.write
    patch.setattr(Numbering, "write", write)
    patch.setattr(Numbering, "_numbered", numbered)
    patch.setattr(store, "_COUNTERS", select(counter.c.channel, counter.c.latest))
    patch.setattr(store, "set_latest", lambda *_: None)
    patch.setattr(feed, "latest_of", latest_of)


def rows_are_read_before_the_lock(patch: pytest.MonkeyPatch, _office: Centre) -> None:
    """The channel is locked for its numbers only, when the rows to merge have been read."""

    def lock(self: Intake, arrivals: Any, followed: Any) -> None:
        self._look_up({(each.row.table, each.row.id) for each in arrivals}, followed)
        patch.setattr(self, "_look_up", lambda *_: None)
        real(self, arrivals, followed)

    real = Intake._lock
    patch.setattr(Intake, "_lock", lock)


def a_reader_polls_while_the_first_of_two_stands_still(office: Centre, stalls: Stalls) -> None:
    """Every row reaches whoever follows the feed."""
    first, second, reader = (Desk(office, "A") for _ in range(3))
    mine, theirs = in_a_bucket(first, 0), in_a_bucket(second, 1)
    seen = {row.id for row in reader.pull()}
    held = stalls.hold(first.push, mine)
    begun = begin(office, stalls, second.push, theirs)
    seen |= {row.id for row in reader.pull()}
    stalls.release()
    assert (held.result(PATIENCE_S).parked, begun.result(PATIENCE_S).parked) == ([], [])
    seen |= {row.id for row in reader.pull()}
    assert {mine.id, theirs.id} <= seen, "a row was skipped for ever"


def two_change_one_field_at_one_moment(office: Centre, stalls: Stalls) -> None:
    """What gives way stands in a conflict."""
    first, second, reader = (Desk(office, "A") for _ in range(3))
    item = first.item(note="cũ")
    first.push(item)
    second.pull()
    held = stalls.hold(first.push, first.change(item, note="của máy một"))
    begun = begin(office, stalls, second.push, second.change(item, note="của máy hai"))
    stalls.release()
    assert (held.result(PATIENCE_S).parked, begun.result(PATIENCE_S).parked) == ([], [])
    rows = reader.pull()
    told = {row.fields["loser"] for row in rows if row.table == "conflict"}
    stands = {row.fields["note"] for row in rows if row.id == item.id}
    assert told | stands == {"của máy một", "của máy hai"}, "a change vanished without a word"


HISTORIES: dict[Fault, History] = {
    numbers_come_from_a_sequence: a_reader_polls_while_the_first_of_two_stands_still,
    rows_are_read_before_the_lock: two_change_one_field_at_one_moment,
}


@pytest.fixture(autouse=True)
def begun_channel(office: Centre) -> None:
    """The unit's channel is there: who opens one keeps everybody waiting."""
    desk = Desk(office, "A")
    desk.push(desk.item())


@pytest.mark.parametrize("fault", HISTORIES, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(
    office: Centre, stalls: Stalls, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    fault(monkeypatch, office)
    with pytest.raises(AssertionError, match=r"skipped for ever|without a word"):
        HISTORIES[fault](office, stalls)


@pytest.mark.parametrize("history", HISTORIES.values(), ids=lambda history: history.__name__)
def test_the_same_history_ends_well_without_it(office: Centre, stalls: Stalls, history: History) -> None:
    history(office, stalls)


def begin(office: Centre, stalls: Stalls, push: Callable[[Row], Any], row: Row) -> Future[Any]:
    """Begin this push; return when it waits for a lock, or is through."""
    begun = stalls._threads.submit(push, row)
    for _ in range(PATIENCE_S * 50):
        with office.database.reading() as connection:
            if begun.done() or connection.execute(text(_WAITING)).scalar_one():
                return begun
        threading.Event().wait(0.02)
    raise AssertionError("it neither waits nor goes on")


def in_a_bucket(desk: Desk, rest: int) -> Row:
    """An item whose digest stands apart from that of one with another `rest`: so the digests keep nobody waiting."""
    return next(row for row in (desk.item(barcode=str(n)) for n in count()) if bucket_of(row.id) % 2 == rest)
