"""Agreeing with the centre by stick: write what waits into a bundle, take the centre's answer from one (sync.md 6)."""

from __future__ import annotations

import errno
import platform
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library import enrolment
from desktop.library.circulation.age import STICK_NEWS
from desktop.library.model.ids import Moment
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.touched import Touched
from desktop.library.store.number_stock import StoreNumbers
from sync.client import bundle as carried
from sync.client.bundle import Cargo, Party
from sync.client.enrolment import completed
from sync.core.bundle import AddressedToAnother, BadBundle, NewerFormat, manifest_of
from sync.core.bundle_content import Keys, Numbers
from sync.core.bundle_places import bundles_in, room_in
from sync.core.identity import DeviceKey
from sync.core.keys import unwrapped, wrapped
from sync.core.pieces import Blob, NoRoom, Spoilt
from sync.core.sealing import Locked
from sync.core.stops import Revoked, UpgradeNeeded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.library.library import Library
    from sync.client.bundle import TakenBundle
    from sync.client.enrolment import Enrolment
    from sync.core.bundle import Manifest
    from sync.core.bundle_content import FileNews, FilePiece, Titles
    from sync.core.stops import Stop
    from sync.core.wire import Enrolled

_WRITTEN, _TAKEN, _UNKEYED = "stick-written", "stick-taken", "stick-unkeyed"
REASONS = {
    "not-a-bundle": Reason.NOT_A_BUNDLE,
    "altered": Reason.BUNDLE_ALTERED,
    "for-another": Reason.BUNDLE_FOR_ANOTHER,
    "unknown-sender": Reason.BUNDLE_FOR_ANOTHER,
    "unverified": Reason.STICK_FAILING,
}
_FULL = frozenset((errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)))


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle on the stick, read back and found good: the stick may be removed.

    `sent` are rows; `removed` names older bundles of this PC that it made superfluous.
    """

    file: Path
    sent: int
    bytes_up: int
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a bundle of the centre brought.

    `received` and `settled` are rows, theirs and ours; `conflicts` are points that it opened. `complete`: it was read
    to its end. `unread`: the centre could not read our bundle to its end, so that it has to travel again. `joined`:
    this library belongs to its centre from now on. `stopped`: what a person must see to, as after a sync.
    """

    file: Path
    received: int
    settled: int
    conflicts: int
    parked: int
    bytes_down: int
    complete: bool
    unread: bool
    joined: bool
    stopped: Stop | None


@dataclass(frozen=True, slots=True)
class StickTimes:
    """When a bundle was last written, and when an answer of the centre was last taken; None: never."""

    written: Moment | None
    taken: Moment | None

    @property
    def is_under_way(self) -> bool:
        """Whether a bundle has gone out and nothing has come back since."""
        return self.written is not None and (self.taken is None or self.taken < self.written)


class Stick:
    """A library's dealings with its centre where no network reaches. Use it on the thread that owns the library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._store = library.store

    def write(self, place: Path) -> Written:
        """Write all that waits: into the file named (….tusach), or a new one in the folder.

        Raises Refusal: NOT_ENROLLED, NO_CENTRE_KEY, DISK_FULL, CANNOT_WRITE, STICK_FAILING.
        """
        begun = enrolment.begun(self._store)
        ours = begun or enrolment.kept(self._store)
        if ours is None:
            raise Refusal(Reason.NOT_ENROLLED, unit=self._store.unit)
        party = _party(ours, joins=begun is not None)
        self._library.replica.unlock()
        with _told(place, Reason.CANNOT_WRITE):
            files, room, numbers = self._library.digital.lane, room_in(place), self._wanted_numbers()
            cargo = Cargo(self._handed_on(), self._store.elsewhere.mark, files, room, numbers)
            written = carried.export(self._library.replica, party, place, cargo)
        self._store.profile.put(_WRITTEN, self._store.now())
        return Written(written.file, written.sent, written.bytes_up, written.removed)

    def take(self, place: Path) -> Taken:
        """Take the bundle of this name, or the newest in the folder that is for us.

        Raises Refusal: NOT_ENROLLED, NO_CENTRE_KEY, NO_BUNDLE, NOT_A_BUNDLE, BUNDLE_ALTERED, BUNDLE_FOR_ANOTHER,
        NOT_A_FILE, DISK_FULL; and UpgradeNeeded, a Stop.
        """
        ours = {DeviceKey(each.key_seed).public.hex(): each for each in self._enrolments()}
        if not ours:
            raise Refusal(Reason.NOT_ENROLLED, unit=self._store.unit)
        with _told(place, Reason.NOT_A_FILE):
            file, manifest = _chosen(place, frozenset(ours))
            mine = ours[manifest.to]
            receiver = _Receiver(self._library, mine)
            self._library.replica.unlock()  # first: what waited for the key has not gone with any bundle
            before = self._store.conflicts.open_count()
            taken = carried.take(self._library.replica, _party(mine, joins=False), file, receiver)
        self._library.replica.unlock()
        self._store.profile.put(_TAKEN, self._store.now())
        if taken.complete:
            self._note_news(manifest)
        self._note_revocation(taken)
        opened = self._store.conflicts.open_count() - before
        return Taken(
            file=file,
            received=taken.received,
            settled=taken.settled,
            conflicts=max(taken.conflicts, opened),
            parked=taken.parked,
            bytes_down=taken.bytes_down,
            complete=taken.complete,
            unread=taken.unread,
            joined=receiver.has_joined,
            stopped=taken.stopped,
        )

    def _note_revocation(self, taken: TakenBundle) -> None:
        """The strip says so, as after a sync, until the centre writes otherwise."""
        told = (self._store.profile.get("last-run") or {}).get("stop")
        revoked = Revoked.name if isinstance(taken.stopped, Revoked) else None
        if revoked != told and Revoked.name in {revoked, told} and taken.complete:
            run = {"stop": revoked, "sent": 0, "received": taken.received, "at": self._store.now()}
            with self._store.writing() as pen:
                self._store.profile.put("last-run", run)
                pen.touched.add(Touched.SYNC)

    def _note_news(self, manifest: Manifest) -> None:
        """An answer read again, or one that lay in a drawer, makes nothing younger."""
        made = min(int(manifest.made.timestamp() * 1000), self._store.now_ms())
        self._store.profile.put(STICK_NEWS, max(made, self._store.profile.get(STICK_NEWS) or 0))

    def last(self) -> StickTimes:
        """When what was written and taken last."""
        written, taken = (self._store.profile.get(name) for name in (_WRITTEN, _TAKEN))
        return StickTimes(written and Moment(written), taken and Moment(taken))

    def _enrolments(self) -> Iterator[Enrolment]:
        for each in (enrolment.kept(self._store), enrolment.begun(self._store)):
            if each is not None:
                yield each

    def _wanted_numbers(self) -> Numbers | None:
        stock = StoreNumbers(self._store)
        wish = stock.wish()
        asks = stock.wants_block(self._library.replica.epoch) and not wish.fresh
        return Numbers(wish.held, wish.wants) if asks else None

    def _handed_on(self) -> Keys | None:
        """The unit's key for the devices that lacked it when the centre last wrote to us."""
        secret, lacking = self._library.replica.unit_key, self._store.profile.get(_UNKEYED) or {}
        sealed: dict[str, bytes] = {}
        for device, public in lacking.items():
            with suppress(ValueError):  # no key: that device's trouble
                sealed[device] = wrapped(public, self._store.unit, secret)
        return Keys(wrapped=sealed) if secret and sealed else None


def shown(place: Path) -> Iterator[tuple[Path, Manifest | BadBundle]]:
    """What the bundle of this name, or each in the folder, says of itself. Raises Refusal: NOT_A_FILE, NO_BUNDLE."""
    with _told(place, Reason.NOT_A_FILE):
        files = bundles_in(place)
        if not files:
            raise Refusal(Reason.NO_BUNDLE, file=str(place))
        for file in files:
            try:
                yield file, manifest_of(file)
            except BadBundle as bad:
                yield file, bad


class _Receiver:
    """What a bundle brings besides rows, into this library. Implements sync.client.bundle.Receiver."""

    def __init__(self, library: Library, ours: Enrolment) -> None:
        self._store = library.store
        self._replica = library.replica
        self._lane = library.digital.lane
        self._ours = ours
        self.has_joined = False

    def joined(self, enrolled: Enrolled) -> None:
        if self._ours.is_complete or enrolled.unit != self._store.unit:
            return
        self._ours = completed(self._ours, enrolled)
        enrolment.keep(self._store, self._ours)
        self.has_joined = True

    def numbers(self, numbers: Numbers) -> None:
        stock = StoreNumbers(self._store)
        if not stock.is_doubtful:  # a fresh block is asked for by line: here nobody could tell which it is
            stock.take_blocks(numbers.blocks, self._replica.epoch)

    def keys(self, keys: Keys) -> None:
        others = {device: public for device, public in keys.unkeyed.items() if device != self._ours.device}
        if self._replica.unit_key:
            self._store.profile.put(_UNKEYED, others)
            return
        self._replica.expect_key()
        try:
            self._replica.learn_key(*unwrapped(DeviceKey(self._ours.key_seed), keys.wrapped_key))
        except Locked:  # nobody has handed it on yet
            return

    def files(self, news: FileNews) -> None:
        self._lane.begin(self._replica.epoch)  # first: with a new epoch, nothing is known to be there any more
        self._lane.sent([Blob(sha.hex(), size) for sha, size in news.here.items()])

    def piece(self, piece: FilePiece) -> None:
        with suppress(Spoilt, NoRoom):  # the file comes again, by line or with another bundle
            self._lane.piece_in(Blob(piece.sha256.hex(), piece.size), piece.offset, piece.body)

    def titles(self, titles: Titles) -> None:
        with self._store.writing():
            self._store.elsewhere.take(titles.mark, titles.lines, last=titles.last)


def _party(ours: Enrolment, *, joins: bool) -> Party:
    """Raises Refusal NO_CENTRE_KEY."""
    if not ours.centre_key:
        raise Refusal(Reason.NO_CENTRE_KEY, unit=ours.unit)
    return Party(
        key=DeviceKey(ours.key_seed),
        centre=ours.centre_key,
        device=ours.device,
        unit=ours.unit,
        unit_name=ours.unit_name,
        name=platform.node(),
        code=ours.code if joins else "",
    )


def _chosen(place: Path, ours: frozenset[str]) -> tuple[Path, Manifest]:
    """The file named, or the newest of the folder that is for one of these keys. Raises BadBundle, Refusal."""
    if not place.is_dir():
        manifest = manifest_of(place)
        if manifest.to not in ours:
            raise AddressedToAnother(manifest)
        return place, manifest
    found = [(file, manifest) for file, manifest in _readable(place) if manifest.to in ours]
    if not found:
        raise Refusal(Reason.NO_BUNDLE, file=str(place))
    return max(found, key=lambda each: each[1].made)


def _readable(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    for file in bundles_in(folder):
        try:
            yield file, manifest_of(file)
        except BadBundle:  # of another unit perhaps; whoever names it is told
            continue


@contextmanager
def _told(place: Path, otherwise: Reason) -> Iterator[None]:
    """What is wrong with a bundle or a stick, as the library says it. Raises Refusal, UpgradeNeeded."""
    try:
        yield
    except NewerFormat as newer:
        raise UpgradeNeeded("device") from newer
    except BadBundle as bad:
        raise Refusal(REASONS[bad.fault], file=place.name) from bad
    except OSError as error:
        raise Refusal(Reason.DISK_FULL if error.errno in _FULL else otherwise, file=place.name) from error
