"""Search as people type: with marks and without, unfinished, by code, in the order they would choose."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.beginning import begin
from desktop.library.model.ids import ItemTypeCode
from desktop.library.model.title import Filters
from desktop.library.store import search
from desktop.library.store.store import Store
from desktop.library.text import exact, fold

KEY = bytes(range(32))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "library.db", KEY)
    begin(opened, unit="X03", name="Đơn vị thử")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A library that keeps what every example adds."""
    opened = Store(tmp_path_factory.mktemp("shelf") / "library.db", KEY)
    begin(opened, unit="X03", name="Đơn vị thử")
    yield opened
    opened.close()


def add(store: Store, *titles: str, author: str = "", **more: list[str]) -> list[str]:
    """Titles with an optional author and further fields, given as `_650=["a", …]`."""
    ids = []
    with store.writing() as pen:
        for title in titles:
            main, _, rest = title.partition(" : ")
            fields = {"leader": "", "245/1": [200, "10", "a", main, *(("b", rest) if rest else ())]}
            if author:
                fields["100/1"] = [100, "1 ", "a", author]
            fields |= {f"{tag[1:]}/1": [300, "  ", *value] for tag, value in more.items()}
            ids.append(pen.new_id())
            pen.put("title", ids[-1], fields)
    return ids


def add_copy(store: Store, title: str, barcode: str, **more: str) -> None:
    with store.writing() as pen:
        pen.put("item", pen.new_id(), {"title_id": title, "barcode": barcode, "type": "sach"} | more)


def titles(store: Store, query: str, filters: Filters = search.ANY, **page: int) -> list[str]:
    return [line.title for line in store.search.find(query, filters, **page).lines]


@pytest.mark.parametrize("query", ["dieu lenh", "điều lệnh", "ĐIỀU LỆNH", "Điều l", "dieu", "noi vu dieu", "đieu lệnh"])
def test_a_title_is_found_with_marks_without_and_unfinished(store: Store, query: str):
    add(store, "Điều lệnh nội vụ", "Luật Đất đai")
    assert titles(store, query) == ["Điều lệnh nội vụ"]


def test_decomposed_letters_find_what_composed_ones_wrote(store: Store):
    add(store, "Điều lệnh đội ngũ")
    assert titles(store, unicodedata.normalize("NFD", "điều lệnh đội")) == ["Điều lệnh đội ngũ"]


def test_both_places_of_a_tone_are_one_word(store: Store):
    add(store, "Văn hoá đọc", "Hòa bình")
    assert titles(store, "văn hóa") == ["Văn hoá đọc"]
    assert titles(store, "hoà bình") == ["Hòa bình"]


def test_typed_marks_put_the_words_so_marked_first(store: Store):
    add(store, "Hóa học", "Hoa hồng", "Họa sĩ", "Hòa bình")
    assert titles(store, "hóa")[0] == "Hóa học"
    assert titles(store, "họa")[0] == "Họa sĩ"
    assert set(titles(store, "hoa")) == {"Hóa học", "Hoa hồng", "Họa sĩ", "Hòa bình"}
    assert titles(store, "hoa hồng")[0] == "Hoa hồng"


def test_a_marked_word_is_not_found_inside_another(store: Store):
    add(store, "Ân nhân", "An nhân")
    assert titles(store, "ân nhân")[0] == "Ân nhân"


def test_a_mark_on_one_word_counts_beside_words_without_marks(store: Store):
    add(store, "An ninh mang tính toàn cầu", "An ninh mạng")
    assert titles(store, "an ninh mạng")[0] == "An ninh mạng"


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("my thuat", "Mỹ thuật"),
        ("mĩ thuật", "Mỹ thuật"),
        ("ky nang", "Kĩ năng sống"),
        ("ki nang", "Kĩ năng sống"),
        ("quy che", "Quy chế"),
    ],
)
def test_i_and_y_are_one_where_vietnamese_writes_both(store: Store, query: str, title: str):
    add(store, "Mỹ thuật", "Kĩ năng sống", "Quy chế")
    assert titles(store, query) == [title]


def test_an_unfinished_word_means_both_spellings(store: Store):
    add(store, "Mỹ thuật", "Mystery stories", "Minh triết")
    assert set(titles(store, "my")) == {"Mỹ thuật", "Mystery stories", "Minh triết"}
    assert titles(store, "mys") == ["Mystery stories"]


def test_beginnings_come_before_phrases_and_those_before_scattered_words(store: Store):
    wanted = ["Luật hình sự", "Luật hình sự : bình luận", "Giáo trình luật hình sự", "Hình sự và luật"]
    add(store, *reversed(wanted), "Pháp y", _650=["a", "Luật hình sự"])
    assert titles(store, "luat hinh su") == [*wanted, "Pháp y"]


def test_a_whole_name_brings_the_author_before_titles_that_mention_the_words(store: Store):
    add(store, "Sống mòn", author="Nam Cao")
    add(store, "Giáo dục nâng cao cho miền Nam", "Chuyện năm cao điểm")
    assert titles(store, "nam cao")[0] == "Sống mòn"


def test_title_and_author_may_be_mixed(store: Store):
    add(store, "Sống mòn", "Chí Phèo", author="Nam Cao")
    add(store, "Sống đẹp", author="Người khác")
    assert titles(store, "song cao") == ["Sống mòn"]


@pytest.mark.parametrize(
    "query", ["9786041243958", "978-604-1-24395-8", "6041243957", "978-604-1", "978 604 12", "604-1-24395-7"]
)
def test_an_isbn_is_found_however_it_is_written(store: Store, query: str):
    add(store, "Có số", _020=["a", "978-604-1-24395-8 (bìa cứng)"])
    add(store, "Không số")
    assert titles(store, query) == ["Có số"]


@pytest.mark.parametrize("query", ["TK000017", "tk000017", "*TK000017*", "SDK.00017"])
def test_bar_codes_and_register_numbers_find_their_title(store: Store, query: str):
    wanted, other = add(store, "Có bản này", "TK khác")
    add_copy(store, wanted, "TK000017", accession="SDK.00017")
    add_copy(store, other, "TK000018")
    assert titles(store, query)[0] == "Có bản này"


def test_class_numbers_are_found_from_their_beginning(store: Store):
    add(store, "Truyện", _082=["a", "895.9223"])
    add(store, "Luật", _082=["a", "345"])
    assert titles(store, "895.922") == ["Truyện"]


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        "*",
        "điều*",
        "AND",
        "a AND (",
        "NOT",
        'title:"x',
        "NEAR(a b",
        "- -",
        "^điều",
        "{a}",
        "😀",
        "\x00",
        "điều:lệnh",
        '""""',
        "+",
        "()",
    ],
)
def test_no_sign_that_people_type_breaks_the_search(store: Store, query: str):
    add(store, "Điều lệnh")
    store.search.find(query)
    store.search.facets(query)


def test_a_pasted_page_is_looked_for_by_its_first_words(store: Store):
    add(store, "Một hai ba bốn năm sáu bảy tám chín mười " * 3)
    assert titles(store, "một hai ba bốn năm sáu bảy tám chín mười " * 200)
    assert titles(store, "không, có;gì/đâu " * 200) == []


def test_when_nothing_holds_the_words_each_may_be_unfinished(store: Store):
    add(store, "Tôi thấy hoa vàng trên cỏ xanh")
    assert titles(store, "thay hoa van tren") == ["Tôi thấy hoa vàng trên cỏ xanh"]
    assert titles(store, "thay hoa xyz") == []


def test_nothing_asked_shows_all_titles_in_vietnamese_order(store: Store):
    add(store, "Ơn", "Đất", "Ba", "Bà", "Ban", "Dừa", "Ăn")
    assert titles(store, "") == ["Ăn", "Ba", "Bà", "Ban", "Dừa", "Đất", "Ơn"]
    assert titles(store, "  ", offset=2, limit=2) == ["Bà", "Ban"]


def test_pages_follow_each_other_without_gaps_or_repetitions(store: Store):
    add(store, *(f"Luật số {number}" for number in range(search.WINDOW + 90)))
    pages = [line.id for start in range(0, 400, 50) for line in store.search.find("luat", offset=start, limit=50).lines]
    assert len(pages) == len(set(pages)) == search.WINDOW + 90
    assert store.search.find("luat").total == search.WINDOW + 90


def test_many_hits_are_counted_up_to_a_cap_that_is_told(store: Store):
    add(store, *(f"Luật số {number}" for number in range(search.TOTAL_CAP + 5)))
    hits = store.search.find("luat so")
    assert (hits.total, hits.total_is_capped) == (search.TOTAL_CAP, True)
    assert not store.search.find("luat so 77").total_is_capped


def test_the_best_hit_is_found_among_very_many(store: Store):
    add(store, "Công an")
    add(store, *(f"Sổ tay công an {number}" for number in range(search.TOTAL_CAP)))
    assert titles(store, "cong an")[0] == "Công an"


def test_filters_narrow_the_hits_and_the_browsing(store: Store):
    (old,) = add(store, "Luật cũ", author="Lê An", _260=["c", "1999"], _082=["a", "345"])
    add(store, "Luật mới", author="Lê Ân", _260=["c", "c2020"], _082=["a", "005.8"])
    add_copy(store, old, "TK000001")
    for query in ("luat", ""):
        assert titles(store, query, Filters(author="Lê An")) == ["Luật cũ"]
        assert titles(store, query, Filters(year="2020")) == ["Luật mới"]
        assert titles(store, query, Filters(classification="3")) == ["Luật cũ"]
        assert titles(store, query, Filters(available=True)) == ["Luật cũ"]
        assert titles(store, query, Filters(available=False)) == ["Luật mới"]
        assert titles(store, query, Filters(item_type=ItemTypeCode("sach"))) == ["Luật cũ"]
        assert titles(store, query, Filters(item_type=ItemTypeCode("sach"), year="2020")) == []


def test_facets_count_what_the_hits_could_be_narrowed_to(store: Store):
    add(store, "Luật một", "Luật hai", author="Lê An", _260=["c", "2020"], _082=["a", "345"])
    add(store, "Luật ba", author="Vũ Bình", _260=["c", "2021"], _082=["a", "005"])
    add(store, "Thơ", author="Vũ Bình")
    facets = store.search.facets("luat")
    assert [(facet.value, facet.count) for facet in facets.authors] == [("Lê An", 2), ("Vũ Bình", 1)]
    assert [(facet.value, facet.count) for facet in facets.years] == [("2021", 1), ("2020", 2)]
    assert [(facet.value, facet.count) for facet in facets.classes] == [("0", 1), ("3", 2)]
    assert not facets.is_capped
    assert sum(facet.count for facet in store.search.facets("").authors) == 4


def test_what_was_deleted_or_renamed_is_no_longer_found(store: Store):
    gone, renamed = add(store, "Sẽ mất", "Tên cũ")
    with store.writing() as pen:
        pen.put("title", gone, {"deleted_at": 1})
        pen.put("title", renamed, {"245/1": [200, "10", "a", "Tên mới"]})
    assert titles(store, "se mat") == []
    assert titles(store, "ten cu") == []
    assert titles(store, "ten moi") == ["Tên mới"]
    assert store.check() == ()


SYLLABLES = st.sampled_from(
    [
        "điều",
        "lệnh",
        "hoá",
        "hóa",
        "hòa",
        "hoà",
        "quý",
        "quí",
        "kỹ",
        "kĩ",
        "mỹ",
        "mĩ",
        "thuỷ",
        "thủy",
        "Đắk",
        "Lắk",
        "người",
        "Việt",
        "nghiệp",
        "trường",
        "phường",
        "ngoằn",
        "khuya",
        "an",
        "ninh",
        "C++",
        "H'Linh",
        "2024",
        "ISBN",
        "straße",
        "œuvre",
        "naïve",
        "Ŷ",
        "ﬁnal",
        "İstanbul",
        "x²",
        "đ",
        "Ð",
    ]
)
WORDS = st.one_of(SYLLABLES, st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8))


@given(words=st.lists(WORDS, min_size=1, max_size=6))
def test_every_title_is_found_by_each_of_its_words_with_and_without_marks(shelf: Store, words: list[str]):
    (title,) = add(shelf, " ".join(words))
    for word in words:
        for typed in (word, fold(word), exact(word), unicodedata.normalize("NFD", word), word.upper()):
            found = shelf.search.find(typed, limit=1000)
            assert title in {line.id for line in found.lines}, typed


@given(words=st.lists(SYLLABLES, min_size=1, max_size=6), cut=st.integers(min_value=1))
def test_every_title_is_found_while_its_first_words_are_being_typed(shelf: Store, words: list[str], cut: int):
    text = " ".join(words)
    (title,) = add(shelf, text)
    typed = fold(text)[: 1 + cut % len(fold(text))]
    assert title in {line.id for line in shelf.search.find(typed, limit=1000).lines}


@given(query=st.text())
def test_no_text_at_all_breaks_the_search(shelf: Store, query: str):
    shelf.search.find(query)
