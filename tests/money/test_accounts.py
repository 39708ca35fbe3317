"""Taking money, letting it go, and telling who is clear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.library.circulation.calendar import day_of
from desktop.library.model.ids import Moment, Money
from desktop.library.model.money import MOST, EntryKind, Purpose
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights
from desktop.library.store.store import Store
from tests.circulation.desk_world import KEY, new_library
from tests.circulation.losses_world import PRICE, Losses


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_library(tmp_path_factory.mktemp("new") / "library.db")


@pytest.fixture
def world(tmp_path: Path, new_file: Path) -> Iterator[Losses]:
    world = Losses(tmp_path, new_file)
    world.terms(money=True, owes_limit=10_000_000)
    world.desk.operator = "Lan"
    yield world
    assert world.store.check() == ()
    world.store.close()


def a_loss(world: Losses, card: str = "") -> tuple[str, str]:
    """A reader who owes for a lost copy: the card and the charge."""
    reader, barcode = card or world.a_reader(), world.a_priced_item()
    world.a_loan(reader, barcode)
    world.conditions.declare_lost(barcode)
    debt = next(debt for debt in world.account(reader).open_debts if debt.barcode == barcode)
    return reader, debt.charge.id


def refusal(attempt: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as no:
        attempt()
    return no.value


def test_money_goes_to_the_oldest_debt_first(world: Losses):
    card, first = a_loss(world)
    world.days_pass(1)
    _, second = a_loss(world, card)
    receipt = world.money.pay(card, Money(3 * PRICE + 1000))
    assert [(debt.charge.id, part) for debt, part in receipt.parts] == [(first, 3 * PRICE), (second, 1000)]
    assert (receipt.left, world.account(card).owed) == (3 * PRICE - 1000, 3 * PRICE - 1000)


def test_money_may_be_for_one_debt_only(world: Losses):
    card, _ = a_loss(world)
    world.days_pass(1)
    _, second = a_loss(world, card)
    world.money.pay(card, Money(5000), (second,))
    assert [debt.owed for debt in world.account(card).debts] == [3 * PRICE, 3 * PRICE - 5000]


@pytest.mark.parametrize("amount", [0, -1000, 3 * PRICE + 1])
def test_an_amount_that_is_none_or_too_much_is_a_slip(world: Losses, amount: int):
    card, _ = a_loss(world)
    no = refusal(lambda: world.money.pay(card, Money(amount)))
    assert (no.reason, no.facts["owed"]) == (Reason.INVALID_AMOUNT, 3 * PRICE)
    assert world.account(card).owed == 3 * PRICE


def test_who_owes_nothing_pays_nothing(world: Losses):
    card, _ = a_loss(world)
    world.money.pay(card, Money(3 * PRICE))
    assert refusal(lambda: world.money.pay(card, Money(3 * PRICE))).reason is Reason.NOTHING_OWED


def test_a_charge_of_another_reader_cannot_be_paid(world: Losses):
    _, other = a_loss(world)
    card, _ = a_loss(world)
    assert refusal(lambda: world.money.pay(card, Money(1000), (other,))).reason is Reason.UNKNOWN_ID


def test_a_debt_is_let_go_in_part_or_whole_with_a_reason(world: Losses):
    card, charge = a_loss(world)
    world.money.forgive(charge, "hoàn cảnh khó khăn", amount=Money(100_000))
    assert world.account(card).owed == 3 * PRICE - 100_000
    world.money.forgive(charge, "theo quyết định của thủ trưởng")
    account = world.account(card)
    assert account.is_settled
    said = {(entry.why, entry.operator) for entry in account.entries if entry.kind is EntryKind.FORGIVEN}
    assert said == {("hoàn cảnh khó khăn", "Lan"), ("theo quyết định của thủ trưởng", "Lan")}


def test_the_same_book_settles_the_debt_once(world: Losses):
    card, charge = a_loss(world)
    new = world.an_item()
    assert world.money.replace_with(charge, new).is_settled
    _, second = a_loss(world, card)
    assert refusal(lambda: world.money.replace_with(second, new)).reason is Reason.NOT_A_REPLACEMENT
    assert refusal(lambda: world.money.replace_with(charge, world.an_item())).reason is Reason.NOTHING_OWED


def test_the_lost_copy_itself_replaces_nothing(world: Losses):
    card, charge = a_loss(world)
    (debt,) = world.account(card).debts
    assert refusal(lambda: world.money.replace_with(charge, debt.barcode)).reason is Reason.NOT_A_REPLACEMENT
    lent = world.a_loan().barcode
    assert refusal(lambda: world.money.replace_with(charge, lent)).reason is Reason.NOT_A_REPLACEMENT
    lost_too, _ = a_loss(world)
    (other,) = world.account(lost_too).debts
    assert refusal(lambda: world.money.replace_with(charge, other.barcode)).reason is Reason.ITEM_LOST


def test_a_charge_by_hand_needs_money_to_be_on(world: Losses):
    card = world.a_reader()
    assert world.money.charge(card, Money(10_000), why="làm lại thẻ").owed == 10_000
    assert refusal(lambda: world.money.charge(card, Money(9_786_041_234_567))).facts["most"] == MOST
    world.terms(money=False)
    assert refusal(lambda: world.money.charge(card, Money(10_000))).reason is Reason.MONEY_OFF
    assert refusal(lambda: world.money.charge(card, Money(0))).reason is Reason.MISSING_FIELD
    barcode = world.an_item()
    world.days_pass(1)
    account = world.money.charge(card, Money(0), Purpose.DAMAGED, barcode=barcode)
    assert [debt.barcode for debt in account.open_debts] == ["", barcode]


def test_a_debt_stays_when_money_is_switched_off_and_can_be_paid(world: Losses):
    card, _ = a_loss(world)
    world.terms(money=False)
    assert world.money.pay(card, Money(3 * PRICE)).left == 0


def test_a_payment_typed_by_mistake_is_taken_back(world: Losses):
    card, _ = a_loss(world)
    receipt = world.money.pay(card, Money(3 * PRICE))
    world.money.void(receipt.entry, "gõ nhầm thẻ")
    assert world.account(card).owed == 3 * PRICE
    assert world.money.receipt(receipt.entry).voided
    assert (world.money.day_book().total, [line.voided for line in world.money.day_book().lines]) == (0, [True])
    assert refusal(lambda: world.money.void(receipt.entry, "lần nữa")).reason is Reason.NOT_VOIDABLE
    (void,) = (entry for entry in world.account(card).entries if entry.kind is EntryKind.VOID)
    assert (void.why, void.operator) == ("gõ nhầm thẻ", "Lan")


def test_whoever_corrects_the_book_says_why(world: Losses):
    card, charge = a_loss(world)
    receipt = world.money.pay(card, Money(3 * PRICE))
    kept = world.ledger()
    for attempt in (
        lambda: world.money.void(receipt.entry, "  "),
        lambda: world.money.refund(card),
        lambda: world.money.forgive(charge),
        lambda: world.money.in_money(charge),
    ):
        no = refusal(attempt)
        assert (no.reason, no.facts) == (Reason.MISSING_FIELD, {"field": "why"})
    assert world.ledger() == kept


def test_no_more_is_given_back_than_is_the_readers(world: Losses):
    card, charge = a_loss(world)
    assert refusal(lambda: world.money.refund(card, why="nhầm")).reason is Reason.NO_CREDIT
    world.money.pay(card, Money(3 * PRICE))
    world.money.void(charge, "sách không mất")
    assert refusal(lambda: world.money.refund(card, Money(3 * PRICE + 1), why="x")).reason is Reason.INVALID_AMOUNT
    assert world.money.refund(card, Money(1000), why="trả bớt").amount == -1000
    assert world.account(card).credit == 3 * PRICE - 1000


def test_the_day_book_tells_what_was_taken_that_day_and_by_whom(world: Losses):
    card, _ = a_loss(world)
    monday = day_of(Moment(world.now))
    first = world.money.pay(card, Money(10_000))
    world.desk.operator = "Hoa"
    world.now += 1000
    second = world.money.pay(card, Money(5_000))
    world.days_pass(1)
    world.money.pay(card, Money(1_000))
    book = world.money.day_book(monday)
    assert [line.receipt for line in book.lines] == [first.number, second.number]
    assert (book.total, book.by_operator) == (15_000, (("Hoa", 5_000), ("Lan", 10_000)))
    assert world.money.day_book(date(2026, 1, 5)).lines == ()


def test_a_month_is_reckoned_from_its_first_day_to_its_last_by_the_clock_of_this_country(world: Losses):
    card, _ = a_loss(world)
    for day, hour, amount in ((date(2026, 11, 1), 0, 1), (date(2026, 11, 30), 23, 20), (date(2026, 12, 1), 0, 100)):
        world.now = max(world.now, world.moment(day, hour))
        world.money.pay(card, Money(amount * 1000), receipt=f"{day}", at=world.moment(day, hour))
    november = world.money.day_book(date(2026, 11, 1), date(2026, 11, 30))
    assert [line.receipt for line in november.lines] == ["2026-11-01", "2026-11-30"]
    assert (november.total, november.by_operator) == (21_000, (("Lan", 21_000),))


def test_money_taken_on_paper_stands_on_its_day_with_its_number(world: Losses):
    card, _ = a_loss(world)
    world.days_pass(2)
    then = Moment(world.now - 24 * 3600 * 1000)
    receipt = world.money.pay(card, Money(10_000), receipt="00123", at=then)
    assert (receipt.number, receipt.at) == ("00123", then)
    assert world.money.day_book().lines == ()
    assert world.money.day_book(day_of(then)).total == 10_000


def test_two_desks_never_print_the_same_receipt_number(world: Losses, tmp_path: Path):
    """Not even a disk and its copy, which believe to be the same PC."""
    card, _ = a_loss(world)
    world.store.copy_to(tmp_path / "copy.db")
    numbers = {world.money.pay(card, Money(1000)).number for _ in range(3)}
    copy = Losses.__new__(Losses)
    copy.store, copy.desk = Store(tmp_path / "copy.db", KEY, now=lambda: world.now), world.desk
    copied = {copy.money.pay(card, Money(1000)).number for _ in range(3)}
    copy.store.close()
    assert len(numbers | copied) == 6
    assert all(number.startswith("261123-") for number in numbers | copied)


def test_whoever_has_and_owes_nothing_is_clear(world: Losses):
    card, barcode = world.a_reader(), world.an_item()
    assert world.money.settled(card).is_clear
    world.a_loan(card, barcode)
    assert not world.money.settled(card).is_clear
    world.desk.give_back(barcode)
    _, charge = a_loss(world, card)
    cleared = world.money.settled(card)
    assert (cleared.is_clear, cleared.owed, len(cleared.debts)) == (False, 3 * PRICE, 1)
    world.money.forgive(charge, "theo quyết định của thủ trưởng")
    assert world.money.settled(card).is_clear


def test_whoever_owes_a_book_is_not_clear(world: Losses):
    world.terms(money=False)
    card, _ = a_loss(world)
    cleared = world.money.settled(card)
    assert (cleared.owed, cleared.is_clear) == (0, False)


def test_the_list_of_debtors_names_who_owes_money_or_books(world: Losses):
    card, charge = a_loss(world)
    world.terms(money=False)
    other, _ = a_loss(world)
    world.a_reader()
    known = {line.card: (line.owed, line.credit, line.books) for line in world.money.owing()}
    assert known == {card: (3 * PRICE, 0, 0), other: (0, 0, 1)}
    assert {line.card for line in world.money.open_debts()} == {card, other}
    world.money.forgive(charge, "theo quyết định của thủ trưởng")
    assert [line.card for line in world.money.owing()] == [other]


def test_a_desk_lets_nothing_go(world: Losses):
    card, charge = a_loss(world)
    world.rights, before = Rights.DESK, world.ledger()
    money = world.money
    for attempt in (
        lambda: money.charge(card, Money(1000)),
        lambda: money.forgive(charge),
        lambda: money.refund(card),
        lambda: money.void(charge),
    ):
        assert refusal(attempt).reason is Reason.NOT_ENTITLED
    assert world.ledger() == before


def test_a_desk_takes_what_is_owed(world: Losses):
    card, charge = a_loss(world)
    world.rights = Rights.DESK
    world.money.pay(card, Money(1000))
    assert world.money.replace_with(charge, world.an_item()).credit == 1000


def test_what_is_owed_is_read_fast_from_a_long_account(world: Losses):
    card = world.a_reader()
    (reader,) = world.store.readers.with_card(card)
    for _ in range(50):
        world.money.charge(card, Money(1000))
        world.money.pay(card, Money(1000))
    plan = world.store.connection.execute(
        "EXPLAIN QUERY PLAN SELECT id, fields FROM ledger WHERE reader_id = ? ORDER BY at, id", (reader.id,)
    ).fetchall()
    assert "INDEX" in str(plan)
    assert world.store.ledger.owed(reader.id) == 0


class TestMoneyInPlaceOfTheSameBook:
    @pytest.fixture
    def owed(self, world: Losses) -> tuple[str, str, str]:
        """Who owes the same book, the debt, and the lost copy."""
        world.terms(money=False)
        card, charge = a_loss(world)
        (debt,) = world.account(card).debts
        return card, charge, debt.barcode

    def test_it_is_reckoned_from_the_price_and_tells_why(self, world: Losses, owed: tuple[str, str, str]):
        card, charge, _ = owed
        assert refusal(lambda: world.money.in_money(charge, "không mua được")).reason is Reason.MONEY_OFF
        for attempt in (
            lambda: world.money.pay(card, Money(1000)),
            lambda: world.money.pay(card, Money(1000), (charge,)),
            lambda: world.money.forgive(charge, "một phần", amount=Money(5000)),
        ):
            assert refusal(attempt).reason is Reason.OWED_IN_KIND
        world.terms(money=True)
        (debt,) = world.account(card).open_debts
        assert (debt.may_be_money, debt.price) == (True, PRICE)
        (now,) = world.money.in_money(charge, "không mua được").open_debts
        assert (now.owed, now.charge.purpose, now.charge.why) == (3 * PRICE, Purpose.LOST, "không mua được")
        assert refusal(lambda: world.money.in_money(now.charge.id, "x")).reason is Reason.OWED_IN_MONEY
        assert refusal(lambda: world.money.in_money(charge, "x")).reason is Reason.UNKNOWN_ID
        assert world.money.pay(card, Money(3 * PRICE)).left == 0

    def test_without_a_price_it_is_asked_for(self, world: Losses, owed: tuple[str, str, str]):
        _, charge, barcode = owed
        world.terms(money=True)
        world.change("item", world.item(barcode).id, price=0)
        for price in (None, Money(0)):
            no = refusal(lambda price=price: world.money.in_money(charge, "không mua được", price=price))
            assert no.reason is Reason.PRICE_UNKNOWN
        dear = refusal(lambda: world.money.in_money(charge, "không mua được", price=Money(MOST)))
        assert dear.reason is Reason.INVALID_AMOUNT
        assert world.money.in_money(charge, "không mua được", price=Money(10_000)).owed == 30_000

    @pytest.mark.parametrize("back", ["return", "undo"])
    def test_a_loss_that_was_none_takes_the_money_back_too(self, world: Losses, owed: tuple[str, str, str], back: str):
        card, charge, barcode = owed
        world.terms(money=True)
        world.money.in_money(charge, "không mua được")
        done = world.desk.give_back(barcode) if back == "return" else world.desk.undo()
        assert done.status == {"return": "returned", "undo": "undone"}[back]
        assert world.account(card).is_settled


class TestCompensation:
    @pytest.mark.parametrize(
        ("price", "origin", "amount"),
        [(95_000, "", 285_000), (95_000, "foreign", 475_000), (41_500, "", 125_000), (100, "", 1000), (1, "", 1000)],
    )
    def test_so_many_times_the_price_in_whole_thousands(self, world: Losses, price: int, origin: str, amount: int):
        barcode = world.a_priced_item(price, origin=origin)
        assert world.money.compensation(barcode).amount == amount

    def test_dear_books_have_a_band_of_their_own(self, world: Losses):
        world.terms(bands=[["", 0, 30], ["", 200_000, 15]])  # type: ignore[arg-type] # a list is what the row holds
        assert world.money.compensation(world.a_priced_item(199_999)).amount == 600_000
        assert world.money.compensation(world.a_priced_item(200_000)).amount == 300_000

    def test_without_a_price_it_asks(self, world: Losses):
        for nothing in (None, 0):
            barcode = world.a_priced_item(nothing)
            cost = world.money.compensation(barcode)
            assert (cost.price_missing, cost.amount) == (True, None)
        assert world.money.compensation(barcode, price=Money(10_000)).amount == 30_000

    def test_where_no_money_is_taken_there_is_no_amount(self, world: Losses):
        world.terms(money=False)
        cost = world.money.compensation(world.a_priced_item())
        assert (cost.amount, cost.price_missing, cost.like_for_like) == (None, False, True)


def test_lateness_is_charged_when_the_book_comes_back(world: Losses):
    world.fined(1000)
    card, barcode = world.a_reader(), world.a_priced_item()
    due = world.a_loan(card, barcode).due
    assert due is not None
    world.now = world.moment(due + timedelta(days=4))
    assert world.account(card).owed == 0
    world.desk.give_back(barcode)
    (debt,) = world.account(card).open_debts
    assert (debt.charge.purpose, debt.owed, debt.barcode) == (Purpose.FINE, 4000, barcode)
