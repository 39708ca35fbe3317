"""The rows that the centre itself writes for everybody, in the channel `common`: units' names, and who was revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from sync.core.row import Row, named_id
from sync.core.stamp import Clock, new_incarnation
from sync.core.tables import COMMON, unit_channel
from sync.server.numbering import write_own
from sync.server.store.rows import held_rows, lock_channels
from sync.server.store.tables import device, unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from sync.core.row import Value

REVOKED, READMITTED = "revoked", "readmitted"
"""What a row of the table `revocation` says of its device."""


def tell_of_unit(pen: Connection, code: str, name: str, now: Callable[[], int]) -> None:
    """Every device learns the unit's name."""
    _tell(pen, "unit", named_id("unit", code), {"code": code, "name": name, "channel": unit_channel(code)}, now)


def tell_of_device(pen: Connection, device_id: str, now: Callable[[], int]) -> None:
    """Every device and every stick learns whether this device is revoked. One that never was has no row."""
    found = pen.execute(select(device.c.unit, device.c.state, device.c.revoked).where(device.c.id == device_id)).one()
    state = REVOKED if found.state == REVOKED else READMITTED
    told: dict[str, Value] = {"device": device_id, "unit": found.unit, "state": state, "at": found.revoked}
    _tell(pen, "revocation", named_id("revocation", device_id), told, now)


def tell_everything_again(pen: Connection, now: Callable[[], int]) -> None:
    """After a backup was put back: later versions of these rows may be about, and nobody but the centre may offer them.

    What is written now has the latest stamps, so it stands everywhere.
    """
    ours = select(unit.c.code, unit.c.name).where(unit.c.through.is_(None)).order_by(unit.c.code)
    for code, name in pen.execute(ours).all():  # the others' names come from the centres below, which have them
        tell_of_unit(pen, code, name, now)
    revoked = select(device.c.id).where(device.c.revoked.is_not(None)).order_by(device.c.id)
    for device_id in pen.execute(revoked).scalars().all():
        tell_of_device(pen, device_id, now)


def _tell(pen: Connection, table: str, row_id: str, fields: dict[str, Value], now: Callable[[], int]) -> None:
    clock = Clock(new_incarnation(), now=now)
    lock_channels(pen, [COMMON])
    before = held_rows(pen, [(table, row_id)]).get((table, row_id))
    if before is not None:
        clock.saw(before.row.greatest_stamp())
    write_own(pen, Row(table, row_id, COMMON, clock.tick(), fields), COMMON)
