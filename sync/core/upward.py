"""How a centre says for which of its units it offers a row to the centre above: in the row's channel."""

from __future__ import annotations

import re

from sync.core.tables import unit_channel

PARENT = "parent"
"""The channel of what the centre above has for everybody, as the centre below keeps it: nobody may read it."""
_OF_A_UNIT = unit_channel("")
_CODE = re.compile(r"[\w.-]{1,40}")


def for_unit(channel: str, unit: str) -> str:
    """The channel of a row that is offered for this unit: `catalogue/X03` for a shared one, its own for the unit's."""
    return channel if channel == unit_channel(unit) else f"{channel}/{unit}"


def channel_and_unit(offered: str) -> tuple[str, str]:
    """What `for_unit` put together; the unit is empty when nobody could be meant."""
    if offered.startswith(_OF_A_UNIT):
        channel, unit = offered, offered.removeprefix(_OF_A_UNIT)
    else:
        channel, _, unit = offered.partition("/")
    return channel, unit if _CODE.fullmatch(unit) else ""
