"""One PC in random histories: a real store, a real replica; only its clock is false."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from account import Rows, fields_of
from line import Bit, FalseLine, Faults

from desktop.library.store import unsealing
from desktop.library.store.replica import StoreReplica
from desktop.library.store.rows import every, load
from desktop.library.store.store import Store
from sync.client.centre import Centre as CentreSeen
from sync.client.run import Ran, run

if TYPE_CHECKING:
    from pathlib import Path

    from world import World

    from desktop.library.store.write import Pen
    from sync.core.identity import DeviceKey

KEY = bytes(range(32))
_pack = msgspec.msgpack.encode


@dataclass(frozen=True, slots=True)
class Identity:
    """What the centre knows a PC by."""

    unit: str
    device: str
    key: DeviceKey


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

    def rows(self) -> Rows:
        """Everything held, each field with its stamp."""
        return {(row.table, row.id): fields_of(row) for row in every(self.store.connection)}
