"""Blocks of the numbers that people read: each belongs to one device of its unit, and to no other (sync.md 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from sync.server.store.tables import block, device, unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from sync.core.blocks import AskBlocks

END = 100
"""Blocks of a unit that are leased. A device that finds no more goes on a hundred blocks after its own, by itself."""
GAP = 10
"""Blocks left unused by a restored centre: those that it leased after its backup are in somebody's hands."""
NOBODY = ""
"""Has the last block of a gap."""


def settle(pen: Connection, unit_code: str) -> None:
    """Write down what the enrolment gave: the unit's device number n, counted by their enrolment, has block n."""
    found = select(device.c.id, device.c.enrolled).where(device.c.unit == unit_code).order_by(device.c.id)
    devices = pen.execute(found).all()
    known = set(pen.execute(select(block.c.device).where(block.c.unit == unit_code)).scalars())
    following = _following(pen, unit_code)
    for number, (device_id, enrolled) in enumerate(devices):
        if device_id not in known:
            following = max(number, following)
            _give(pen, unit_code, (following,), device_id, enrolled)
            following += 1


def first_of(pen: Connection, unit_code: str, device_id: str) -> int:
    """The number of the block with which this device began; nothing is written when that is known."""
    known = _first(pen, unit_code, device_id)
    if known is None:
        _lock(pen, unit_code)
        settle(pen, unit_code)
        known = _first(pen, unit_code, device_id)
    assert known is not None  # every device of the unit has one now
    return known


def lease(pen: Connection, unit_code: str, device_id: str, now_ms: int, wish: AskBlocks) -> list[int]:
    """The device's blocks, with another one if it wants one; a fresh one alone if it asks for that.

    What it holds was perhaps leased before this centre was put back from a backup: it counts as taken, by this device.
    While it does not hold all that is its own, an earlier answer was lost, and that is the block it wants.
    """
    _lock(pen, unit_code)
    settle(pen, unit_code)
    taken = set(pen.execute(select(block.c.number).where(block.c.unit == unit_code)).scalars())
    held = {number for number in wish.held[:END] if 0 <= number < END}
    _give(pen, unit_code, sorted(held - taken), device_id, now_ms)
    mine, following = leased_to(pen, unit_code, device_id), _following(pen, unit_code)
    if not wish.wants or following >= END or not (wish.fresh or held.issuperset(mine)):
        return [] if wish.fresh else mine
    _give(pen, unit_code, (following,), device_id, now_ms)
    return [following] if wish.fresh else [*mine, following]


def leased_to(connection: Connection, unit_code: str, device_id: str) -> list[int]:
    """The device's blocks."""
    mine = select(block.c.number).where(block.c.unit == unit_code, block.c.device == device_id).order_by(block.c.number)
    return list(connection.execute(mine).scalars())


def leave_gaps(pen: Connection, now_ms: int) -> None:
    """In every unit, leave room for what was leased after the backup."""
    for code in pen.execute(select(unit.c.code).order_by(unit.c.code)).scalars().all():
        settle(pen, code)
        _give(pen, code, (_following(pen, code) - 1 + GAP,), NOBODY, now_ms)


def _first(connection: Connection, unit_code: str, device_id: str) -> int | None:
    mine = select(func.min(block.c.number)).where(block.c.unit == unit_code, block.c.device == device_id)
    number: int | None = connection.execute(mine).scalar()
    return number


def _following(pen: Connection, unit_code: str) -> int:
    """The number after all that were given."""
    last = pen.execute(select(func.max(block.c.number)).where(block.c.unit == unit_code)).scalar()
    return 0 if last is None else int(last) + 1


def _lock(pen: Connection, unit_code: str) -> None:
    """Two programs of one centre must not give one block twice."""
    pen.execute(select(unit.c.code).where(unit.c.code == unit_code).with_for_update())


def _give(pen: Connection, unit_code: str, numbers: Iterable[int], device_id: str, now_ms: int) -> None:
    given = [{"unit": unit_code, "number": number, "device": device_id, "at": now_ms} for number in numbers]
    if given:
        pen.execute(block.insert(), given)
