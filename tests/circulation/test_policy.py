"""The rules a new library starts with, and how the most specific one is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.circulation.policy import ANY, choose, starting_calendar, starting_codes, starting_rules
from desktop.library.model.ids import CategoryCode, ItemTypeCode
from desktop.library.model.rule import Rule

CATEGORIES = ("can-bo", "chien-si", "hoc-vien", "khach")
ITEM_TYPES = ("sach", "giao-trinh", "bao-chi", "noi-bo")
RULES = tuple(Rule(**fields) for _, fields in starting_rules())  # type: ignore[arg-type]  # fields are typed by name


def rule(category: str, item_type: str) -> Rule:
    """The starting rule for the pair."""
    found = choose(RULES, CategoryCode(category), ItemTypeCode(item_type))
    assert found is not None
    return found


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("item_type", ITEM_TYPES)
def test_every_pair_has_a_rule_of_its_own_that_can_be_followed(category: str, item_type: str) -> None:
    found = rule(category, item_type)
    assert (found.category, found.item_type) == (category, item_type)
    if found.lends:
        assert found.loan_days > 0
        assert 0 < found.max_of_type <= found.max_loans
        assert (found.renewals == 0) == (found.renewal_days == 0)


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_limit_over_all_types_is_one_for_the_whole_category(category: str) -> None:
    assert len({found.max_loans for found in RULES if found.category == category}) == 1


def test_periodicals_stay_in_the_room_and_guests_get_nothing_internal() -> None:
    assert not any(rule(category, "bao-chi").lends for category in CATEGORIES)
    assert not rule("khach", "noi-bo").lends
    assert rule("can-bo", "noi-bo").lends


def test_a_cadet_borrows_a_textbook_for_a_term_and_a_book_for_ten_days() -> None:
    assert rule("hoc-vien", "giao-trinh").loan_days >= 120
    assert (rule("hoc-vien", "sach").loan_days, rule("hoc-vien", "sach").max_of_type) == (10, 3)


def test_a_type_or_category_of_ones_own_falls_back() -> None:
    assert rule("can-bo", "dvd").item_type == ANY
    assert rule("thinh-giang", "bao-chi").lends is False
    assert (rule("thinh-giang", "dvd").category, rule("thinh-giang", "dvd").item_type) == (ANY, ANY)


@given(st.permutations(RULES), st.sampled_from([*CATEGORIES, "x"]), st.sampled_from([*ITEM_TYPES, "x"]))
def test_the_order_of_the_rules_does_not_matter(rules: list[Rule], category: str, item_type: str) -> None:
    assert choose(rules, CategoryCode(category), ItemTypeCode(item_type)) == rule(category, item_type)


def test_a_rule_for_the_category_goes_before_one_for_the_item_type() -> None:
    for_guests = replace(rule("khach", "sach"), item_type=ItemTypeCode(ANY))
    for_books = replace(rule("khach", "sach"), category=CategoryCode(ANY))
    assert choose((for_books, for_guests), CategoryCode("khach"), ItemTypeCode("sach")) is for_guests


def test_no_rule_at_all_is_told_as_such() -> None:
    assert choose((), CategoryCode("can-bo"), ItemTypeCode("sach")) is None


def test_starting_rows_have_codes_of_their_own() -> None:
    codes = [code for code, _ in (*starting_rules(), *starting_codes(), *starting_calendar())]
    assert len(codes) == len(set(codes))


def test_every_category_and_item_type_has_both_labels() -> None:
    labels = {(fields["list"], fields["code"]): fields for _, fields in starting_codes()}
    for name, codes in (("reader-category", CATEGORIES), ("item-type", ITEM_TYPES)):
        for code in codes:
            assert labels[name, code]["vi"]
            assert labels[name, code]["en"]


def test_the_calendar_is_closed_at_weekends_and_on_public_holidays() -> None:
    ((_, fields),) = starting_calendar()
    assert fields["weekdays_closed"] == [5, 6]
    closed = {date.fromisoformat(name.removeprefix("closed/")) for name in fields if name.startswith("closed/")}
    assert {date(2026, 9, 2), date(2027, 4, 30), date(2027, 2, 6), date(2030, 2, 2)} <= closed
