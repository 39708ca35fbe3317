"""A description as Vietnamese cards print it, from records with ISBD marks and without."""

from __future__ import annotations

import pytest

from desktop.library.catalogue.description import described, title_proper
from desktop.library.catalogue.draft import Draft, placed, varying
from desktop.library.catalogue.marc import row_of
from desktop.library.catalogue.punctuation import without_isbd
from desktop.library.model.title import MarcField, Title
from desktop.library.store.titles import title_from


def a_title(*fields: MarcField) -> Title:
    return title_from("t", row_of(Draft(1, "", placed(fields)), source="", created=0))


PLAIN = (
    varying("020", "  ", [("a", "9786043184815"), ("c", "395000đ"), ("d", "500b")]),
    varying("245", "00", [("a", "Kỹ năng giao tiếp"), ("b", "Tuyển chọn"), ("c", "Văn Thị An b.s.")]),
    varying("250", "  ", [("a", "In lần thứ 2")]),
    varying("260", "  ", [("a", "H."), ("b", "Hồng Đức"), ("c", "2021")]),
    varying("300", "  ", [("a", "408tr."), ("b", "bảng"), ("c", "27cm")]),
    varying("490", "0 ", [("a", "Tủ sách vàng"), ("v", "T.2")]),
)
MARKED = (
    varying("020", "  ", [("a", "9786043184815 :"), ("c", "395000đ"), ("d", "500b")]),
    varying("245", "00", [("a", "Kỹ năng giao tiếp :"), ("b", "Tuyển chọn /"), ("c", "Văn Thị An b.s.")]),
    varying("250", "  ", [("a", "In lần thứ 2")]),
    varying("260", "  ", [("a", "H. :"), ("b", "Hồng Đức,"), ("c", "2021.")]),
    varying("300", "  ", [("a", "408tr. :"), ("b", "bảng ;"), ("c", "27cm ,")]),
    varying("490", "0 ", [("a", "Tủ sách vàng ;"), ("v", "T.2")]),
)
CARD = (
    "Kỹ năng giao tiếp : Tuyển chọn / Văn Thị An b.s. - In lần thứ 2. - H. : Hồng Đức, 2021. - 408tr. : bảng ; 27cm. - "
    "(Tủ sách vàng ; T.2)\nISBN 9786043184815 : 395000đ"
)


@pytest.mark.parametrize("fields", [PLAIN, MARKED])
def test_both_habits_of_punctuation_give_the_same_card(fields: tuple[MarcField, ...]) -> None:
    assert described(a_title(*fields)) == CARD


def test_a_parallel_title_keeps_its_equals_sign() -> None:
    for subfields in (
        [("a", "Hòn đá phù thủy ="), ("b", "The stone")],
        [("a", "Hòn đá phù thủy"), ("b", "= The stone")],
    ):
        title = a_title(varying("245", "00", subfields))
        assert title_proper(title) == "Hòn đá phù thủy = The stone"


def test_the_author_stands_where_no_responsibility_is_stated() -> None:
    title = a_title(varying("100", "1 ", [("a", "Nam Cao,")]), varying("245", "10", [("a", "Chí Phèo")]))
    assert described(title) == "Chí Phèo / Nam Cao."


def test_a_price_without_a_number_is_not_called_an_isbn() -> None:
    title = a_title(varying("020", "  ", [("c", "171000đ")]), varying("245", "00", [("a", "Tắt đèn")]))
    assert described(title) == "Tắt đèn.\n171000đ"


def test_the_imprint_is_that_of_the_publication() -> None:
    title = a_title(
        varying("245", "00", [("a", "X")]),
        varying("264", " 4", [("c", "©2014")]),
        varying("264", " 1", [("a", "Hà Nội :"), ("b", "CAND,"), ("c", "2015")]),
    )
    assert described(title) == "X. - Hà Nội : CAND, 2015."


def test_taking_marks_off_twice_is_taking_them_off_once() -> None:
    for name, value in placed(MARKED).items():
        bare = without_isbd(name[:3], value)
        assert without_isbd(name[:3], bare) == bare


@pytest.mark.parametrize("text", ["J. K. Rowling", "H.", "408tr.", "C++", "Tại sao?", "1975-", "[s.n.]"])
def test_marks_that_belong_to_the_text_stay(text: str) -> None:
    assert without_isbd("245", [100, "00", "a", text]) == [100, "00", "a", text]
