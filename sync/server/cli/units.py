"""The commands about units and their devices."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.cli.command import Command, open_centre
from sync.server.cli.wording import VIETNAM
from sync.server.inspection import units_of

if TYPE_CHECKING:
    import argparse

    from sync.server.cli.command import Answers


def _enrol(asked: argparse.Namespace) -> Answers:
    out = Path(asked.out)
    centre = open_centre(asked)
    enrolment = centre.enrolment(asked.unit, name=asked.name, address=asked.address)
    centre.close()
    # The file lets one device in, so only its owner may read it.
    opened = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(json.dumps(enrolment, ensure_ascii=False, indent=1) + "\n")
    told = {name: enrolment[name] for name in ("unit", "unit_name", "address")}
    told["expires"] = datetime.fromisoformat(enrolment["expires"]).astimezone(VIETNAM).isoformat()
    yield {"said": "enrolment", **told, "file": str(out)}


def _units(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    with centre.database.reading() as connection:
        yield from ({"said": "unit", **unit} for unit in units_of(connection))
    centre.close()


def _revoke(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    centre.revoke(asked.device)
    centre.close()
    yield {"said": "revoked", "device": asked.device}


COMMANDS = (
    Command(
        "enrol",
        _enrol,
        (("unit", {}), ("--out", {"required": True}), ("--name", {"default": ""}), ("--address", {"default": ""})),
    ),
    Command("units", _units),
    Command("revoke", _revoke, (("device", {}),)),
)
