"""What revoked devices have left at the centre: an operator who trusts it takes it in, another throws it away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, select

from sync.core.stamp import ms_of, new_incarnation
from sync.server.arrival import MOST_AHEAD_MS, read_arrivals
from sync.server.intake import Intake
from sync.server.refused import Refused
from sync.server.revocation import QUARANTINED
from sync.server.sessions import Session
from sync.server.store.tables import device, parked

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from sync.server.arrival import Arrival, Parked
    from sync.server.centre import Centre

_PIECE = 500


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many rows were kept apart, and how many of them could not be taken: they stay aside with their reasons."""

    rows: int
    parked: int


def count(centre: Centre, device_id: str) -> int:
    """How many rows this device has left. Raises Refused no-device."""
    with centre.database.reading() as connection:
        _session(connection, device_id)
        return int(connection.execute(select(func.count()).where(*_of(device_id))).scalar_one())


def take_in(centre: Centre, device_id: str) -> TakenIn:
    """Merge what this device had left, as if it had pushed it before it was revoked. Raises Refused no-device."""
    rows = aside = 0
    with centre.database.reading() as connection:
        session = _session(connection, device_id)
    while True:
        with centre.database.writing() as pen:
            marks, bodies = _some(pen, device_id)
            if not marks:
                return TakenIn(rows, aside)
            left = _merge(pen, session, bodies, centre.now())
            pen.execute(parked.delete().where(parked.c.mark.in_(marks)))
            for each in left:
                pen.execute(parked.insert().values(**each.stored(), device=device_id, at=centre.now()))
        rows, aside = rows + len(marks), aside + len(left)


def throw_away(centre: Centre, device_id: str) -> int:
    """Keep nothing of what this device had left; how many rows. Raises Refused no-device."""
    with centre.database.writing() as pen:
        _session(pen, device_id)
        return pen.execute(parked.delete().where(*_of(device_id))).rowcount


def _merge(pen: Connection, session: Session, bodies: list[msgspec.Raw], now_ms: int) -> list[Parked]:
    arrivals, unread = read_arrivals(bodies)
    believable = [each for each in arrivals if not _is_ahead(each, now_ms)]
    ahead = [each.parked("clock-wrong") for each in arrivals if _is_ahead(each, now_ms)]
    intake = Intake(pen, session, {})
    intake.take(believable)
    return [*unread, *ahead, *intake.parked]


def _is_ahead(arrival: Arrival, now_ms: int) -> bool:
    return ms_of(arrival.row.greatest_stamp()) - now_ms > MOST_AHEAD_MS


def _some(pen: Connection, device_id: str) -> tuple[list[bytes], list[msgspec.Raw]]:
    question = select(parked.c.mark, parked.c.body).where(*_of(device_id)).order_by(parked.c.mark).limit(_PIECE)
    found = pen.execute(question).all()
    return [mark for mark, _ in found], [msgspec.Raw(body) for _, body in found]


def _of(device_id: str) -> tuple[ColumnElement[bool], ...]:
    return parked.c.device == device_id, parked.c.reason == QUARANTINED


def _session(connection: Connection, device_id: str) -> Session:
    """The device as one more program start: what is taken in counts as told to none that there was."""
    found = connection.execute(select(device.c.unit, device.c.role).where(device.c.id == device_id)).one_or_none()
    if found is None:
        raise Refused("no-device", device=device_id)
    return Session(device_id, found.unit, new_incarnation(), found.role)
