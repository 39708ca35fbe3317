"""A class or a team borrows on one card, and it is known all the time who in it has which copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.library.model.reader import GROUP, ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.readers import Groups, Readers
from desktop.library.readers.groups import CATEGORY

if TYPE_CHECKING:
    from tests.circulation.desk_world import World

D52 = "Lớp D52"


@pytest.fixture
def readers(world: World) -> Readers:
    """The readers of the library."""
    return Readers(world.store)


@pytest.fixture
def groups(world: World, readers: Readers) -> Groups:
    """The classes and teams of the library."""
    return Groups(world.store, readers, world.desk)


@pytest.fixture
def team(world: World, groups: Groups) -> str:
    """The card of a class with its representative and two more members."""
    lan = world.a_reader("hoc-vien", card="LAN", name="Đỗ Thị Lan", group="lớp d52")
    world.a_reader("hoc-vien", card="BINH", name="Vũ Văn Bình", group="Lop D52")
    world.a_reader("hoc-vien", card="CUC", name="Trần Thị Cúc", group="Lớp D53")
    return groups.add(ReaderForm(name=D52, category=CATEGORY, card="D52", representative=lan)).card


def holders(groups: Groups, card: str) -> dict[str, str]:
    """Each copy of the group by its bar code, with who has it."""
    return {line.barcode: line.member for line in groups.loans(card)}


def test_members_are_those_who_name_the_group_with_or_without_marks(groups: Groups, team: str) -> None:
    seen = groups.seen(team)
    assert [member.card for member in seen.members] == ["BINH", "LAN"]
    assert seen.representative is not None
    assert seen.representative.card == "LAN"
    assert (seen.group.kind, seen.group.category) == (GROUP, CATEGORY)


def test_forty_textbooks_go_out_on_one_card_and_come_back_in_any_order(world: World, groups: Groups, team: str) -> None:
    books = [world.an_item("giao-trinh") for _ in range(40)]
    world.desk.scan(team)
    answers = [world.desk.scan(book).answer for book in books]
    assert [answer and answer.status for answer in answers] == ["lent"] * 40
    assert len(groups.loans(team)) == 40
    for book in (books[7], books[0], books[39]):
        assert world.desk.give_back(book).card == team
    assert sorted(holders(groups, team)) == sorted(set(books) - {books[7], books[0], books[39]})


def test_each_copy_is_durable_by_itself(world: World, groups: Groups, team: str) -> None:
    books = [world.an_item("giao-trinh") for _ in range(3)]
    for book in books:
        world.desk.lend(team, book)
        world.reopen()
    assert {line.barcode for line in world.desk.open_loans(team)} == set(books)


def test_a_member_may_take_a_copy_hand_it_on_and_give_it_to_the_representative(
    world: World, groups: Groups, team: str
) -> None:
    book = world.an_item("giao-trinh")
    due = world.desk.lend(team, book, member="BINH").due
    assert holders(groups, team) == {book: "Vũ Văn Bình"}
    world.days_pass(2)
    answer = groups.hand_on(book, "CUC", "đổi phòng")
    assert (answer.status, answer.card, answer.due) == ("handed-on", team, due)
    assert holders(groups, team) == {book: "Trần Thị Cúc"}
    groups.hand_on(book)
    assert holders(groups, team) == {book: ""}
    event = world.store.events.get(answer.event or "")
    assert event is not None
    assert event.why == "đổi phòng"
    assert world.desk.give_back(book).card == team


def test_handing_on_is_undone_as_any_act_of_the_desk(world: World, groups: Groups, team: str) -> None:
    book = world.an_item("giao-trinh")
    world.desk.lend(team, book, member="BINH")
    groups.hand_on(book, "LAN")
    assert world.desk.undo().status == "undone"
    assert holders(groups, team) == {book: "Vũ Văn Bình"}
    world.desk.undo()
    assert holders(groups, team) == {}


def test_what_cannot_be_handed_on_is_refused_and_leaves_nothing(world: World, groups: Groups, team: str) -> None:
    own, shelf, book = world.an_item(), world.an_item(), world.an_item("giao-trinh")
    world.desk.lend("BINH", own)
    world.desk.lend(team, book)
    before = world.events()
    assert groups.hand_on(own, "LAN").reason is Reason.NOT_A_GROUP
    assert groups.hand_on(shelf, "LAN").reason is Reason.NOT_ON_LOAN
    assert groups.hand_on(book, team).reason is Reason.NOT_A_PERSON
    assert groups.hand_on(book, "KHONG").reason is Reason.UNKNOWN_CARD
    assert groups.hand_on("KHONG", "LAN").reason is Reason.UNKNOWN_BARCODE
    assert world.desk.lend("BINH", shelf, member="LAN").reason is Reason.NOT_A_GROUP
    assert world.events() == before


def test_loans_stay_with_the_group_when_its_representative_changes_or_leaves(
    world: World, groups: Groups, readers: Readers, team: str
) -> None:
    book = world.an_item("giao-trinh")
    world.desk.lend(team, book)
    group = readers.get(team)
    form = readers.form(group.id)
    assert form.representative == "LAN"
    readers.amend(group.id, ReaderForm(name=D52, category=CATEGORY, card=team, representative="BINH"))
    seen = groups.seen(team)
    assert seen.representative is not None
    assert (seen.representative.card, [line.barcode for line in seen.loans]) == ("BINH", [book])
    world.change("reader", readers.get("BINH").id, deleted_at=world.now)
    seen = groups.seen(team)
    assert seen.representative is None
    assert [line.barcode for line in seen.loans] == [book]
    assert readers.form(group.id).representative == ""


def test_a_person_never_becomes_a_group_nor_a_group_a_person(readers: Readers, team: str) -> None:
    person, group = readers.get("LAN"), readers.get(team)
    readers.amend(person.id, ReaderForm(name="Đỗ Thị Lan", category="hoc-vien", kind=GROUP))
    readers.amend(group.id, ReaderForm(name=D52, category=CATEGORY))
    assert not readers.get("LAN").is_group
    assert readers.get(team).is_group


def test_a_representative_is_a_person_whom_the_library_knows(groups: Groups, team: str) -> None:
    for card, reason in ((team, Reason.NOT_A_PERSON), ("KHONG", Reason.UNKNOWN_CARD)):
        with pytest.raises(Refusal) as no:
            groups.add(ReaderForm(name="Đội 2", category=CATEGORY, representative=card))
        assert no.value.reason is reason
    with pytest.raises(Refusal) as no:
        groups.seen("LAN")
    assert no.value.reason is Reason.NOT_A_GROUP


def test_who_had_a_copy_is_forgotten_with_the_loan(world: World, groups: Groups, readers: Readers, team: str) -> None:
    book = world.an_item("giao-trinh")
    world.desk.lend(team, book, member="BINH")
    groups.hand_on(book, "CUC")
    world.desk.give_back(book)
    world.days_pass(31)
    readers.unlink_old()
    for card in ("BINH", "CUC", team):
        found = world.store.connection.execute(
            "SELECT count(*) FROM circulation_event WHERE instr(fields, ?)", (readers.get(card).id,)
        )
        assert found.fetchone() == (0,)
    assert readers.unlink_old() == 0


CARDS = ("LAN", "BINH", "CUC", "")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 3), st.sampled_from((*CARDS, "back"))), max_size=12))
def test_whoever_was_named_last_has_the_copy(
    world: World, groups: Groups, team: str, moves: list[tuple[int, str]]
) -> None:
    books = [world.an_item("giao-trinh") for _ in range(4)]
    names = {"LAN": "Đỗ Thị Lan", "BINH": "Vũ Văn Bình", "CUC": "Trần Thị Cúc", "": ""}
    expected = dict.fromkeys(books, "")
    for book in books:
        world.desk.lend(team, book)
    for number, to in moves:
        book = books[number]
        if to == "back":
            world.desk.give_back(book)
            expected.pop(book, None)
        elif groups.hand_on(book, to).reason is None:
            assert book in expected
            expected[book] = names[to]
    assert holders(groups, team) == expected
    assert world.store.check() == ()
    for book in expected:
        world.desk.give_back(book)
