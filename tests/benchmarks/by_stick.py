"""The same rows by stick: written by a desk, taken in by the centre, answered, and taken by another desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.library import enrolment
from sync.client import bundle as carried
from sync.client.bundle import Cargo, Party
from sync.core.bundle_content import FileNews, FilePiece, Keys, Numbers, Titles
from sync.core.identity import DeviceKey
from sync.core.wire import Enrolled
from sync.server import bundle_answers, bundles
from sync.server.centre import Centre
from tests.benchmarks.measures import seconds
from tests.client.devices import Device
from tests.server.centre import CentreProgram


class RowsAlone:
    """Implements sync.client.bundle.Receiver for a desk to which only rows matter."""

    def joined(self, enrolled: Enrolled) -> None: ...

    def keys(self, keys: Keys) -> None: ...

    def numbers(self, numbers: Numbers) -> None: ...

    def files(self, news: FileNews) -> None: ...

    def piece(self, piece: FilePiece) -> None: ...

    def titles(self, titles: Titles) -> None: ...


def measure(served: CentreProgram, first: Device, second: Device) -> dict[str, Any]:
    """`first` holds all rows and `second` none; neither has been at the centre."""
    stick = served.folder.parent / "stick"
    stick.mkdir()
    office = Centre.open(served.folder)
    try:
        return _there_and_back(office, first, second, stick)
    finally:
        office.close()


def _there_and_back(office: Centre, first: Device, second: Device, stick: Path) -> dict[str, Any]:
    out, written = seconds(lambda: carried.export(first.replica, _party(first), stick, Cargo()))
    taken_in, taken = seconds(lambda: bundles.take(office, written.file))
    assert (taken.result, taken.rows) == ("taken", written.sent)
    device = _party(second).device
    answering, answer = seconds(lambda: bundle_answers.answer(office, device, stick, room=0))
    back, got = seconds(lambda: carried.take(second.replica, _party(second), answer.file, RowsAlone()))
    assert got.complete
    return {
        "rows": written.sent,
        "desk_writes_s": round(out, 2),
        "centre_takes_s": round(taken_in, 2),
        "centre_writes_s": round(answering, 2),
        "desk_takes_s": round(back, 2),
        "bytes_per_row_out": round(written.bytes_up / written.sent, 1),
        "bytes_per_row_back": round(got.bytes_down / got.received, 1),
    }


def _party(desk: Device) -> Party:
    ours = enrolment.kept(desk.store)
    assert ours is not None
    return Party(DeviceKey(ours.key_seed), ours.centre_key, ours.device, ours.unit, ours.unit_name, desk.folder.name)
