"""Runs between a desk and a real centre over TLS: the first push, the first pull of another desk, edits, nothing new."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from backports import zstd

from desktop.library.sample.making import Size, make_sample
from desktop.library.store import rows
from desktop.library.store.connection import connect
from tests.benchmarks.measures import Watch, seconds
from tests.client.devices import Device
from tests.server.centre import CentreProgram
from tests.server.postgres import NoPostgres, a_cluster

_UNIT = "DV01"
_EDITS = 100
_IDLE_RUNS = 30


def over_postgres(folder: Path, *, wanted: int) -> dict[str, Any]:
    """The same with a centre on PostgreSQL, which waits for the disk as it would in service."""
    try:
        cluster = a_cluster(shared_buffers="128MB")
    except NoPostgres as reason:
        return {"not_measured": str(reason)}
    folder.mkdir()
    try:
        return measure(folder, wanted=wanted, server=cluster.database())
    finally:
        cluster.close()


def measure(folder: Path, *, wanted: int, server: str = "") -> dict[str, Any]:
    """About `wanted` rows (titles, copies, readers) from one desk to the centre and from there to another."""
    centre = CentreProgram.make(folder / "centre", server=server)
    centre.start()
    first, second = Device(folder / "first", _UNIT), Device(folder / "second", _UNIT)
    try:
        for desk in (first, second):
            desk.enrol(centre.enrol(_UNIT))
        make_sample(first.store, today=date(2026, 11, 22), size=Size(wanted * 4 // 11, readers=100))
        return _runs(first, second, folder)
    finally:
        first.close()
        second.close()
        centre.stop()


def _runs(first: Device, second: Device, folder: Path) -> dict[str, Any]:
    floor, size = _floor(first, folder / "floor-sync.db")
    push_took, pushed = seconds(first.agree)
    pull_took, pulled = seconds(second.agree)
    return {
        "push": _told(pushed.sent, push_took, pushed.bytes_up, floor),
        "pull": _told(pulled.received, pull_took, pulled.bytes_down, floor),
        "floor": {"rows_per_second": round(pushed.sent / floor), "bytes_per_row": round(size / pushed.sent, 1)},
        "edits": _edits(first, second),
        "idle": _idle(first),
    }


def _told(count: int, took: float, size: int, floor: float) -> dict[str, Any]:
    return {
        "rows": count,
        "rows_per_second": round(count / took),
        "bytes_per_row": round(size / count, 1),
        "to_floor": round(took / floor, 2),
    }


def _edits(first: Device, second: Device) -> dict[str, Any]:
    """A hundred changes of one field among everything, and their way to the other desk."""
    items = [row_id for (row_id,) in first.store.connection.execute("SELECT id FROM item LIMIT ?", (_EDITS,))]
    with first.store.writing() as pen:
        for place, item in enumerate(items):
            pen.put("item", item, {"location": f"Kho {place}"})
    there, sent = seconds(first.agree)
    back, received = seconds(second.agree)
    return {
        "edits": len(items),
        "push_ms": round(there * 1000, 1),
        "pull_ms": round(back * 1000, 1),
        "bytes_per_edit_up": round(sent.bytes_up / len(items), 1),
        "bytes_per_edit_down": round(received.bytes_down / len(items), 1),
    }


def _idle(desk: Device) -> dict[str, Any]:
    desk.agree()
    watch = Watch()
    runs = [watch.timed(desk.agree) for _ in range(_IDLE_RUNS)]
    return watch.told() | {"bytes_up": runs[-1].bytes_up, "bytes_down": runs[-1].bytes_down}


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
