"""Sticks for random histories: bundles that lie about, go any way in any order, get cut, and are used again."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

import msgspec

from sync.client import bundle as carried
from sync.client.bundle import Party, TakenBundle
from sync.core import wire
from sync.core.bundle import reading
from sync.core.bundle_content import FilePiece, Keys, Page, Rows, Titles
from sync.core.row import Row
from sync.server import bundles

if TYPE_CHECKING:
    from world import Desk, World

_pack = msgspec.msgpack.encode


@dataclass
class Sticks:
    """All bundles that were ever written, to be carried anywhere at any time."""

    world: World
    to_centre: list[tuple[Desk, Path]] = field(default_factory=list)
    to_desks: list[tuple[Desk, Path]] = field(default_factory=list)

    def write(self, desk: Desk) -> Path:
        """A desk writes what waits."""
        self.world.clock.pass_(1)
        written = carried.export(desk.replica, self._party(desk), self._place())
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
        self.to_desks.append((desk, written.file))
        return written.file

    def take(self, desk: Desk, file: Path, *, cut: float = 1) -> TakenBundle:
        """A desk, or a copy of it, takes a bundle of the centre."""
        file = _cut(file, cut)
        self._look_at(desk, file)
        return carried.take(desk.replica, self._party(desk), file, Hands(desk))

    def trip(self, desk: Desk) -> TakenBundle:
        """There and back."""
        taken = self.bring(self.write(desk))
        assert taken.result in {"taken", "new-epoch", "clock-wrong"}
        return self.take(desk, self.answer(desk))

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
                        opened = self.world.opened(row)
                        self.world.accepted |= {
                            ((row.table, row.id, name), _pack(value)) for name, value in opened.fields.items()
                        }

    def _look_at(self, desk: Desk, file: Path) -> None:
        with reading(file, desk.identity.key) as bundle:
            for content in bundle.contents():
                if isinstance(content, Page):
                    page = wire.Page("", 0, 0, more=False, rows=wire.rows_out(_rows(content.rows)))
                    self.world.look_at(page, desk.unit)


@dataclass
class Hands:
    """Who receives what a bundle brings besides rows."""

    desk: Desk

    def joined(self, enrolled: wire.Enrolled) -> None:
        assert enrolled.device == self.desk.identity.device

    def keys(self, keys: Keys) -> None:
        pass

    def piece(self, piece: FilePiece) -> None:
        raise AssertionError(piece)

    def titles(self, titles: Titles) -> None:
        pass


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
