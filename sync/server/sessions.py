"""Who is speaking: enrolment with a one-time code, a signed challenge, a short-lived token."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from secrets import compare_digest, token_bytes, token_hex, token_urlsafe
from typing import TYPE_CHECKING

from sqlalchemy import select

from sync.core.identity import is_signed_by
from sync.core.row import new_id
from sync.core.stamp import is_stamp
from sync.core.tables import unit_channel
from sync.core.wire import PROTOCOL, Challenge, Enrolled, SignedIn
from sync.server.blocks import first_of
from sync.server.refused import Refused
from sync.server.store.adding import add_if_new
from sync.server.store.tables import challenge, code, device, incarnation, token, unit

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement, Connection, Table

    from sync.core.wire import Ask, Enrol, SignIn

SESSION_MS = 12 * 3600 * 1000
CHALLENGE_MS = 60 * 1000
DAY_MS = 24 * 3600 * 1000
CODE_DAYS = 14
"""How long an enrolment file is good for, unless its writer says otherwise."""
CODE_MS = CODE_DAYS * DAY_MS
MOST_DAYS = 365
MOST_TRIES = 5
"""Wrong secrets after which an enrolment code is burnt."""
_OPEN_CHALLENGES = 20
_LONGEST_NAME = 200
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """A device that has proved who it is, as one start of its program."""

    device: str
    unit: str
    incarnation: str
    role: str = "desk"
    is_revoked: bool = False

    @property
    def channel(self) -> str:
        """The channel of the device's unit."""
        return unit_channel(self.unit)


def check_protocol(spoken: int) -> None:
    """Refuse what is more than one version away. Raises Refused upgrade-needed."""
    if abs(spoken - PROTOCOL) > 1:
        raise Refused("upgrade-needed", PROTOCOL)


def new_code(connection: Connection, unit_code: str, *, expires: int, role: str = "desk", keyed: bool = False) -> str:
    """A one-time code with which one device of this unit may enrol as `role` until `expires` (UTC ms).

    `keyed` says that its file carries the unit's key.
    """
    number, secret = token_hex(4), token_urlsafe(24)
    granted = {"unit": unit_code, "expires": expires, "role": role, "keyed": int(keyed)}
    connection.execute(code.insert().values(number=number, secret=_hash(secret), tries=0, **granted))
    return f"{number}.{secret}"


def enrol(connection: Connection, message: Enrol, now_ms: int) -> Enrolled | None:
    """Take a device in; the same key with the same code again gets the same answer (its first answer may be lost).

    None when the code is wrong, used or expired: the caller commits the counted try and then refuses.
    """
    number, _, secret = message.code.partition(".")
    # Locked, so that of two PCs with one file exactly one is taken in.
    found = connection.execute(select(code).where(code.c.number == number).with_for_update()).one_or_none()
    if found is None or found.expires < now_ms or found.tries >= MOST_TRIES:
        return None
    if not compare_digest(found.secret, _hash(secret)):
        connection.execute(code.update().where(code.c.number == number).values(tries=code.c.tries + 1))
        return None
    if len(message.public_key) != _KEY_BYTES or not is_signed_by(
        message.public_key, message.code.encode(), message.signature
    ):
        return None
    name = connection.execute(select(unit.c.name).where(unit.c.code == found.unit)).scalar_one()
    if found.device is not None:
        key = connection.execute(select(device.c.public_key).where(device.c.id == found.device)).scalar()
        return (
            Enrolled(found.device, found.unit, name, now_ms, first_of(connection, found.unit, found.device), found.role)
            if key == message.public_key
            else None
        )
    new = new_id(now_ms)
    connection.execute(
        device.insert().values(
            id=new,
            unit=found.unit,
            name=message.name[:_LONGEST_NAME],
            public_key=message.public_key,
            state="active",
            enrolled=now_ms,
            role=found.role,
            keyed=found.keyed,
        )
    )
    connection.execute(code.update().where(code.c.number == number).values(device=new))
    return Enrolled(new, found.unit, name, now_ms, first_of(connection, found.unit, new), found.role)


def enrolled_as(connection: Connection, device_id: str, now_ms: int) -> Enrolled:
    """What a device was told when it was taken in: one that enrolled by stick is told again with every answer."""
    asked = select(device.c.unit, unit.c.name, device.c.role).join(unit, unit.c.code == device.c.unit)
    unit_code, name, role = connection.execute(asked.where(device.c.id == device_id)).one()
    return Enrolled(device_id, unit_code, name, now_ms, first_of(connection, unit_code, device_id), role)


def give_challenge(connection: Connection, message: Ask, now_ms: int) -> Challenge:
    """Something to sign, good once and for a minute. Raises Refused: sign-in-needed for a stranger."""
    _known_device(connection, message.device)
    _forget(connection, challenge, challenge.c.nonce, challenge.c.expires < now_ms)
    open_ones = (
        select(challenge.c.nonce)
        .where(challenge.c.device == message.device)
        .order_by(challenge.c.expires.desc())
        .offset(_OPEN_CHALLENGES)
    )
    _forget(connection, challenge, challenge.c.nonce, challenge.c.nonce.in_(open_ones))
    nonce = token_bytes(32)
    connection.execute(challenge.insert().values(nonce=nonce, device=message.device, expires=now_ms + CHALLENGE_MS))
    return Challenge(nonce)


def sign_in(connection: Connection, message: SignIn, now_ms: int) -> SignedIn:
    """A token for a signed challenge. Raises Refused: sign-in-needed, bad-request."""
    known = _known_device(connection, message.device)
    asked = challenge.c.nonce == message.nonce, challenge.c.device == message.device, challenge.c.expires >= now_ms
    if not connection.execute(challenge.delete().where(*asked)).rowcount or not _is_signed(message, known):
        raise Refused("sign-in-needed")
    _register(connection, message, now_ms)
    _forget(connection, token, token.c.hash, token.c.expires < now_ms)
    fresh = token_urlsafe(32)
    connection.execute(
        token.insert().values(
            hash=_hash(fresh), device=message.device, incarnation=message.incarnation, expires=now_ms + SESSION_MS
        )
    )
    return SignedIn(fresh, SESSION_MS // 1000)


def session_of(connection: Connection, bearer: str, now_ms: int) -> Session:
    """Whose token this is. Raises Refused sign-in-needed."""
    question = (
        select(token.c.device, token.c.incarnation, device.c.unit, device.c.state, device.c.role)
        .join(device, device.c.id == token.c.device)
        .where(token.c.hash == _hash(bearer), token.c.expires >= now_ms)
    )
    found = connection.execute(question).one_or_none()
    if found is None:
        raise Refused("sign-in-needed")
    return Session(found.device, found.unit, found.incarnation, found.role, is_revoked=found.state == "revoked")


def _known_device(connection: Connection, device_id: str) -> bytes:
    """The device's public key. A revoked one may still say who it is: it is told so, and what it brings is kept."""
    found: bytes | None = connection.execute(select(device.c.public_key).where(device.c.id == device_id)).scalar()
    if found is None:
        raise Refused("sign-in-needed")
    return found


def _is_signed(message: SignIn, public_key: bytes) -> bool:
    text = b"tusach-sign-in" + message.device.encode() + message.nonce + message.incarnation.encode()
    return is_signed_by(public_key, text, message.signature)


def _register(connection: Connection, message: SignIn, now_ms: int) -> None:
    """An incarnation belongs to one device for ever, so that the echo rule can never hide a row from another."""
    if not is_stamp("0" * 16 + message.incarnation):
        raise Refused("bad-request")
    claim = {"incarnation": message.incarnation, "device": message.device, "since": now_ms}
    if add_if_new(connection, incarnation, claim):
        return
    claimed = select(incarnation.c.device).where(incarnation.c.incarnation == message.incarnation)
    if connection.execute(claimed).scalar_one() != message.device:
        raise Refused("bad-request")


def _forget(connection: Connection, table: Table, key: Column[bytes], which: ColumnElement[bool]) -> None:
    """Clear away what has ended, but for what another visitor is clearing away or using at this moment."""
    ended = select(key).where(which).with_for_update(skip_locked=True)
    connection.execute(table.delete().where(key.in_(ended)))


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
