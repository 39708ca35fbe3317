"""The command about what revoked devices have left at the centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.server.cli.command import Command, open_centre
from sync.server.quarantine import count, take_in, throw_away
from sync.server.refused import Refused

if TYPE_CHECKING:
    import argparse

    from sync.server.cli.command import Answers


def _quarantine(asked: argparse.Namespace) -> Answers:
    if asked.take and asked.drop:
        raise Refused("take-or-drop")
    centre = open_centre(asked)
    if asked.take:
        taken = take_in(centre, asked.device)
        told = {"said": "taken in", "rows": taken.rows, "parked": taken.parked}
    elif asked.drop:
        told = {"said": "thrown away", "rows": throw_away(centre, asked.device)}
    else:
        told = {"said": "kept apart", "rows": count(centre, asked.device)}
    centre.close()
    yield {**told, "device": asked.device}


COMMANDS = (
    Command(
        "quarantine",
        _quarantine,
        (("device", {}), ("--take", {"action": "store_true"}), ("--drop", {"action": "store_true"})),
    ),
)
