"""What the centre makes of pushed rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sync.core.conflict import RESTORED
from sync.core.row import Row, new_id
from sync.core.stamp import make
from sync.server.arrival import LARGEST_ROW, MOST_AHEAD_MS
from sync.server.centre import Centre
from sync.server.inspection import problems_of
from sync.server.refused import Refused
from sync.server.store.tables import parked
from tests.server.desk import Desk, Time


def kinds(rows: list[Row]) -> list[str]:
    return sorted(row.table for row in rows)


def put_aside(office: Centre) -> int:
    with office.database.reading() as connection:
        return len(connection.execute(parked.select()).all())


def assert_sound(office: Centre) -> None:
    with office.database.reading() as connection:
        assert problems_of(connection) == []


def test_a_pushed_row_reaches_the_other_desk_of_the_unit_as_it_was(desk: Desk, second: Desk) -> None:
    item = desk.item(barcode="TK1", price=12_000, note=None, parts=[1, {"a": b"\x00"}], weight=0.5, lent=True)
    assert desk.push(item).parked == []
    (got,) = second.pull()
    assert (got.table, got.id, got.channel, got.fields) == ("item", item.id, "unit:A", item.fields)
    assert list(got.stamped()) == list(item.stamped())


def test_pushing_twice_changes_nothing(office: Centre, desk: Desk, second: Desk) -> None:
    rows = desk.item(), desk.title()
    first = desk.push(*rows)
    before = second.page()
    assert desk.push(*rows) == first
    assert second.page() == before
    assert_sound(office)


def test_the_same_row_twice_in_one_push_ends_at_the_later_value(office: Centre, desk: Desk, second: Desk) -> None:
    item = desk.item(barcode="TK1")
    desk.push(item, desk.change(item, barcode="TK2"))
    (got,) = second.pull()
    assert got.fields == {"barcode": "TK2"}
    assert_sound(office)


def test_fields_merge_one_by_one(office: Centre, desk: Desk, second: Desk) -> None:
    item = desk.item(barcode="TK1", note="", price=1)
    desk.push(item)
    (known,) = second.pull()
    second.push(second.change(known, note="rách bìa"))
    desk.push(desk.change(item, price=2))
    (got,) = desk.pull()
    assert got.fields == {"barcode": "TK1", "note": "rách bìa", "price": 2}
    assert_sound(office)


def test_the_sender_of_an_older_value_is_told_and_gets_the_newer_one(desk: Desk, second: Desk) -> None:
    item = desk.item(note="")
    desk.push(item)
    (known,) = second.pull()
    older = desk.change(item, note="cũ")
    newer = second.change(known, note="mới")
    second.push(newer)
    pushed = desk.push(older)
    assert pushed.lost == [("item", bytes.fromhex(item.id), "note")]
    got = {row.table: row for row in desk.pull()}
    assert got["item"].fields["note"] == "mới"


def test_two_who_did_not_know_of_each_other_make_one_conflict_that_every_desk_sees(desk: Desk, second: Desk) -> None:
    item = desk.item(note="")
    desk.push(item)
    (known,) = second.pull()
    ours, theirs = desk.change(item, note="của ta"), second.change(known, note="của họ")
    assert desk.push(ours).conflicts == 0
    assert second.push(theirs).conflicts == 1
    assert second.push(theirs).conflicts == 0
    (conflict,) = (row for row in desk.pull() if row.table == "conflict")
    assert (conflict.fields["loser"], conflict.fields["winner"]) == ("của ta", "của họ")
    assert (conflict.fields["row"], conflict.fields["field"]) == (item.id, "note")
    assert "conflict" in kinds(second.pull())


def test_a_change_that_knew_what_it_replaced_is_no_conflict(desk: Desk, second: Desk) -> None:
    item = desk.item(note="")
    desk.push(item)
    desk.push(first := desk.change(item, note="một"))
    assert desk.push(desk.change(first, note="hai")).conflicts == 0
    assert kinds(second.pull()) == ["item"]


def test_closing_a_conflict_closes_it_everywhere(office: Centre, desk: Desk, second: Desk) -> None:
    item = desk.item(note="")
    desk.push(item)
    (known,) = second.pull()
    ours, theirs = desk.change(item, note="của ta"), second.change(known, note="của họ")
    desk.push(ours)
    second.push(theirs)
    (conflict,) = (row for row in desk.pull() if row.table == "conflict")
    desk.push(desk.change(conflict, state=RESTORED))
    (seen,) = (row for row in second.pull() if row.table == "conflict")
    assert seen.fields["state"] == RESTORED
    assert_sound(office)


def test_a_conflict_about_a_shared_title_is_seen_by_every_unit_that_has_it(desk: Desk, stranger: Desk) -> None:
    title = desk.title()
    desk.push(title)
    stranger.push(stranger.item(title_id=title.id))
    (known,) = (row for row in stranger.pull() if row.table == "title")
    desk.push(desk.change(title, leader="a"))
    stranger.push(stranger.change(known, leader="b"))
    stranger.push(stranger.change(known, **{"245/1": [0, "00", "a", "Điều lệnh nội vụ"]}))
    desk.push(desk.change(title, **{"245/1": [0, "00", "a", "Điều lệnh đội ngũ"]}))
    assert kinds(desk.pull()) == ["conflict", "conflict", "title"]
    assert kinds(stranger.pull()) == ["conflict", "conflict", "title"]


def test_a_redacted_reader_stays_blank_whatever_arrives_later(desk: Desk, second: Desk) -> None:
    reader = Row(
        "reader", new_id(1), desk.channel, desk.clock.tick(), {"name": "Nguyễn Văn An", "card": "T1"}, fresh=True
    )
    desk.push(reader)
    (known,) = second.pull()
    second.push(second.change(known, redacted=True))
    desk.push(desk.change(reader, name="Nguyễn Văn Ân"))
    got = {row.table: row for row in desk.pull()}
    assert got["reader"].fields == {"name": None, "card": "T1", "redacted": True}


def test_a_title_goes_to_the_units_that_have_an_item_of_it(desk: Desk, stranger: Desk) -> None:
    title = desk.title()
    desk.push(title)
    assert stranger.pull() == []
    item = stranger.item(title_id=title.id)
    stranger.push(item)
    (got,) = stranger.pull()
    assert (got.table, got.id, got.fields) == ("title", title.id, title.fields)


def test_a_changed_title_reaches_every_unit_that_has_it(office: Centre, desk: Desk, stranger: Desk) -> None:
    title = desk.title()
    desk.push(title)
    stranger.push(stranger.item(title_id=title.id))
    stranger.pull()
    desk.push(desk.change(title, leader="mới"))
    (got,) = stranger.pull()
    assert got.fields["leader"] == "mới"
    assert_sound(office)


def test_a_title_that_arrives_after_the_item_that_names_it_is_placed_all_the_same(
    office: Centre, desk: Desk, stranger: Desk
) -> None:
    title = desk.title()
    stranger.push(stranger.item(title_id=title.id))
    assert stranger.pull() == []
    desk.push(title)
    assert kinds(stranger.pull()) == ["title"]
    assert_sound(office)


def test_an_item_and_its_title_in_one_push_may_come_in_any_order(desk: Desk, stranger: Desk) -> None:
    title = desk.title()
    desk.push(desk.item(title_id=title.id), title)
    known = Row(title.table, title.id, title.channel, title.stamp, dict(title.fields))
    pushed = stranger.push(stranger.change(known, leader="mới"), stranger.item(title_id=title.id))
    assert pushed.parked == []
    assert [row.fields.get("leader") for row in desk.pull()] == ["mới"]


def test_unknown_tables_and_fields_of_a_newer_program_travel(desk: Desk, second: Desk) -> None:
    hold_shelf = Row("hold_shelf", new_id(1), desk.channel, desk.clock.tick(), {"row": 3}, fresh=True)
    desk.push(hold_shelf, desk.item(barcode="TK1", colour="đỏ"))
    got = {row.table: row for row in second.pull()}
    assert got["hold_shelf"].fields == {"row": 3}
    assert got["item"].fields["colour"] == "đỏ"


def test_stamps_that_run_ahead_refuse_the_push_and_say_by_how_much(
    office: Centre, desk: Desk, second: Desk, time: Time
) -> None:
    ahead = MOST_AHEAD_MS + 60_000
    item = Row(
        "item", new_id(1), desk.channel, make(time.ms + ahead, 0, desk.incarnation), {"barcode": "TK9"}, fresh=True
    )
    with pytest.raises(Refused) as refused:
        desk.push(desk.item(), item)
    assert refused.value.code == "clock-wrong"
    assert 0 <= ahead - refused.value.number < 1000
    assert second.pull() == []
    time.ms += 60_000
    assert desk.push(item).parked == []


def test_after_a_new_epoch_nothing_is_taken_or_given_until_the_device_has_greeted(office: Centre, desk: Desk) -> None:
    item = desk.item()
    new = office.begin_new_epoch()
    for request in (lambda: desk.push(item), desk.page):
        with pytest.raises(Refused, match="new-epoch"):
            request()
    desk.epoch = desk.greet().epoch
    assert desk.epoch == new
    assert desk.push(item).epoch == new


BAD_ROWS: dict[str, Any] = {
    "an id of fifteen bytes": ["item", b"1" * 15, "unit:A", b"2" * 13, {"a": 1}],
    "a short stamp": ["item", b"1" * 16, "unit:A", b"2" * 12, {"a": 1}],
    "a short stamp of a field": ["item", b"1" * 16, "unit:A", b"0" * 13, {"a": 1}, {"a": b"1"}],
    "bases that are no stamps": ["item", b"1" * 16, "unit:A", b"\0" * 13, {"a": 1}, {}, {"a": b"1"}],
    "fields that are a list": ["item", b"1" * 16, "unit:A", b"\0" * 13, [1]],
    "a field named by a number": ["item", b"1" * 16, "unit:A", b"\0" * 13, {1: 1}],
    "a field without a name": ["item", b"1" * 16, "unit:A", b"\0" * 13, {"": 1}],
    "a table without a name": ["", b"1" * 16, "unit:A", b"\0" * 13, {"a": 1}],
    "a name that cannot be printed": ["item\0", b"1" * 16, "unit:A", b"\0" * 13, {"a": 1}],
    "nothing": [],
    "no row at all": 7,
    "half a row": ["item", b"1" * 16],
}


@pytest.mark.parametrize("bad", BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_row_that_cannot_be_understood_is_kept_and_blocks_nothing(
    office: Centre, desk: Desk, second: Desk, bad: Any
) -> None:
    (good,) = [desk.item()]
    whole = ["item", bytes.fromhex(good.id), "unit:A", bytes.fromhex(good.stamp), good.fields, {}, {}, True]
    for _ in range(2):
        pushed = desk.push_raw([bad, whole])
        assert [reason for _, _, reason in pushed.parked] == ["unreadable"]
    assert [row.id for row in second.pull()] == [good.id]
    assert put_aside(office) == 1


def test_a_row_that_is_too_large_is_kept_aside(office: Centre, desk: Desk, second: Desk) -> None:
    large, small = desk.item(note="x" * LARGEST_ROW), desk.item(note="x" * (LARGEST_ROW - 500))
    assert desk.push(large, small).parked == [("item", bytes.fromhex(large.id), "row-too-large")]
    assert [row.id for row in second.pull()] == [small.id]


def test_a_time_value_of_msgpack_is_not_a_value_that_every_replica_can_store(desk: Desk) -> None:
    when = datetime(2026, 9, 2, tzinfo=UTC)
    pushed = desk.push_raw([["item", b"1" * 16, "unit:A", b"\0" * 13, {"a": [{"b": when}]}]])
    assert pushed.parked == [("item", b"1" * 16, "unreadable")]


def test_a_row_without_fields_says_nothing(office: Centre, desk: Desk, second: Desk) -> None:
    desk.push(Row("item", new_id(1), desk.channel, desk.clock.tick(), {}))
    assert second.pull() == []
    assert_sound(office)
