"""An operator's PC for tests, enrolled with a real centre, and bundles of desks to carry for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from sync.client import enrolling, enrolment, enrolment_file
from sync.client.centre import Centre as CentreSeen
from sync.core import wire
from sync.core.bundle import Manifest
from sync.core.bundle_content import Rows
from sync.core.bundle_writing import writing
from sync.core.row import Row
from sync.core.stamp import new_incarnation
from sync.server.centre import Centre
from tests.server.centre import CentreProgram
from tests.server.desk import Desk


def operators_centre(served: CentreProgram, unit: str, folder: Path) -> CentreSeen:
    """The centre as a newly enrolled operator's PC of this unit sees it; close it."""
    office = Centre.open(served.folder)
    made = office.enrolment(unit, name=f"Đơn vị {unit}", address=served.address, role="operator")
    office.close()
    file = folder / "operator.json"
    file.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    begun = enrolment.begin(enrolment_file.read_file(file), unit=unit, kept=None)
    complete = enrolling.finish(begun, name="Máy điều hành", now=datetime.now(UTC))
    return enrolling.centre_of(complete, new_incarnation())


def bundle_of(desk: Desk, folder: Path, *rows: Row, name: str = "") -> Path:
    """What the desk would write on a stick."""
    centre = desk.centre
    manifest = Manifest(
        protocol=wire.PROTOCOL,
        program="thử",
        sender=desk.key.public.hex(),
        sender_device=desk.device,
        sender_name="Quầy 1",
        to=centre.key.public.hex(),
        unit=desk.unit,
        unit_name=f"Đơn vị {desk.unit}",
        made=datetime.fromtimestamp(centre.now() / 1000, UTC),
        epoch=desk.epoch,
        incarnation=desk.incarnation,
        cursors=desk.cursors,
        rows=len(rows),
    )
    file = folder / (name or f"{desk.unit}-{desk.device[-8:]}-to-centre-{manifest.id[:8]}.tusach")
    with writing(file, manifest, desk.key) as bundle:
        bundle.add(Rows([msgspec.Raw(msgspec.msgpack.encode(row)) for row in wire.rows_out(rows)]))
    return file
