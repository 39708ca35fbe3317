"""Two provinces and a ministry: the small world of the histories, one storey higher."""

from __future__ import annotations

import shutil
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent / "sync"))

import msgspec
from sqlalchemy import event
from world import BEGAN, Bit, Desk, Faults, World, prepare

from sync.client.centre import Centre as CentreSeen
from sync.client.http import Traffic, stop_of_answer
from sync.client.run import Ran, run
from sync.core import wire
from sync.core.identity import DeviceKey
from sync.core.stamp import new_incarnation
from sync.core.stops import TryLater
from sync.core.tables import COMMON, unit_channel
from sync.server.centre import Centre
from sync.server.doors import DOORS, answer
from sync.server.upstream.replica import CentreReplica

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

REGIONS = {"HN": ("A01", "A02"), "SG": ("B01", "B02")}
"""The units below each province; two desks would share what one has, so each unit has one."""
_DOORS = {door.path: door for door in DOORS}


class Line:
    """Carries real messages from a province to the ministry in this process; may lose them, and remembers pushes."""

    def __init__(self, ministry: World) -> None:
        self.ministry = ministry
        self.faults = Faults()
        self.traffic = Traffic()
        self.pushes: list[tuple[bytes, str]] = []
        self.asked: list[str] = []
        self.pages: list[wire.Page] = []

    def ask(self, path: str, message: msgspec.Struct, kind: type[Any], *, token: str = "") -> Any:
        """One request; raises Stops like the real line."""
        self.traffic.requests += 1
        self.asked.append(path)
        body = wire.pack(message)
        if self.faults.lose_request():
            raise TryLater(detail="lost request")
        status, answered = self.ministry.post(path, body, token)
        if path == "push":
            self.pushes.append((body, token))
        if self.faults.lose_answer():
            raise TryLater(detail="lost answer")
        if status != 200:
            raise stop_of_answer(status, {}, wire.unpack(answered, wire.Problem))
        received = wire.unpack(answered, kind)
        if isinstance(received, wire.Page):
            self.pages.append(received)
        return received

    def close(self) -> None:
        """Nothing to hang up."""


@dataclass(frozen=True, slots=True)
class Below:
    """What the ministry knows a province by."""

    device: str
    key: DeviceKey


class WayUp:
    """A centre's line to the one above, and its runs."""

    def __init__(self, world: World, above: World, below: Below) -> None:
        self.world, self.below = world, below
        self.line = Line(above)
        self.start()

    def start(self) -> None:
        """A start of the centre's program: a new incarnation."""
        self.incarnation = new_incarnation()
        self.seen = CentreSeen(
            self.line,  # type: ignore[arg-type]  # a line by its shape
            device=self.below.device,
            key=self.below.key,
            incarnation=self.incarnation,
        )
        self.seen.up = self.seen.down = Bit(rows=7, size=32_000)

    def replica(self) -> CentreReplica:
        """As the next run will find it."""
        return CentreReplica(self.world.centre, self.incarnation)

    def sync(self, faults: Faults | None = None) -> Ran:
        """One run with the centre above."""
        self.line.faults = faults = faults or Faults()
        return run(self.replica(), self.seen, stopping=threading.Event(), report=lambda _: faults.meanwhile())


class Province(World):
    """A centre with desks of its own, and a line to the ministry."""

    def __init__(self, folder: Path, template: Path, ministry: World) -> None:
        super().__init__(folder, template)
        self.skew_ms = 0
        self.clock = ministry.clock
        self.written, self.accepted = ministry.written, ministry.accepted
        self.knowingly_replaced, self.known = ministry.knowingly_replaced, ministry.known
        self.ministry = ministry
        region, device, seed = (template / "above").read_text().split()
        self.region, self.below = region, Below(device, DeviceKey(bytes.fromhex(seed)))
        self.centre.now = lambda: self.clock.ms + self.skew_ms
        hurry(self)
        self.way_up = WayUp(self, ministry, self.below)

    @property
    def line(self) -> Line:
        """To the ministry."""
        return self.way_up.line

    @property
    def above(self) -> CentreSeen:
        """The ministry as this province sees it."""
        return self.way_up.seen

    def start_above(self) -> None:
        """A start of the centre's program: a new incarnation towards the ministry."""
        self.way_up.start()

    def sync_up(self, faults: Faults | None = None) -> Ran:
        """One run with the ministry."""
        ran = self.way_up.sync(faults)
        self.ministry.mended += ran.mended
        return ran

    def restore(self) -> bool:
        """The province is put back from its last backup, if it has one."""
        if not super().restore():
            return False
        self.centre.now = lambda: self.clock.ms + self.skew_ms
        hurry(self)
        self.start_above()
        return True

    def replica(self) -> CentreReplica:
        """As the next run will find it."""
        return self.way_up.replica()


@dataclass
class Nation:
    """The ministry and its provinces."""

    ministry: World
    provinces: list[Province] = field(default_factory=list)

    @property
    def desks(self) -> list[Desk]:
        """Every desk of every province."""
        return [desk for province in self.provinces for desk in province.desks]

    def settle(self) -> None:
        """Everybody talks until nothing moves."""
        for _ in range(60):
            self.ministry.clock.pass_(1000)
            ran = [desk.sync() for desk in self.desks] + [province.sync_up() for province in self.provinces]
            assert not [r.stop for r in ran if r.stop], [r.stopped for r in ran]
            if all(r.sent == r.received == r.waiting == r.mended == 0 for r in ran):
                return
        raise AssertionError("the nation never came to rest")

    def reckon(self) -> None:
        """Everybody talks until quiet, then every replica is compared with the one above it (sync.md 8)."""
        self.settle()
        for province in self.provinces:
            for desk in province.desks:
                held, ours = province.seen_by(desk), desk.rows()
                assert ours == held, f"{desk.name} of {province.region} differs: {differing(ours, held)}"
            self.compare(province)
        assert self.ministry.vanished() == [], self.ministry.vanished()
        assert self.ministry.mended == 0, "the rules alone must bring replicas together; mending is for broken disks"

    def compare(self, province: Province) -> None:
        """Each of the province's channels holds the same at the ministry."""
        replica = province.replica()
        for unit in REGIONS[province.region]:
            channel = unit_channel(unit)
            below, above = province.rows(channel), self.ministry.rows(channel)
            assert below == above, f"{channel} differs: {differing(below, above)}"
            assert replica.digest_of(channel) == self.ministry.digest_of(channel), channel
        assert replica.digest_of(COMMON) == self.ministry.digest_of(COMMON)

    def close(self) -> None:
        """Everybody goes home."""
        for province in self.provinces:
            province.close()
        self.ministry.close()


def hurry(world: World) -> None:
    """Do not wait for the disk: these tests are not about power cuts."""
    if world.centre.database.is_postgresql:
        return
    engine = world.centre.database._engine
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))


class Ministry(World):
    """The centre above all."""

    def restore(self) -> bool:
        """The ministry is put back from its last backup, if it has one."""
        done = super().restore()
        hurry(self)
        return done


def prepare_nation(folder: Path, server: Callable[[], str] = str) -> Path:
    """What every history starts from, made once: a ministry, two provinces enrolled there, each with two desks.

    `server` gives the address of an empty database for each centre; an empty one stands for SQLite.
    """
    folder.mkdir(parents=True)
    (folder / "ministry").mkdir()
    prepare(folder / "ministry", (), server=server())
    ministry = Centre.open(folder / "ministry" / "centre", now=lambda: BEGAN)
    for region, units in REGIONS.items():
        (folder / region).mkdir()
        prepare(folder / region, units, server=server())
        below = enrol_below(ministry, region)
        (folder / region / "above").write_text(f"{region} {below.device} {below.key.seed.hex()}")
    ministry.close()
    return folder


def settled(folder: Path, template: Path) -> Path:
    """The same nation after everybody has met everybody: what most stories begin with."""
    shutil.copytree(template, folder / "settled")
    (folder / "met").mkdir()
    nation = make_nation(folder / "met", template)
    nation.settle()
    for name, world in [("ministry", nation.ministry), *((each.region, each) for each in nation.provinces)]:
        kept = folder / "settled" / name
        with world.centre.database.reading() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(world.centre.folder.database, kept / "centre" / "centre.db")
        for at, desk in enumerate(world.desks):
            shutil.copy(desk.image(), kept / f"{at}.db")
    (folder / "settled" / "when").write_text(str(nation.ministry.clock.ms))
    nation.close()
    return folder / "settled"


def enrol_below(ministry: Centre, region: str) -> Below:
    """A centre of this region enrols at the ministry."""
    code, key = ministry.enrolment(region, name=f"Tỉnh {region}", role="centre")["code"], DeviceKey.create()
    enrol = wire.Enrol(wire.PROTOCOL, code, key.public, key.sign(code.encode()), f"trung tâm {region}")
    enrolled = answer(ministry, _DOORS["/v1/enrol"], wire.pack(enrol), None)
    assert isinstance(enrolled, wire.Enrolled)
    assert enrolled.role == "centre"
    return Below(enrolled.device, key)


def make_nation(folder: Path, template: Path, *, skews: Iterable[int] = (0, 0, 0, 0)) -> Nation:
    """A fresh copy of the prepared nation, its desks seated with their clocks wrong by `skews`."""
    ministry = Ministry(folder / "ministry", template / "ministry")
    hurry(ministry)
    if (template / "when").exists():
        ministry.clock.ms = int((template / "when").read_text())
    nation = Nation(ministry)
    wrong = iter(skews)
    for region, units in REGIONS.items():
        province = Province(folder / region, template / region, ministry)
        ministry.keys |= province.keys
        nation.provinces.append(province)
        for _ in units:
            province.add_desk(next(wrong))
    return nation


def differing(mine: dict[tuple[str, str], Any], theirs: dict[tuple[str, str], Any]) -> list[object]:
    """The first differences."""
    keys = sorted(mine.keys() | theirs.keys())
    return [(key, mine.get(key), theirs.get(key)) for key in keys if mine.get(key) != theirs.get(key)][:3]


def never() -> Callable[[], bool]:
    """A line that loses nothing."""
    return lambda: False
