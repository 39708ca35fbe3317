"""Whatever comes through a door, the centre gives a plain answer."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core import wire
from sync.core.row import Row
from sync.server.centre import Centre
from sync.server.doors import DOORS, answer
from sync.server.doors.door import Door
from sync.server.refused import STATUS, Refused
from tests.server.desk import Desk
from tests.server.test_entitlement import message_for


def code(desk: Desk, door: Door, body: bytes) -> str:
    try:
        answer(desk.centre, door, body, desk.bearer)
    except Refused as refused:
        return refused.code
    return "done"


def is_said(shape: Any, door: Door) -> bool:
    """Whether this happens to be a message for the door: some have no part that must be there."""
    try:
        wire.unpack(zstd.compress(msgspec.msgpack.encode(shape)), door.takes)
    except wire.Unreadable:
        return False
    return True


def bodies_of(door: Door) -> bytes:
    return wire.pack(message_for(door, "unit:A"))


@pytest.fixture
def desk(office: Centre) -> Desk:
    """A desk that may come to every door."""
    return Desk(office, "A", role="operator")


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.path)
def test_a_body_cut_at_any_byte_is_a_bad_request(desk: Desk, door: Door) -> None:
    body = bodies_of(door)
    assert {code(desk, door, body[:length]) for length in range(len(body))} == {"bad-request"}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.path)
def test_other_bodies_that_are_no_message_are_bad_requests(desk: Desk, door: Door) -> None:
    deep = zstd.compress(b"\x91" * 1_000_000 + b"\x01")
    shapes: tuple[Any, ...] = ({}, [], 7, "x", None, [[]] * 9, [-1] * 9)
    wrong = [zstd.compress(msgspec.msgpack.encode(each)) for each in shapes if not is_said(each, door)]
    trailing = zstd.compress(msgspec.msgpack.encode(message_for(door, "unit:A")) + b"\x01")
    for body in (b"", b"\x28\xb5\x2f\xfd", b"GET / HTTP/1.1\r\n", b"\0" * 1000, deep, trailing, *wrong):
        assert code(desk, door, body) == "bad-request", body[:20]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.path)
def test_a_body_that_opens_to_gigabytes_is_refused_unopened(desk: Desk, door: Door) -> None:
    bomb = zstd.ZstdCompressor(1)
    piece = b"\0" * (1 << 20)
    body = b"".join([*(bomb.compress(piece) for _ in range(200)), bomb.flush()])
    assert len(body) < 100_000
    assert code(desk, door, body) == "too-large"


@settings(max_examples=120)
@given(noise=st.binary(max_size=200), where=st.integers(0, len(DOORS) - 1), place=st.integers(0, 60))
def test_altered_bytes_never_make_anything_but_a_plain_answer(
    noisy_desk: Desk, noise: bytes, where: int, place: int
) -> None:
    plain = msgspec.msgpack.encode(message_for(DOORS[where], "unit:A"))
    altered = plain[:place] + noise + plain[place + len(noise) :]
    assert code(noisy_desk, DOORS[where], zstd.compress(altered)) in {"done", *STATUS}


@pytest.fixture(scope="module")
def noisy_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(Centre.create(tmp_path_factory.mktemp("noisy") / "c", name="t"), "A", role="operator")


def test_numbers_that_no_database_holds_are_bounded(desk: Desk) -> None:
    greet = next(door for door in DOORS if door.path == "/v1/greet")
    for time_ms in (2**63 - 1, -(2**63), 2**64 - 1):
        message = wire.Greeting(1, "p" * 1000, desk.incarnation, time_ms, "", {"unit:A": 2**63})
        assert code(desk, greet, wire.pack(message)) == "done"
    item = desk.item(price=2**64 - 1)
    desk.cursors = {"unit:A": 2**64 - 1, "nowhere": -5}
    assert desk.push(item).parked == []


@pytest.mark.parametrize("value", [[], {"a": 1}, 5, True, 1.5, b"sealed"], ids=str)
def test_a_row_whose_texts_are_none_is_put_aside_and_nobody_gets_it(desk: Desk, second: Desk, value: object) -> None:
    good = desk.item(barcode="TK1")
    pushed = desk.push(desk.item(barcode=value), good, desk.item(barcode="TK2", call_number=value))
    assert [reason for _, _, reason in pushed.parked] == ["unreadable", "unreadable"]
    assert [row.id for row in second.pull()] == [good.id]


def test_numbers_have_63_bits_and_sealed_names_are_names(desk: Desk, second: Desk) -> None:
    def event(**fields: object) -> Row:
        row = desk.item(kind="lent", **fields)
        return Row("circulation_event", row.id, row.channel, row.stamp, row.fields, fresh=True)

    pushed = desk.push(event(at=1 << 63), event(at="x"), event(at=5), event(at=None))
    assert len(pushed.parked) == 2
    name = desk.item(name=b"\1sealed", card="TV1")
    reader = Row("reader", name.id, name.channel, name.stamp, name.fields, fresh=True)
    card = desk.item(card=b"\1sealed")
    assert desk.push(reader, Row("reader", card.id, card.channel, card.stamp, card.fields, fresh=True)).parked == [
        ("reader", bytes.fromhex(card.id), "unreadable")
    ]
    assert len(second.pull()) == 3


@pytest.mark.parametrize("missing", ["table", "row", "field"])
def test_a_point_that_is_about_nothing_is_put_aside(desk: Desk, second: Desk, missing: str) -> None:
    about = {"kind": "field", "table": "title", "row": "0" * 32, "field": "leader", "state": "open"}
    del about[missing]
    row = desk.item()
    point = Row("conflict", row.id, row.channel, row.stamp, about, fresh=True)
    assert [reason for _, _, reason in desk.push(point).parked] == ["unreadable"]
    assert second.pull() == []
