"""Readers are found without marks, registered with a card of their own, amended, and never doubled at the desk."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.library.model.reader import ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.readers import Readers
from desktop.library.readers.form import day_typed

if TYPE_CHECKING:
    from tests.circulation.desk_world import World

LAN = ReaderForm(name="Đỗ Thị Lan", category="hoc-vien", group="Lớp D52", expires="30/6/2027")


@pytest.fixture
def readers(world: World) -> Readers:
    """The readers of the library."""
    return Readers(world.store)


def refusal(register: object, *args: object) -> Refusal:
    """What a call is refused with."""
    with pytest.raises(Refusal) as caught:
        register(*args)  # type: ignore[operator]  # any bound method of Readers
    return caught.value


def test_a_registered_reader_is_kept_and_borrows(world: World, readers: Readers) -> None:
    lan = readers.register(LAN)
    assert (lan.name, lan.category, lan.group, lan.expires) == ("Đỗ Thị Lan", "hoc-vien", "Lớp D52", date(2027, 6, 30))
    assert readers.get(lan.card) == lan
    assert world.desk.lend(lan.card, world.an_item()).status == "lent"


def test_an_empty_card_takes_the_next_number_and_skips_those_in_use(world: World, readers: Readers) -> None:
    first = readers.register(LAN).card
    taken = f"TV{int(first.removeprefix('TV')) + 1:06}"
    world.a_reader(card=taken)
    assert readers.register(LAN).card == f"TV{int(first.removeprefix('TV')) + 2:06}"


@pytest.mark.parametrize("typed", ["cb-0007", " CB-0007 ", "*CB-0007*", "CB\u20110007"])
def test_a_card_is_compared_in_one_form(readers: Readers, typed: str) -> None:
    assert readers.register(replace(LAN, card=typed)).card == "CB-0007"
    assert readers.get("cb-0007").name == "Đỗ Thị Lan"


def test_a_card_or_bar_code_in_use_is_refused_where_it_is_typed(world: World, readers: Readers) -> None:
    readers.register(replace(LAN, card="CB-0007"))
    again = refusal(readers.register, replace(LAN, card="cb-0007"))
    assert (again.reason, again.facts) == (Reason.DUPLICATE_CARD, {"card": "CB-0007", "is_item": False})
    item = refusal(readers.register, replace(LAN, card=world.an_item()))
    assert (item.reason, item.facts["is_item"]) == (Reason.DUPLICATE_CARD, True)
    assert len(readers.find("lan")) == 1


@pytest.mark.parametrize(
    ("form", "reason", "field"),
    [
        (replace(LAN, name="  "), Reason.MISSING_FIELD, "name"),
        (replace(LAN, category="sếp"), Reason.UNKNOWN_ID, "category"),
        (replace(LAN, expires="31/02/2027"), Reason.INVALID_DATE, "expires"),
        (replace(LAN, expires="next year"), Reason.INVALID_DATE, "expires"),
    ],
)
def test_what_is_missing_or_wrong_in_the_form_is_named(
    readers: Readers, form: ReaderForm, reason: Reason, field: str
) -> None:
    no = refusal(readers.register, form)
    assert (no.reason, no.facts["field"]) == (reason, field)
    assert readers.find() == ()


@pytest.mark.parametrize("typed", ["2027-06-30", "30/6/2027", "30-06-2027", "30.6.2027"])
def test_a_day_may_be_typed_as_people_write_it(typed: str) -> None:
    assert day_typed(typed) == date(2027, 6, 30)


def test_names_are_kept_in_one_form_whatever_keyboard_wrote_them(readers: Readers) -> None:
    typed = unicodedata.normalize("NFD", "Đỗ  Thị\tLan ")
    assert readers.register(replace(LAN, name=typed)).name == "Đỗ Thị Lan"


@pytest.mark.parametrize("query", ["lan", "do thi", "Đỗ Lan", "ĐỖ", "CB-0007", "cb-00", "lan do"])
def test_a_reader_is_found_by_name_with_or_without_marks_and_by_card(readers: Readers, query: str) -> None:
    readers.register(replace(LAN, card="CB-0007"))
    readers.register(replace(LAN, name="Trần Văn Hoà", card="XX-1"))
    assert [line.card for line in readers.find(query)] == ["CB-0007"]


@pytest.mark.parametrize("query", ['"', "*", "lan AND", "name:lan", "NEAR(", "-", "'; DROP TABLE reader; --"])
def test_signs_of_a_query_language_break_nothing(readers: Readers, query: str) -> None:
    readers.register(LAN)
    assert len(readers.find(query)) <= 1


def test_the_list_is_in_roll_call_order_and_comes_in_pages(readers: Readers) -> None:
    for name in ("Nguyễn Văn Bình", "Trần Thị An", "Đỗ Thị Lan", "Lê Văn Đức", "Nguyễn Thị An"):
        readers.register(replace(LAN, name=name))
    every = [line.name for line in readers.find()]
    assert every == ["Nguyễn Thị An", "Trần Thị An", "Nguyễn Văn Bình", "Lê Văn Đức", "Đỗ Thị Lan"]
    first = readers.find(limit=2)
    rest = readers.find(limit=10, after=first[-1].id)
    assert [line.name for line in (*first, *rest)] == every


def test_the_list_counts_open_and_late_loans(world: World, readers: Readers) -> None:
    lan = readers.register(LAN)
    world.a_loan(lan.card)
    returned = world.a_loan(lan.card)
    world.desk.give_back(returned.barcode or "")
    world.days_pass(30)
    (line,) = readers.find("lan")
    assert (line.loans, line.overdue, line.blocked) == (1, 1, False)


def test_amending_changes_only_what_differs(world: World, readers: Readers) -> None:
    lan = readers.register(LAN)
    amended = readers.amend(lan.id, replace(readers.form(lan.id), group="Lớp D53", blocked="mất thẻ"))
    assert amended == replace(lan, group="Lớp D53", blocked="mất thẻ")
    assert world.desk.lend(lan.card, world.an_item()).reason is Reason.READER_BLOCKED
    before = world.store.clock.last
    readers.amend(lan.id, readers.form(lan.id))
    assert world.store.clock.last == before  # nothing differed, so nothing was stamped


def test_a_lost_card_is_replaced_and_the_loans_stay(world: World, readers: Readers) -> None:
    lan = readers.register(LAN)
    loan = world.a_loan(lan.card)
    readers.amend(lan.id, replace(readers.form(lan.id), card="TV-NEW"))
    assert [line.barcode for line in readers.panel("TV-NEW").loans] == [loan.barcode]
    assert refusal(readers.get, lan.card).reason is Reason.UNKNOWN_CARD
    other = readers.register(LAN)
    taken = refusal(readers.amend, other.id, replace(readers.form(other.id), card="tv-new"))
    assert taken.reason is Reason.DUPLICATE_CARD


def test_an_unknown_reader_is_not_amended(readers: Readers) -> None:
    assert refusal(readers.amend, "nobody", LAN).reason is Reason.UNKNOWN_ID
    assert refusal(readers.history, "NOBODY").reason is Reason.UNKNOWN_CARD


def test_a_reader_whose_category_is_no_longer_offered_can_still_be_amended(world: World, readers: Readers) -> None:
    card = world.a_reader("thinh-giang")
    reader = readers.get(card)
    assert readers.amend(reader.id, replace(readers.form(reader.id), group="Khoa Luật")).group == "Khoa Luật"


def test_the_categories_have_both_labels_in_their_order(readers: Readers) -> None:
    assert [code for code, _, _ in readers.categories()] == ["can-bo", "chien-si", "hoc-vien", "khach", "tap-the"]
    assert readers.categories()[2] == ("hoc-vien", "Học viên", "Cadet")
