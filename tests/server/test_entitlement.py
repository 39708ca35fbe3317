"""The security boundary: every door and every channel, for everybody who may knock."""

from __future__ import annotations

from typing import Any, get_origin

import msgspec
import pytest
from msgspec.structs import fields

from sync.core import wire
from sync.core.row import Row, new_id
from sync.core.tables import TABLES
from sync.server.app import create_app
from sync.server.centre import Centre
from sync.server.doors import DOORS, answer
from sync.server.doors.door import Door
from sync.server.inspection import problems_of
from sync.server.refused import STATUS, Refused
from sync.server.store.tables import synced
from tests.server.desk import Desk

OPEN = {"/v1/enrol", "/v1/challenge", "/v1/token"}
CHANNELS = ("common", "catalogue", "unit:A", "unit:B", "unit:", "unit:A ", "UNIT:A", "unit:%", "", "unit:A/../unit:B")


def message_for(door: Door, channel: str) -> msgspec.Struct:
    now = 1_790_000_000_000
    messages: dict[str, msgspec.Struct] = {
        "/v1/enrol": wire.Enrol(1, "x.y", b"", b"", ""),
        "/v1/challenge": wire.Ask(1, "x"),
        "/v1/token": wire.SignIn("x", b"", "0" * 10, b""),
        "/v1/greet": wire.Greeting(1, "", "0" * 10, now, "", {}),
        "/v1/push": wire.Push("", {}, []),
        "/v1/pull": wire.Pull("", channel, 0, 10, 1000),
        "/v1/digests": wire.AskDigests(channel),
    }
    return messages.get(door.path) or plainest(door.takes)


def plainest(kind: Any) -> msgspec.Struct:
    """A message of this kind in which everything that must be said is nothing."""
    empty: dict[Any, Any] = {str: "", bytes: b"", int: 0, float: 0.0, bool: False, list: [], dict: {}}
    return kind(**{each.name: empty[get_origin(each.type) or each.type] for each in fields(kind) if each.required})


def said(centre: Centre, door: Door, message: Any, bearer: str | None) -> str:
    try:
        answer(centre, door, wire.pack(message), bearer)
    except Refused as refused:
        return refused.code
    return "done"


def test_the_program_has_no_door_that_this_test_does_not_know(office: Centre) -> None:
    paths = {getattr(route, "path", "") for route in create_app(office).routes}
    assert paths == {door.path for door in DOORS} | {"/v1/health"}
    assert {door.path for door in DOORS if not door.signed_in} == OPEN


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.path)
@pytest.mark.parametrize("bearer", [None, "", "x", "0" * 43])
def test_without_a_session_no_door_but_the_first_three_answers(office: Centre, door: Door, bearer: str | None) -> None:
    expected = {"/v1/enrol": "bad-code"}.get(door.path, "sign-in-needed")
    assert said(office, door, message_for(door, "unit:A"), bearer) == expected


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_device_reads_common_and_its_own_channel_only(stranger: Desk, desk: Desk, channel: str) -> None:
    desk.push(desk.item(), desk.title())
    entitled = channel in {"common", "unit:B"}
    for path, message in (
        ("/v1/pull", wire.Pull(stranger.epoch, channel, 0, 10, 1000)),
        ("/v1/digests", wire.AskDigests(channel)),
    ):
        door = next(door for door in DOORS if door.path == path)
        assert said(stranger.centre, door, message, stranger.bearer) == ("done" if entitled else "not-entitled")


def test_the_greeting_names_only_what_may_be_read(desk: Desk, stranger: Desk) -> None:
    desk.push(desk.item())
    welcome = stranger.greet()
    assert set(welcome.latest) == set(welcome.digests) == {"common", "unit:B"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_device_writes_its_own_rows_and_shared_titles_only(
    office: Centre, desk: Desk, stranger: Desk, channel: str
) -> None:
    def visible() -> list[wire.Page]:
        return [each.page(name, cursor=0) for each in (desk, stranger) for name in each.greet().latest]

    for table in (*TABLES, "from_a_newer_program"):
        own = channel == "unit:A" and table not in {"title", "unit", "revocation"}
        shared = channel == "catalogue" and table in {"title", "conflict", "from_a_newer_program"}
        row = Row(table, new_id(1), channel, desk.clock.tick(), {"a": 1}, fresh=True)
        before, pushed = visible(), desk.push(row)
        if own or shared:
            assert pushed.parked == [], table
            continue
        assert [reason for _, _, reason in pushed.parked] == ["not-entitled" if channel else "unreadable"], table
        assert visible() == before
        with office.database.reading() as connection:
            assert connection.execute(synced.select().where(synced.c.id == bytes.fromhex(row.id))).all() == []


def test_a_row_of_another_unit_cannot_be_taken_over_or_changed(office: Centre, desk: Desk, stranger: Desk) -> None:
    item = desk.item(barcode="TK1")
    desk.push(item)
    for channel in ("unit:A", "unit:B", "catalogue"):
        change = Row("item", item.id, channel, stranger.clock.tick(), {"barcode": "X"}, bases={"barcode": [item.stamp]})
        assert [reason for _, _, reason in stranger.push(change).parked] == ["not-entitled"]
    assert stranger.pull() == []
    desk.start()
    assert [row.fields for row in desk.pull()] == [{"barcode": "TK1"}]
    with office.database.reading() as connection:
        assert problems_of(connection) == []


def test_a_title_that_the_unit_does_not_have_cannot_be_changed(desk: Desk, stranger: Desk) -> None:
    title = desk.title()
    desk.push(title)
    change = stranger.change(title, leader="x")
    assert [reason for _, _, reason in stranger.push(change).parked] == ["not-entitled"]
    assert desk.pull() == []
    stranger.push(stranger.item(title_id=title.id))
    assert stranger.push(change).parked == []
    assert [row.fields["leader"] for row in desk.pull()] == ["x"]


def test_offering_exactly_what_is_there_is_allowed_because_a_restored_centre_may_have_forgotten_who_has_it(
    desk: Desk, stranger: Desk
) -> None:
    title = desk.title()
    desk.push(title)
    assert stranger.push(Row(title.table, title.id, title.channel, title.stamp, title.fields)).parked == []
    desk.push(desk.change(title, leader="mới"))
    assert [row.fields.get("leader") for row in stranger.pull()] == ["mới"]


def test_an_item_that_names_a_row_of_another_unit_brings_nothing(desk: Desk, stranger: Desk) -> None:
    item = desk.item()
    desk.push(item)
    stranger.push(stranger.item(title_id=item.id))
    assert stranger.pull() == []


@pytest.mark.parametrize("title_id", [None, 7, "", "x" * 32, "0" * 31, ["0" * 32]])
def test_an_item_that_names_no_title_is_an_item_all_the_same(desk: Desk, second: Desk, title_id: Any) -> None:
    assert desk.push(desk.item(title_id=title_id)).parked == []
    assert len(second.pull()) == 1


def test_one_row_that_is_not_allowed_does_not_stop_the_others(desk: Desk, second: Desk) -> None:
    bad = Row("unit", new_id(1), "common", desk.clock.tick(), {"name": "x"}, fresh=True)
    good = desk.item()
    assert len(desk.push(bad, good).parked) == 1
    assert [row.id for row in second.pull()] == [good.id]


def test_a_conflict_about_a_title_that_the_unit_does_not_have_is_told_to_nobody_else(
    desk: Desk, stranger: Desk
) -> None:
    title = desk.title()
    desk.push(title)
    fields = {"table": "title", "row": title.id, "field": "leader", "state": "open"}
    stranger.push(Row("conflict", new_id(1), "catalogue", stranger.clock.tick(), dict(fields), fresh=True))
    assert desk.pull() == []


def test_every_code_of_the_centre_has_its_status() -> None:
    documented = {
        code.strip() for code in (wire.Problem.__doc__ or "").split("`code`:")[1].replace("\n", " ").split("|")
    }
    assert {each.split()[0].rstrip(".") for each in documented} == STATUS.keys()
