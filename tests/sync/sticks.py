"""Sticks for random histories: bundles that lie about, go any way in any order, get cut, and are used again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

import msgspec

from sync.client import bundle as carried
from sync.client.bundle import Cargo, Party, TakenBundle
from sync.core import bundle_content, wire
from sync.core.bundle import reading
from sync.core.bundle_content import FileNews, FilePiece, Keys, Numbers, Page, Rows, Titles
from sync.core.keys import unwrapped, wrapped
from sync.core.row import Row
from sync.core.sealing import has_clear
from sync.core.tables import COMMON, unit_channel
from sync.server import bundle_answers, bundles

if TYPE_CHECKING:
    import pytest
    from world import Desk, World

    from desktop.library.store.replica import StoreReplica


def idle() -> None:
    """Nobody does anything."""


@dataclass
class Sticks:
    """All bundles that were ever written, to be carried anywhere at any time."""

    world: World
    to_centre: list[tuple[Desk, Path]] = field(default_factory=list)
    to_desks: list[tuple[Desk, Path]] = field(default_factory=list)
    unkeyed: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """By device: the devices that lacked the unit's key when the centre last wrote to it."""

    def write(self, desk: Desk, meanwhile: Callable[[], None] = idle) -> Path:
        """A desk writes what waits, and with the unit's key for those who lacked it; people go on working."""
        self.world.clock.pass_(1)
        cargo = Cargo(keys=_handed_on(desk, self.unkeyed.get(desk.identity.device, {})))
        written = carried.export(Busy(desk.replica, meanwhile), self._party(desk), self._place(), cargo)
        self.to_centre.append((desk, written.file))
        return written.file

    def bring(self, file: Path, *, cut: float = 1) -> bundles.TakenBundle:
        """The centre takes a bundle, of which perhaps only a part can be read."""
        self.world.clock.pass_(1)
        file = _cut(file, cut)
        taken = bundles.take(self.world.centre, file)
        if taken.result in {"taken", "cut", "new-epoch"}:
            self._note_accepted(file)
        return taken

    def answer(self, desk: Desk) -> Path:
        """The centre writes a bundle for a desk."""
        written = bundles.answer(self.world.centre, desk.identity.device, self._place())
        self._look_at(desk, written.file)
        self.to_desks.append((desk, written.file))
        return written.file

    def take(self, desk: Desk, file: Path, *, cut: float = 1, meanwhile: Callable[[], None] = idle) -> TakenBundle:
        """A desk, or a copy of it, takes a bundle of the centre while people go on working."""
        replica, hands = desk.replica, Hands(desk, self.unkeyed)
        before = replica.epoch, replica.cursors
        taken = carried.take(Busy(replica, meanwhile), self._party(desk), _cut(file, cut), hands)
        replica.unlock()
        if replica.epoch == before[0]:
            back = [channel for channel, at in replica.cursors.items() if at < before[1].get(channel, 0)]
            assert not back, f"{desk.name} reads {back} again, for nothing"
        return taken

    def trip(self, desk: Desk) -> TakenBundle:
        """There and back."""
        taken = self.bring(self.write(desk))
        assert taken.result in {"taken", "new-epoch", "clock-wrong"}
        return self.take(desk, self.answer(desk))

    def settle(self) -> None:
        """Everybody carries sticks to and fro until nothing moves, and then holds what the centre holds."""
        for _ in range(20):
            self.world.clock.pass_(1_000)
            trips = [self.trip(desk) for desk in self.world.desks]
            waiting = [desk.replica.waiting() for desk in self.world.desks]
            if not any(trip.received or trip.settled or trip.stopped for trip in trips) and not any(waiting):
                return self.world.look_around()
        raise AssertionError("sticks never brought the desks to rest")

    def _place(self) -> Path:
        """A stick of its own: on the same one, the newer would remove the older."""
        stick = self.world.folder / f"stick-{self.world.number()}"
        stick.mkdir()
        return stick

    def _party(self, desk: Desk) -> Party:
        identity = desk.identity
        return Party(identity.key, self.world.centre.key.public, identity.device, desk.unit, desk.unit, desk.name)

    def _note_accepted(self, file: Path) -> None:
        with reading(file, self.world.centre.key) as bundle:
            for content in bundle.contents():
                if isinstance(content, Rows):
                    for row in _rows(content.rows):
                        self.world.takes(row)

    def _look_at(self, desk: Desk, file: Path) -> None:
        """Every row in it is the unit's, and no name in it is in clear."""
        with reading(file, desk.identity.key) as bundle:
            assert (bundle.manifest.unit, bundle.manifest.device) == (desk.unit, desk.identity.device)
            for content in bundle.contents():
                if isinstance(content, Page):
                    assert content.channel in {COMMON, unit_channel(desk.unit)}
                    assert not any(map(has_clear, _rows(content.rows))), "a name left the unit in clear"
                    page = wire.Page("", 0, 0, more=False, rows=wire.rows_out(_rows(content.rows)))
                    self.world.look_at(page, desk.unit)


@dataclass
class Hands:
    """Who receives what a bundle brings besides rows."""

    desk: Desk
    unkeyed: dict[str, dict[str, bytes]]

    def joined(self, enrolled: wire.Enrolled) -> None:
        assert enrolled.device == self.desk.identity.device

    def keys(self, keys: Keys) -> None:
        mine, replica = self.desk.identity, self.desk.replica
        if replica.unit_key:
            self.unkeyed[mine.device] = keys.unkeyed
        elif keys.wrapped_key:
            assert replica.learn_key(*unwrapped(mine.key, keys.wrapped_key))

    def files(self, news: FileNews) -> None:
        raise AssertionError(news)

    def numbers(self, numbers: Numbers) -> None:
        raise AssertionError(numbers)

    def piece(self, piece: FilePiece) -> None:
        raise AssertionError(piece)

    def titles(self, titles: Titles) -> None:
        pass


class Busy:
    """A replica whose desk works on while a bundle is written or taken: before each step of it, something is done."""

    def __init__(self, replica: StoreReplica, meanwhile: Callable[[], None]) -> None:
        self._replica = replica
        self._meanwhile = meanwhile

    def __getattr__(self, name: str) -> Any:
        if name in {"outgoing", "apply"}:
            self._meanwhile()
        return getattr(self._replica, name)


def small_chunks(patch: pytest.MonkeyPatch) -> None:
    """A few rows to a chunk, as a large library has them: so cuts leave something."""
    for place in (bundle_content, bundle_answers):
        patch.setattr(place, "MOST_ROWS", 6)
    patch.setattr(carried, "_AT_ONCE", 4)


def _handed_on(desk: Desk, lacking: dict[str, bytes]) -> Keys | None:
    secret = desk.replica.unit_key
    sealed = {device: wrapped(public, desk.unit, secret) for device, public in lacking.items() if secret}
    return Keys(wrapped=sealed) if sealed else None


def _rows(raws: list[msgspec.Raw]) -> list[Row]:
    return [wire.row_in(msgspec.msgpack.decode(raw, type=wire.WireRow)) for raw in raws]


def _cut(file: Path, share: float) -> Path:
    """The file, or a copy of so much of it; what can be read before the first chunk is always there."""
    if share >= 1:
        return file
    body = file.read_bytes()
    beginning = len(body) - _chunks(body)
    part = file.with_name(f"{file.stem}-cut-{share:.3f}.tusach")
    part.write_bytes(body[: beginning + int((len(body) - beginning) * share)])
    return part


def _chunks(body: bytes) -> int:
    return len(body) - (8 + 4 + int.from_bytes(body[8:12]) + 64)
