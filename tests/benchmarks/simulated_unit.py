"""A unit's PC of which only the sync is real: its key, its session, its line and its runs; its rows lie in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

import msgspec

from sync.client.centre import Centre as Reached
from sync.client.http import Line
from sync.client.run import Ran, run
from sync.core import wire
from sync.core.digest import MODULUS, bucket_of, mark_of, total
from sync.core.identity import DeviceKey
from sync.core.merge import merge_fed
from sync.core.row import Row, Value, named_id, new_id
from sync.core.stamp import Clock, new_incarnation, wall_clock_ms
from sync.core.tables import read_in, unit_channel
from sync.server.centre import Centre
from tests.server.desk import ask, enrol, sign_in

Message = TypeVar("Message", bound=msgspec.Struct)
Note = Callable[[str, float], None]
_ids = count(1)


@dataclass(frozen=True, slots=True)
class Batch:
    """Implements sync.core.replica.Outgoing."""

    rows: Sequence[Row]
    position: int | None


@dataclass
class MemoryReplica:
    """Implements sync.core.replica.Replica over a dictionary: as little work as rows can be, for many units at once."""

    unit: str
    incarnation: str
    epoch: str = ""
    cursors: dict[str, int] = field(default_factory=dict)
    held: dict[tuple[str, str], Row] = field(default_factory=dict)
    unsent: dict[int, Row] = field(default_factory=dict)
    """By local number."""
    unit_key: bytes = b""

    def now_ms(self) -> int:
        return wall_clock_ms()

    def outgoing(self, *, rows: int, size: int, after: int = 0) -> Batch:
        left = [number for number in self.unsent if number > after]
        some = left[:rows]
        return Batch(tuple(self.unsent[number] for number in some), some[-1] if len(some) < len(left) else None)

    def acknowledge(self, sent: Sequence[Row], seq: int, parked: Sequence[tuple[str, str, str]] = ()) -> None:
        assert not parked, parked
        for row in sent:
            self.held[row.table, row.id] = Row(row.table, row.id, row.channel, row.stamp, row.fields)
        done = {(row.table, row.id) for row in sent}
        self.unsent = {number: row for number, row in self.unsent.items() if (row.table, row.id) not in done}

    def apply(self, channel: str, rows: Sequence[Row], cursor: int, durable: int) -> int:
        for row in rows:
            key = (row.table, row.id)
            self.held[key] = merge_fed(self.held.get(key), row).row
        self.cursors[channel] = cursor
        return 0

    def begin_epoch(self, epoch: str, channels: Sequence[str]) -> None:
        self.epoch, self.cursors = epoch, dict.fromkeys(channels, 0)

    def digest_of(self, channel: str) -> tuple[int, int]:
        return total(self.buckets_of(channel))

    def buckets_of(self, channel: str) -> dict[int, tuple[int, int]]:
        found: dict[int, tuple[int, int]] = {}
        for row in self.held.values():
            if read_in(row.channel, self.unit) == channel:
                number, mark = found.get(bucket_of(row.id), (0, 0))
                found[bucket_of(row.id)] = (number + 1, (mark + mark_of(row)) % MODULUS)
        return found

    def aside_in(self, channel: str) -> set[int]:
        return set()

    def mend(self, channel: str, buckets: Sequence[int]) -> None:
        raise AssertionError(f"{self.unit} and the centre differ in {len(buckets)} buckets of {channel}")

    def waiting(self) -> int:
        return len(self.unsent)

    def covered(self, durable: int) -> None: ...

    def measured_clock(self, offset_ms: int) -> None: ...

    def shift_unsent(self, by_ms: int) -> None:
        raise AssertionError("one machine has one clock")

    def expect_key(self) -> None: ...

    def learn_key(self, unit: str, secret: bytes) -> bool:
        return True

    def unlock(self) -> None: ...

    def held_back(self) -> int:
        return 0

    def open_points(self) -> int:
        return 0

    def note_run(self, *, stop: str | None, sent: int, received: int, at_ms: int) -> None: ...


class _TimedLine(Line):
    """Tells how long every request took."""

    def __init__(self, address: str, authority_pem: str, note: Note) -> None:
        super().__init__(address, authority_pem)
        self._note = note

    def ask(self, path: str, message: msgspec.Struct, kind: type[Message], *, token: str = "") -> Message:
        mark = time.perf_counter()
        try:
            return super().ask(path, message, kind, token=token)
        finally:
            self._note(path, time.perf_counter() - mark)


class SimulatedUnit:
    """One PC of one unit with a day's rows to send, and some of another desk's to take."""

    def __init__(self, office: Centre, address: str, note: Note, *, rows: int, others_rows: int) -> None:
        self.unit = f"M{next(_ids):05d}"
        file = office.enrolment(self.unit, name=f"Đơn vị {self.unit}", address=address)
        key = DeviceKey.create()
        device = enrol(office, file["code"], key).device
        self.replica = MemoryReplica(self.unit, new_incarnation(), unit_key=bytes.fromhex(file["unit_key"]))
        line = _TimedLine(address, file["authority"], note)
        self.centre = Reached(line, device=device, key=key, incarnation=self.replica.incarnation)
        self.replica.unsent = dict(enumerate(_a_day(self.unit, self.replica.incarnation, rows), 1))
        if others_rows:
            _written_by_another(office, self.unit, others_rows)

    def run(self) -> Ran:
        return run(self.replica, self.centre, stopping=threading.Event())


def _written_by_another(office: Centre, unit: str, count_: int) -> None:
    """Another desk of the unit was here before."""
    code, key, incarnation = office.enrolment(unit)["code"], DeviceKey.create(), new_incarnation()
    bearer = sign_in(office, enrol(office, code, key).device, key, incarnation)
    greeting = wire.Greeting(wire.PROTOCOL, "thử", incarnation, office.now(), "", {})
    epoch = ask(office, "/v1/greet", greeting, wire.Welcome, bearer=bearer).epoch
    push = wire.Push(epoch, {}, wire.rows_out(_a_day(unit, incarnation, count_)))
    ask(office, "/v1/push", push, wire.Pushed, bearer=bearer)


def _a_day(unit: str, incarnation: str, rows: int) -> list[Row]:
    """What a day leaves: two of three rows are loans and returns, the others copies that were described."""
    clock, channel = Clock(incarnation), unit_channel(unit)
    made = []
    for number in range(rows):
        now, item = wall_clock_ms(), named_id(unit, str(number))
        table, fields = ("item", _item(number)) if number % 3 == 0 else ("circulation_event", _event(item, now, number))
        made.append(Row(table, new_id(now), channel, clock.tick(), fields, fresh=True))
    return made


def _item(number: int) -> dict[str, Value]:
    return {
        "barcode": f"TK{number:08d}",
        "call_number": f"355.{number % 999:03d} / Đ{number % 97}",
        "location": f"Kho {number % 7}, giá {number % 40}",
        "type": "book",
    }


def _event(item: str, now: int, number: int) -> dict[str, Value]:
    return {
        "kind": "loan" if number % 2 else "return",
        "item_id": item,
        "reader_id": named_id("reader", str(number % 80)),
        "at": now,
        "recorded": now,
        "due": "2026-12-06",
        "period_days": 14,
    }
