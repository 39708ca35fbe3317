"""Finding titles as people type: with marks or without, unfinished, by number, narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.library.model.ids import ItemTypeCode
from desktop.library.model.item import ItemForm
from desktop.library.model.title import Filters, TitleForm

if TYPE_CHECKING:
    from desktop.library.catalogue import Catalogue
    from desktop.library.library import Library

SHELF = (
    TitleForm(
        title="Điều lệnh nội vụ Công an nhân dân",
        author="Bộ Công an",
        year="2020",
        classification="363.2",
        isbn="978-604-1-24395-8",
    ),
    TitleForm(title="Điếu văn và lễ tang", author="Trần Văn Lệnh", year="2001", classification="393"),
    TitleForm(title="Hóa học đại cương", author="Nguyễn Văn Hoa", year="2010", classification="540"),
    TitleForm(title="Hoa hồng và cây cảnh", author="Lê Thị Mai", year="2010", classification="635.9"),
    TitleForm(
        title="Kỹ năng giao tiếp",
        author="Lý Thường Kiệt",
        year="2021",
        classification="302.2",
        summary="Dành cho chiến sĩ mới",
    ),
    TitleForm(
        title="Tội phạm học",
        subtitle="Giáo trình",
        author="Nguyễn Xuân Yêm",
        year="2003",
        subjects="Tội phạm; Điều tra hình sự",
    ),
)


@pytest.fixture
def shelf(catalogue: Catalogue) -> Catalogue:
    """Six titles, of which two have copies."""
    ids = [catalogue.add(form) for form in SHELF]
    catalogue.add_item(ids[0], ItemForm(barcode="TK.00456", accession="VN0017"))
    catalogue.add_item(ids[5], ItemForm(barcode="GT.00001", type="giao-trinh"))
    return catalogue


def found(catalogue: Catalogue, query: str, filters: Filters = Filters()) -> list[str]:  # noqa: B008 - frozen
    return [line.title for line in catalogue.find(query, filters).lines]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dieu lenh", "Điều lệnh nội vụ Công an nhân dân"),
        ("DIEU LENH", "Điều lệnh nội vụ Công an nhân dân"),
        ("Điều lệnh", "Điều lệnh nội vụ Công an nhân dân"),
        ("đie\u0302\u0300u le\u0323\u0302nh", "Điều lệnh nội vụ Công an nhân dân"),
        ("dieu le", "Điều lệnh nội vụ Công an nhân dân"),
        ("ki nang", "Kỹ năng giao tiếp"),
        ("ky nan", "Kỹ năng giao tiếp"),
        ("hoá hoc", "Hóa học đại cương"),
        ("giao trinh toi pham", "Tội phạm học : Giáo trình"),
        ("xuan yem", "Tội phạm học : Giáo trình"),
        ("dieu tra hinh su", "Tội phạm học : Giáo trình"),
        ("chien si moi", "Kỹ năng giao tiếp"),
        ("9786041243958", "Điều lệnh nội vụ Công an nhân dân"),
        ("978-604-1-24395-8", "Điều lệnh nội vụ Công an nhân dân"),
        ("604-1-24395-X", None),
        ("tk.00456", "Điều lệnh nội vụ Công an nhân dân"),
        ("VN0017", "Điều lệnh nội vụ Công an nhân dân"),
        ("363.2", "Điều lệnh nội vụ Công an nhân dân"),
        ("không có gì như vậy", None),
    ],
)
def test_a_title_is_found_however_it_is_typed(shelf: Catalogue, query: str, first: str | None) -> None:
    assert (found(shelf, query) or [None])[0] == first


def test_what_is_spelt_as_asked_comes_first(shelf: Catalogue) -> None:
    assert found(shelf, "hóa")[0] == "Hóa học đại cương"
    assert set(found(shelf, "hóa")) == set(found(shelf, "hoa"))
    assert found(shelf, "điếu")[0] == "Điếu văn và lễ tang"
    assert found(shelf, "điều")[0] == "Điều lệnh nội vụ Công an nhân dân"


def test_words_of_the_title_count_more_than_words_elsewhere(shelf: Catalogue) -> None:
    assert found(shelf, "dieu")[-1] == "Tội phạm học : Giáo trình"


def test_nothing_typed_lists_everything_in_vietnamese_order(shelf: Catalogue) -> None:
    assert [title.split()[0] for title in found(shelf, "  ")] == ["Điều", "Điếu", "Hoa", "Hóa", "Kỹ", "Tội"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(year="2010"), {"Hóa học đại cương", "Hoa hồng và cây cảnh"}),
        (Filters(author="Lê Thị Mai"), {"Hoa hồng và cây cảnh"}),
        (Filters(classification="3", available=True), {"Điều lệnh nội vụ Công an nhân dân"}),
        (Filters(item_type=ItemTypeCode("giao-trinh")), {"Tội phạm học : Giáo trình"}),
        (Filters(available=False, year="2020"), set()),
    ],
)
def test_filters_narrow_with_words_and_without(shelf: Catalogue, filters: Filters, expected: set[str]) -> None:
    assert set(found(shelf, "", filters)) == expected
    every = {title for letter in "dhktabcgln" for title in found(shelf, letter, filters)}
    assert every == expected


def test_facets_count_what_narrowing_would_leave(shelf: Catalogue) -> None:
    facets = shelf.facets("")
    assert {facet.value: facet.count for facet in facets.years}["2010"] == 2
    assert facets.available == 2
    for facet in facets.classes:
        assert shelf.find("", Filters(classification=facet.value)).total == facet.count
    assert [facet.value for facet in shelf.facets("hoa").years] == ["2010"]


def test_pages_follow_one_another_without_gap_or_repeat(library: Library) -> None:
    for number in range(37):
        library.catalogue.add(TitleForm(title=f"Tập san số {number}", year="2000"))
    whole = [line.id for line in library.catalogue.find("tap san", limit=100).lines]
    pages = [
        line.id
        for start in range(0, 40, 10)
        for line in library.catalogue.find("tap san", limit=10, offset=start).lines
    ]
    assert pages == whole
    assert len(set(whole)) == 37


def test_an_amended_title_is_found_by_its_new_words_only(shelf: Catalogue) -> None:
    (line,) = shelf.find("toi pham").lines
    shelf.amend(line.id, TitleForm(title="Xã hội học", author="Nguyễn Xuân Yêm"))
    assert found(shelf, "toi pham") == []
    assert found(shelf, "xa hoi hoc") == ["Xã hội học"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_no_query_fails(catalogue: Catalogue, query: str) -> None:
    assert catalogue.find(query).total == 0
    assert catalogue.facets(query).available == 0
