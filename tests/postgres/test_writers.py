"""Eight who write at once, some of whom stall, an idle transaction, and readers who poll: nothing is skipped."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from sync.core.row import Row
from sync.core.wire import rows_in
from sync.server.centre import Centre
from sync.server.feed import latest_of
from sync.server.inspection import problems_of
from tests.server.desk import Desk

WRITERS, ROUNDS, ROWS = 8, 10, 6
PATIENCE_S = 60


@dataclass
class Reader:
    """Follows the feed of a unit as a device does, and keeps what it was given."""

    desk: Desk
    cursor: int = 0
    polls: int = 0
    numbers: list[int] = field(default_factory=list)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    def poll(self) -> None:
        page = self.desk.page(cursor=self.cursor, limit=50)
        assert page.cursor >= self.cursor
        self.cursor = page.cursor
        self.rows |= {(row.table, row.id): row for row in rows_in(page.rows)}
        self.polls += 1


class Stalling:
    """Every third commit waits until the readers have looked twice more."""

    def __init__(self, office: Centre, readers: list[Reader]) -> None:
        self.readers, self.looked, self.turn, self.stalled = readers, threading.Condition(), 0, 0
        event.listen(office.database._engine, "commit", self.before_commit)

    def before_commit(self, connection: Any) -> None:
        if threading.current_thread() is threading.main_thread() or not connection.get_execution_options().get(
            "writes"
        ):
            return
        self.turn += 1
        if self.turn % 3:
            return
        self.stalled += 1
        seen = self.readers[0].polls
        with self.looked:
            self.looked.wait_for(lambda: self.readers[0].polls >= seen + 2, PATIENCE_S)

    def look(self) -> None:
        for reader in self.readers:
            reader.poll()
        with self.looked:
            self.looked.notify_all()


@contextmanager
def idle_transaction(url: str) -> Iterator[None]:
    """Somebody has begun to write something and went to lunch."""
    with psycopg.connect(url) as idle:
        idle.execute("INSERT INTO meta VALUES ('lunch', '1')")
        yield
        idle.rollback()


def write(desk: Desk, titles: list[Row], pushed: dict[str, set[tuple[str, str]]]) -> None:
    """Rounds of own items, each with a change of a title that both units have."""
    chance = random.Random(desk.device)
    for number in range(ROUNDS):
        title = chance.choice(titles)
        own = [desk.item(barcode=f"{number}-{n}", title_id=title.id) for n in range(ROWS)]
        change = Row(title.table, title.id, title.channel, desk.clock.tick(), {desk.device[-6:]: number})
        desk.push(*own, change)
        pushed[desk.unit] |= {(row.table, row.id) for row in own}


@pytest.mark.parametrize("units", ["AAAAAAAA", "AABBABAB"], ids=["one unit", "two units"])
def test_eight_writers_some_stalled_and_polling_readers_miss_nothing(office: Centre, units: str) -> None:
    writers = [Desk(office, unit) for unit in units]
    titles = [writers[0].title(leader=str(n)) for n in range(5)]
    for unit in "AB":
        Desk(office, unit).push(*titles)
    readers = [Reader(Desk(office, unit)) for unit in "AB"]
    pushed: dict[str, set[tuple[str, str]]] = {"A": set(), "B": set()}
    stalling = Stalling(office, readers)
    with idle_transaction(_url(office)), ThreadPoolExecutor(WRITERS) as threads:
        working = [threads.submit(write, desk, titles, pushed) for desk in writers]
        while not all(each.done() for each in working):
            stalling.look()
        stalling.look()
        for each in working:
            each.result()
    while [reader.cursor for reader in readers] != [_latest(office, reader) for reader in readers]:
        stalling.look()
    assert stalling.stalled > WRITERS
    for reader in readers:
        missed = pushed[reader.desk.unit] - reader.rows.keys()
        assert not missed, f"{len(missed)} of {len(pushed[reader.desk.unit])} were skipped"
        anew = Reader(Desk(office, reader.desk.unit))
        while anew.cursor != reader.cursor:
            anew.poll()
        assert anew.rows == reader.rows, "a change was skipped"
    shared = [{key: row for key, row in reader.rows.items() if row.table == "title"} for reader in readers]
    assert shared[0] == shared[1]
    with office.database.reading() as connection:
        assert problems_of(connection) == []


def _latest(office: Centre, reader: Reader) -> int:
    with office.database.reading() as connection:
        return latest_of(connection, reader.desk.channel)[0]


def _url(office: Centre) -> str:
    return office.folder.server
