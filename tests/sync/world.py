"""A small world for random histories: real stores, the real centre, the real run; only clocks and the line are false."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import msgspec
from sqlalchemy import select

from desktop.library.beginning import begin
from desktop.library.store import unsealing
from desktop.library.store.replica import StoreReplica
from desktop.library.store.rows import every, load
from desktop.library.store.store import FILE, Store
from sync.client.centre import Centre as CentreSeen
from sync.client.http import Traffic, stop_of_answer
from sync.client.measure import Measure
from sync.client.run import Ran, run
from sync.core import wire
from sync.core.identity import DeviceKey
from sync.core.sealing import UnitKey, has_clear
from sync.core.stamp import ms_of
from sync.core.stops import TryLater
from sync.core.tables import CATALOGUE, COMMON, unit_channel
from sync.server.centre import Centre
from sync.server.doors import DOORS, answer
from sync.server.refused import Refused
from sync.server.store.rows import held_rows, totals_of
from sync.server.store.tables import counter, place

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.store.write import Pen
    from sync.core.row import Row

UNITS = ("X03", "X03", "Y07")
"""The unit of each prepared desk: two that share everything, and a neighbour that shares only titles."""
KEY = bytes(range(32))
BEGAN = 1_790_000_000_000
"""When every history begins, UTC ms."""
_DOORS = {door.path: door for door in DOORS}
_pack = msgspec.msgpack.encode

Key = tuple[str, str, str]
"""Table, id and field."""
Write = tuple[Key, bytes]
"""A value that somebody gave a field. People never write the same words twice here, so it stands for the act."""


@dataclass(frozen=True, slots=True)
class Bit(Measure):
    """Batches and pages of a few rows, whatever the line does: runs are cut between them, too."""

    def after(self, _seconds: float) -> Self:
        """As before."""
        return self

    def smaller(self) -> Self:
        """As before."""
        return self


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
    unit: str
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
        received = wire.unpack(answered, kind)
        if isinstance(received, wire.Page):
            self.world.look_at(received, self.unit)
        return received

    def close(self) -> None:
        """Nothing to hang up."""


class Desk:
    """One PC: its file, its clock, its program."""

    def __init__(self, world: World, name: str, *, file: Path, identity: Identity, skew_ms: int) -> None:
        self.world, self.name, self.file, self.skew_ms = world, name, file, skew_ms
        self.identity = identity
        self.line = FalseLine(world, identity.unit)
        self.start()

    @property
    def unit(self) -> str:
        """Whose desk it is."""
        return self.identity.unit

    def start(self) -> None:
        """A start of the program: a new incarnation."""
        self.store = Store(self.file, KEY, now=lambda: max(0, self.world.clock.ms + self.skew_ms))
        self.replica = StoreReplica(self.store)
        self.centre = CentreSeen(
            self.line,  # type: ignore[arg-type]  # a line by its shape
            device=self.identity.device,
            key=self.identity.key,
            incarnation=self.replica.incarnation,
        )
        self.centre.up = self.centre.down = Bit(rows=7, size=32_000)

    def restart(self) -> None:
        """End the program and start it again."""
        self.store.close()
        self.start()

    def sync(self, faults: Faults | None = None) -> Ran:
        """One run, with faults or without."""
        self.line.faults = faults = faults or Faults()
        ran = run(self.replica, self.centre, stopping=threading.Event(), report=lambda _: faults.meanwhile())
        self.world.mended += ran.mended
        return ran

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

    def learn_key(self) -> None:
        """The enrolment file brings the unit's key."""
        with self.store.writing():
            unsealing.learn(self.store, self.world.keys[self.unit].secret)

    def write(self, pen: Pen, table: str, row_id: str, changes: dict[str, Any], *, stamp: str | None = None) -> None:
        """Write through the write path, and note for the final reckoning what was replaced."""
        with self.noting(table, row_id, changes):
            pen.put(table, row_id, changes, stamp=stamp)

    @contextmanager
    def noting(self, table: str, row_id: str, names: Iterable[str]) -> Iterator[None]:
        """Note what these fields hold afterwards as written here, and what they held before as knowingly replaced."""
        before = load(self.store.connection, table, row_id)
        old = dict(self.world.opened(before).fields) if before else {}
        yield
        after = load(self.store.connection, table, row_id)
        assert after is not None
        after = self.world.opened(after)
        for name in names:
            if name not in old or old[name] != after.fields[name]:
                key = (table, row_id, name)
                self.world.written.add((key, _pack(after.fields[name])))
                self.world.knowingly_replaced.add((key, _pack(old.get(name))))
        self.world.knows(self.unit, after)

    def settle_conflict(self, n: int, *, restore: bool) -> None:
        """A person settles one of the open conflicts."""
        found = self.store.conflicts.open()
        if not found:
            return
        conflict = found[n % len(found)]
        with self.store.writing() as pen:
            if not restore:
                self.store.settling.keep(pen, conflict)
            elif load(self.store.connection, conflict.table, conflict.row) is not None:
                with self.noting(conflict.table, conflict.row, [conflict.field] if conflict.kind == "field" else []):
                    self.store.settling.restore(pen, conflict)

    def rows(self) -> dict[tuple[str, str], dict[str, tuple[Any, str]]]:
        """Everything held, each field with its stamp."""
        return {(row.table, row.id): fields_of(row) for row in every(self.store.connection)}


@dataclass(frozen=True, slots=True)
class Identity:
    """What the centre knows a PC by."""

    unit: str
    device: str
    key: DeviceKey


class World:
    """A centre, its desks, and the account of what was written."""

    def __init__(self, folder: Path, template: Path) -> None:
        shutil.copytree(template, folder)
        prepared = [file.read_text().split() for file in folder.glob("device-*")]
        self.keys = {unit: UnitKey(bytes.fromhex(key)) for unit, *_, key in prepared}
        """The key of each unit: the world may read what the centre cannot."""
        self.folder = folder
        self.clock = Clock()
        self.centre = Centre.open(folder / "centre", now=lambda: self.clock.ms)
        self.written: set[Write] = set()
        """What people wrote."""
        self.knowingly_replaced: set[Write] = set()
        self.accepted: set[Write] = set()
        """What has ever reached the centre."""
        self.known: set[tuple[str, str, str]] = set()
        """(unit, table, id) of what each unit has made or asked for: it may see no more than this."""
        self.mended = 0
        """Buckets that differed although nothing was on its way."""
        self.desks: list[Desk] = []
        self._number = 0
        self._backup: Path | None = None

    def number(self) -> int:
        """The next number for a file's name."""
        self._number += 1
        return self._number

    def opened(self, row: Row) -> Row:
        """A row of a unit with its names as people read them."""
        key = self.keys.get(row.channel.removeprefix(unit_channel("")))
        return key.opened_row(row) if key else row

    def add_desk(self, skew_ms: int, *, keyed: bool | None = True) -> Desk:
        """One of the prepared desks sits down, its clock wrong by this much; with the unit's key or without.

        None is for a desk of a time before units had keys.
        """
        at = len(self.desks)
        unit, device, seed, _ = (self.folder / f"device-{at}").read_text().split()
        file = self.folder / f"desk-{at}" / FILE
        file.parent.mkdir()
        shutil.copy(self.folder / f"{at}.db", file)
        desk = self._seat(file, Identity(unit, device, DeviceKey(bytes.fromhex(seed))), skew_ms)
        if keyed:
            desk.learn_key()
        elif keyed is False:
            desk.replica.expect_key()
        return desk

    def clone(self, desk: Desk, image: Path) -> Desk:
        """Somebody copied a desk's disk to a second PC."""
        file = self.folder / f"clone-{self.number()}" / FILE
        file.parent.mkdir()
        shutil.copy(image, file)
        return self._seat(file, desk.identity, desk.skew_ms)

    def _seat(self, file: Path, identity: Identity, skew_ms: int) -> Desk:
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

    def reckon(self) -> None:
        """The end of every history: everybody talks until quiet, then everything is looked at (sync.md 8)."""
        self.settle()
        for desk in self.desks:
            held, ours, channel = self.seen_by(desk), desk.rows(), unit_channel(desk.unit)
            assert ours == held, f"{desk.name} differs: {_differing(ours, held)}"
            assert desk.store.check() == (), desk.store.check()
            assert desk.replica.digest_of(channel) == self.digest_of(channel), desk.name
        assert self.vanished() == [], self.vanished()
        assert self.mended == 0, "the rules alone must bring replicas together; mending is for broken disks"

    def rows(self, *channels: str) -> dict[tuple[str, str], dict[str, tuple[Any, str]]]:
        """Everything that the centre holds in these channels, or in any."""
        placed = select(place.c.tbl, place.c.id).distinct()
        with self.centre.database.reading() as connection:
            found = connection.execute(placed.where(place.c.channel.in_(channels)) if channels else placed)
            keys = [(tbl, row_id.hex()) for tbl, row_id in found]
            held = held_rows(connection, keys)
            return {key: fields_of(self.opened(held[key].row)) for key in keys}

    def seen_by(self, desk: Desk) -> dict[tuple[str, str], dict[str, tuple[Any, str]]]:
        """What a desk has to hold when nothing is on its way."""
        return self.rows(COMMON, unit_channel(desk.unit))

    def digest_of(self, channel: str) -> tuple[int, int]:
        """Count and sum as the centre tells them."""
        with self.centre.database.reading() as connection:
            return totals_of(connection, [channel])[channel]

    def vanished(self) -> list[Write]:
        """Writes that reached the centre and are now neither there, nor knowingly replaced, nor told of in a conflict."""
        rows = self.rows()
        told: set[Write] = set()
        for (table, _), told_of in rows.items():
            if table == "conflict" and told_of["kind"][0] == "field":
                about = (told_of["table"][0], told_of["row"][0], told_of["field"][0])
                told |= {(about, _pack(told_of["loser"][0]))}
        gone = (self.written & self.accepted) - self.knowingly_replaced - told
        return sorted(
            (key, value)
            for key, value in gone
            if _pack(rows[key[:2]][key[2]][0]) != value and not self._forgotten(rows, key)
        )

    def knows(self, unit: str, row: Row) -> None:
        """A desk of this unit has written the row, and may see what it names."""
        self.known.add((unit, row.table, row.id))
        if isinstance(title := row.fields.get("title_id"), str):
            self.known.add((unit, "title", title))

    def look_at(self, page: wire.Page, unit: str) -> None:
        """No device ever receives a row outside its channels (sync.md 8)."""
        for row in wire.rows_in(page.rows):
            match row.table, row.channel:
                case "unit" | "revocation", channel:
                    assert channel == COMMON
                case "conflict", channel if channel == CATALOGUE:
                    assert (unit, "title", row.fields["row"]) in self.known, row
                case "title", channel:
                    assert channel == CATALOGUE
                    assert (unit, "title", row.id) in self.known, row
                case table, channel:
                    assert channel == unit_channel(unit), row
                    born = table in {"policy", "code", "calendar"}
                    assert born or table == "conflict" or (unit, table, row.id) in self.known, row

    @staticmethod
    def _forgotten(rows: dict[tuple[str, str], dict[str, tuple[Any, str]]], key: Key) -> bool:
        return key[0] == "reader" and bool(rows[key[:2]].get("redacted", (None,))[0])

    def close(self) -> None:
        """Everybody goes home."""
        for desk in self.desks:
            desk.store.close()
        self.centre.close()

    def _note_accepted(self, body: bytes) -> None:
        for sent in wire.rows_in(wire.unpack(body, wire.Push).rows):
            assert not has_clear(sent), "a name left the unit in clear"
            row = self.opened(sent)
            self.accepted |= {((row.table, row.id, name), _pack(value)) for name, value in row.fields.items()}


def fields_of(row: Row) -> dict[str, tuple[Any, str]]:
    """Each field of a row with its value and its stamp."""
    return {name: (row.fields[name], stamp) for name, stamp in row.stamped()}


def prepare(folder: Path, units: tuple[str, ...] = UNITS) -> Path:
    """What every history starts from, made once: a centre and enrolled, empty desks."""
    clock = Clock()
    centre = Centre.create(folder / "centre", name="Trung tâm", now=lambda: clock.ms)
    for at, unit in enumerate(units):
        file, key = centre.enrolment(unit, name=f"Đơn vị {unit}"), DeviceKey.create()
        code = file["code"]
        enrol = wire.Enrol(wire.PROTOCOL, code, key.public, key.sign(code.encode()), f"máy {at}")
        enrolled = answer(centre, _DOORS["/v1/enrol"], wire.pack(enrol), None)
        assert isinstance(enrolled, wire.Enrolled)
        (folder / f"device-{at}").write_text(f"{unit} {enrolled.device} {key.seed.hex()} {file['unit_key']}")
        store = Store(folder / f"{at}.db", KEY, now=lambda: clock.ms)
        begin(store, unit=unit, name=f"Đơn vị {unit}")
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


def _differing(mine: dict[tuple[str, str], Any], theirs: dict[tuple[str, str], Any]) -> list[object]:
    return [
        (key, mine.get(key), theirs.get(key))
        for key in sorted(mine.keys() | theirs.keys())
        if mine.get(key) != theirs.get(key)
    ][:3]
