"""Bundles that operators carry to and from the centre in pieces: they lie in its folder while they are on their way."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from sync.core.bundle import BadBundle, NotABundle, Unverified
from sync.core.operating_bundles import LARGEST_PIECE, AnswerReady, BundleSeen, BundleTaken
from sync.server import bundles
from sync.server.bundle_answers import by_stick
from sync.server.refused import Refused
from sync.server.store import tables

if TYPE_CHECKING:
    from pathlib import Path

    from sync.server.centre import Centre
    from sync.server.sessions import Session

FOLDER = "carried"
_ID = re.compile("[0-9a-f]{32}")
_OLD_MS = 3 * 24 * 3600 * 1000
"""What lies longer than this was left by an operator who went home."""
LARGEST = 16 << 30
_OLDER = 200
_READ = 1 << 20


@dataclass(frozen=True, slots=True)
class Carried:
    """What one operator's PC is carrying."""

    centre: Centre
    folder: Path

    @classmethod
    def by(cls, centre: Centre, session: Session) -> Self:
        """Of this session's device."""
        return cls(centre, centre.folder.at / FOLDER / session.device)

    def put(self, name: str, offset: int, body: bytes) -> int:
        """Add a piece; how many bytes there are now. A piece that came twice is taken once.

        Raises Refused: bad-request for a name that is none or a hole, too-large.
        """
        if len(body) > LARGEST_PIECE or offset + len(body) > LARGEST:
            raise Refused("too-large")
        file = self._file(name)
        self._forget_old()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with file.open("ab") as opened:
            size = opened.tell()
        if not 0 <= offset <= size:
            raise Refused("bad-request")
        with file.open("r+b") as opened:
            opened.seek(offset)
            opened.write(body)
            return max(size, offset + len(body))

    def preview(self, name: str) -> BundleSeen:
        """What taking it would change. Raises Refused bad-request."""
        try:
            seen = bundles.preview(self.centre, self._whole(name))
        except BadBundle as bad:
            return BundleSeen("", *_whose(bad), 0, 0, 0, 0, 0, 0, bad.fault)
        counted = seen.rows, seen.new, seen.changed, seen.conflicts, seen.lost, seen.parked
        return BundleSeen(seen.id, seen.unit, seen.unit_name, seen.device_name, *counted, seen.result)

    def take(self, name: str) -> BundleTaken:
        """Take it in. Raises Refused bad-request."""
        file = self._whole(name)
        try:
            taken = bundles.take(self.centre, file)
        except BadBundle as bad:
            unit, unit_name, device_name = _whose(bad)
            return _not_taken(bad.fault, unit, unit_name, device_name)
        except Refused as no:
            return _not_taken(no.code)
        with self.centre.database.reading() as connection:
            others = by_stick(connection, taken.unit)
        file.unlink(missing_ok=True)
        return BundleTaken(
            bundle=taken.id,
            device=taken.device,
            device_name=taken.device_name,
            unit=taken.unit,
            unit_name=taken.unit_name,
            rows=taken.rows,
            result=taken.result,
            joined=taken.joined,
            again=taken.again,
            lost=taken.lost,
            parked=taken.parked,
            conflicts=taken.conflicts,
            number=taken.number,
            answer_to=list(dict.fromkeys((taken.device, *others))),
        )

    def answer(self, device: str) -> AnswerReady:
        """Write the answer for a device, to be fetched. Raises Refused: no-device, not-entitled, try-later."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            written = bundles.answer(self.centre, device, self.folder)
        except Unverified:
            raise Refused("try-later", 60) from None
        file = written.file.replace(self._file(written.id))
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").digest()
        return AnswerReady(
            answer=written.id,
            name=written.file.name,
            size=file.stat().st_size,
            sha256=digest,
            device_name=written.device_name,
            unit=written.unit,
            unit_name=written.unit_name,
            rows=written.rows,
            older=self._older(device, written.id),
        )

    def piece(self, name: str, offset: int) -> bytes:
        """A piece of an answer; empty at its end. Raises Refused bad-request."""
        if offset < 0:
            raise Refused("bad-request")
        with self._whole(name).open("rb") as opened:
            opened.seek(offset)
            return opened.read(LARGEST_PIECE)

    def _older(self, device: str, but: str) -> list[str]:
        known = tables.bundle.c
        sent = known.device == device, known.direction == "out", known.id != but
        question = select(known.id).where(*sent).order_by(known.at.desc()).limit(_OLDER)
        with self.centre.database.reading() as connection:
            return list(connection.execute(question).scalars())

    def _file(self, name: str) -> Path:
        """Where the piece with this name lies; nobody names a file of his own choice."""
        if not _ID.fullmatch(name):
            raise Refused("bad-request")
        return self.folder / f"{name}.carried"

    def _whole(self, name: str) -> Path:
        file = self._file(name)
        if not file.is_file():
            raise Refused("bad-request")
        return file

    def _forget_old(self) -> None:
        for file in self.folder.glob("*"):
            if file.stat().st_mtime * 1000 < self.centre.now() - _OLD_MS:
                file.unlink(missing_ok=True)


def _whose(bad: BadBundle) -> tuple[str, str, str]:
    """What the file says of itself: unit, its name, the device's name."""
    told = bad.manifest
    if told is None or isinstance(bad, NotABundle):
        return "", "", ""
    return told.unit, told.unit_name, told.sender_name


def _not_taken(fault: str, unit: str = "", unit_name: str = "", device_name: str = "") -> BundleTaken:
    return BundleTaken(
        bundle="",
        device="",
        device_name=device_name,
        unit=unit,
        unit_name=unit_name,
        rows=0,
        result=fault,
        joined=False,
        again=False,
        lost=0,
        parked=0,
        conflicts=0,
        number=0,
        answer_to=[],
    )
