"""What the operator can find out: whether the database is sound, who has which title."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from sync.server.centre import Centre
from sync.server.folding import fold
from sync.server.inspection import problems_of
from sync.server.refused import Refused
from sync.server.store.database import note
from sync.server.store.tables import SCHEMA_VERSION
from sync.server.titles import find_titles, title_card
from tests.server.desk import Desk


def damage(office: Centre, statement: str) -> list[str]:
    with office.database.writing() as pen:
        assert pen.execute(text(statement)).rowcount > 0
    with office.database.reading() as connection:
        return problems_of(connection)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE synced SET stamp = x'00000000000000000000000000' WHERE tbl = 'item'", "mark of item"),
        ("UPDATE digest SET mark = mark + 1 WHERE channel = 'unit:A' AND rows > 0", "digest of unit:A"),
        ("DELETE FROM synced WHERE tbl = 'item'", "no row for item"),
        ("DELETE FROM place WHERE tbl = 'item'", "no place for item"),
        ("UPDATE counter SET latest = 1 WHERE channel = 'unit:A'", "counter of unit:A"),
    ],
)
def test_check_finds_what_does_not_agree(office: Centre, desk: Desk, statement: str, problem: str) -> None:
    desk.push(desk.item(), desk.title(), desk.item())
    problems = damage(office, statement)
    assert any(each.startswith(problem) for each in problems), problems


def test_a_sound_centre_has_no_problems_however_many_rows(office: Centre, desk: Desk) -> None:
    desk.push(*(desk.item(barcode=str(number)) for number in range(1500)))
    with office.database.reading() as connection:
        assert problems_of(connection) == []


def test_a_database_of_a_newer_version_is_refused_and_kept(office: Centre) -> None:
    with office.database.writing() as pen:
        note(pen, "schema", str(SCHEMA_VERSION + 1))
    with pytest.raises(Refused) as refused:
        Centre.open(office.folder.at)
    assert (refused.value.code, refused.value.facts["schema"]) == ("newer-schema", SCHEMA_VERSION + 1)


def marc(title: str, author: str = "", **more: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"245/1": [0, "00", "a", f"{title} :", "b", more.get("rest", ""), "c", "x"]}
    fields["100/x"] = [0, "1 ", "a", f"{author},"]
    fields["260/1"] = [1, "  ", "a", "Hà Nội", "c", more.get("year", "")]
    fields["020/2"] = [0, "  ", "a", more.get("isbn", "")]
    return fields


def test_titles_of_all_units_are_found_without_marks_and_with_who_has_them(
    office: Centre, desk: Desk, stranger: Desk
) -> None:
    law = desk.title(**marc("Điều lệnh", "Bộ Công an", rest="đội ngũ", year="c2019.", isbn="9786041000001 (bìa mềm)"))
    other = stranger.title(**marc("Truyện Kiều", "Nguyễn Du"))
    desk.push(law)
    stranger.push(other, stranger.item(title_id=law.id))
    (found,) = find_titles(office.database, "dieu LENH đội", limit=10)
    assert found == {
        "id": law.id,
        "title": "Điều lệnh : đội ngũ",
        "author": "Bộ Công an",
        "year": "2019",
        "isbn": "9786041000001",
        "units": ["A", "B"],
    }
    assert [each["title"] for each in find_titles(office.database, "nguyen du", limit=10)] == ["Truyện Kiều"]
    assert find_titles(office.database, "9786041000001", limit=10)
    assert len(find_titles(office.database, "", limit=10)) == 2
    assert len(find_titles(office.database, "", limit=1)) == 1
    assert find_titles(office.database, "%", limit=10) == find_titles(office.database, "", limit=10)
    assert find_titles(office.database, "uyen", limit=10) == [], "words are found from their beginning"


def test_a_changed_title_is_found_as_it_is_now_and_a_deleted_one_not_at_all(office: Centre, desk: Desk) -> None:
    title = desk.title(**marc("Tên cũ"))
    desk.push(title)
    assert len(find_titles(office.database, "ten cu", limit=10)) == 1
    renamed = desk.change(title, **{"245/1": [0, "00", "a", "Tên mới"]})
    desk.push(renamed)
    assert find_titles(office.database, "ten cu", limit=10) == []
    assert len(find_titles(office.database, "ten moi", limit=10)) == 1
    desk.push(desk.change(renamed, deleted_at=1))
    assert find_titles(office.database, "ten", limit=10) == []


@pytest.mark.parametrize(
    "odd", [{}, {"245/1": None}, {"245/1": []}, {"245/1": "x"}, {"245/1": [0]}, {"245/1": [0, "", "a"]}]
)
def test_a_title_with_odd_fields_has_an_empty_card(odd: dict[str, object]) -> None:
    assert title_card(odd) == ("", "", "", "")


def test_the_first_occurrence_and_its_first_subfield_count() -> None:
    fields = {"245/z": [0, "00", "a", "Một", "a", "Hai"], "245/a": [1, "00", "a", "Ba"]}
    assert title_card(fields) == ("Một", "", "", "")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Điều lệnh ĐỘI NGŨ", "dieu lenh doi ngu"),
        ("Hòa/Hoà – 2020.", "hoa hoa 2020"),
        ("ưỡn Ă â", "uon a a"),
        ("  ", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
