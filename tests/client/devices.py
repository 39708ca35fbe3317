"""Devices for the tests of runs: a real store each, talking to a real centre through a line that can be made to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.library import enrolling
from desktop.library.digital import Digital
from desktop.library.store import rows
from desktop.library.store.replica import StoreReplica
from desktop.library.store.store import FILE, Store
from desktop.library.store.turn import Turn
from sync.client.centre import Centre
from sync.client.run import Progress, Ran, run
from sync.core.stamp import wall_clock_ms
from tests.client.faulty_line import FaultyLine
from tests.server.centre import CentreProgram

KEY = b"k" * 32


@dataclass
class Device:
    """One PC of a unit. `ahead_ms` is how wrong its clock is."""

    folder: Path
    unit: str
    ahead_ms: int = 0
    turn: Turn = field(default_factory=Turn)
    centre: Centre = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.start()
        self.store.profile.put("unit", self.unit)

    def start(self) -> None:
        self.store = Store(self.folder / FILE, KEY, now=lambda: wall_clock_ms() + self.ahead_ms, turn=self.turn)
        self.replica = StoreReplica(self.store)
        self.digital = Digital(self.store)

    def restart(self) -> None:
        self.close()
        self.start()
        self.centre = enrolling.centre_of(self.store)

    def close(self) -> None:
        if hasattr(self, "centre"):
            self.centre.close()
        self.store.close()

    def enrol(self, file: Path) -> None:
        enrolling.enrol(self.store, file, name=self.folder.name)
        self.centre = enrolling.centre_of(self.store)

    def write(self, table: str, row_id: str = "", **changes: Any) -> str:
        with self.store.writing() as pen:
            row_id = row_id or pen.new_id()
            pen.put(table, row_id, changes)
        return row_id

    def write_items(self, count: int) -> None:
        with self.store.writing() as pen:
            for number in range(count):
                pen.put("item", pen.new_id(), {"barcode": f"{self.folder.name}-{number:05d}", "note": "Sách tặng"})

    def field(self, table: str, row_id: str, name: str) -> Any:
        row = rows.load(self.store.connection, table, row_id)
        return row and row.fields.get(name)

    def all_rows(self) -> dict[tuple[str, str], tuple[dict[str, Any], dict[str, str]]]:
        """What is held, without what is this device's own affair."""
        return {(row.table, row.id): (row.fields, dict(row.stamped())) for row in rows.every(self.store.connection)}

    def run(
        self,
        *,
        stopping: threading.Event | None = None,
        report: Callable[[Progress], None] = lambda _: None,
        may_mend: bool = True,
    ) -> Ran:
        return run(
            self.replica,
            self.centre,
            stopping=stopping or threading.Event(),
            report=report,
            may_mend=may_mend,
            files=self.digital.lane,
        )

    def agree(self) -> Ran:
        """A run that must come to its end."""
        ran = self.run()
        assert ran.stop is None, repr(ran.stopped)
        assert ran.mended == 0, "the digests differ"
        return ran


def through(line: FaultyLine, file: Path) -> Path:
    """The enrolment file of somebody who reaches the centre over this line."""
    said = json.loads(file.read_text(encoding="utf-8"))
    said |= {"address": line.address, "authority": line.authority.pem}
    other = file.with_suffix(".line.json")
    other.write_text(json.dumps(said), encoding="utf-8")
    return other


def settle(*devices: Device) -> None:
    """Everybody runs until nobody has anything new."""
    for _ in range(10):
        runs = [device.agree() for device in devices]
        if not any(ran.sent or ran.received for ran in runs):
            return
    raise AssertionError("they never come to rest")


def authority_of(served: CentreProgram) -> str:
    """The PEM of the centre's own authority."""
    return (served.folder / "keys" / "authority.crt").read_text()
