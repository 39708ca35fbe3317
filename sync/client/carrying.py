"""Carries the bundles of a stick to the centre and brings the answers back, from an operator's PC."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

from sync.core import operating_bundles as said
from sync.core.bundle import BadBundle, manifest_of
from sync.core.bundle_places import bundles_in, remove_superseded
from sync.core.stops import Interrupted, TryLater

if TYPE_CHECKING:
    import threading
    from datetime import datetime
    from pathlib import Path

    from sync.client.centre import Centre

PIECE = 1 << 20
"""Bytes of a bundle in one request: some seconds of a slow line."""
_AGAIN_S = 60
Report = Callable[[int, int], object]
"""Told how many bytes have gone, of how many."""


def _silent(_done: int, _of: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class OnStick:
    """A bundle for the centre as it lies on the stick, by what it says of itself; nobody has vouched for it yet.

    `fault` is empty, or why it cannot be read at all.
    """

    file: Path
    unit: str
    unit_name: str
    device_name: str
    made: datetime | None
    rows: int
    size: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """An answer that stands on the stick, read back and found whole. `removed`: older ones that it replaces."""

    file: Path
    unit: str
    unit_name: str
    device_name: str
    rows: int
    removed: tuple[str, ...]


def found_on(place: Path) -> tuple[OnStick, ...]:
    """The bundles for a centre in this folder and its folder TuSach, by unit, unreadable ones last. Raises OSError."""
    found = (_described(file) for file in bundles_in(place))
    return tuple(
        sorted(
            (each for each in found if each is not None), key=lambda each: (bool(each.fault), each.unit, each.file.name)
        )
    )


class Carrier:
    """Carries for one stick. Raises Stops of the line, and OSError of the stick; `stopping` ends it between pieces."""

    def __init__(self, centre: Centre, *, stopping: threading.Event) -> None:
        self._centre = centre
        self._stopping = stopping
        self._sent: dict[Path, str] = {}

    def preview(self, file: Path, report: Report = _silent) -> said.BundleSeen:
        """What taking it would change; nothing is changed."""
        carried = self._send(file, report)
        return self._centre.ask("operator/bundle/preview", said.AskPreview(carried), said.BundleSeen)

    def take(self, file: Path, report: Report = _silent) -> said.BundleTaken:
        """Take it in. What was sent for the preview is not sent again."""
        carried = self._send(file, report)
        taken = self._centre.ask("operator/bundle/take", said.TakeBundle(carried), said.BundleTaken)
        self._sent.pop(file, None)
        return taken

    def answer(self, device: str, folder: Path, report: Report = _silent) -> Brought:
        """Write the answer for a device into the folder; it is on the stick, whole, when this returns."""
        ready = self._centre.ask("operator/bundle/answer", said.AskAnswer(device), said.AnswerReady)
        file = folder / os.path.basename(ready.name)  # noqa: PTH119 - the name came over the line; only its last part counts
        part = file.with_name(f"{file.name}.part")
        try:
            self._fetch(ready, part, report)
            part.replace(file)
            _sync_folder(folder)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        older = set(ready.older)
        removed: tuple[str, ...] = ()
        with suppress(BadBundle):
            removed = remove_superseded(file, manifest_of(file), older.__contains__)
        return Brought(file, ready.unit, ready.unit_name, ready.device_name, ready.rows, removed)

    def _send(self, file: Path, report: Report) -> str:
        if file in self._sent:
            return self._sent[file]
        carried, size, at = token_hex(16), file.stat().st_size, 0
        with file.open("rb") as opened:
            while body := opened.read(PIECE):
                self._go_on()
                put = said.PutBundle(carried, at, body)
                at = self._centre.ask("operator/bundle/put", put, said.BundlePut).size
                report(at, size)
        self._sent[file] = carried
        return carried

    def _fetch(self, ready: said.AnswerReady, part: Path, report: Report) -> None:
        at = 0
        with part.open("wb") as opened:
            while at < ready.size:
                self._go_on()
                asked = said.GetAnswer(ready.answer, at)
                body = self._centre.ask("operator/bundle/get", asked, said.AnswerPiece).body
                if not body:
                    raise TryLater(_AGAIN_S, "cut")
                opened.write(body)
                at += len(body)
                report(at, ready.size)
            opened.flush()
            os.fsync(opened.fileno())
        with part.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").digest() != ready.sha256:
                raise TryLater(_AGAIN_S, "altered")

    def _go_on(self) -> None:
        if self._stopping.is_set():
            raise Interrupted


def _described(file: Path) -> OnStick | None:
    """None for what is not meant for a centre."""
    try:
        size = file.stat().st_size
        told = manifest_of(file)
    except BadBundle as bad:
        return OnStick(file, "", "", "", None, 0, size, bad.fault)
    if not told.is_for_centre:
        return None
    return OnStick(file, told.unit, told.unit_name, told.sender_name, told.made, told.rows, size)


def _sync_folder(folder: Path) -> None:
    """So that the new name, too, survives a stick that is pulled out; Windows does it by itself."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
