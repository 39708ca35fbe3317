"""A device's side of agreeing by stick: writes what waits into one file, takes the centre's answer from another."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from sync.client.greet import PROGRAM
from sync.core.bundle import Manifest, UnknownSender, reading
from sync.core.bundle_content import (
    Answer,
    FileNews,
    FilePiece,
    Joined,
    Joining,
    Keys,
    Numbers,
    Page,
    Rows,
    Titles,
    in_chunks,
)
from sync.core.bundle_places import file_for, remove_superseded
from sync.core.bundle_writing import writing
from sync.core.pieces import MOST_ASKED, MOST_PIECE, Spoilt
from sync.core.stops import ClockWrong, Revoked
from sync.core.tables import COMMON, unit_channel
from sync.core.wire import PROTOCOL, Enrol, Enrolled, Unreadable, WireRow, row_in, row_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.core.bundle import BundleReader
    from sync.core.bundle_content import Content
    from sync.core.exporting import ExportingReplica
    from sync.core.identity import DeviceKey
    from sync.core.pieces import Blob, Files
    from sync.core.replica import Outgoing
    from sync.core.row import Row
    from sync.core.stops import Stop

_AT_ONCE, _BYTES_AT_ONCE = 2_000, 1_000_000
_pack = msgspec.msgpack.Encoder().encode
_open_row = msgspec.msgpack.Decoder(WireRow).decode


@dataclass(frozen=True, slots=True)
class Party:
    """This device and its centre. `device` is empty, and `code` is not, while nobody has answered its enrolment."""

    key: DeviceKey
    centre: bytes
    device: str
    unit: str
    unit_name: str
    name: str
    code: str = ""


class Receiver(Protocol):
    """What a bundle of the centre brings besides rows."""

    def joined(self, enrolled: Enrolled) -> None:
        """The centre took this device in."""

    def keys(self, keys: Keys) -> None:
        """The unit's key, or devices that lack it."""

    def numbers(self, numbers: Numbers) -> None:
        """The blocks of numbers that are leased to us."""

    def files(self, news: FileNews) -> None:
        """What of the files that we sent is at the centre."""

    def piece(self, piece: FilePiece) -> None:
        """A piece of a file that we lack."""

    def titles(self, titles: Titles) -> None:
        """A part of the list of all units' titles."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that stands on the stick, read back and found good. `sent` are rows; `removed` older ones of ours."""

    file: Path
    bundle: str
    sent: int
    bytes_up: int
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenBundle:
    """What a bundle of the centre brought.

    `complete`: it was read to its end. `settled`: how many of our rows it acknowledged. `unread`: the centre could not
    read the bundle that this one answers to its end, so that it has to travel again. `stopped`: what a person must see
    to, as after a run.
    """

    received: int
    settled: int
    conflicts: int
    parked: int
    bytes_down: int
    complete: bool
    unread: bool
    stopped: Stop | None


@dataclass(frozen=True, slots=True)
class Cargo:
    """What goes along besides rows.

    `keys`: the unit's key for others; `titles`: the mark of the list that we hold; `numbers`: that we want a block.

    `files` go as far as `room`, bytes, lasts; rows are written whatever there is.
    """

    keys: Keys | None = None
    titles: str = ""
    files: Files | None = None
    room: int = 0
    numbers: Numbers | None = None


def export(replica: ExportingReplica, party: Party, place: Path, cargo: Cargo | None = None) -> Exported:
    """Write all that waits into a bundle for the centre: into the file named, or a new one in the folder.

    Raises OSError, Unverified; then nothing stands there, and nothing is lost.
    """
    if not replica.epoch and not replica.exports.under_way():
        replica.begin_epoch("", ())  # of no epoch, perhaps because a new one was cut short: let all be offered
    cargo = cargo or Cargo()
    manifest = _manifest(replica, party, cargo)
    file, until = file_for(place, manifest), replica.exports.begin(manifest.id)
    try:
        with writing(file, manifest, party.key) as bundle:
            if party.code:
                signature = party.key.sign(party.code.encode())
                bundle.add(Joining(Enrol(PROTOCOL, party.code, party.key.public, signature, party.name)))
            if cargo.keys:
                bundle.add(cargo.keys)
            if cargo.numbers:
                bundle.add(cargo.numbers)
            for rows in in_chunks(_packed(replica, until)):
                bundle.add(Rows(rows))
            for content in _files(replica, cargo, cargo.room - bundle.size):
                bundle.add(content)
    except BaseException:
        replica.exports.forget(manifest.id)
        raise
    known = replica.exports.number_of
    removed = remove_superseded(file, bundle.manifest, lambda older: known(older) is not None)
    return Exported(file, manifest.id, bundle.counts["row"], bundle.size, removed)


def _files(replica: ExportingReplica, cargo: Cargo, room: int) -> Iterator[FileNews | FilePiece]:
    """Which files we would like, and those that the centre may lack: whole ones, the newest first."""
    if cargo.files is None:
        return
    cargo.files.begin(replica.epoch)
    yield FileNews(want=[blob.sha for blob in cargo.files.to_fetch(MOST_ASKED)])
    for blob in cargo.files.to_send(MOST_ASKED):
        if blob.size <= room:
            room -= blob.size
            yield from _pieces(cargo.files, blob)


def _pieces(files: Files, blob: Blob) -> Iterator[FilePiece]:
    offset = 0
    with suppress(Spoilt):  # our own copy is: what was written of it is never whole, and nobody will see it
        while True:
            body = files.piece_out(blob, offset, MOST_PIECE)
            yield FilePiece(blob.sha, blob.size, offset, body)
            offset += len(body)
            if offset >= blob.size or not body:
                return


def take(replica: ExportingReplica, party: Party, file: Path, receiver: Receiver) -> TakenBundle:
    """Take what a bundle of the centre brings, as far as it is good. Whatever was taken before does no harm.

    Raises BadBundle, of which nothing was taken, and OSError.
    """
    with reading(file, party.key) as bundle:
        if bundle.manifest.sender != party.centre.hex():
            raise UnknownSender(bundle.manifest)
        taking = _Taking(replica, bundle, receiver)
        taking.meet(party.unit)
        taking.take_all()
    return taking.outcome()


class _Taking:
    """One bundle of the centre on its way into the replica."""

    def __init__(self, replica: ExportingReplica, bundle: BundleReader, receiver: Receiver) -> None:
        self._replica = replica
        self._bundle = bundle
        self._manifest = bundle.manifest
        self._receiver = receiver
        self._answer = Answer("", "", 0)
        self._received = self._settled = self._conflicts = self._parked = 0
        self._understood = True

    def meet(self, unit: str) -> None:
        """A new epoch begins before anything is taken; but for the rows, an old one counts for nothing."""
        replica, epoch = self._replica, self._manifest.epoch
        replica.exports.time_is_past(self._manifest.made_ms)
        if epoch == replica.epoch or replica.exports.is_over(epoch):
            return
        channels = (COMMON, unit_channel(unit))
        if not replica.epoch and replica.exports.number_of(self._manifest.answers) is not None:
            replica.exports.adopt(epoch, channels)
        else:
            replica.begin_epoch(epoch, channels)

    def take_all(self) -> None:
        for content in self._bundle.contents():
            match content:
                case Answer():
                    self._take_answer(content)
                case Page():
                    self._take_page(content)
                case _:
                    self._hand_in(content)
        # Last: afterwards no bundle that is under way is as it was, and no page would move a cursor.
        if self._answer.stop == "clock-wrong" and self._is_ours():
            self._replica.exports.was_ahead(self._answer.number, self._manifest.made_ms)

    def _hand_in(self, content: Content) -> None:
        match content:
            case Joined(enrolled=enrolled):
                self._receiver.joined(enrolled)
            case Numbers():
                self._receiver.numbers(content)
            case Keys():
                self._receiver.keys(content)
            case FileNews():
                self._receiver.files(content)
            case FilePiece():
                self._receiver.piece(content)
            case Titles():
                self._receiver.titles(content)

    def outcome(self) -> TakenBundle:
        bundle = self._bundle
        return TakenBundle(
            received=self._received,
            settled=self._settled,
            conflicts=self._conflicts,
            parked=self._parked,
            bytes_down=bundle.size,
            complete=bundle.complete and self._understood,
            unread=self._answer.stop == "cut",
            stopped=_stop_of(self._answer),
        )

    def _is_ours(self) -> bool:
        return self._replica.exports.number_of(self._answer.bundle) is not None

    def _take_answer(self, answer: Answer) -> None:
        if answer.bundle == self._manifest.answers:
            self._answer = answer
        if answer.epoch != self._replica.epoch:
            return
        self._replica.covered(answer.durable)
        until = self._replica.exports.number_of(answer.bundle)
        if until is None or answer.stop:
            return
        reasons, before = {(table, row_id.hex()): reason for table, row_id, reason in answer.parked}, self._settled
        for batch in _batches(self._replica, until):
            named = ((row.table, row.id) for row in batch.rows)
            parked = [(*key, reasons[key]) for key in named if key in reasons]
            self._replica.acknowledge(batch.rows, answer.seq, parked)
            self._settled += len(batch.rows)
            self._parked += len(parked)
        if self._settled > before:  # an answer that was taken before tells of them again
            self._conflicts += answer.conflicts

    def _take_page(self, page: Page) -> None:
        try:
            rows = _rows_of(page) if self._understood else []
        except (msgspec.DecodeError, UnicodeDecodeError, Unreadable):
            self._understood = False
        if not self._understood:  # a row that only a newer program understands: it comes again until that is here
            return
        manifest = self._manifest
        self._conflicts += self._replica.apply(page.channel, rows, None, 0)
        self._received += len(rows)
        read_on = self._replica.exports.read_on
        read_on(page.channel, page.after, page.cursor, epoch=manifest.epoch, answers=manifest.answers)


def _manifest(replica: ExportingReplica, party: Party, cargo: Cargo) -> Manifest:
    return Manifest(
        protocol=PROTOCOL,
        program=PROGRAM,
        sender=party.key.public.hex(),
        sender_device=party.device,
        sender_name=party.name,
        to=party.centre.hex(),
        unit=party.unit,
        unit_name=party.unit_name,
        made=datetime.fromtimestamp(replica.now_ms() / 1000, UTC),
        epoch=replica.epoch,
        incarnation=replica.incarnation,
        cursors=replica.cursors,
        rows=replica.waiting(),
        enrol=bool(party.code),
        keyed=bool(replica.unit_key),
        open_points=replica.open_points(),
        titles=cargo.titles,
        files=len(cargo.files.to_send(MOST_ASKED)) if cargo.files else 0,
    )


def _packed(replica: ExportingReplica, until: int) -> Iterator[bytes]:
    return (_pack(row_out(row)) for batch in _batches(replica, until) for row in batch.rows)


def _batches(replica: ExportingReplica, until: int) -> Iterator[Outgoing]:
    """What waits up to this local number. Each batch may be settled before the next is asked for."""
    position: int | None = 0
    while position is not None:
        batch = replica.outgoing(rows=_AT_ONCE, size=_BYTES_AT_ONCE, after=position, until=until)
        position = batch.position
        yield batch


def _rows_of(page: Page) -> list[Row]:
    return [row_in(_open_row(row)) for row in page.rows]


def _stop_of(answer: Answer) -> Stop | None:
    match answer.stop:
        case "clock-wrong":
            return ClockWrong(answer.number)
        case "revoked":
            return Revoked()
    return None
