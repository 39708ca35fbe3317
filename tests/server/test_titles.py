"""Titles of all units: found without marks, in order, with who has them; what is not for everybody stays out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.operating import TitleLine
from sync.server import titles as index
from sync.server.centre import Centre
from sync.server.folding import fold
from sync.server.store.tables import title_line
from sync.server.title_card import Card, card_of
from sync.server.titles import catch_up, find_titles, open_title
from tests.server.desk import Desk, hasty


@pytest.fixture(scope="module")
def centre_with_titles(fresh_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    opened = hasty(Centre.open(shutil.copytree(fresh_folder, tmp_path_factory.mktemp("titles") / "office")))
    desk = Desk(opened, "A")
    desk.push(*(desk.title(**marc(f"Điều lệnh {number}")) for number in range(20)))
    yield opened
    opened.close()


def marc(title: str, author: str = "", **more: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"245/1": [0, "00", "a", f"{title} :", "b", more.get("rest", ""), "c", "x"]}
    fields["100/x"] = [0, "1 ", "a", f"{author},"]
    fields["260/1"] = [1, "  ", "a", "Hà Nội", "c", more.get("year", "")]
    fields["020/2"] = [0, "  ", "a", more.get("isbn", "")]
    return fields


def found(office: Centre, query: str, *, limit: int = 10, offset: int = 0, only_open: bool = False) -> list[TitleLine]:
    return list(find_titles(office.database, query, limit=limit, offset=offset, only_open=only_open).titles)


def names(office: Centre, query: str, *, only_open: bool = False) -> list[str]:
    return [line.title for line in found(office, query, only_open=only_open)]


def test_titles_of_all_units_are_found_without_marks_and_with_who_has_them(
    office: Centre, desk: Desk, stranger: Desk
) -> None:
    law = desk.title(**marc("Điều lệnh", "Bộ Công an", rest="đội ngũ", year="c2019.", isbn="9786041000001 (bìa mềm)"))
    other = stranger.title(**marc("Truyện Kiều", "Nguyễn Du"))
    desk.push(law)
    stranger.push(other, stranger.item(title_id=law.id))
    assert found(office, "dieu LENH đội") == [
        TitleLine(law.id, "Điều lệnh : đội ngũ", "Bộ Công an", "2019", "9786041000001", ["A", "B"])
    ]
    assert names(office, "nguyen du") == ["Truyện Kiều"]
    assert found(office, "9786041000001")
    assert len(found(office, "")) == 2
    assert len(found(office, "", limit=1)) == 1
    assert found(office, "%") == found(office, "")
    assert names(office, "uyen") == [], "words are found from their beginning"
    assert names(office, "lenh dieu") == ["Điều lệnh : đội ngũ"], "in any order"


def test_what_begins_with_the_words_comes_first_and_pages_follow_each_other(office: Centre, desk: Desk) -> None:
    wanted = ["Luật hình sự", "Luật sư", "Bình luận luật", "Giáo trình luật"]
    desk.push(*(desk.title(**marc(title)) for title in reversed(wanted)))
    assert [line.title.rstrip(" :") for line in found(office, "luat")] == wanted
    assert [line.title.rstrip(" :") for line in found(office, "luat", limit=2, offset=2)] == wanted[2:]
    first = find_titles(office.database, "luat", limit=2)
    assert (first.total, first.many) == (4, False)


def test_more_than_can_be_put_in_order_is_said(office: Centre, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MOST_LOOKED_AT", 2)
    desk.push(*(desk.title(**marc(f"Luật {number}")) for number in range(3)))
    answer = find_titles(office.database, "luat", limit=10)
    assert (answer.total, answer.many) == (2, True)


def test_a_changed_title_is_found_as_it_is_now_and_a_deleted_one_not_at_all(office: Centre, desk: Desk) -> None:
    title = desk.title(**marc("Tên cũ"))
    desk.push(title)
    assert len(found(office, "ten cu")) == 1
    renamed = desk.change(title, **{"245/1": [0, "00", "a", "Tên mới"]})
    desk.push(renamed)
    assert found(office, "ten cu") == []
    assert len(found(office, "ten moi")) == 1
    assert open_title(office.database, title.id) is not None
    desk.push(desk.change(renamed, deleted_at=1))
    assert found(office, "ten") == []
    assert open_title(office.database, title.id) is None


def test_an_index_that_was_dropped_is_made_again(office: Centre, desk: Desk) -> None:
    desk.push(desk.title(**marc("Điều lệnh")))
    assert found(office, "dieu lenh")
    with office.database.writing() as pen:
        pen.execute(title_line.delete())
    assert found(office, "dieu lenh")


def test_a_search_in_a_hurry_says_how_much_it_has_not_read(office: Centre, desk: Desk) -> None:
    desk.push(*(desk.title(**marc(f"Luật {number}")) for number in range(3)))
    hurried = find_titles(office.database, "luat", limit=10, reading_s=0)
    assert (hurried.titles, hurried.unread) == ((), 3)
    assert catch_up(office.database) == 0
    assert find_titles(office.database, "luat", limit=10, reading_s=0).total == 3


CLOSED = [
    {"506/1": [3, "1 ", "a", "Lưu hành nội bộ"]},
    {"506/1": [3, "  ", "a", "Chỉ dùng trong đơn vị"]},
    {"500/1": [3, "  ", "a", "Độ mật: Tối mật"]},
    {"500/1": [3, "  ", "a", "Mức độ: MẬT"]},
    {"500/1": [3, "  ", "a", "[Mật]"]},
    {"246/1": [3, "  ", "a", "Tuyet mat"]},
    {"926/1": [3, "  ", "a", "1"]},
]


@pytest.mark.parametrize("mark", CLOSED, ids=lambda mark: str(next(iter(mark.values()))[-1]))
def test_what_is_not_for_everybody_is_not_shown_to_everybody(office: Centre, desk: Desk, mark: dict[str, Any]) -> None:
    closed = desk.title(**marc("Sổ tay nghiệp vụ"), **mark)
    desk.push(closed)
    assert names(office, "so tay") == ["Sổ tay nghiệp vụ"], "the operator sees it"
    assert names(office, "so tay", only_open=True) == []
    assert open_title(office.database, closed.id) is None


@pytest.mark.parametrize(
    "mark",
    [
        {"506/1": [3, "0 ", "a", "Không hạn chế"]},
        {"500/1": [3, "  ", "a", "Sách về nghề nuôi ong lấy mật ở Tây Nguyên"]},
        {"500/1": [3, "  ", "a", "Mật mã học cơ bản"]},
        {"926/1": [3, "  ", "a", "0"]},
    ],
)
def test_an_everyday_word_closes_nothing(office: Centre, desk: Desk, mark: dict[str, Any]) -> None:
    desk.push(desk.title(**marc("Sổ tay"), **mark))
    assert names(office, "so tay", only_open=True) == ["Sổ tay"]


def test_rows_that_are_no_titles_are_no_titles(office: Centre, desk: Desk) -> None:
    item = desk.item(title_id="x")
    desk.push(item)
    assert open_title(office.database, item.id) is None
    assert open_title(office.database, "không") is None
    assert open_title(office.database, "0" * 32) is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=12))
def test_whatever_is_typed_is_a_search(centre_with_titles: Centre, title: str, query: str) -> None:
    """No text is an error of the index, and every title is found by its own first word."""
    find_titles(centre_with_titles.database, query, limit=5)
    find_titles(centre_with_titles.database, title, limit=5)


def test_a_title_of_a_thousand_words_and_of_one_endless_word_can_be_found(office: Centre, desk: Desk) -> None:
    desk.push(desk.title(**marc("từ " * 1000 + "cuối")), desk.title(**marc("a" * 5000)))
    assert len(found(office, "tu")) == 1
    assert len(found(office, "a" * 5000)) == 1


@pytest.mark.parametrize(
    "odd", [{}, {"245/1": None}, {"245/1": []}, {"245/1": "x"}, {"245/1": [0]}, {"245/1": [0, "", "a"]}]
)
def test_a_title_with_odd_fields_has_an_empty_card(odd: dict[str, object]) -> None:
    assert card_of(odd) == Card("", "", "", "", is_open=True)


def test_the_first_occurrence_and_its_first_subfield_count() -> None:
    fields = {"245/z": [0, "00", "a", "Một", "a", "Hai"], "245/a": [1, "00", "a", "Ba"]}
    assert card_of(fields) == Card("Một", "", "", "", is_open=True)


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
