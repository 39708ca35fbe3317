"""A device for tests that speaks to the doors of a centre directly, without a network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from backports import zstd

from sync.core import wire
from sync.core.identity import DeviceKey
from sync.core.row import Row, new_id
from sync.core.stamp import Clock, new_incarnation
from sync.core.tables import unit_channel
from sync.server.centre import Centre
from sync.server.doors import DOORS, answer

Message = TypeVar("Message", bound=msgspec.Struct)
_BY_PATH = {door.path: door for door in DOORS}


class Time:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.ms = 1_790_000_000_000

    def __call__(self) -> int:
        self.ms += 1
        return self.ms


def ask(
    centre: Centre, path: str, message: msgspec.Struct, kind: type[Message], *, bearer: str | None = None
) -> Message:
    """Through the door, as bytes both ways."""
    given = answer(centre, _BY_PATH[path], wire.pack(message), bearer)
    return wire.unpack(wire.pack(given), kind)


class Desk:
    """A device of a unit, enrolled and signed in."""

    def __init__(self, centre: Centre, unit: str, *, role: str = "desk") -> None:
        self.centre, self.unit, self.channel = centre, unit, unit_channel(unit)
        self.key = DeviceKey.create()
        code = centre.enrolment(unit, name=f"Đơn vị {unit}", role=role)["code"]
        self.device = enrol(centre, code, self.key).device
        self.cursors: dict[str, int] = {}
        self.start()

    def start(self) -> None:
        """The program starts: a new incarnation, a new session."""
        self.incarnation = new_incarnation()
        self.clock = Clock(self.incarnation, now=self.centre.now)
        self.bearer = sign_in(self.centre, self.device, self.key, self.incarnation)
        self.epoch = self.greet().epoch

    def greet(self) -> wire.Welcome:
        greeting = wire.Greeting(wire.PROTOCOL, "thử", self.incarnation, self.centre.now(), "", self.cursors)
        return ask(self.centre, "/v1/greet", greeting, wire.Welcome, bearer=self.bearer)

    def push(self, *rows: Row, epoch: str | None = None) -> wire.Pushed:
        message = wire.Push(self.epoch if epoch is None else epoch, self.cursors, wire.rows_out(rows))
        return ask(self.centre, "/v1/push", message, wire.Pushed, bearer=self.bearer)

    def push_raw(self, rows: Iterable[Any]) -> wire.Pushed:
        """Rows of any shape."""
        door = _BY_PATH["/v1/push"]
        body = zstd.compress(msgspec.msgpack.encode([self.epoch, self.cursors, list(rows)]))
        return wire.unpack(wire.pack(answer(self.centre, door, body, self.bearer)), wire.Pushed)

    def page(
        self, channel: str | None = None, *, limit: int = 1000, size: int = 1 << 20, cursor: int | None = None
    ) -> wire.Page:
        """A page after the cursor (or another one), without moving it."""
        home = channel or self.channel
        after = self.cursors.get(home, 0) if cursor is None else cursor
        message = wire.Pull(self.epoch, home, after, limit, size)
        return ask(self.centre, "/v1/pull", message, wire.Page, bearer=self.bearer)

    def pull(self, channel: str | None = None, *, limit: int = 1000) -> list[Row]:
        """Everything after the cursor, which moves."""
        home, rows, more = channel or self.channel, [], True
        while more:
            page = self.page(home, limit=limit)
            rows += wire.rows_in(page.rows)
            self.cursors[home], more = page.cursor, page.more
        return rows

    def buckets(self, channel: str | None = None) -> dict[int, tuple[int, int]]:
        return ask(
            self.centre, "/v1/digests", wire.AskDigests(channel or self.channel), wire.Digests, bearer=self.bearer
        ).buckets

    def item(self, **fields: Any) -> Row:
        """A new item of this unit."""
        return self._row("item", self.channel, fields or {"barcode": "TK1"})

    def title(self, **fields: Any) -> Row:
        """A new title, which everybody may share."""
        return self._row("title", "catalogue", fields or {"245/1": [0, "00", "a", "Điều lệnh"]})

    def change(self, row: Row, **fields: Any) -> Row:
        """A change of a row as this desk knows it: what replaces which stamps."""
        bases = {name: [row.stamp_of(name)] for name in fields}
        return Row(row.table, row.id, row.channel, self.clock.tick(), fields, bases=bases)

    def _row(self, table: str, channel: str, fields: dict[str, Any]) -> Row:
        return Row(table, new_id(self.centre.now()), channel, self.clock.tick(), fields, fresh=True)


def hasty(office: Centre) -> Centre:
    """The same centre without waiting for the disk: tests that are not about durability take a third of the time."""
    connection = office.database._engine.raw_connection()
    connection.cursor().execute("PRAGMA synchronous = OFF")
    connection.close()
    return office


def enrol(centre: Centre, code: str, key: DeviceKey) -> wire.Enrolled:
    message = wire.Enrol(wire.PROTOCOL, code, key.public, key.sign(code.encode()), "máy thử")
    return ask(centre, "/v1/enrol", message, wire.Enrolled)


def sign_in(centre: Centre, device: str, key: DeviceKey, incarnation: str) -> str:
    nonce = ask(centre, "/v1/challenge", wire.Ask(wire.PROTOCOL, device), wire.Challenge).nonce
    return ask(centre, "/v1/token", signed(device, nonce, incarnation, key), wire.SignedIn).token


def signed(device: str, nonce: bytes, incarnation: str, key: DeviceKey) -> wire.SignIn:
    text = b"tusach-sign-in" + device.encode() + nonce + incarnation.encode()
    return wire.SignIn(device, nonce, incarnation, key.sign(text))
