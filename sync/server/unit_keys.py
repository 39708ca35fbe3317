"""The keys with which the units seal who their readers are: the centre hands them on and cannot open one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from sync.core.sealing import UnitKey
from sync.server.recovery import escrowed
from sync.server.refused import Refused
from sync.server.roles import CENTRE
from sync.server.store.tables import device, unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection

    from sync.server.folder import Folder
    from sync.server.recovery import RecoveryKey

LARGEST_WRAPPED = 512
"""Bytes of a unit's key sealed to a device."""


def key_for(pen: Connection, unit_code: str, folder: Folder, recovery: RecoveryKey | None) -> bytes:
    """The key that an enrolment file of this unit carries: a new one for a unit that has none yet.

    Empty when the recovery key is away: another device of the unit will then hand its key on.
    Raises Refused other-recovery-key.
    """
    escrow = pen.execute(select(unit.c.escrow).where(unit.c.code == unit_code)).scalar_one()
    if recovery is not None and recovery.public != folder.recovery:
        raise Refused("other-recovery-key")
    if escrow is None:
        key = UnitKey.create().secret
        pen.execute(unit.update().where(unit.c.code == unit_code).values(escrow=escrowed(folder.recovery, key)))
        return key
    if recovery is None:
        return b""
    opened = recovery.open(escrow)
    if opened is None:
        raise Refused("other-recovery-key")
    return opened


def units_without_key(connection: Connection) -> list[str]:
    """Units whose PCs enrolled before there were keys: who their readers are comes here in clear until one has it."""
    at_work = select(device.c.unit).where(device.c.state == "active", device.c.role != CENTRE)
    question = select(unit.c.code).where(unit.c.escrow.is_(None), unit.c.through.is_(None), unit.c.code.in_(at_work))
    return list(connection.execute(question.order_by(unit.c.code)).scalars())


def note_keyed(pen: Connection, device_id: str, *, keyed: bool) -> None:
    """What a device says of itself: whether it holds its unit's key."""
    stands = device.c.id == device_id, device.c.keyed != int(keyed)
    pen.execute(device.update().where(*stands).values(keyed=int(keyed)))


def word_for(connection: Connection, device_id: str) -> tuple[dict[str, bytes], bytes]:
    """What a device has to know of keys: the devices of its unit that still lack the key, and the key for itself.

    To one that lacks it, the first names itself alone: its unit has a key, and nothing may leave in clear any more.
    """
    asking = connection.execute(
        select(device.c.unit, device.c.keyed, device.c.role, device.c.public_key, device.c.wrapped_key, unit.c.escrow)
        .join(unit, unit.c.code == device.c.unit)
        .where(device.c.id == device_id)
    ).one()
    if asking.role == CENTRE or asking.escrow is None:
        return {}, b""
    if not asking.keyed:
        return {device_id: asking.public_key}, asking.wrapped_key or b""
    lacking = select(device.c.id, device.c.public_key).where(*_lacks_key(asking.unit), device.c.wrapped_key.is_(None))
    return {row.id: row.public_key for row in connection.execute(lacking)}, b""


def take_wrapped(pen: Connection, giver: str, wrapped: Mapping[str, bytes]) -> None:
    """A device hands its unit's key on, sealed to each of these. Raises Refused not-entitled.

    Only who has the key may hand it on, and only within the unit; who has one by now is passed over.
    """
    giving = pen.execute(select(device.c.unit, device.c.keyed, device.c.role).where(device.c.id == giver)).one()
    if not giving.keyed or giving.role == CENTRE or any(len(key) > LARGEST_WRAPPED for key in wrapped.values()):
        raise Refused("not-entitled")
    ours = pen.execute(select(device.c.id).where(device.c.unit == giving.unit)).scalars().all()
    if wrapped.keys() - set(ours):
        raise Refused("not-entitled")
    for each, key in wrapped.items():
        lacking = device.c.id == each, device.c.wrapped_key.is_(None), *_lacks_key(giving.unit)
        pen.execute(device.update().where(*lacking).values(wrapped_key=key))


def _lacks_key(unit_code: str) -> tuple[ColumnElement[bool], ...]:
    return device.c.unit == unit_code, device.c.keyed == 0, device.c.state == "active", device.c.role != CENTRE
