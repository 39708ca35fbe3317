"""Once nothing is owed nobody is named any more; sums, receipts and the record stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.reading_room import ReadingRoom
from desktop.library.model.event import Approval
from desktop.library.model.hold import HoldState
from desktop.library.model.ids import Moment, Money
from desktop.library.model.item import Condition
from desktop.library.readers import Readers
from tests.circulation.desk_world import new_library
from tests.circulation.losses_world import PRICE, Losses


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_library(tmp_path_factory.mktemp("new") / "library.db")


@pytest.fixture
def world(tmp_path: Path, new_file: Path) -> Iterator[Losses]:
    world = Losses(tmp_path, new_file)
    world.terms(money=True)
    yield world
    assert world.store.check() == ()
    world.store.close()


def a_loss(world: Losses) -> tuple[str, str, str]:
    """A card, the reader's id and the lost copy's bar code."""
    card, barcode = world.a_reader(), world.a_priced_item()
    world.a_loan(card, barcode)
    world.conditions.declare_lost(barcode, "Trần Văn B làm mất")
    return card, world.store.readers.with_card(card)[0].id, barcode


def named(world: Losses, reader: str) -> int:
    """How many rows name the reader, or say the words that were typed about the reader."""
    count = 0
    for table in ("ledger", "circulation_event", "amendment"):
        sql = f"SELECT count(*) FROM {table} WHERE instr(fields, ?1) OR instr(fields, ?2)"
        count += world.store.connection.execute(sql, (reader, "làm mất".encode())).fetchone()[0]
    return count


def test_a_settled_account_names_nobody_a_month_later(world: Losses):
    card, reader, _ = a_loss(world)
    receipt = world.money.pay(card, Money(3 * PRICE))
    day = day_of(Moment(world.now))
    readers = Readers(world.store)
    world.days_pass(30)
    assert readers.unlink_old() == 0
    world.days_pass(1)
    assert readers.unlink_old() == 1
    assert named(world, reader) == 0
    assert readers.unlink_old() == 0
    book = world.money.day_book(day)
    assert [(line.receipt, line.card, line.amount) for line in book.lines] == [(receipt.number, None, 3 * PRICE)]
    assert world.money.settled(card).is_clear


def test_what_was_voided_stays_void_when_its_reader_is_forgotten(world: Losses):
    """The sum of a month is the same a month later."""
    card, _, _ = a_loss(world)
    mistaken = world.money.pay(card, Money(5000))
    world.desk.operator = "Hoa"
    world.money.void(mistaken.entry, "gõ nhầm thẻ")
    world.now += 60_000
    world.money.pay(card, Money(3 * PRICE))
    day = day_of(Moment(world.now))
    before = world.money.day_book(day)
    assert (before.total, before.lines[0].voided_by, before.lines[0].why) == (3 * PRICE, "Hoa", "gõ nhầm thẻ")
    world.days_pass(31)
    assert Readers(world.store).unlink_old() == 1
    after = world.money.day_book(day)
    assert (after.total, [line.voided for line in after.lines]) == (before.total, [True, False])
    assert world.money.receipt(mistaken.number).voided


def test_whoever_owes_money_or_a_book_stays_named(world: Losses):
    _, owing, _ = a_loss(world)
    world.terms(money=False)
    _, book, _ = a_loss(world)
    world.days_pass(400)
    assert Readers(world.store).unlink_old() == 0
    assert named(world, owing) > 0
    assert named(world, book) > 0


def test_a_loss_that_nobody_was_charged_for_is_forgotten_as_a_return_is(world: Losses):
    world.terms(money=False, like_for_like=False)
    card, reader, barcode = a_loss(world)
    world.conditions.damaged(barcode)
    assert world.ledger() == 0
    _, other, _ = a_loss(world)
    world.terms(like_for_like=True)
    charged = world.a_priced_item()
    world.a_loan(card, charged)
    world.conditions.declare_lost(charged)
    world.days_pass(30)
    assert Readers(world.store).unlink_old() == 0
    world.days_pass(1)
    assert Readers(world.store).unlink_old() == 2
    assert named(world, other) == 0
    (still,) = world.store.loans.history_of_reader(reader, day_of(Moment(world.now)))
    assert still.barcode == charged
    assert world.item(barcode).has(Condition.LOST)
    assert world.desk.give_back(barcode).was_lost


def test_the_hold_that_the_lost_loan_satisfied_stays_satisfied_and_names_nobody(world: Losses):
    """Renaming the loan alone, its reader would wait again for the title (holds_fold.py matches by the reader)."""
    card, barcode = world.a_reader(), world.a_priced_item()
    reader = world.store.readers.with_card(card)[0].id
    assert world.desk.hold(card, world.title).status == "held"
    world.a_loan(card, barcode)
    world.conditions.declare_lost(barcode)
    world.money.pay(card, Money(3 * PRICE))
    world.days_pass(31)
    assert Readers(world.store).unlink_old() == 1
    states = world.store.connection.execute("SELECT state, reader_id FROM hold").fetchall()
    assert states == [(HoldState.SATISFIED.value, None)]
    assert named(world, reader) == 0


def test_who_lost_a_restricted_document_in_the_room_stays_in_its_log(world: Losses):
    card, barcode = world.a_reader(), world.a_priced_item(access="restricted")
    paper = Approval("125/CV", date(2026, 11, 20), "Đại tá Nguyễn Văn Đ", "nghiên cứu")
    session = ReadingRoom(world.store, world.desk).begin(card, barcode, paper)
    world.conditions.declare_lost(barcode)
    world.money.pay(card, Money(3 * PRICE))
    world.days_pass(31)
    assert Readers(world.store).unlink_old() == 1
    kept = world.store.loans.get(session.loan or "")
    assert kept is not None
    assert kept.reader_id == world.store.readers.with_card(card)[0].id


def test_money_that_is_the_readers_keeps_the_account(world: Losses):
    card, reader, barcode = a_loss(world)
    world.money.pay(card, Money(3 * PRICE))
    world.desk.give_back(barcode)
    world.days_pass(400)
    Readers(world.store).unlink_old()
    assert world.account(card).credit == 3 * PRICE
    assert named(world, reader) > 0


def test_accounts_are_forgotten_some_at_a_time(world: Losses):
    for _ in range(3):
        card, _, _ = a_loss(world)
        world.money.pay(card, Money(3 * PRICE))
    world.days_pass(31)
    assert [Readers(world.store).unlink_old(at_most=2) for _ in range(3)] == [2, 1, 0]
