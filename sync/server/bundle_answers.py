"""Writes what a device is to be told by stick: what became of its bundle, and the rows it has not read (sync.md 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, or_, select

from sync.core.bundle import Manifest
from sync.core.bundle_content import MOST_BYTES, MOST_ROWS, Answer, Joined, Keys, Numbers, Page
from sync.core.bundle_places import file_for, remove_superseded, room_in
from sync.core.bundle_writing import writing
from sync.core.tables import unit_channel
from sync.core.wire import PROTOCOL
from sync.server import blocks, feed, sessions, unit_keys
from sync.server.blobs import Party
from sync.server.bundle_cargo import Wishes, file_news, pieces, titles
from sync.server.entitlement import readable_channels
from sync.server.refused import Refused
from sync.server.roles import CENTRE
from sync.server.store import tables
from sync.server.store.adding import put
from sync.server.store.database import noted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from sync.core.bundle_content import Content
    from sync.server.centre import Centre

PROGRAM = "tusach-server"
REVOKED = "revoked"
MOST_ANSWERED = 5
"""So many bundles of a device are answered at once, should answers have been lost."""
_pack = msgspec.msgpack.encode


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A bundle for a device that stands on the stick, read back and found good. `removed`: older ones for the same."""

    file: Path
    id: str
    device: str
    device_name: str
    unit: str
    unit_name: str
    answers: str
    rows: int
    size: int
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asking:
    """A device and how far it had come when we last heard of it; `told` is about its latest bundles, latest first."""

    device: str
    name: str
    public_key: bytes
    unit: str
    unit_name: str
    is_revoked: bool
    epoch: str
    cursors: dict[str, int]
    told: tuple[Answer, ...]
    wishes: Wishes

    @property
    def answers(self) -> str:
        """The bundle whose rows need not be told again; empty when there is none."""
        return self.told[0].bundle if self.told else ""

    @property
    def channels(self) -> tuple[str, ...]:
        """What the device may read; nothing after it was revoked."""
        return () if self.is_revoked else readable_channels(self.unit)


def answer(centre: Centre, device_id: str, place: Path, *, room: int | None = None) -> WrittenBundle:
    """Write a bundle for this device: into the file named, or a new one in the folder.

    Without a bundle of the device it is a first load, or what is new since it was last heard of by line.
    `room`: bytes that it may take, by default what the medium has; rows are written whatever there is.
    Raises Refused: no-device, not-entitled for a centre; OSError, Unverified.
    """
    with centre.database.reading() as connection:
        asking = _asking(connection, device_id)
        rows = sum(_count(connection, asking, channel) for channel in asking.channels)
    manifest = _manifest(centre, asking, rows)
    file = file_for(place, manifest)
    left = room_in(file) if room is None else room
    with writing(file, manifest, centre.key) as bundle:
        for content in _contents(centre, asking):
            bundle.add(content)
        for content in _cargo(centre, asking, left - bundle.size):
            bundle.add(content)
    removed = remove_superseded(file, bundle.manifest, lambda older: _is_known(centre, older))
    _note(centre, bundle.manifest, bundle.counts["row"])
    named = asking.device, asking.name, asking.unit, asking.unit_name
    return WrittenBundle(file, manifest.id, *named, asking.answers, bundle.counts["row"], bundle.size, removed)


def by_stick(connection: Connection, unit_code: str) -> list[str]:
    """The unit's devices that were last heard of by stick: whatever came of one has to reach the others so, too."""
    device = tables.device.c
    stands = device.unit == unit_code, device.state == "active", device.stick_in.is_not(None)
    silent = or_(device.last_contact.is_(None), device.last_contact < device.stick_in)
    return list(connection.execute(select(device.id).where(*stands, silent).order_by(device.id)).scalars())


def devices_named(connection: Connection, name: str) -> list[str]:
    """The active devices of the unit of this code, or the one device of this id. Raises Refused no-device."""
    device = tables.device.c
    of_unit = select(device.id).where(device.unit == name, device.state == "active", device.role != CENTRE)
    found = list(connection.execute(of_unit.order_by(device.id)).scalars())
    return found or [_asking(connection, name).device]


def answer_of(kept: bytes) -> Answer:
    """The answer as the table of bundles keeps it."""
    return msgspec.msgpack.decode(kept, type=Answer)


def _asking(connection: Connection, device_id: str) -> _Asking:
    device, unit, bundle = tables.device.c, tables.unit.c, tables.bundle.c
    of_device = select(tables.device, unit.name.label("unit_name")).join(tables.unit, unit.code == device.unit)
    found = connection.execute(of_device.where(device.id == device_id)).one_or_none()
    if found is None:
        raise Refused("no-device", device=device_id)
    if found.role == CENTRE:
        raise Refused("not-entitled")
    came_in = select(tables.bundle).where(bundle.device == device_id, bundle.direction == "in")
    # As they came, not as they were made: a PC whose battery is flat makes every bundle in 2010.
    latest = connection.execute(came_in.order_by(bundle.at.desc()).limit(MOST_ANSWERED)).all()
    epoch, heard = noted(connection, "epoch") or "", found.cursors
    if latest and (found.last_contact is None or found.last_contact <= latest[0].at):
        heard = latest[0].cursors if latest[0].epoch == epoch else None
    return _Asking(
        device_id,
        found.name,
        found.public_key,
        found.unit,
        found.unit_name,
        found.state == REVOKED,
        epoch,
        msgspec.msgpack.decode(heard, type=dict[str, int]) if heard else {},
        tuple(_told_now(connection, answer_of(each.answer), epoch, found) for each in latest),
        msgspec.msgpack.decode(latest[0].wishes, type=Wishes) if latest and latest[0].wishes else Wishes(),
    )


def _told_now(connection: Connection, told: Answer, epoch: str, of_device: object) -> Answer:
    """The answer as of today: with our present epoch and durable mark."""
    unit_code, state = of_device.unit, of_device.state  # type: ignore[attr-defined] # a row of SQLAlchemy's
    stop = told.stop if told.epoch == epoch else "new-epoch"
    if state == REVOKED:
        stop = REVOKED
    elif stop == REVOKED:  # it may sync again, and what it brought meanwhile was not taken
        stop = "cut"
    _, durable = feed.latest_of(connection, unit_channel(unit_code))
    return msgspec.structs.replace(told, epoch=epoch, durable=durable, stop=stop)


def _manifest(centre: Centre, asking: _Asking, rows: int) -> Manifest:
    return Manifest(
        protocol=PROTOCOL,
        program=PROGRAM,
        sender=centre.key.public.hex(),
        sender_device="",
        sender_name=centre.folder.name,
        to=asking.public_key.hex(),
        unit=asking.unit,
        unit_name=asking.unit_name,
        made=datetime.fromtimestamp(centre.now() / 1000, UTC),
        epoch=asking.epoch,
        incarnation="",
        device=asking.device,
        cursors=asking.cursors,
        answers=asking.answers,
        rows=rows,
    )


def _contents(centre: Centre, asking: _Asking) -> Iterator[Content]:
    if asking.is_revoked:
        yield asking.told[0] if asking.told else Answer("", asking.epoch, 0, stop=REVOKED)
        return
    with centre.database.reading() as connection:
        joined = sessions.enrolled_as(connection, asking.device, centre.now())
        unkeyed, wrapped_key = unit_keys.word_for(connection, asking.device)
        leased = blocks.leased_to(connection, asking.unit, asking.device)
    yield Joined(joined)
    yield from asking.told
    if unkeyed or wrapped_key:
        yield Keys(unkeyed, wrapped_key)
    if len(leased) > 1:  # the first came with the enrolment
        yield Numbers(leased)
    for channel in asking.channels:
        yield from _pages(centre, asking, channel)


def _cargo(centre: Centre, asking: _Asking, room: int) -> Iterator[Content]:
    """What fills the room: files that the device asked for, then the list of all units' titles."""
    if asking.is_revoked:
        return
    who = Party(asking.device, asking.channels)
    news, files = file_news(centre, who, asking.wishes)
    if news.here:
        yield news
    for piece in pieces(centre, who, files, room=room):
        room -= len(piece.body)
        yield piece
    yield from titles(centre, asking.wishes.titles, room=room)


def _pages(centre: Centre, asking: _Asking, channel: str) -> Iterator[Page]:
    """What is new in the channel, without what came with the bundle that is answered."""
    after, more = asking.cursors.get(channel, 0), True
    while more:
        with centre.database.reading() as connection:
            most = MOST_ROWS, MOST_BYTES
            found, cursor, more = feed.read_page(connection, channel, after, reader=asking.answers, most=most)
        if found or cursor != after:
            yield Page(channel, after, cursor, [msgspec.Raw(_pack(row)) for row in found])
        after = cursor


def _count(connection: Connection, asking: _Asking, channel: str) -> int:
    place = tables.place.c
    stands = place.channel == channel, place.number > asking.cursors.get(channel, 0)
    new = or_(place.sent_by.is_(None), place.sent_by != asking.answers)
    return int(connection.execute(select(func.count()).select_from(tables.place).where(*stands, new)).scalar_one())


def _is_known(centre: Centre, bundle_id: str) -> bool:
    with centre.database.reading() as connection:
        found = connection.execute(select(tables.bundle.c.id).where(tables.bundle.c.id == bundle_id))
        return found.one_or_none() is not None


def _note(centre: Centre, manifest: Manifest, rows: int) -> None:
    now = centre.now()
    written = {"device": manifest.device, "direction": "out", "made": manifest.made_ms, "at": now, "rows": rows}
    with centre.database.writing() as pen:
        put(pen, tables.bundle, {"id": manifest.id}, {**written, "result": "written"})
        pen.execute(tables.device.update().where(tables.device.c.id == manifest.device).values(stick_out=now))
