"""Whose bundle it is: a device that the centre knows, or one that asks to be taken in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from sync.core.bundle import UnknownSender
from sync.core.bundle_content import Joining
from sync.server import sessions
from sync.server.refused import Refused
from sync.server.roles import CENTRE
from sync.server.store import tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.core.bundle import BundleReader, Manifest
    from sync.server.centre import Centre


class Undone(Exception):
    """Ends a transaction of which nothing is to stay."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The device whose bundle it is."""

    device: str
    name: str
    unit: str
    unit_name: str
    role: str
    is_revoked: bool
    joined: bool = False


def sender_of(centre: Centre, bundle: BundleReader) -> Sender:
    """Who signed the bundle; a device that presents its code is taken in.

    One that was taken in and has not heard of it still presents its code: its key says who it is, even if the code has
    expired meanwhile. Raises UnknownSender, Refused: bad-code, upgrade-needed.
    """
    manifest = bundle.manifest
    sessions.check_protocol(manifest.protocol)
    with centre.database.reading() as connection:
        known = _known(connection, manifest)
    if known is None and manifest.enrol:
        joining = _joining(bundle)
        with centre.database.writing() as pen:
            enrolled = sessions.enrol(pen, joining.enrol, centre.now())
        if enrolled is None:  # said outside: a wrong code that was counted stays counted
            raise Refused("bad-code")
        with centre.database.reading() as connection:
            known = _known(connection, manifest, joined=True)
    return _desk(known, manifest)


def sender_if_taken(centre: Centre, bundle: BundleReader) -> Sender:
    """As `sender_of`, but nobody is taken in. Raises as it does."""
    manifest, known = bundle.manifest, None
    sessions.check_protocol(manifest.protocol)
    with suppress(Undone), centre.database.writing() as pen:
        known = _known(pen, manifest)
        if known is None and manifest.enrol and sessions.enrol(pen, _joining(bundle).enrol, centre.now()):
            known = _known(pen, manifest, joined=True)
        raise Undone
    if known is None and manifest.enrol:
        raise Refused("bad-code")
    return _desk(known, manifest)


def _joining(bundle: BundleReader) -> Joining:
    """What a device that wants to be taken in says first. Raises Refused bad-code when it speaks for another key."""
    first = next(bundle.contents(), None)
    if not isinstance(first, Joining) or first.enrol.public_key.hex() != bundle.manifest.sender:
        raise Refused("bad-code")
    return first


def _known(connection: Connection, manifest: Manifest, *, joined: bool = False) -> Sender | None:
    device, unit = tables.device.c, tables.unit.c
    asked = select(device.id, device.name, device.unit, unit.name, device.role, device.state)
    signed = asked.where(device.public_key == bytes.fromhex(manifest.sender)).order_by(device.enrolled.desc())
    found = connection.execute(signed.join(tables.unit, unit.code == device.unit)).first()
    if found is None:
        return None
    device_id, name, unit_code, unit_name, role, state = found
    return Sender(device_id, name, unit_code, unit_name, role, state == "revoked", joined)


def _desk(known: Sender | None, manifest: Manifest) -> Sender:
    """Centres agree over the network only. Raises UnknownSender."""
    if known is None or known.role == CENTRE:
        raise UnknownSender(manifest)
    return known
