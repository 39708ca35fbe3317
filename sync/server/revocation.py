"""Devices that may not sync any more: everybody hears of them, and what they still bring is kept apart, not merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from sync.server import own_rows
from sync.server.arrival import read_arrivals
from sync.server.own_rows import REVOKED
from sync.server.refused import Refused
from sync.server.store.adding import add_if_new
from sync.server.store.tables import challenge, device, parked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import msgspec
    from sqlalchemy import Connection

    from sync.server.arrival import Parked

QUARANTINED = "revoked"
"""The reason under which a revoked device's rows are put aside."""
MOST_ROWS = 20_000
MOST_BYTES = 64 * 1024 * 1024
"""What is kept of one revoked device: a PC that was stolen must not fill the centre's disk."""


def revoke(pen: Connection, device_id: str, now: Callable[[], int]) -> None:
    """This device may not sync any more, from its next request on. Raises Refused no-device."""
    found = device.update().where(device.c.id == device_id)
    if pen.execute(found.values(state=REVOKED)).rowcount == 0:
        raise Refused("no-device", device=device_id)
    pen.execute(device.update().where(device.c.id == device_id, device.c.revoked.is_(None)).values(revoked=now()))
    pen.execute(challenge.delete().where(challenge.c.device == device_id))
    own_rows.tell_of_device(pen, device_id, now)


def readmit(pen: Connection, device_id: str, now: Callable[[], int]) -> None:
    """The device may sync again. What was kept apart stays so: the device itself still has it, and brings it anew.

    Raises Refused no-device.
    """
    if pen.execute(device.update().where(device.c.id == device_id).values(state="active")).rowcount == 0:
        raise Refused("no-device", device=device_id)
    if pen.execute(select(device.c.revoked).where(device.c.id == device_id)).scalar_one() is not None:
        own_rows.tell_of_device(pen, device_id, now)
        pen.execute(device.update().where(device.c.id == device_id).values(revoked=None))


def quarantine(pen: Connection, device_id: str, bodies: Iterable[msgspec.Raw], now_ms: int) -> int:
    """Keep the rows that a revoked device brings, as many as there is room for; returns how many are new."""
    arrivals, unread = read_arrivals(bodies)
    kept, size = _kept(pen, device_id)
    new = 0
    for each in (*(arrival.parked(QUARANTINED) for arrival in arrivals), *unread):
        size += len(each.body)
        if kept + new >= MOST_ROWS or size > MOST_BYTES:
            break
        new += _keep(pen, each, device_id, now_ms)
    return new


def _keep(pen: Connection, each: Parked, device_id: str, now_ms: int) -> bool:
    """The same row brought twice is kept once. What cannot be read is kept as it came, too."""
    if add_if_new(pen, parked, each.stored() | {"reason": QUARANTINED, "device": device_id, "at": now_ms}):
        return True
    pen.execute(parked.update().where(parked.c.mark == each.mark).values(at=now_ms))
    return False


def _kept(pen: Connection, device_id: str) -> tuple[int, int]:
    question = select(func.count(), func.coalesce(func.sum(func.length(parked.c.body)), 0))
    count, size = pen.execute(question.where(parked.c.device == device_id, parked.c.reason == QUARANTINED)).one()
    return int(count), int(size)
