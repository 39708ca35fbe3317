"""Takes in what a centre below offers for its units: as each unit's own device would bring it (sync.md 6)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from sync.core.merge import merge_pushed
from sync.core.row import Row, named_id
from sync.core.tables import CATALOGUE, COMMON, unit_channel
from sync.core.upward import channel_and_unit
from sync.server.arrival import Arrival
from sync.server.intake import Intake
from sync.server.numbering import Numbering, Touched
from sync.server.store import rows as store
from sync.server.store.tables import counter, device, unit

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.server.arrival import Parked
    from sync.server.sessions import Session
    from sync.server.store.rows import Key

_UNIT = "unit"
_LONGEST_NAME = 200


@dataclass(slots=True)
class Taken:
    """What came of a push of a centre: fields that gave way, rows put aside, differences noticed."""

    lost: list[tuple[str, bytes, str]] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    conflicts: int = 0


def units_through(connection: Connection, region: str) -> list[str]:
    """The units that the centre of this region has brought."""
    return list(connection.execute(select(unit.c.code).where(unit.c.through == region)).scalars())


def standing(connection: Connection) -> tuple[int, int]:
    """How far this centre has come over all its channels, and how far a verified backup covers them.

    Numbers only grow and a backup covers all channels at one moment, so sums tell which of two moments was earlier.
    """
    latest, durable = connection.execute(select(func.sum(counter.c.latest), func.sum(counter.c.durable))).one()
    return int(latest or 0), int(durable or 0)


def take_offers(pen: Connection, session: Session, arrivals: list[Arrival], cursors: dict[str, int]) -> Taken:
    """Merge the rows of a push, unit by unit. What belongs to no unit of this centre is put aside."""
    taken, by_unit = Taken(), _by_unit(arrivals)
    # Everything at once and in order, so that two pushes never wait for each other; COMMON makes them come one by one.
    store.lock_channels(pen, [CATALOGUE, COMMON])
    ours = {code for code in by_unit if _is_ours(pen, session, code)}
    store.lock_channels(pen, list(map(unit_channel, ours)))
    channels = frozenset(map(unit_channel, units_through(pen, session.unit)))
    for code, some in by_unit.items():
        if code not in ours:
            taken.parked += [arrival.parked("not-entitled") for arrival in some]
            continue
        of_unit = replace(session, unit=code)
        _take_name(pen, of_unit, [each for each in some if each.row.channel == COMMON], cursors, taken)
        intake = OfferedIntake(pen, of_unit, cursors, channels)
        intake.take([each for each in some if each.row.channel != COMMON])
        taken.lost += intake.lost
        taken.parked += intake.parked
        taken.conflicts += intake.conflicts
    return taken


class OfferedIntake(Intake):
    """A push for one unit by the centre that looks after it. It knows the shared rows of all its units."""

    def __init__(
        self, connection: Connection, session: Session, cursors: dict[str, int], channels: frozenset[str]
    ) -> None:
        super().__init__(connection, session, cursors)
        self._channels = channels

    def _shares(self, key: Key) -> bool:
        return super()._shares(key) or not self._channels.isdisjoint(self._places.get(key, ()))


def _by_unit(arrivals: list[Arrival]) -> dict[str, list[Arrival]]:
    """The rows with their own channels, by the unit they are offered for."""
    found: dict[str, list[Arrival]] = {}
    for arrival in arrivals:
        channel, code = channel_and_unit(arrival.row.channel)
        arrival.row.channel = channel
        found.setdefault(code, []).append(arrival)
    return found


def _is_ours(pen: Connection, session: Session, code: str) -> bool:
    """Whether the unit came through this centre; a code that nobody has is its own from now on."""
    if not code:
        return False
    known = pen.execute(select(unit.c.through).where(unit.c.code == code)).one_or_none()
    if known is None:
        pen.execute(unit.insert().values(code=code, name=code, through=session.unit))
        return True
    if known.through is None and code == session.unit and not _has_desks(pen, code):
        # The region's own library may bear the region's code.
        pen.execute(unit.update().where(unit.c.code == code).values(through=code))
        return True
    return bool(known.through == session.unit)


def _has_desks(pen: Connection, code: str) -> bool:
    asked = select(device.c.id).where(device.c.unit == code, device.c.role != "centre").limit(1)
    return pen.execute(asked).first() is not None


def _take_name(
    pen: Connection, session: Session, arrivals: list[Arrival], cursors: dict[str, int], taken: Taken
) -> None:
    """The row that names the unit for everybody: the only one of `common` that a centre below may write."""
    for arrival in arrivals:
        row, key = arrival.row, (arrival.row.table, arrival.row.id)
        if not _names(row, session.unit):
            taken.parked.append(arrival.parked("not-entitled"))
            continue
        locked = store.lock_channels(pen, [COMMON])
        before = store.held_rows(pen, [key]).get(key)
        merged = merge_pushed(before.row if before else None, row)
        numbering = Numbering(COMMON, session.incarnation, cursors=cursors, places=store.places_of(pen, [key]))
        changed, lost = bool(merged.taken), bool(merged.lost)
        numbering.add(key, Touched(before, merged.row, changed=changed, lost=lost, homes={COMMON}))
        numbering.write(pen, locked)
        name = str(merged.row.fields["name"])
        pen.execute(unit.update().where(unit.c.code == session.unit).values(name=name))


def _names(row: Row, code: str) -> bool:
    """Whether this row says no more than the name of this unit."""
    if row.table != _UNIT or row.id != named_id(_UNIT, code):
        return False
    fields = row.fields
    name = fields.get("name", "-")
    return (
        isinstance(name, str)
        and 0 < len(name) <= _LONGEST_NAME
        and name.isprintable()
        and fields.get("code", code) == code
        and fields.get("channel", unit_channel(code)) == unit_channel(code)
        and fields.keys() <= {"code", "name", "channel"}
    )
