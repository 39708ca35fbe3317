"""What goes wrong between a province and the ministry, and what becomes of it."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from nation import Nation, Province
from sqlalchemy import select
from world import fields_of

from desktop.library.store.rows import load
from sync.client.run import Ran, run
from sync.core.digest import Change
from sync.core.row import Row
from sync.core.stamp import ms_of
from sync.core.upward import PARENT
from sync.server.store.rows import change_digests, held_rows
from sync.server.store.tables import device, place, synced, unit
from sync.server.upstream import memory
from sync.server.upstream.replica import CentreReplica

MINUTE = 60_000
TITLE, ITEMS = "2" * 32, ["a" * 31 + str(n) for n in range(4)]


def offered(province: Province) -> int:
    """How many rows the province has pushed so far."""
    return sum(len(body) > 0 for body, _ in province.line.pushes)


def test_everything_that_was_there_before_is_offered_once(new_nation: Nation):
    north = new_nation.provinces[0]
    for desk in north.desks:
        desk.put("item", ITEMS[0] if desk.unit == "A01" else ITEMS[1], {"barcode": "TK1"})
        desk.sync()
    first = north.sync_up()
    assert first.stop is None
    assert first.sent > 2
    assert first.waiting == 0
    pushes = offered(north)
    north.start_above()
    assert north.sync_up().sent == 0
    assert offered(north) == pushes


def test_a_unit_that_is_anothers_above_stays_below_and_is_told_of(new_nation: Nation):
    north = new_nation.provinces[0]
    new_nation.ministry.centre.enrolment("A01", name="Đơn vị của Bộ")
    for desk in north.desks:
        desk.put("item", ITEMS[0] if desk.unit == "A01" else ITEMS[1], {"barcode": "TK1"})
        desk.sync()
    assert north.sync_up().stop is None
    assert north.sync_up().waiting == 0
    with north.centre.database.reading() as connection:
        assert memory.refused_units(connection) == ["A01"]
    above = new_nation.ministry.rows()
    assert ("item", ITEMS[1]) in above
    assert ("item", ITEMS[0]) not in above
    # The ministry gives the unit away; the next start of the province's program asks again.
    with new_nation.ministry.centre.database.writing() as pen:
        pen.execute(unit.update().where(unit.c.code == "A01").values(through="HN"))
    north.start_above()
    north.replica().ask_again_for_refused()
    new_nation.reckon()
    assert ("item", ITEMS[0]) in new_nation.ministry.rows("unit:A01")


def test_a_title_put_aside_above_is_offered_again_once_it_is_shared(nation: Nation):
    first, _, third, _ = nation.desks
    first.put("title", TITLE, {"245/1": [1, "  ", "a", "ours"], "250/1": [2, "  ", "a", "only ours"]})
    first.sync()
    nation.provinces[0].sync_up()
    nation.ministry.clock.pass_(MINUTE)
    third.put("title", TITLE, {"245/1": [1, "  ", "a", "theirs"], "260/1": [3, "  ", "a", "only theirs"]})
    third.sync()
    south = nation.provinces[1]
    assert south.sync_up().parked == 1
    assert south.replica().open_points() == 1
    assert south.sync_up().waiting == 0
    third.put("item", ITEMS[2], {"title_id": TITLE})
    nation.reckon()
    assert south.replica().open_points() == 0
    for desk in (first, third):
        row = load(desk.store.connection, "title", TITLE)
        assert {name: value[3] for name, value in row.fields.items()} == {
            "245/1": "theirs",
            "250/1": "only ours",
            "260/1": "only theirs",
        }
        assert [told.field for told in desk.store.conflicts.all()] == ["245/1"], "nobody knew of the other's words"


def test_rows_stamped_ahead_of_the_clock_above_wait_and_do_not_hold_up_the_others(nation: Nation):
    nation.settle()
    north: Province = nation.provinces[0]
    ahead, right = north.desks
    right.put("item", ITEMS[1], {"barcode": "TK2"})
    right.sync()
    north.skew_ms, ahead.skew_ms = 20 * MINUTE, 20 * MINUTE
    ahead.put("item", ITEMS[0], {"barcode": "TK1"})
    ahead.sync()
    ran = north.sync_up()
    assert ran.stop is None
    above = nation.ministry.rows()
    assert ("item", ITEMS[1]) in above
    assert ("item", ITEMS[0]) not in above
    assert ran.waiting > 0
    north.skew_ms = ahead.skew_ms = 0  # somebody sets the clocks right
    nation.ministry.clock.pass_(20 * MINUTE)
    nation.reckon()
    assert ("item", ITEMS[0]) in nation.ministry.rows()


def test_a_stamp_that_the_ministry_refuses_after_all_costs_patience_only(nation: Nation):
    nation.settle()
    north: Province = nation.provinces[0]
    north.skew_ms = north.desks[0].skew_ms = 20 * MINUTE
    north.desks[0].put("item", ITEMS[0], {"barcode": "TK1"})
    north.desks[0].sync()
    replica = north.replica()
    replica.measured_clock(0)  # the greeting had lied
    replica.measured_clock = lambda _: None
    stopped = run_with(north, replica)
    assert stopped.stop == "try-later"
    row = held_rows_of(north, "item", ITEMS[0])
    assert ms_of(row.greatest_stamp()) > nation.ministry.clock.ms + 10 * MINUTE, "nobody has moved the desk's stamps"


def run_with(province: Province, replica: CentreReplica) -> Ran:
    return run(replica, province.above, stopping=threading.Event())


def held_rows_of(province: Province, table: str, row_id: str) -> Row:
    with province.centre.database.reading() as connection:
        return held_rows(connection, [(table, row_id)])[table, row_id].row


def test_whom_the_ministry_revokes_is_no_affair_of_the_provinces_devices(nation: Nation):
    nation.settle()
    north, south = nation.provinces
    nation.ministry.centre.revoke(south.below.device)
    assert south.sync_up().stop == "revoked"
    nation.ministry.centre.readmit(south.below.device)
    nation.ministry.centre.revoke(south.below.device)
    north.sync_up()
    with north.centre.database.reading() as connection:
        told = select(place.c.channel).where(place.c.tbl == "revocation")
        assert connection.execute(told).scalars().all() == [PARENT]
        assert set(connection.execute(select(device.c.state)).scalars()) == {"active"}
    for desk in north.desks:
        assert desk.sync().stop is None
        assert not [row for row in desk.rows() if row[0] == "revocation"]
    nation.compare(north)


def test_the_provinces_own_revocations_stay_below(nation: Nation):
    north = nation.provinces[0]
    nation.settle()
    north.centre.revoke(north.desks[0].identity.device)
    assert north.desks[0].sync().stop == "revoked"
    assert north.sync_up().stop is None
    assert not [row for row in nation.ministry.rows() if row[0] == "revocation"]
    assert north.desks[1].sync().stop is None
    nation.compare(north)


def test_a_unit_that_gets_another_name_has_it_everywhere(nation: Nation):
    nation.settle()
    nation.provinces[0].centre.enrolment("A01", name="Thư viện A01")
    nation.reckon()
    for desk in nation.desks:
        names = {row["code"][0]: row["name"][0] for (table, _), row in desk.rows().items() if table == "unit"}
        assert names["A01"] == "Thư viện A01"
    with nation.ministry.centre.database.reading() as connection:
        assert connection.execute(select(unit.c.name).where(unit.c.code == "A01")).scalar() == "Thư viện A01"


def test_a_row_that_the_ministry_lost_is_mended_by_the_digests(nation: Nation):
    desk, north = nation.desks[0], nation.provinces[0]
    desk.put("item", ITEMS[0], {"barcode": "TK1"})
    nation.reckon()
    lose(nation, "item", ITEMS[0])
    assert north.sync_up().mended == 1
    nation.ministry.mended = 0
    nation.reckon()
    assert ("item", ITEMS[0]) in nation.ministry.rows("unit:A01")


def lose(nation: Nation, table: str, row_id: str) -> None:
    """A fault of the ministry's disk takes a row away, with all that pointed to it."""
    key = bytes.fromhex(row_id)
    with nation.ministry.centre.database.writing() as pen:
        before = held_rows(pen, [(table, row_id)])[table, row_id].row
        change = Change()
        change.moved(before.channel, before, None)
        change_digests(pen, change)
        pen.execute(synced.delete().where(synced.c.id == key))
        pen.execute(place.delete().where(place.c.id == key))


def test_the_names_of_units_are_mended_too(nation: Nation):
    nation.reckon()
    north = nation.provinces[0]
    with north.centre.database.writing() as pen:
        pen.execute(place.delete().where(place.c.channel == PARENT))
        pen.execute(memory.digest.update().where(memory.digest.c.channel == PARENT).values(rows=0, mark=0))
    assert north.sync_up().mended > 0
    nation.ministry.mended = 0
    nation.reckon()


def test_a_reader_is_forgotten_at_the_ministry_too(nation: Nation):
    desk = nation.desks[0]
    desk.put("reader", "c" * 32, {"name": "Nguyễn Văn An", "card": "T1"})
    nation.settle()
    desk.put("reader", "c" * 32, {"redacted": True})
    nation.reckon()
    with nation.ministry.centre.database.reading() as connection:
        row = held_rows(connection, [("reader", "c" * 32)])["reader", "c" * 32].row
    assert fields_of(row)["name"][0] is None


def test_names_pass_through_both_centres_sealed(nation: Nation):
    nation.desks[0].put("reader", "c" * 32, {"name": "Nguyễn Văn An", "card": "T1"})
    nation.reckon()
    for centre in (nation.ministry.centre, nation.provinces[0].centre):
        with centre.database.reading() as connection:
            row = held_rows(connection, [("reader", "c" * 32)])["reader", "c" * 32].row
        assert row.fields["card"] == "T1"
        assert b"An" not in bytes(row.fields["name"])
