"""What letters say of the library: gathered from loans, holds, sessions and accounts as they are."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.library.accounts import Accounts
from desktop.library.circulation.holds import Holds
from desktop.library.circulation.overdue import Overdue, by_group, by_reader
from desktop.library.circulation.reading_room import ReadingRoom
from desktop.library.letters.fields import Language
from desktop.library.letters.kinds import Kind
from desktop.library.letters.letters import Letters
from desktop.library.letters.writing import plain
from desktop.library.model.event import Approval
from desktop.library.model.ids import Money
from desktop.library.model.money import Purpose
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights
from desktop.library.store import overdue_list
from tests.circulation.desk_world import World

VI = Language.VIETNAMESE


@pytest.fixture
def money(world: World) -> Accounts:
    return Accounts(world.store, Rights.LIBRARIAN, lambda: "Lan")


def test_a_due_slip_lists_what_was_taken_since_the_reader_came(world: World, letters: Letters):
    card = world.a_reader(name="Lê Văn Ẫm")
    earlier = world.a_loan(card, world.an_item(title=world.a_title("Sách cũ")))
    world.days_pass(1)
    came = world.now
    lent = world.a_loan(card, world.an_item(title=world.a_title("Tắt đèn")))
    text = plain(letters.sheet(letters.slip(Kind.DUE_SLIP, card=card, since=came)))
    assert "Tắt đèn" in text
    assert "Sách cũ" not in text
    assert lent.due is not None
    assert f"hạn trả {lent.due:%d/%m/%Y}" in text
    assert "Thủ thư: Lan" in text
    assert letters.slip(Kind.DUE_SLIP, card=card).fields["count"] == 2
    assert letters.slip(Kind.DUE_SLIP, card=card).fields["due"] == min(earlier.due or date.max, lent.due)


def test_a_return_slip_lists_what_came_back_and_not_what_was_undone(world: World, letters: Letters):
    card = world.a_reader()
    first, second = (world.an_item(title=world.a_title(title)) for title in ("Tắt đèn", "Lều chõng"))
    for barcode in (first, second):
        world.a_loan(card, barcode)
    since = world.now
    world.days_pass(1)
    world.desk.give_back(first)
    world.desk.give_back(second)
    world.desk.undo()
    facts = letters.slip(Kind.RETURN_SLIP, card=card, since=since)
    assert [line["barcode"] for line in facts.lines] == [first]
    world.days_pass(60)
    late = world.desk.give_back(second).days_late
    assert late > 0
    [line] = letters.slip(Kind.RETURN_SLIP, card=card, since=world.now).lines
    assert line["late"] == late


@pytest.mark.parametrize("kind", [Kind.DUE_SLIP, Kind.RETURN_SLIP])
def test_there_is_no_slip_of_nothing(world: World, letters: Letters, kind: Kind):
    with pytest.raises(Refusal) as no:
        letters.slip(kind, card=world.a_reader(), since=world.now)
    assert no.value.reason is Reason.NOT_ON_LOAN


def test_a_hold_slip_says_whose_the_copy_is_and_until_when(world: World, letters: Letters):
    holds = Holds(world.store, world.desk)
    card = world.a_reader(name="Lê Văn Ẫm")
    barcode = world.an_item(call_number="355.1 ĐIÊ")
    holds.place(card, world.title)
    holds.shelve(barcode)
    [shelved] = holds.shelf()
    text = plain(letters.sheet(letters.slip(Kind.HOLD_SLIP, hold=shelved)))
    assert shelved.until is not None
    for told in (card, "Lê Văn Ẫm", barcode, "355.1 ĐIÊ", f"{shelved.until:%d/%m/%Y}"):
        assert told in text


def late_library(world: World) -> None:
    for name, group, books in (("Vũ An", "Lớp K52", 2), ("Lê Ẩn", "", 1), ("Bùi Ân", "Đội 1", 1)):
        card = world.a_reader(name=name, group=group, phone="0911222333")
        for _ in range(books):
            world.a_loan(card, world.an_item())
    world.days_pass(45)
    world.a_loan(world.a_reader(name="Không Trễ"), world.an_item())


def test_late_loans_by_reader_in_roll_call_order_and_by_group_with_those_of_none_last(world: World, overdue: Overdue):
    late_library(world)
    lines = overdue.lines()
    assert [late.name for late in by_reader(lines)] == ["Vũ An", "Bùi Ân", "Lê Ẩn"]
    assert [late.name for late in by_group(lines)] == ["Đội 1", "Lớp K52", ""]
    assert sum(len(late.lines) for late in by_group(lines)) == len(lines) == 4
    assert {line.days_late for line in lines} == {15}
    assert len(overdue.lines(group="lop k52")) == 2


def test_pages_bring_every_late_loan_once(world: World, overdue: Overdue):
    late_library(world)
    found, after = [], None
    for _ in range(4):
        [after] = overdue_list.overdue_lines(
            world.store.connection, date(2027, 1, 7), long_days=60, after=after, limit=1
        )
        found.append(after.loan)
    assert len(set(found)) == 4
    assert overdue.page(after) == ()


def test_what_the_house_rules_call_long_is_marked(world: World, overdue: Overdue):
    late_library(world)
    assert not any(line.is_long for line in overdue.lines())
    world.days_pass(45)
    assert sum(line.is_long for line in overdue.lines()) == 4


def test_each_late_reader_gets_one_notice(world: World, letters: Letters, overdue: Overdue):
    late_library(world)
    notices = letters.overdue_notices(overdue.lines())
    assert [(facts.fields["name"], len(facts.lines)) for facts in notices] == [
        ("Vũ An", 2),
        ("Bùi Ân", 1),
        ("Lê Ẩn", 1),
    ]
    assert notices[0].fields["late"] == 15


def test_a_list_for_outside_has_card_numbers_and_nothing_else_of_a_reader(
    world: World, letters: Letters, overdue: Overdue
):
    late_library(world)
    lines = overdue.lines()
    inside = plain(letters.sheet(letters.overdue_list(lines, "Lớp K52")))
    outside = plain(letters.sheet(letters.overdue_list(lines, "Lớp K52", outside=True)))
    for told in ("Vũ An", "Lớp K52", "0911222333"):
        assert told in inside.replace("\n", "")
        assert told not in outside
    for line in lines:
        assert line.card in outside


def test_a_notice_to_somebody_forgotten_is_not_written(world: World, letters: Letters, overdue: Overdue):
    late_library(world)
    line = overdue.lines()[0]
    assert line.card is not None
    world.change("reader", line.reader_id, redacted=True)
    told = [plain(letters.sheet(facts)) for facts in letters.overdue_notices(overdue.lines())]
    assert not any(line.reader in text for text in told)


def test_the_clearance_certifies_only_when_nothing_is_open(world: World, letters: Letters, money: Accounts):
    card, barcode = world.a_reader(name="Lê Văn Ẫm"), world.an_item(title=world.a_title("Tắt đèn"))
    assert letters.clearance(money.settled(card), VI, purpose="ra trường").kind is Kind.CLEARANCE
    world.a_loan(card, barcode)
    still = letters.clearance(money.settled(card), VI)
    assert still.kind is Kind.STILL_OPEN
    text = plain(letters.sheet(still))
    assert "Tắt đèn" in text
    assert "đang mượn" in text
    assert "KHÔNG NỢ SÁCH" not in text
    world.desk.give_back(barcode)
    text = plain(letters.sheet(letters.clearance(money.settled(card), VI, purpose="ra trường")))
    assert "GIẤY XÁC NHẬN KHÔNG NỢ SÁCH" in text
    assert "ra trường" in text


def test_money_is_told_as_it_was_charged_paid_and_is_left(world: World, letters: Letters, money: Accounts):
    with world.store.writing() as pen:
        pen.put("desk_policy", pen.new_id(), {"money": True})
    card, barcode = world.a_reader(name="Lê Văn Ẫm"), world.an_item(title=world.a_title("Tắt đèn"), price=85_000)
    money.charge(card, Money(255_000), Purpose.LOST, barcode=barcode)
    [line] = money.open_debts()
    notice = plain(letters.sheet(letters.compensation(line, money.compensation(barcode), VI)))
    for told in ("Tắt đèn", "85.000 đồng", "3 lần giá sách", "255.000 đồng", "Hai trăm năm mươi lăm nghìn đồng"):
        assert told in notice
    paid = money.pay(card, Money(100_000))
    receipt = plain(letters.sheet(letters.receipt(paid, VI)))
    for told in (paid.number, "100.000 đồng", "Một trăm nghìn đồng", "làm mất sách: Tắt đèn", "155.000 đồng"):
        assert told in receipt
    open_ = plain(letters.sheet(letters.clearance(money.settled(card), VI)))
    assert "làm mất sách" in open_
    assert "155.000 đồng" in open_


def test_a_reading_ticket_has_its_approval_and_times(world: World, letters: Letters):
    room = ReadingRoom(world.store, world.desk)
    card = world.a_reader(name="Lê Văn Ẫm")
    barcode = world.an_item(access="restricted")
    approval = Approval("123/CV-X03", date(2026, 11, 20), "Trần Văn Duyệt", "nghiên cứu")
    assert room.begin(card, barcode, approval=approval).reason is None
    [session] = room.open_sessions()
    text = plain(letters.sheet(letters.reading_ticket(session)))
    for told in ("123/CV-X03", "20/11/2026", "Trần Văn Duyệt", "nghiên cứu", "Giờ vào: 08:00 23/11/2026", "Giờ ra: …"):
        assert told in text


def test_a_group_list_has_a_line_for_each_copy_and_who_holds_it(world: World, letters: Letters):
    answers, member = world.a_reader(name="Trần Đại Diện"), world.a_reader(name="Lê Văn Ẫm")
    ids = dict(world.store.connection.execute("SELECT card, id FROM reader").fetchall())
    card = world.a_reader("tap-the", name="Lớp K52", kind="group", representative=ids[answers])
    for _ in range(2):
        assert world.desk.lend(card, world.an_item("giao-trinh"), override=True).status == "lent"
    facts = letters.group_list(card)
    assert (facts.fields["representative"], facts.fields["count"], len(facts.lines)) == ("Trần Đại Diện", 2, 2)
    with pytest.raises(Refusal) as no:
        letters.group_list(member)
    assert no.value.reason is Reason.NOT_A_GROUP
