"""A small world for random histories: real stores, the real centre, the real run; only clocks and the line are false."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.library.beginning import begin
from desktop.library.store.replica import StoreReplica
from desktop.library.store.rows import every, load
from desktop.library.store.store import FILE, Store
from sync.client.centre import Centre as CentreSeen
from sync.client.http import Traffic, stop_of_answer
from sync.client.run import Ran, run
from sync.core import wire
from sync.core.identity import DeviceKey
from sync.core.stamp import ZERO, ms_of
from sync.core.stops import TryLater
from sync.server.centre import Centre
from sync.server.doors import DOORS, answer
from sync.server.refused import Refused
from sync.server.store.rows import held_rows
from sync.server.store.tables import counter, synced

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.store.write import Pen
    from sync.core.row import Row

UNIT = "X03"
KEY = bytes(range(32))
BEGAN = 1_790_000_000_000
"""When every history begins, UTC ms."""
_DOORS = {door.path: door for door in DOORS}

Key = tuple[str, str, str]
"""Table, id and field."""


class Clock:
    """The true time, moved by the history."""

    def __init__(self) -> None:
        self.ms = BEGAN

    def pass_(self, ms: int) -> None:
        """Let time go by."""
        self.ms += ms


@dataclass
class Faults:
    """What the line does to the next requests: which of them vanish before and which after the centre has done them."""

    lose_request: Callable[[], bool] = lambda: False
    lose_answer: Callable[[], bool] = lambda: False
    meanwhile: Callable[[], None] = lambda: None
    """People go on working while a run is under way."""


@dataclass
class FalseLine:
    """Carries real messages, as bytes, to the real centre in this process; may lose them, and remembers pushes to replay."""

    world: World
    faults: Faults = field(default_factory=Faults)
    traffic: Traffic = field(default_factory=Traffic)
    pushes: list[tuple[bytes, str]] = field(default_factory=list)

    def ask(self, path: str, message: msgspec.Struct, kind: type[Any], *, token: str = "") -> Any:
        """One request; raises Stops like the real line."""
        self.traffic.requests += 1
        body = wire.pack(message)
        if self.faults.lose_request():
            raise TryLater(detail="lost request")
        status, answered = self.world.post(path, body, token)
        if path == "push":
            self.pushes.append((body, token))
        if self.faults.lose_answer():
            raise TryLater(detail="lost answer")
        if status != 200:
            raise stop_of_answer(status, {}, wire.unpack(answered, wire.Problem))
        return wire.unpack(answered, kind)

    def close(self) -> None:
        """Nothing to hang up."""


class Desk:
    """One PC: its file, its clock, its program."""

    def __init__(self, world: World, name: str, *, file: Path, identity: tuple[str, DeviceKey], skew_ms: int) -> None:
        self.world, self.name, self.file, self.skew_ms = world, name, file, skew_ms
        self.device, self.key = identity
        self.line = FalseLine(world)
        self.start()

    def start(self) -> None:
        """A start of the program: a new incarnation."""
        self.store = Store(self.file, KEY, now=lambda: max(0, self.world.clock.ms + self.skew_ms))
        self.replica = StoreReplica(self.store)
        self.centre = CentreSeen(self.line, device=self.device, key=self.key, incarnation=self.replica.incarnation)  # type: ignore[arg-type]  # a line by its shape

    def restart(self) -> None:
        """End the program and start it again."""
        self.store.close()
        self.start()

    def sync(self, faults: Faults | None = None) -> Ran:
        """One run, with faults or without."""
        self.line.faults = faults = faults or Faults()
        return run(self.replica, self.centre, stopping=threading.Event(), report=lambda _: faults.meanwhile())

    def image(self) -> Path:
        """A copy of the disk as it is now."""
        self.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy = self.world.folder / f"image-{self.world.number()}.db"
        shutil.copy(self.file, copy)
        return copy

    def put_back(self, image: Path) -> None:
        """The disk is as it was when the image was made."""
        self.store.close()
        for left in (
            self.file,
            self.file.with_name(f"{self.file.name}-wal"),
            self.file.with_name(f"{self.file.name}-shm"),
        ):
            left.unlink(missing_ok=True)
        shutil.copy(image, self.file)
        self.start()

    def put(self, table: str, row_id: str, changes: dict[str, Any]) -> None:
        """A person changes a row here."""
        with self.store.writing() as pen:
            self.write(pen, table, row_id, changes)

    def write(self, pen: Pen, table: str, row_id: str, changes: dict[str, Any], *, stamp: str | None = None) -> None:
        """Write through the write path, and note for the final reckoning what was replaced."""
        before = load(self.store.connection, table, row_id)
        seen = {name: before.stamp_of(name) if before else ZERO for name in changes}
        if not pen.put(table, row_id, changes, stamp=stamp):
            return
        after = load(self.store.connection, table, row_id)
        assert after is not None
        for name, replaced in seen.items():
            if after.stamp_of(name) != replaced:
                self.world.written[(table, row_id, name), after.stamp_of(name)] = changes[name]
                self.world.knowingly_replaced.add(((table, row_id, name), replaced))

    def rows(self) -> dict[tuple[str, str], dict[str, tuple[Any, str]]]:
        """Everything held, each field with its stamp."""
        return {(row.table, row.id): fields_of(row) for row in every(self.store.connection)}


class World:
    """A centre, its desks, and the account of what was written."""

    def __init__(self, folder: Path, template: Path) -> None:
        shutil.copytree(template, folder)
        self.folder = folder
        self.clock = Clock()
        self.centre = Centre.open(folder / "centre", now=lambda: self.clock.ms)
        self.written: dict[tuple[Key, str], Any] = {}
        """What people wrote, by field and stamp."""
        self.knowingly_replaced: set[tuple[Key, str]] = set()
        self.accepted: set[tuple[Key, str]] = set()
        """What has ever reached the centre."""
        self.desks: list[Desk] = []
        self._number = 0
        self._backup: Path | None = None

    def number(self) -> int:
        """The next number for a file's name."""
        self._number += 1
        return self._number

    def add_desk(self, skew_ms: int) -> Desk:
        """One of the prepared desks sits down, its clock wrong by this much."""
        at = len(self.desks)
        device, seed = (self.folder / f"device-{at}").read_text().split()
        file = self.folder / f"desk-{at}" / FILE
        file.parent.mkdir()
        shutil.copy(self.folder / f"{at}.db", file)
        return self._seat(file, (device, DeviceKey(bytes.fromhex(seed))), skew_ms)

    def clone(self, desk: Desk, image: Path) -> Desk:
        """Somebody copied a desk's disk to a second PC."""
        file = self.folder / f"clone-{self.number()}" / FILE
        file.parent.mkdir()
        shutil.copy(image, file)
        return self._seat(file, (desk.device, desk.key), desk.skew_ms)

    def _seat(self, file: Path, identity: tuple[str, DeviceKey], skew_ms: int) -> Desk:
        desk = Desk(self, f"desk {len(self.desks)}", file=file, identity=identity, skew_ms=skew_ms)
        self.desks.append(desk)
        return desk

    def post(self, path: str, body: bytes, token: str) -> tuple[int, bytes]:
        """A request reaches the centre: HTTP status and body of its answer."""
        try:
            answered = answer(self.centre, _DOORS[f"/v1/{path}"], body, token or None)
        except Refused as refused:
            return 409, wire.pack(wire.Problem(refused.code, refused.number))
        if path == "push":
            self._note_accepted(body)
        return 200, wire.pack(answered)

    def back_up(self) -> None:
        """The centre makes a verified backup."""
        with self.centre.database.writing() as pen:
            pen.execute(counter.update().values(durable=counter.c.latest))
        with self.centre.database.reading() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._backup = self.folder / f"backup-{self.number()}.db"
        shutil.copy(self.centre.folder.database, self._backup)

    def restore(self) -> bool:
        """The centre is put back from its last backup, if it has one."""
        if self._backup is None:
            return False
        self.centre.close()
        database = self.centre.folder.database
        for left in (database, database.with_name(f"{database.name}-wal"), database.with_name(f"{database.name}-shm")):
            left.unlink(missing_ok=True)
        shutil.copy(self._backup, database)
        self.centre = Centre.open(self.folder / "centre", now=lambda: self.clock.ms)
        self.centre.begin_new_epoch()
        return True

    def settle(self) -> None:
        """Everybody talks until nothing moves."""
        for _ in range(40):
            self.clock.pass_(1000)
            ran = [desk.sync() for desk in self.desks]
            assert not [r.stop for r in ran if r.stop], [r.stopped for r in ran]
            if all(r.sent == r.received == r.waiting == r.mended == 0 for r in ran):
                return
        raise AssertionError("the desks never came to rest")

    def rows(self) -> dict[tuple[str, str], dict[str, tuple[Any, str]]]:
        """Everything the centre holds."""
        with self.centre.database.reading() as connection:
            keys = [
                (tbl, row_id.hex())
                for tbl, row_id in connection.execute(synced.select().with_only_columns(synced.c.tbl, synced.c.id))
            ]
            return {key: fields_of(held.row) for key, held in held_rows(connection, keys).items()}

    def vanished(self) -> list[tuple[Key, str]]:
        """Writes that reached the centre and are now neither there, nor knowingly replaced, nor told of in a conflict."""
        rows = self.rows()
        told = {
            ((f["table"][0], f["row"][0], f["field"][0]), f["loser_stamp"][0])
            for (table, _), f in rows.items()
            if table == "conflict" and f["kind"][0] == "field"
        }
        for (table, row_id), fields in rows.items():
            if table == "reader" and fields.get("redacted", (None,))[0]:
                told |= {
                    (key, stamp) for key, stamp in self.written if key[:2] == (table, row_id)
                }  # knowingly forgotten
        gone = (self.written.keys() & self.accepted) - self.knowingly_replaced - told
        return sorted((key, stamp) for key, stamp in gone if rows[key[:2]][key[2]][0] != self.written[key, stamp])

    def close(self) -> None:
        """Everybody goes home."""
        for desk in self.desks:
            desk.store.close()
        self.centre.close()

    def _note_accepted(self, body: bytes) -> None:
        for row in wire.rows_in(wire.unpack(body, wire.Push).rows):
            self.accepted |= {((row.table, row.id, name), stamp) for name, stamp in row.stamped()}


def fields_of(row: Row) -> dict[str, tuple[Any, str]]:
    """Each field of a row with its value and its stamp."""
    return {name: (row.fields[name], stamp) for name, stamp in row.stamped()}


def prepare(folder: Path, desks: int) -> Path:
    """What every history starts from, made once: a centre and enrolled, empty desks."""
    clock = Clock()
    centre = Centre.create(folder / "centre", name="Trung tâm", now=lambda: clock.ms)
    for at in range(desks):
        code, key = centre.enrolment(UNIT, name="Đơn vị thử")["code"], DeviceKey.create()
        enrol = wire.Enrol(wire.PROTOCOL, code, key.public, key.sign(code.encode()), f"máy {at}")
        enrolled = answer(centre, _DOORS["/v1/enrol"], wire.pack(enrol), None)
        assert isinstance(enrolled, wire.Enrolled)
        (folder / f"device-{at}").write_text(f"{enrolled.device} {key.seed.hex()}")
        store = Store(folder / f"{at}.db", KEY, now=lambda: clock.ms)
        begin(store, unit=UNIT, name="Đơn vị thử")
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
    centre.close()
    return folder


def faulty(rnd: random.Random, chance: float) -> Callable[[], bool]:
    """Says yes with this chance."""
    return lambda: rnd.random() < chance


def is_after(stamp: str, moment_ms: int) -> bool:
    """Whether a stamp lies after this moment."""
    return ms_of(stamp) > moment_ms
