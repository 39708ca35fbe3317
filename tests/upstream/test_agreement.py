"""Provinces and the ministry agree, and what people wrote stays known, whatever the line and the disks do."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from nation import Nation, Province, WayUp, enrol_below
from world import Desk, Faults, World, prepare

from desktop.library.store.rows import load
from sync.client.run import run
from sync.client.visit import Progress

TITLE, ITEMS = "2" * 32, ["a" * 31 + str(n) for n in range(4)]


def share_a_title(nation: Nation) -> None:
    """The first unit catalogues a title, and a unit of each province comes to own a copy of it."""
    first, _, third, _ = nation.desks
    first.put("title", TITLE, {"245/1": [1, "  ", "a", "Điều lệnh"], "250/1": [2, "  ", "a", "in lần 1"]})
    first.put("item", ITEMS[0], {"title_id": TITLE})
    nation.settle()
    third.put("item", ITEMS[2], {"title_id": TITLE})
    nation.settle()


def conflicts(desk: Desk) -> list[tuple[str, str, str]]:
    return [(told.kind, told.table, told.field) for told in desk.store.conflicts.all()]


def value(desk: Desk, table: str, row_id: str, name: str) -> Any:
    row = load(desk.store.connection, table, row_id)
    return row and row.fields.get(name)


def test_what_a_unit_writes_reaches_the_ministry_with_the_unit(new_nation: Nation):
    desk = new_nation.desks[0]
    desk.put("item", ITEMS[0], {"barcode": "TK1", "title_id": TITLE})
    new_nation.reckon()
    assert ("item", ITEMS[0]) in new_nation.ministry.rows("unit:A01")
    names = {
        fields["code"][0]: fields["name"][0]
        for (table, _), fields in new_nation.desks[3].rows().items()
        if table == "unit"
    }
    assert names == {code: f"Đơn vị {code}" for code in ("A01", "A02", "B01", "B02")} | {
        "HN": "Tỉnh HN",
        "SG": "Tỉnh SG",
    }


def test_a_title_travels_to_the_unit_of_another_province_that_has_a_copy(nation: Nation):
    share_a_title(nation)
    nation.reckon()
    _, second, third, fourth = nation.desks
    assert value(third, "title", TITLE, "245/1")[3] == "Điều lệnh"
    assert load(second.store.connection, "title", TITLE) is None
    assert load(fourth.store.connection, "title", TITLE) is None


def test_two_provinces_that_edit_different_fields_have_no_conflict(nation: Nation):
    share_a_title(nation)
    first, _, third, _ = nation.desks
    first.put("title", TITLE, {"245/1": [1, "  ", "a", "Điều lệnh đội ngũ"]})
    third.put("title", TITLE, {"250/1": [2, "  ", "a", "in lần 2"]})
    nation.reckon()
    for desk in (first, third):
        assert value(desk, "title", TITLE, "245/1")[3] == "Điều lệnh đội ngũ"
        assert value(desk, "title", TITLE, "250/1")[3] == "in lần 2"
        assert conflicts(desk) == []


def test_a_field_edited_in_both_provinces_shows_one_conflict_on_both_sides(nation: Nation):
    share_a_title(nation)
    first, second, third, fourth = nation.desks
    first.put("title", TITLE, {"245/1": [1, "  ", "a", "bản Bắc"]})
    nation.ministry.clock.pass_(60_000)
    third.put("title", TITLE, {"245/1": [1, "  ", "a", "bản Nam"]})
    nation.reckon()
    assert conflicts(first) == conflicts(third) == [("field", "title", "245/1")]
    assert conflicts(second) == conflicts(fourth) == []
    assert value(first, "title", TITLE, "245/1")[3] == "bản Nam"


def test_edits_one_after_the_other_are_no_conflict_even_if_answers_are_lost(nation: Nation):
    share_a_title(nation)
    first, _, third, _ = nation.desks
    north = nation.provinces[0]
    for n in range(4):
        first.put("title", TITLE, {"245/1": [1, "  ", "a", f"lần {n}"]})
        first.sync()
        north.sync_up(losing_the_answer_to_the_first_push())
    nation.settle()
    third.put("title", TITLE, {"245/1": [1, "  ", "a", "lần cuối"]})
    nation.reckon()
    assert conflicts(first) == conflicts(third) == []
    assert value(first, "title", TITLE, "245/1")[3] == "lần cuối"


def test_an_edit_that_comes_between_push_and_pull_does_not_vanish(nation: Nation):
    share_a_title(nation)
    first, _, third, _ = nation.desks
    north, south = nation.provinces
    first.put("title", TITLE, {"245/1": [1, "  ", "a", "bản Bắc"]})
    nation.ministry.clock.pass_(60_000)
    third.put("title", TITLE, {"245/1": [1, "  ", "a", "bản Nam"]})
    third.sync()
    south.sync_up()
    steps: list[str] = []

    def work(progress: Progress) -> None:
        if progress.step == "pull" and "pull" not in steps:
            first.sync()
        steps.append(progress.step)

    ran = run(north.replica(), north.above, stopping=threading.Event(), report=work)
    assert ran.conflicts == 1
    nation.reckon()
    assert conflicts(first) == conflicts(third) == [("field", "title", "245/1")]


def losing_the_answer_to_the_first_push() -> Faults:
    """The greeting is answered; the answer to what follows is lost."""
    heard = iter([False])
    return Faults(lose_answer=lambda: next(heard, True))


def test_a_push_that_arrives_again_changes_nothing(nation: Nation):
    share_a_title(nation)
    for province in nation.provinces:
        for body, token in province.line.pushes:
            nation.ministry.post("push", body, token)
    nation.reckon()
    assert all(conflicts(desk) == [] for desk in nation.desks)


def test_an_idle_run_is_one_round_trip(nation: Nation):
    share_a_title(nation)
    nation.reckon()
    for province in nation.provinces:
        province.line.asked.clear()
        province.sync_up()
        assert province.line.asked == ["greet"]


def test_only_channels_that_moved_are_read(nation: Nation):
    share_a_title(nation)
    nation.settle()
    north, south = nation.provinces
    nation.desks[0].put("title", TITLE, {"245/1": [1, "  ", "a", "mới"]})
    nation.desks[0].sync()
    north.sync_up()
    south.line.asked.clear()
    south.sync_up()
    assert south.line.asked.count("pull") == 1


def test_a_province_put_back_from_its_backup_agrees_again(nation: Nation):
    share_a_title(nation)
    north: Province = nation.provinces[0]
    north.back_up()
    first = nation.desks[0]
    first.put("title", TITLE, {"245/1": [1, "  ", "a", "sau bản lưu"]})
    first.put("item", ITEMS[1], {"barcode": "TK9"})
    nation.settle()
    assert north.restore()
    nation.reckon()
    assert value(nation.desks[2], "title", TITLE, "245/1")[3] == "sau bản lưu"
    assert all(conflicts(desk) == [] for desk in nation.desks)


def test_a_province_put_back_gets_from_the_ministry_what_its_burnt_desk_had_brought(nation: Nation):
    share_a_title(nation)
    north: Province = nation.provinces[0]
    north.back_up()
    nation.desks[0].put("item", ITEMS[1], {"barcode": "TK9"})
    nation.settle()
    assert north.restore()
    north.sync_up()
    assert ("item", ITEMS[1]) in north.rows("unit:A01")


def test_a_ministry_put_back_from_its_backup_is_told_everything_again(nation: Nation):
    share_a_title(nation)
    nation.ministry.back_up()
    first, _, third, _ = nation.desks
    first.put("title", TITLE, {"245/1": [1, "  ", "a", "sau bản lưu"]})
    nation.settle()
    first.put("item", ITEMS[1], {"barcode": "TK9"})
    nation.settle()
    assert nation.ministry.restore()
    nation.reckon()
    assert value(third, "title", TITLE, "245/1")[3] == "sau bản lưu"
    assert ("item", ITEMS[1]) in nation.ministry.rows("unit:A01")
    assert all(conflicts(desk) == [] for desk in nation.desks)


def test_centres_over_postgresql_agree_in_the_same_way(nation_on_postgres: Nation):
    nation = nation_on_postgres
    share_a_title(nation)
    first, _, third, _ = nation.desks
    first.put("title", TITLE, {"245/1": [1, "  ", "a", "bản Bắc"]})
    first.sync()
    nation.provinces[0].sync_up(losing_the_answer_to_the_first_push())
    first.put("title", TITLE, {"245/1": [1, "  ", "a", "bản Bắc, sửa"]})
    third.put("title", TITLE, {"250/1": [2, "  ", "a", "in lần 2"]})
    nation.reckon()
    assert conflicts(first) == conflicts(third) == []
    assert value(third, "title", TITLE, "245/1")[3] == "bản Bắc, sửa"
    nation.provinces[0].centre.enrolment("A01", name="Thư viện A01")
    nation.reckon()


def test_a_third_storey_agrees_with_the_second(nation: Nation, tmp_path: Path):
    """District, province, ministry: to each the one above is above, and the units of a unit's centre are its own."""
    (tmp_path / "roof").mkdir()
    roof = World(tmp_path / "roof" / "world", prepare(tmp_path / "roof", ()))
    up = WayUp(nation.ministry, roof, enrol_below(roof.centre, "VN"))
    share_a_title(nation)
    nation.desks[0].put("title", TITLE, {"245/1": [1, "  ", "a", "Điều lệnh đội ngũ"]})
    nation.settle()
    assert up.sync().stop is None
    assert up.sync().waiting == 0
    nation.reckon()
    assert (up.sync().sent, up.sync().mended) == (0, 0)
    for unit in ("A01", "A02", "B01", "B02"):
        assert roof.rows(f"unit:{unit}") == nation.ministry.rows(f"unit:{unit}")
    names = {row["code"][0] for (table, _), row in nation.desks[3].rows().items() if table == "unit"}
    assert names == {"A01", "A02", "B01", "B02", "HN", "SG", "VN"}
    assert all(conflicts(desk) == [] for desk in nation.desks)
    roof.close()
