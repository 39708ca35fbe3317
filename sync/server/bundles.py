"""Takes in what devices send by stick: checked as what comes by line is, merged by the same intake (sync.md 6)."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from sync.core.blocks import AskBlocks
from sync.core.bundle import Altered, Manifest, NewerFormat, UnknownSender, reading
from sync.core.bundle_content import Answer, FileNews, FilePiece, Keys, Numbers, Rows
from sync.core.stamp import ms_of
from sync.server import blocks, feed, revocation, unit_keys
from sync.server.arrival import MOST_AHEAD_MS, read_arrivals
from sync.server.blobs import Party
from sync.server.bundle_answers import WrittenBundle, answer, answer_of
from sync.server.bundle_cargo import Wishes, take_piece
from sync.server.bundle_senders import Undone, sender_if_taken, sender_of
from sync.server.entitlement import readable_channels
from sync.server.intake import Intake
from sync.server.refused import Refused
from sync.server.sessions import Session
from sync.server.store import tables
from sync.server.store.adding import put
from sync.server.store.database import noted

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from sync.core.bundle_content import Content
    from sync.server.arrival import Parked
    from sync.server.bundle_senders import Sender
    from sync.server.centre import Centre

__all__ = ["Preview", "TakenBundle", "WrittenBundle", "answer", "preview", "take"]

KEPT = "kept"
"""The folder, in the centre's, of bundles that were not taken and must not be lost; of revoked devices in one below."""
_LARGEST = 1 << 48
_pack = msgspec.msgpack.encode


@dataclass(frozen=True, slots=True)
class TakenBundle:
    """What became of a device's bundle.

    `result`: taken | cut (the good part was) | new-epoch (all was, and comes again) | clock-wrong (`number` ms ahead;
    kept, not taken) | revoked (kept, not taken). `again`: it had been taken before, and these are the figures of then.
    """

    id: str
    device: str
    device_name: str
    unit: str
    unit_name: str
    rows: int
    result: str
    joined: bool = False
    again: bool = False
    lost: int = 0
    parked: int = 0
    conflicts: int = 0
    number: int = 0

    @property
    def complete(self) -> bool:
        """Whether nothing of it has to come again."""
        return self.result == "taken"


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a bundle would change. `result` as in TakenBundle, or `unknown-sender` | `bad-code`."""

    id: str
    unit: str
    unit_name: str
    device_name: str
    rows: int
    new: int
    changed: int
    conflicts: int
    lost: int
    parked: int
    result: str


class _Stamped(msgspec.Struct, array_like=True):
    """Of a row, wire.WireRow, as much as tells when it was written."""

    table: str
    id: bytes
    channel: str
    stamp: bytes
    fields: msgspec.Raw
    stamps: dict[str, bytes] = {}


_open_stamped = msgspec.msgpack.Decoder(_Stamped).decode


@dataclass(slots=True)
class _Sums:
    """What the intakes of one bundle come to."""

    seq: int = 0
    rows: int = 0
    new: int = 0
    changed: int = 0
    lost: int = 0
    conflicts: int = 0
    parked: list[tuple[str, bytes, str]] = field(default_factory=list)


def take(centre: Centre, file: Path) -> TakenBundle:
    """Take a device's bundle in, as far as it is good; one that was taken before is not taken again.

    Raises BadBundle (of a newer program: kept), Refused bad-code for an enrolment that is not ours to grant, OSError.
    """
    try:
        with reading(file, centre.key) as bundle:
            manifest = bundle.manifest
            sender = sender_of(centre, bundle)
        return _Taking(centre, file, manifest, sender).take()
    except NewerFormat:
        _keep(centre, file, "newer")
        raise


def preview(centre: Centre, file: Path) -> Preview:
    """What `take` would change, without changing anything. Raises BadBundle, OSError."""
    sums = _Sums()
    try:
        with reading(file, centre.key) as bundle:
            manifest = bundle.manifest
            sender = sender_if_taken(centre, bundle)
        taking = _Taking(centre, file, manifest, sender)
        result = taking.preview(sums)
    except UnknownSender as unknown:
        result = unknown.fault
    except Refused as refused:
        result = refused.code
    told = manifest.id, manifest.unit, manifest.unit_name, manifest.sender_name
    counted = sums.rows, sums.new, sums.changed, sums.conflicts, sums.lost, len(sums.parked)
    return Preview(*told, *counted, result)


class _Taking:
    """One bundle on its way in."""

    def __init__(self, centre: Centre, file: Path, manifest: Manifest, sender: Sender) -> None:
        self._centre = centre
        self._file = file
        self._manifest = manifest
        self._sender = sender
        # Who pushed what is noted by bundle, not by program start: an answer leaves out what *this* bundle carried, so
        # that any database which knows the bundle has all that is left out, whatever else that program start sent.
        self._session = Session(sender.device, sender.unit, manifest.id, sender.role)
        with centre.database.reading() as connection:
            self._epoch = noted(connection, "epoch") or ""
            _refuse_anothers_name(connection, manifest, sender)
        told = manifest.cursors if manifest.epoch == self._epoch else {}
        readable = readable_channels(sender.unit)
        self._cursors = {channel: _bounded(told[channel]) for channel in readable if channel in told}
        self._wishes = Wishes(titles=manifest.titles)

    def take(self) -> TakenBundle:
        if self._sender.is_revoked:
            _keep(self._centre, self._file, "revoked")
            self._quarantine()
            return self._noted(_Sums(), self._answer("revoked"))
        if (before := self._taken_before()) is not None:
            return before
        if ahead := self._ahead():
            _keep(self._centre, self._file)
            return self._noted(_Sums(), self._answer("clock-wrong", number=ahead))
        sums = _Sums()
        with reading(self._file, self._centre.key) as bundle:
            for content in bundle.contents():
                self._take(content, sums)
            complete = bundle.complete and not bundle.skipped
        stop = "" if complete else "cut"
        if complete and self._manifest.epoch not in {"", self._epoch}:
            stop = "new-epoch"
        return self._noted(sums, self._answer(stop, sums))

    def _quarantine(self) -> None:
        """As what a revoked device brings by line: an operator may take it in later."""
        with reading(self._file, self._centre.key) as bundle:
            for content in bundle.contents():
                if isinstance(content, Rows):
                    with self._centre.database.writing() as pen:
                        revocation.quarantine(pen, self._sender.device, content.rows, self._centre.now())

    def preview(self, sums: _Sums) -> str:
        if self._sender.is_revoked:
            return "revoked"
        if self._ahead():
            return "clock-wrong"
        with reading(self._file, self._centre.key) as bundle:
            for content in bundle.contents():
                if isinstance(content, Rows):
                    with suppress(Undone), self._centre.database.writing() as pen:
                        self._merge(pen, content, sums)
                        raise Undone
        return "taken" if bundle.complete else "cut"

    def _take(self, content: Content, sums: _Sums) -> None:
        match content:
            case Rows():
                with self._centre.database.writing() as pen:
                    for each in self._merge(pen, content, sums):
                        _park(pen, each, self._sender.device, self._centre.now())
            case FileNews() | FilePiece():
                self._wishes.note(content)
                if isinstance(content, FilePiece):
                    take_piece(self._centre, Party(self._sender.device, readable_channels(self._sender.unit)), content)
            case Numbers(blocks=held, wants=wants):
                wish, sender = AskBlocks(held, wants), self._sender
                with self._centre.database.writing() as pen:
                    blocks.lease(pen, sender.unit, sender.device, self._centre.now(), wish)
            case Keys(wrapped=wrapped) if wrapped:
                with suppress(Refused), self._centre.database.writing() as pen:
                    unit_keys.note_keyed(pen, self._sender.device, keyed=self._manifest.keyed)
                    unit_keys.take_wrapped(pen, self._sender.device, wrapped)

    def _merge(self, pen: Connection, rows: Rows, sums: _Sums) -> list[Parked]:
        arrivals, unread = read_arrivals(rows.rows)
        intake = Intake(pen, self._session, self._cursors)
        sums.seq = intake.take(arrivals)
        new, changed = intake.changes
        put_aside = [*unread, *intake.parked]
        sums.rows += len(rows.rows)
        sums.new += new
        sums.changed += changed
        sums.lost += len(intake.lost)
        sums.conflicts += intake.conflicts
        sums.parked += [(each.table, each.id, each.reason) for each in put_aside]
        return put_aside

    def _ahead(self) -> int:
        """By how many ms the latest stamp is ahead of what we bear; 0 when all can be taken."""
        latest_ms = self._centre.now() + MOST_AHEAD_MS
        with reading(self._file, self._centre.key) as bundle:
            for content in bundle.contents():
                if isinstance(content, Rows):
                    latest_ms = max(latest_ms, _latest_ms(content, latest_ms))
        ahead = latest_ms - self._centre.now()
        return ahead if ahead > MOST_AHEAD_MS else 0

    def _answer(self, stop: str, sums: _Sums | None = None, *, number: int = 0) -> Answer:
        sums = sums or _Sums()
        with self._centre.database.reading() as connection:
            latest, durable = feed.latest_of(connection, self._session.channel)
        seq = sums.seq or latest
        told = sums.lost, sums.parked, sums.conflicts
        return Answer(self._manifest.id, self._epoch, durable, seq, *told, stop=stop, number=number)

    def _noted(self, sums: _Sums, answer: Answer) -> TakenBundle:
        manifest, now = self._manifest, self._centre.now()
        result = answer.stop or "taken"
        kept = {
            "device": self._sender.device,
            "direction": "in",
            "made": _bounded(manifest.made_ms),
            "at": now,
            "rows": sums.rows,
            "result": result,
            "epoch": manifest.epoch,
            "cursors": _pack(self._cursors),
            "answer": _pack(answer),
            "wishes": _pack(self._wishes),
        }
        with self._centre.database.writing() as pen:
            put(pen, tables.bundle, {"id": manifest.id}, kept)
            older = tables.bundle.c.device == self._sender.device, tables.bundle.c.id != manifest.id
            pen.execute(tables.bundle.update().where(*older).values(wishes=None))
            if result != "revoked":
                unit_keys.note_keyed(pen, self._sender.device, keyed=manifest.keyed)
                stands = tables.device.c.id == self._sender.device
                pen.execute(tables.device.update().where(stands).values(self._seen(now, complete=result == "taken")))
        return self._told(answer, sums.rows)

    def _seen(self, now_ms: int, *, complete: bool) -> dict[str, object]:
        """What the operator later reads of the device."""
        manifest = self._manifest
        seen: dict[str, object] = {
            "stick_in": now_ms,
            "program": manifest.program[:100],
            "open_points": min(max(manifest.open_points, 0), _LARGEST),
            "incarnation": manifest.incarnation[:100],
            "cursors": _pack(self._cursors),
        }
        return seen | ({"waiting": 0} if complete else {})

    def _taken_before(self) -> TakenBundle | None:
        known = tables.bundle.c
        with self._centre.database.reading() as connection:
            stands = known.id == self._manifest.id, known.result.in_(("taken", "new-epoch"))
            found = connection.execute(select(known.answer, known.rows).where(*stands)).one_or_none()
        if found is None:
            return None
        return self._told(answer_of(found.answer), found.rows, again=True)

    def _told(self, answer: Answer, rows: int, *, again: bool = False) -> TakenBundle:
        sender = self._sender
        return TakenBundle(
            id=self._manifest.id,
            device=sender.device,
            device_name=sender.name,
            unit=sender.unit,
            unit_name=sender.unit_name,
            rows=rows,
            result=answer.stop or "taken",
            joined=sender.joined,
            again=again,
            lost=answer.lost,
            parked=len(answer.parked),
            conflicts=answer.conflicts,
            number=answer.number,
        )


def _park(pen: Connection, aside: Parked, device: str, now_ms: int) -> None:
    stored = aside.stored()
    put(pen, tables.parked, {"mark": stored.pop("mark")}, {"device": device, "at": now_ms, **stored})


def _refuse_anothers_name(connection: Connection, manifest: Manifest, sender: Sender) -> None:
    """Under a bundle's name stands who need not be told of its rows: nobody may take the name of another's.

    Raises Altered.
    """
    known = tables.bundle.c
    found = connection.execute(select(known.device, known.direction).where(known.id == manifest.id)).one_or_none()
    if found is not None and tuple(found) != (sender.device, "in"):
        raise Altered(manifest)


def _keep(centre: Centre, file: Path, why: str = "") -> None:
    """A copy in the centre's folder: what cannot be taken now must not be lost with the stick."""
    folder = centre.folder.at / KEPT / why if why else centre.folder.at / KEPT
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / file.name).exists():
        part = folder / f"{file.name}.part"
        shutil.copyfile(file, part)
        part.replace(folder / file.name)


def _latest_ms(rows: Rows, bearable_ms: int) -> int:
    """The time of the latest stamp; read with care only where a quick look finds one that cannot be borne."""
    seen = (_open_stamps(raw) for raw in rows.rows)
    if all(_ms(each.stamp) <= bearable_ms >= max(map(_ms, each.stamps.values()), default=0) for each in seen):
        return 0
    return max((ms_of(arrival.row.greatest_stamp()) for arrival in read_arrivals(rows.rows)[0]), default=0)


def _open_stamps(raw: msgspec.Raw) -> _Stamped:
    try:
        return _open_stamped(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):  # put aside later, with its reason
        return _Stamped("", b"", "", b"", msgspec.Raw(b""))


def _ms(stamp: bytes) -> int:
    return int.from_bytes(stamp[:6])


def _bounded(ms: int) -> int:
    return min(max(ms, 0), _LARGEST)
