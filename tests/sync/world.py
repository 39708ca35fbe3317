"""A small world for random histories: real stores, the real centre, the real run; only clocks and the line are false."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from account import Account, Rows, Write, differing, fields_of, is_after
from line import BEGAN, Bit, Clock, Faults, faulty
from office import InAFile, OnPostgres
from pc import KEY, Desk, Identity
from sqlalchemy import select

from desktop.library.beginning import begin
from desktop.library.store.store import FILE, Store
from sync.core import wire
from sync.core.identity import DeviceKey
from sync.core.sealing import UnitKey, has_clear
from sync.core.tables import COMMON, unit_channel
from sync.server.arrival import MOST_AHEAD_MS
from sync.server.centre import Centre
from sync.server.doors import DOORS, answer
from sync.server.refused import Refused
from sync.server.store.rows import held_rows, totals_of
from sync.server.store.tables import counter, place

if TYPE_CHECKING:
    from pathlib import Path

    from office import Office

    from sync.core.row import Row
    from tests.server.postgres import Cluster

__all__ = ["BEGAN", "KEY", "UNITS", "Bit", "Clock", "Desk", "Faults", "World", "faulty", "fields_of", "prepare"]

UNITS = ("X03", "X03", "Y07")
"""The unit of each prepared desk: two that share everything, and a neighbour that shares only titles."""
_DOORS = {door.path: door for door in DOORS}


class World(Account):
    """A centre, its desks, and the account of what was written."""

    def __init__(self, folder: Path, template: Path, *, cluster: Cluster | None = None) -> None:
        """A copy of what was prepared at `template`: on this cluster, when it was prepared there."""
        super().__init__()
        shutil.copytree(template, folder)
        prepared = [file.read_text().split() for file in folder.glob("device-*")]
        self.keys = {unit: UnitKey(bytes.fromhex(key)) for unit, *_, key in prepared}
        """The key of each unit: the world may read what the centre cannot."""
        self.folder = folder
        self.clock = Clock()
        self.office = self._office(cluster)
        self.centre = self.office.open()
        self.mended = 0
        """Buckets that differed although nothing was on its way."""
        self.desks: list[Desk] = []
        self._number = 0

    def _office(self, cluster: Cluster | None) -> Office:
        at = self.folder / "centre"
        if cluster is None:
            return InAFile(at, lambda: self.clock.ms)
        return OnPostgres(at, lambda: self.clock.ms, cluster, (self.folder / "postgres").read_text())

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
            for sent in wire.rows_in(wire.unpack(body, wire.Push).rows):
                self.takes(sent)
        return 200, wire.pack(answered)

    def back_up(self) -> None:
        """The centre makes a verified backup."""
        with self.centre.database.writing() as pen:
            pen.execute(counter.update().values(durable=counter.c.latest))
        self.office.back_up(self.centre)

    def restore(self) -> bool:
        """The centre is put back from its last backup, if it has one."""
        if not self.office.has_backup():
            return False
        self.centre.close()
        self.office.put_back()
        self.centre = self.office.open()
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
        self.look_around()
        assert self.mended == 0, "the rules alone must bring replicas together; mending is for broken disks"

    def look_around(self) -> None:
        """Nothing is on its way: every desk holds what the centre holds, and nothing vanished."""
        for desk in self.desks:
            held, ours, channel = self.seen_by(desk), desk.rows(), unit_channel(desk.unit)
            assert ours == held, f"{desk.name} differs: {differing(ours, held)}"
            assert desk.store.check() == (), desk.store.check()
            assert desk.replica.digest_of(channel) == self.digest_of(channel), desk.name
        assert self.vanished() == [], self.vanished()
        assert self.from_the_future() == [], "who knows of it can never be overruled by a right clock"

    def vanished(self) -> list[Write]:
        """Writes that reached the centre and are neither there nor accounted for."""
        return self.lost_among(self.rows())

    def from_the_future(self) -> list[object]:
        """What the centre holds with stamps that it could not have borne."""
        latest_ms = self.clock.ms + MOST_AHEAD_MS
        rows = self.rows().items()
        return [(key, name) for key, row in rows for name, (_, stamp) in row.items() if is_after(stamp, latest_ms)]

    def rows(self, *channels: str) -> Rows:
        """Everything that the centre holds in these channels, or in any."""
        placed = select(place.c.tbl, place.c.id).distinct()
        with self.centre.database.reading() as connection:
            found = connection.execute(placed.where(place.c.channel.in_(channels)) if channels else placed)
            keys = [(tbl, row_id.hex()) for tbl, row_id in found]
            held = held_rows(connection, keys)
            return {key: fields_of(self.opened(held[key].row)) for key in keys}

    def seen_by(self, desk: Desk) -> Rows:
        """What a desk has to hold when nothing is on its way."""
        return self.rows(COMMON, unit_channel(desk.unit))

    def digest_of(self, channel: str) -> tuple[int, int]:
        """Count and sum as the centre tells them."""
        with self.centre.database.reading() as connection:
            return totals_of(connection, [channel])[channel]

    def close(self) -> None:
        """Everybody goes home."""
        for desk in self.desks:
            desk.store.close()
        self.centre.close()
        self.office.close()

    def takes(self, sent: Row) -> None:
        """This row has reached the centre."""
        assert not has_clear(sent), "a name left the unit in clear"
        self.accepts(self.opened(sent))


def prepare(folder: Path, units: tuple[str, ...] = UNITS, *, server: str = "") -> Path:
    """What every history starts from, made once: a centre and enrolled, empty desks.

    `server` is the address of an empty PostgreSQL database for the centre.
    """
    clock = Clock()
    centre = Centre.create(folder / "centre", name="Trung tâm", server=server, now=lambda: clock.ms)
    (folder / "postgres").write_text(server)
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
