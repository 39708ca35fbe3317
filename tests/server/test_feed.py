"""How a channel is read: in order, in pages, without one's own echo, and never past what was not given."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core import wire
from sync.core.digest import Change
from sync.core.row import Row
from sync.server.centre import Centre
from tests.server.desk import Desk, hasty
from tests.server.replica import Replica


def ids(rows: list[Row]) -> list[str]:
    return [row.id for row in rows]


def test_a_desk_is_not_sent_back_what_it_pushed(desk: Desk, second: Desk) -> None:
    item = desk.item()
    desk.push(item)
    assert desk.pull() == []
    assert ids(second.pull()) == [item.id]


def test_after_the_last_page_the_cursor_stands_at_the_latest_number_although_echoes_were_left_out(desk: Desk) -> None:
    desk.push(desk.item(), desk.item())
    desk.pull()
    assert desk.cursors["unit:A"] == desk.greet().latest["unit:A"] == 2


def test_an_old_title_that_comes_into_a_channel_is_given_whole_to_whoever_asked_for_it(
    desk: Desk, stranger: Desk
) -> None:
    title = desk.title()
    desk.push(title)
    stranger.push(stranger.item(title_id=title.id), stranger.change(title, leader="mới"))
    (got,) = (row for row in stranger.pull() if row.table == "title")
    assert got.fields == {**title.fields, "leader": "mới"}


def test_a_desk_that_starts_anew_is_sent_all_because_its_disk_may_be_an_old_one(desk: Desk) -> None:
    item = desk.item()
    desk.push(item)
    desk.start()
    assert ids(desk.pull()) == [item.id]


def test_a_desk_that_has_read_everything_need_not_read_its_own_change_of_it(desk: Desk, second: Desk) -> None:
    item = desk.item()
    desk.push(item)
    (known,) = second.pull()
    second.push(second.change(known, note="rách"))
    assert second.pull() == []


def test_a_desk_that_changes_a_row_it_had_not_read_to_its_latest_gets_it_back(desk: Desk, second: Desk) -> None:
    item = desk.item(barcode="TK1", note="", price=1)
    desk.push(item)
    (known,) = second.pull()
    desk.push(desk.change(item, price=2))
    second.push(second.change(known, note="rách"))
    (got,) = second.pull()
    assert got.fields == {"barcode": "TK1", "note": "rách", "price": 2}


def test_a_row_moved_behind_the_cursor_of_a_cut_page_is_still_given(desk: Desk, second: Desk) -> None:
    first, last = desk.item(barcode="1"), desk.item(barcode="2")
    desk.push(first, last)
    page = second.page(limit=1)
    assert page.more
    second.cursors[second.channel] = page.cursor
    (known,) = wire.rows_in(page.rows)
    second.push(second.change(known, note="x"))
    assert ids(second.pull()) == [last.id]


def test_a_lost_field_brings_the_row_back_to_its_sender(desk: Desk, second: Desk) -> None:
    item = desk.item(note="")
    desk.push(item)
    (known,) = second.pull()
    older, newer = desk.change(item, note="cũ"), second.change(known, note="mới")
    second.push(newer)
    desk.pull()
    desk.push(older)
    assert item.id in ids(desk.pull())


def test_pages_end_at_the_asked_number_of_rows_and_of_bytes(desk: Desk, second: Desk) -> None:
    desk.push(*(desk.item(note="x" * 1000) for _ in range(10)))
    assert len(second.page(limit=4).rows) == 4
    assert len(second.page(size=3500).rows) == 3
    assert len(second.page(size=1).rows) == 1, "a page always goes on"
    assert len(second.page(limit=-5, size=-5).rows) == 1
    assert len(second.page(limit=10).rows) == 10
    assert not second.page(limit=10).more
    assert len(second.pull(limit=3)) == 10


@pytest.mark.parametrize("cursor", [2**63, 2**64 - 1, -1, -(2**63)])
def test_any_number_may_be_asked_for(desk: Desk, second: Desk, cursor: int) -> None:
    desk.push(desk.item())
    page = second.page(cursor=cursor)
    assert (len(page.rows), page.more) == (int(cursor < 0), False)


def test_an_empty_channel_is_a_page_without_rows(desk: Desk) -> None:
    assert desk.page() == wire.Page(desk.epoch, 0, 0, more=False, rows=[])


def test_a_closed_row_goes_out_as_it_came_in(desk: Desk, second: Desk) -> None:
    item = desk.item(barcode="TK1", note="")
    desk.push(item)
    desk.push(desk.change(item, note="một"))
    (fed,) = second.page().rows
    assert fed.stamps.keys() == {"note"} or fed.stamps.keys() == {"barcode"}
    assert {len(stamp) for stamp in fed.stamps.values()} == {13}
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(fed), type=wire.WireRow) == fed


def test_the_names_of_units_reach_every_desk_through_the_common_channel(desk: Desk, stranger: Desk) -> None:
    names = {row.fields["code"]: row.fields["name"] for row in desk.pull("common")}
    assert names == {"A": "Đơn vị A", "B": "Đơn vị B"}


def test_a_renamed_unit_is_told_again(office: Centre, desk: Desk) -> None:
    desk.pull("common")
    office.enrolment("A", name="Trại giam A")
    assert [row.fields["name"] for row in desk.pull("common")] == ["Trại giam A"]
    office.enrolment("A")
    assert desk.pull("common") == []


def test_the_greeting_tells_the_latest_numbers_and_digests(desk: Desk, second: Desk) -> None:
    rows = desk.item(), desk.title()
    pushed = desk.push(*rows)
    welcome = second.greet()
    change = Change()
    for row in rows:
        change.moved("unit:A", None, row)
    buckets = {bucket: counted for (_, bucket), counted in change.by_bucket.items()}
    assert welcome.latest["unit:A"] == pushed.seq == 2
    assert second.buckets() == buckets
    assert welcome.digests["unit:A"] == (2, sum(mark for _, mark in buckets.values()) % (1 << 48))


Step = tuple[int, int, str]
steps = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.sampled_from(("edit", "push", "pull", "cut", "start"))),
    max_size=40,
)


@settings(max_examples=30)
@given(steps=steps)
def test_whoever_follows_the_feed_has_what_the_centre_has(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    office = hasty(Centre.create(tmp_path_factory.mktemp("office") / "c", name="t"))
    replicas = [Replica(Desk(office, "A")), Replica(Desk(office, "A")), Replica(Desk(office, "B"))]
    for who, which, what in steps:
        replicas[who].step(what, which)
    for _ in range(3):
        for replica in replicas:
            replica.step("push", 0)
            replica.step("pull", 0)
    assert replicas[0].rows == replicas[1].rows
    shared = [{row.id: row for row in replica.rows.values() if row.table == "title"} for replica in replicas]
    assert shared[2].items() <= shared[0].items()
    for replica in replicas:
        assert replica.buckets() == replica.desk.buckets()
    office.close()
