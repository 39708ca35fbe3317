"""A device is revoked: everybody hears of it, what it brings is kept apart and never merged, and it may be readmitted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from sync.core import wire
from sync.core.row import named_id
from sync.core.tables import COMMON
from sync.server import revocation
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from sync.server.quarantine import take_in, throw_away
from sync.server.refused import Refused
from sync.server.store.tables import parked
from tests.server.desk import Desk, ask, sign_in


def kept(office: Centre, desk: Desk) -> int:
    with office.database.reading() as connection:
        question = select(func.count()).where(parked.c.device == desk.device, parked.c.reason == revocation.QUARANTINED)
        return int(connection.execute(question).scalar_one())


def word_about(desk: Desk, reader: Desk) -> dict[str, object]:
    reader.cursors[COMMON] = 0
    told = {row.id: row for row in reader.pull(COMMON) if row.table == "revocation"}
    return dict(told[named_id("revocation", desk.device)].fields)


def refused(desk: Desk, *rows: object) -> None:
    with pytest.raises(Refused, match="revoked"):
        desk.push(*rows)


def test_every_device_hears_of_it_once(office: Centre, desk: Desk, second: Desk, stranger: Desk):
    office.revoke(desk.device)
    told = word_about(desk, second)
    assert (told["device"], told["unit"], told["state"]) == (desk.device, "A", "revoked")
    assert word_about(desk, stranger) == told, "its bundles may come to any unit's stick"
    office.revoke(desk.device)
    assert word_about(desk, second)["at"] == told["at"]
    with office.database.reading() as connection:
        assert problems_of(connection) == []


def test_nothing_is_told_of_devices_that_never_were_revoked(office: Centre, desk: Desk, second: Desk):
    office.readmit(desk.device)
    assert [row.table for row in second.pull(COMMON)] == ["unit"]
    with pytest.raises(Refused, match="no-device"):
        office.readmit("0" * 32)


def test_what_it_brings_is_kept_and_never_merged(office: Centre, desk: Desk, second: Desk):
    before = desk.item(barcode="TK1")
    desk.push(before)
    office.revoke(desk.device)
    refused(desk, desk.item(barcode="TK2"), desk.change(before, note="sau khi thu hồi"))
    assert kept(office, desk) == 2
    [row] = second.pull()
    assert row.fields == {"barcode": "TK1"}, "what it pushed before stays"


def test_the_same_rows_brought_again_are_kept_once(office: Centre, desk: Desk):
    rows = [desk.item(barcode=f"TK{number}") for number in range(5)]
    office.revoke(desk.device)
    for _ in range(3):
        refused(desk, *rows)
    assert kept(office, desk) == 5


def test_it_may_still_say_who_it_is_and_is_told(office: Centre, desk: Desk):
    office.revoke(desk.device)
    desk.bearer = sign_in(office, desk.device, desk.key, desk.incarnation)
    refused(desk, desk.item())
    assert kept(office, desk) == 1
    greeting = wire.Greeting(wire.PROTOCOL, "thử", desk.incarnation, office.now(), "", {})
    with pytest.raises(Refused, match="revoked"):
        ask(office, "/v1/greet", greeting, wire.Welcome, bearer=desk.bearer)


def test_no_more_is_kept_than_there_is_room_for(office: Centre, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    office.revoke(desk.device)
    monkeypatch.setattr(revocation, "MOST_ROWS", 3)
    for number in range(3):
        refused(desk, desk.item(barcode=f"a{number}"), desk.item(barcode=f"b{number}"))
    assert kept(office, desk) == 3
    monkeypatch.setattr(revocation, "MOST_ROWS", 100)
    monkeypatch.setattr(revocation, "MOST_BYTES", 5_000)
    refused(desk, *(desk.item(note="x" * 2_000) for _ in range(5)))
    assert kept(office, desk) == 5


def test_rows_that_cannot_be_read_are_kept_too(office: Centre, desk: Desk):
    office.revoke(desk.device)
    with pytest.raises(Refused, match="revoked"):
        desk.push_raw([["item", b"short"], 7])
    assert kept(office, desk) == 2


def test_a_readmitted_device_brings_its_rows_itself(office: Centre, desk: Desk, second: Desk):
    row = desk.item(barcode="TK2")
    office.revoke(desk.device)
    refused(desk, row)
    office.readmit(desk.device)
    assert second.pull() == [], "nobody merged what was kept apart"
    assert word_about(desk, second)["state"] == "readmitted"
    desk.start()
    desk.push(row)
    assert [each.id for each in second.pull()] == [row.id]


def test_the_operator_takes_in_what_a_lost_pc_had_left_or_throws_it_away(office: Centre, desk: Desk, second: Desk):
    office.revoke(desk.device)
    row = desk.item(barcode="TK2")
    refused(desk, row, desk.item(barcode="TK3"))
    taken = take_in(office, desk.device)
    assert (taken.rows, taken.parked) == (2, 0)
    assert {each.fields["barcode"] for each in second.pull()} == {"TK2", "TK3"}
    assert kept(office, desk) == 0
    refused(desk, desk.item(barcode="TK4"))
    assert throw_away(office, desk.device) == 1
    assert kept(office, desk) == 0
    assert len(second.pull()) == 0


def test_what_is_taken_in_passes_the_same_border(office: Centre, desk: Desk, stranger: Desk):
    theirs = stranger.item(barcode="TK9")
    office.revoke(desk.device)
    refused(desk, theirs)
    taken = take_in(office, desk.device)
    assert (taken.rows, taken.parked) == (1, 1)
    assert stranger.pull() == []
