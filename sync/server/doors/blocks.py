"""The door at which a device gets another block of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core.blocks import AskBlocks, Blocks
from sync.server import blocks
from sync.server.doors.door import Door
from sync.server.roles import DESK, OPERATOR

if TYPE_CHECKING:
    from sync.server.centre import Centre
    from sync.server.sessions import Session


def lease(centre: Centre, message: AskBlocks, session: Session) -> Blocks:
    """The blocks of the device, one more if it wants one."""
    with centre.database.writing() as pen:
        mine = blocks.lease(pen, session.unit, session.device, centre.now(), message)
    return Blocks(mine)


DOORS = (Door("/v1/blocks", AskBlocks, lease, roles=frozenset({DESK, OPERATOR})),)
