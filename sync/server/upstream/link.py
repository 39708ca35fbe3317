"""The one above this centre: how this centre came to belong to it, kept among its keys."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sync.client import enrolling, enrolment, enrolment_file
from sync.client.enrolment import BadEnrolment, Enrolment
from sync.core.stops import Stop
from sync.server.refused import Refused
from sync.server.upstream import memory

if TYPE_CHECKING:
    from pathlib import Path

    from sync.server.centre import Centre
    from sync.server.folder import Folder

FILE, BEGUN = "upstream.key", "upstream-begun.key"
"""They hold a secret key, and backups of the centre carry them."""
_ROLE = "centre"


def kept(folder: Folder) -> Enrolment | None:
    """The enrolment at the centre above; None when there is none above."""
    return _read(folder, FILE)


def enrol(centre: Centre, file: Path) -> Enrolment:
    """Belong to the centre that wrote this enrolment file. Everything here is then offered to it.

    Raises Refused: bad-enrolment (`reason`), not-for-a-centre, own-enrolment, above-unreachable; and OSError.
    """
    folder = centre.folder
    before = kept(folder)
    try:
        found = enrolment_file.read_file(file)
        if found.role != _ROLE:
            raise Refused("not-for-a-centre", unit=found.unit)
        if found.centre_key == centre.key.public.hex():
            raise Refused("own-enrolment", region=found.unit)
        begun = enrolment.begin(found, unit=found.unit, kept=_begun_with(folder, found.code))
        _keep(folder, BEGUN, begun)  # should the answer be lost, the same key counts again
        complete = enrolling.finish(begun, name=folder.name, now=datetime.now(UTC))
    except BadEnrolment as bad:
        raise Refused("bad-enrolment", reason=bad.reason, file=str(file)) from bad
    except Stop as stop:
        raise Refused("above-unreachable", stop=stop.name, file=str(file)) from stop
    if complete.role != _ROLE:
        raise Refused("not-for-a-centre", unit=complete.unit)
    if before is None or not _is_same_centre(before, complete):
        with centre.database.writing() as pen:
            memory.forget_everything(pen)
    _keep(folder, FILE, complete)
    (folder.at / "keys" / BEGUN).unlink(missing_ok=True)
    return complete


def _is_same_centre(one: Enrolment, other: Enrolment) -> bool:
    return (one.authority, one.unit) == (other.authority, other.unit)


def _begun_with(folder: Folder, code: str) -> Enrolment | None:
    """What an earlier attempt with this code left: the same key gets the same answer."""
    found = (_read(folder, name) for name in (BEGUN, FILE))
    return next((each for each in found if each and each.code == code), None)


def _read(folder: Folder, name: str) -> Enrolment | None:
    try:
        return Enrolment.from_bytes((folder.at / "keys" / name).read_bytes())
    except FileNotFoundError:
        return None


def _keep(folder: Folder, name: str, enrolment: Enrolment) -> None:
    """Never there by half, and for its owner only."""
    file = folder.at / "keys" / name
    draft = file.with_name(f"{name}.draft")
    opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "wb") as out:
        out.write(enrolment.to_bytes())
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
