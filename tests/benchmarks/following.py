"""How far readers are behind writers at a centre on PostgreSQL: eight write, one stands idle in the middle, one polls."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg

from sync.core.wire import rows_in
from sync.server.centre import Centre
from tests.benchmarks.measures import Watch
from tests.server.desk import Desk
from tests.server.postgres import Cluster, NoPostgres, a_cluster

_WRITERS, _ROWS = 8, 6


def measure(folder: Path, *, rounds: int) -> dict[str, Any]:
    """Each writer pushes so many times; writers, reader and centre share one program, so that no line is measured."""
    try:
        cluster = a_cluster(shared_buffers="128MB")
    except NoPostgres as reason:
        return {"not_measured": str(reason)}
    try:
        return _follow(folder, cluster, rounds)
    finally:
        cluster.close()


def _follow(folder: Path, cluster: Cluster, rounds: int) -> dict[str, Any]:
    url = cluster.database()
    office = Centre.create(folder, name="Trung tâm thử", server=url)
    answered: dict[str, float] = {}
    lag, working = Watch(), threading.Event()

    def write(desk: Desk) -> None:
        for number in range(rounds):
            some = [desk.item(barcode=f"{number}-{each}") for each in range(_ROWS)]
            desk.push(*some)
            answered.update(dict.fromkeys((row.id for row in some), time.perf_counter()))

    def read(desk: Desk) -> dict[str, float]:
        seen: dict[str, float] = {}
        while True:
            last_look = working.is_set()
            page = desk.page(limit=1000)
            desk.cursors[desk.channel] = page.cursor
            now = time.perf_counter()
            seen |= {row.id: now for row in rows_in(page.rows)}
            if last_look and not page.more:
                return seen

    try:
        with psycopg.connect(url) as idle, ThreadPoolExecutor(_WRITERS + 1) as threads:
            idle.execute("INSERT INTO meta VALUES ('lunch', '1')")
            desks = [Desk(office, "A") for _ in range(_WRITERS)]
            reading, mark = threads.submit(read, Desk(office, "A")), time.perf_counter()
            for each in [threads.submit(write, desk) for desk in desks]:
                each.result()
            took = time.perf_counter() - mark
            working.set()
            seen = reading.result()
            idle.rollback()
    finally:
        office.close()
    lag.seconds = [max(0.0, seen[row_id] - at) for row_id, at in answered.items() if row_id in seen]
    return {
        "pushes_per_second": round(_WRITERS * rounds / took),
        "rows_per_push": _ROWS,
        "skipped": len(answered.keys() - seen.keys()),
        "lag": lag.told_to_the_end(),
    }
