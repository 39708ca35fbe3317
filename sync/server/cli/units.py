"""The commands about units and their devices."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.cli.command import Command, open_centre
from sync.server.cli.wording import VIETNAM
from sync.server.refused import Refused
from sync.server.roles import CENTRE, DESK, OPERATOR
from sync.server.sessions import CODE_DAYS

if TYPE_CHECKING:
    import argparse

    from sync.server.cli.command import Answers


def _enrol(asked: argparse.Namespace) -> Answers:
    out = Path(asked.out)
    centre = open_centre(asked)
    enrolment = centre.enrolment(
        asked.unit,
        name=asked.name,
        address=asked.address,
        role=_role(asked),
        days=asked.days,
        recovery_key=Path(asked.recovery_key) if asked.recovery_key else None,
    )
    centre.close()
    # The file lets one device in, so only its owner may read it.
    opened = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(json.dumps(enrolment, ensure_ascii=False, indent=1) + "\n")
    told: dict[str, object] = {name: enrolment[name] for name in ("unit", "unit_name", "address", "role")}
    told["expires"] = datetime.fromisoformat(enrolment["expires"]).astimezone(VIETNAM).isoformat()
    told["keyed"] = bool(enrolment["unit_key"])
    yield {"said": "enrolment", **told, "file": str(out)}


def _role(asked: argparse.Namespace) -> str:
    if asked.operator and asked.centre:
        raise Refused("two-roles")
    return OPERATOR if asked.operator else CENTRE if asked.centre else DESK


def _revoke(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    if asked.undo:
        centre.readmit(asked.device)
    else:
        centre.revoke(asked.device)
    centre.close()
    yield {"said": "readmitted" if asked.undo else "revoked", "device": asked.device}


COMMANDS = (
    Command(
        "enrol",
        _enrol,
        (
            ("unit", {}),
            ("--out", {"required": True}),
            ("--name", {"default": ""}),
            ("--address", {"default": ""}),
            ("--operator", {"action": "store_true"}),
            ("--centre", {"action": "store_true"}),
            ("--days", {"type": int, "default": CODE_DAYS}),
            ("--recovery-key", {"metavar": "FILE", "default": ""}),
        ),
    ),
    Command("revoke", _revoke, (("device", {}), ("--undo", {"action": "store_true"}))),
)
