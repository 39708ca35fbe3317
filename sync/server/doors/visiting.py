"""The doors of a run: enrolment, signing in, greeting, push, pull, digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import case, select

from sync.core import wire
from sync.core.stamp import ms_of
from sync.core.tables import unit_channel
from sync.server import feed, revocation, sessions, unit_keys
from sync.server.arrival import MOST_AHEAD_MS, OfferedPush, Parked, read_arrivals
from sync.server.doors.door import READING, WRITING, Door
from sync.server.entitlement import channels_of, may_read
from sync.server.intake import Intake
from sync.server.refused import Refused
from sync.server.roles import CENTRE
from sync.server.store import rows
from sync.server.store.adding import add_if_new
from sync.server.store.database import noted
from sync.server.store.tables import counter, device, parked
from sync.server.upstream import offers

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sync.server.arrival import Arrival
    from sync.server.centre import Centre
    from sync.server.sessions import Session

_LARGEST_OFFSET_MS = 1 << 48


def enrol(centre: Centre, message: wire.Enrol, _session: None) -> wire.Enrolled:
    """Take in a new device."""
    sessions.check_protocol(message.protocol)
    with centre.database.writing() as pen:
        enrolled = sessions.enrol(pen, message, centre.now())
    if enrolled is None:
        raise Refused("bad-code")
    return enrolled


def challenge(centre: Centre, message: wire.Ask, _session: None) -> wire.Challenge:
    """Something to sign."""
    sessions.check_protocol(message.protocol)
    with centre.database.writing() as pen:
        return sessions.give_challenge(pen, message, centre.now())


def token(centre: Centre, message: wire.SignIn, _session: None) -> wire.SignedIn:
    """A session for a signed challenge."""
    with centre.database.writing() as pen:
        return sessions.sign_in(pen, message, centre.now())


def greet(centre: Centre, message: wire.Greeting, session: Session) -> wire.Welcome:
    """How a run begins."""
    sessions.check_protocol(message.protocol)
    if message.incarnation != session.incarnation:
        raise Refused("sign-in-needed")
    now = centre.now()
    with centre.database.writing() as pen:
        channels = channels_of(pen, session)
        pen.execute(device.update().where(device.c.id == session.device).values(_told(message, channels, now)))
        unit_keys.note_keyed(pen, session.device, keyed=message.keyed)
    with centre.database.reading() as connection:  # numbers and digests of one moment, whoever writes meanwhile
        latest = _latest(connection, channels)
        epoch, durable = _standing(connection, session)
        totals = rows.totals_of(connection, channels)
        keys = unit_keys.word_for(connection, session.device)
    return wire.Welcome(
        wire.PROTOCOL, now, epoch, durable, session.unit, latest, totals, *keys, centre_key=centre.key.public
    )


def push(centre: Centre, message: OfferedPush, session: Session) -> wire.Pushed:
    """Take rows in; a revoked device's are only kept. Raises Refused: new-epoch, clock-wrong, revoked."""
    if session.is_revoked:
        with centre.database.writing() as pen:
            revocation.quarantine(pen, session.device, message.rows, centre.now())
        raise Refused("revoked")
    arrivals, unread = read_arrivals(message.rows)
    _check_clock(arrivals, centre.now())
    with centre.database.writing() as pen:
        epoch, durable = _standing(pen, session)
        if message.epoch != epoch:
            raise Refused("new-epoch")
        taken, settled = _take(pen, session, arrivals, message.cursors)
        put_aside = (*unread, *taken.parked)
        _park(pen, put_aside, session, centre.now())
        _fewer_wait(pen, session, len(message.rows))
    if session.role == CENTRE:
        with centre.database.reading() as connection:  # after the end of the writing, which others may have overtaken
            settled, durable = offers.standing(connection)
    reasons = [(each.table, each.id, each.reason) for each in put_aside]
    return wire.Pushed(epoch, durable, settled, taken.lost, reasons, taken.conflicts)


def pull(centre: Centre, message: wire.Pull, session: Session) -> feed.FedPage:
    """A page of a channel. Raises Refused: not-entitled, new-epoch."""
    with centre.database.reading() as connection:
        if not may_read(connection, session, message.channel):
            raise Refused("not-entitled")
        epoch, durable = _standing(connection, session)
        if message.epoch != epoch:
            raise Refused("new-epoch")
        most = message.limit, message.size
        found, cursor, more = feed.read_page(
            connection, message.channel, message.cursor, reader="" if message.whole else session.incarnation, most=most
        )
        return feed.FedPage(epoch, durable, cursor, more, found)


def digests(centre: Centre, message: wire.AskDigests, session: Session) -> wire.Digests:
    """The buckets of a channel. Raises Refused not-entitled."""
    with centre.database.reading() as connection:
        if not may_read(connection, session, message.channel):
            raise Refused("not-entitled")
        return wire.Digests(rows.buckets_of(connection, message.channel))


DOORS = (
    Door("/v1/enrol", wire.Enrol, enrol, signed_in=False),
    Door("/v1/challenge", wire.Ask, challenge, signed_in=False),
    Door("/v1/token", wire.SignIn, token, signed_in=False),
    Door("/v1/greet", wire.Greeting, greet),
    Door("/v1/push", OfferedPush, push, lane=WRITING, hears_revoked=True),
    Door("/v1/pull", wire.Pull, pull, lane=READING),
    Door("/v1/digests", wire.AskDigests, digests),
)


def _take(
    pen: Connection, session: Session, arrivals: list[Arrival], cursors: dict[str, int]
) -> tuple[Intake | offers.Taken, int]:
    """Merge the rows; what came of it, and the number at which they are settled."""
    if session.role == CENTRE:
        return offers.take_offers(pen, session, arrivals, cursors), 0
    intake = Intake(pen, session, cursors)
    return intake, intake.take(arrivals)


def _standing(connection: Connection, session: Session) -> tuple[str, int]:
    """The centre's epoch, and how far a verified backup covers the channel of the session's unit.

    A centre below speaks for many units: to it the centre tells how far all of its channels are covered.
    """
    if session.role == CENTRE:
        return noted(connection, "epoch") or "", offers.standing(connection)[1]
    _, durable = feed.latest_of(connection, unit_channel(session.unit))
    return noted(connection, "epoch") or "", durable


def _latest(connection: Connection, channels: tuple[str, ...]) -> dict[str, int]:
    """The latest number of each channel; 0 for one without rows."""
    found = connection.execute(select(counter.c.channel, counter.c.latest).where(counter.c.channel.in_(channels)))
    return dict.fromkeys(channels, 0) | dict(found.all())


def _told(message: wire.Greeting, channels: tuple[str, ...], now_ms: int) -> dict[str, object]:
    """What the operator later reads of the device; nothing larger than the database holds, whatever is claimed."""
    cursors = {channel: _bounded(message.cursors[channel]) for channel in channels if channel in message.cursors}
    return {
        "last_contact": now_ms,
        "clock_offset": _bounded(message.time_ms - now_ms),
        "program": message.program[:100],
        "waiting": max(_bounded(message.waiting), 0),
        "open_points": max(_bounded(message.open_points), 0),
        "cursors": msgspec.msgpack.encode(cursors),
        "incarnation": message.incarnation,
    }


def _fewer_wait(pen: Connection, session: Session, rows_taken: int) -> None:
    """What the device told when it greeted us has become less by what it has brought since."""
    left = case((device.c.waiting > rows_taken, device.c.waiting - rows_taken), else_=0)
    pen.execute(device.update().where(device.c.id == session.device).values(waiting=left))


def _bounded(ms: int) -> int:
    """A difference of clocks that the database can hold, whatever the other side claims."""
    return min(max(ms, -_LARGEST_OFFSET_MS), _LARGEST_OFFSET_MS)


def _check_clock(arrivals: list[Arrival], now_ms: int) -> None:
    latest = max((arrival.row.greatest_stamp() for arrival in arrivals), default=None)
    if latest is not None and (ahead := ms_of(latest) - now_ms) > MOST_AHEAD_MS:
        raise Refused("clock-wrong", ahead)


def _park(pen: Connection, put_aside: tuple[Parked, ...], session: Session, now_ms: int) -> None:
    for each in put_aside:
        if not add_if_new(pen, parked, each.stored() | {"device": session.device, "at": now_ms}):
            pen.execute(parked.update().where(parked.c.mark == each.mark).values(at=now_ms))
