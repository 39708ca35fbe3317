"""Runs between a desk and a real centre over TLS: the first push, the first pull of another desk, edits, nothing new."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from backports import zstd

from desktop.library.sample.making import Size, make_sample
from desktop.library.store import rows
from desktop.library.store.connection import connect
from tests.benchmarks import by_stick
from tests.benchmarks.burden import children_of, watched
from tests.benchmarks.measures import Watch, say, seconds
from tests.client.devices import Device
from tests.server.centre import CentreProgram
from tests.server.postgres import Cluster, NoPostgres, a_cluster

UNIT = "DV01"
_EDITS = 100
_ROUNDS = 5
_IDLE_RUNS = 30


@dataclass(frozen=True, slots=True)
class Place:
    """A centre that serves, and the programs that work for it besides its own."""

    centre: CentreProgram
    others: Callable[[], list[int]]

    def watched(self, work: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
        return watched(work, centre=self.centre.number, others=self.others)


def over_both(folder: Path, *, wanted: int) -> dict[str, Any]:
    """About `wanted` rows (titles, copies, readers) by line and by stick, with a centre on SQLite and on PostgreSQL."""
    folder.mkdir()
    made = _made(folder / "made", wanted)
    results: dict[str, Any] = {"sqlite": _over(folder / "sqlite", made)}
    say("The same over PostgreSQL …")
    try:
        cluster = a_cluster(shared_buffers="128MB")  # it waits for the disk, as it would in service
    except NoPostgres as reason:
        return results | {"postgresql": {"not_measured": str(reason)}}
    try:
        return results | {"postgresql": _over(folder / "postgresql", made, cluster=cluster)}
    finally:
        cluster.close()


@contextmanager
def desks(folder: Path, made: Path, *, cluster: Cluster | None = None) -> Iterator[tuple[Place, Device, Device]]:
    """A new centre that serves, a desk that holds all rows and has never been there, and one that holds none."""
    folder.mkdir()
    place = Place(
        CentreProgram.make(folder / "centre", server=cluster.database() if cluster else ""),
        lambda: [cluster.number, *children_of(cluster.number)] if cluster else [],
    )
    place.centre.start()
    first, second = Device(folder / "first", UNIT), Device(folder / "second", UNIT)
    first.close()
    shutil.copytree(made, first.folder, dirs_exist_ok=True)
    first.start()
    try:
        for desk in (first, second):
            desk.enrol(place.centre.enrol(UNIT))
        yield place, first, second
    finally:
        first.close()
        second.close()
        place.centre.stop()


def _made(folder: Path, wanted: int) -> Path:
    """A desk's folder with so many rows that nobody else has."""
    desk = Device(folder, UNIT)
    make_sample(desk.store, today=date(2026, 11, 22), size=Size(wanted * 4 // 11, readers=100))
    desk.close()
    return folder


def _over(folder: Path, made: Path, *, cluster: Cluster | None = None) -> dict[str, Any]:
    with desks(folder, made, cluster=cluster) as (place, first, second):
        by_line = _runs(place, first, second)
    with desks(folder / "carried", made, cluster=cluster) as (place, first, second):
        return by_line | {"stick": by_stick.measure(place.centre, first, second)}


def _runs(place: Place, first: Device, second: Device) -> dict[str, Any]:
    floor, size = _floor(first, first.folder / "floor.db")
    pushed, push_cost = place.watched(first.agree)
    pulled, pull_cost = place.watched(second.agree)
    return {
        "push": _told(pushed.sent, pushed.bytes_up, push_cost, floor),
        "pull": _told(pulled.received, pulled.bytes_down, pull_cost, floor),
        "floor": {"rows_per_second": round(pushed.sent / floor), "bytes_per_row": round(size / pushed.sent, 1)},
        "edits": _edits(first, second),
        "idle": _idle(first),
        "mended": _mended(second),
    }


def _told(count: int, size: int, cost: dict[str, Any], floor: float) -> dict[str, Any]:
    return {
        "rows": count,
        "rows_per_second": round(count / cost["seconds"]),
        "bytes_per_row": round(size / count, 1),
        "to_floor": round(cost["seconds"] / floor, 2),
    } | cost


def _edits(first: Device, second: Device) -> dict[str, Any]:
    """A hundred changes of one field among everything, and their way to the other desk; the floor writes them bare."""
    items = [row_id for (row_id,) in first.store.connection.execute("SELECT id FROM item LIMIT ?", (_EDITS,))]
    there, back, bare = Watch(), Watch(), Watch()
    for turn in range(_ROUNDS):
        with first.store.writing() as pen:
            for place, item in enumerate(items):
                pen.put("item", item, {"location": f"Kho {turn}/{place}"})
        sent, received = there.timed(first.agree), back.timed(second.agree)
        bare.timed(lambda turn=turn: _edits_bare(first, items, turn))
    return {
        "edits": len(items),
        "push_ms": there.at(0.5),
        "pull_ms": back.at(0.5),
        "floor_ms": bare.at(0.5),
        "bytes_per_edit_up": round(sent.bytes_up / len(items), 1),
        "bytes_per_edit_down": round(received.bytes_down / len(items), 1),
    }


def _edits_bare(desk: Device, items: list[str], turn: int) -> None:
    bare = connect(desk.folder / "floor.db", bytes(32))
    body = zstd.compress(msgspec.msgpack.encode([(item, f"Kho {turn}/{at}") for at, item in enumerate(items)]), 3)
    bare.execute("BEGIN")
    bare.executemany(
        "UPDATE row SET content = ? WHERE id = ?",
        ((text, item) for item, text in msgspec.msgpack.decode(zstd.decompress(body))),
    )
    bare.execute("COMMIT")
    bare.close()


def _idle(desk: Device) -> dict[str, Any]:
    desk.agree()
    watch = Watch()
    runs = [watch.timed(desk.agree) for _ in range(_IDLE_RUNS)]
    return watch.told() | {"bytes_up": runs[-1].bytes_up, "bytes_down": runs[-1].bytes_down}


def _mended(desk: Device) -> dict[str, Any]:
    """A disk loses one row: the next run finds that and puts it right."""
    desk.store.connection.execute("DELETE FROM item WHERE id = (SELECT min(id) FROM item)")
    desk.store.rebuild()
    took, ran = seconds(desk.run)
    return {
        "buckets": ran.mended,
        "ms": round(took * 1000),
        "bytes_up": ran.bytes_up,
        "bytes_down": ran.bytes_down,
        "good_after": desk.run().mended == 0,
    }


def _floor(desk: Device, place: Path) -> tuple[float, int]:
    """The same rows packed, compressed, unpacked and inserted bare, encrypted and durable: no line, no merge, no resume."""
    bare = connect(place, bytes(32))
    bare.execute("CREATE TABLE row (id TEXT PRIMARY KEY, content BLOB)")

    def carry() -> int:
        known = [(row.table, row.id, row.stamp, row.fields) for row in rows.every(desk.store.connection)]
        body = zstd.compress(msgspec.msgpack.encode(known), 3)
        there = msgspec.msgpack.decode(zstd.decompress(body))
        bare.execute("BEGIN")
        bare.executemany("INSERT INTO row VALUES (?, ?)", ((row[1], msgspec.msgpack.encode(row)) for row in there))
        bare.execute("COMMIT")
        return len(body)

    took, size = seconds(carry)
    bare.close()
    return took, size
