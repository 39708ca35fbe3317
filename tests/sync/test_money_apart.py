"""Two desks that do not hear of each other: money taken twice, a loss and a return at once, a debt let go and paid."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from pc import Desk
from world import World, prepare

from desktop.library.accounts import Accounts
from desktop.library.circulation.conditions import Conditions
from desktop.library.circulation.desk import Desk as Counter
from desktop.library.model.ids import Money
from desktop.library.model.money import Account
from desktop.library.security.rights import Rights
from sync.core.wire import Page

TITLE, ITEM, READER = (f"{n:032x}" for n in (1, 16, 32))
CARD, BOOK, OWED = "TV000001", "TK000001", 285_000


class Office(World):
    """People here write through the library, not through the account of random histories."""

    def look_at(self, page: Page, unit: str) -> None:
        """Whatever comes may come."""


@dataclass
class Place:
    """One desk with what it works with."""

    desk: Desk
    counter: Counter
    conditions: Conditions
    money: Accounts

    @property
    def account(self) -> Account:
        return self.money.account(CARD)

    @property
    def tasks(self) -> list[tuple[str, str]]:
        return [(point.field, point.subject) for point in self.desk.store.conflicts.open()]


@dataclass
class Two:
    """Two desks of one unit."""

    world: Office
    here: Place
    there: Place

    def meet(self) -> None:
        for place in (self.here, self.there, self.here):
            assert place.desk.sync().stop is None
        self.world.clock.pass_(60_000)


def seated(world: Office) -> Place:
    desk = world.add_desk(0)
    counter = Counter(desk.store)
    return Place(desk, counter, Conditions(desk.store, counter), Accounts(desk.store, Rights.LIBRARIAN, lambda: "Lan"))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    """A copy worth 95,000 đồng is out to a reader; both desks know."""
    world = Office(tmp_path / "world", prepare(tmp_path / "template"))
    two = Two(world, seated(world), seated(world))
    put = two.here.desk.put
    put("desk_policy", "0" * 32, {"money": True})
    put("title", TITLE, {"leader": "", "245/1": [100, "00", "a", "Điều lệnh"]})
    put("item", ITEM, {"title_id": TITLE, "barcode": BOOK, "type": "sach", "price": 95_000})
    put("reader", READER, {"card": CARD, "name": "Trần Văn B", "category": "can-bo"})
    assert two.here.counter.lend(CARD, BOOK).status == "lent"
    two.meet()
    yield two
    two.meet()
    for place in (two.here, two.there):
        assert place.desk.store.check() == ()
    assert two.here.account == two.there.account
    world.close()


def test_money_taken_at_both_is_a_credit_and_a_task_until_it_is_given_back(two: Two):
    two.here.conditions.declare_lost(BOOK)
    two.meet()
    numbers = {place.money.pay(CARD, Money(OWED)).number for place in (two.here, two.there)}
    assert len(numbers) == 2
    two.meet()
    for place in (two.here, two.there):
        assert (place.account.owed, place.account.credit) == (0, OWED)
        assert place.tasks == [("paid-twice", CARD)]
    two.there.money.refund(CARD, why="thu hai lần")
    two.meet()
    for place in (two.here, two.there):
        assert place.account.is_settled
        assert place.tasks == []


def test_a_return_there_and_a_loss_here_are_put_right_by_finding_it(two: Two):
    assert two.there.counter.give_back(BOOK).status == "returned"
    two.world.clock.pass_(1000)
    assert two.here.conditions.declare_lost(BOOK).charged == OWED
    two.meet()
    (line,) = two.there.money.open_debts()
    assert (line.debt.owed, line.debt.came_back) == (OWED, True)
    assert two.there.counter.give_back(BOOK).was_lost
    two.meet()
    assert two.here.account.is_settled
    assert two.here.counter.lend(CARD, BOOK).status == "lent"


def test_one_loss_noted_at_both_is_owed_once(two: Two):
    """Both work through the long overdue; each takes its own note back, and nothing of the debt is left."""
    for place in (two.here, two.there):
        assert place.conditions.declare_lost(BOOK).charged == OWED
        two.world.clock.pass_(1000)
    two.meet()
    for place in (two.here, two.there):
        assert place.account.owed == OWED
        assert len(place.account.open_debts) == 1
    two.there.money.pay(CARD, Money(OWED))
    two.meet()
    assert two.here.account.is_settled
    assert two.here.counter.give_back(BOOK).was_lost
    assert (two.here.account.owed, two.here.account.credit) == (0, OWED)


def test_a_loss_and_its_return_taken_back_at_two_desks_leave_the_book_out_and_nothing_owed(two: Two):
    assert two.here.conditions.declare_lost(BOOK).status == "lost"
    two.meet()
    assert two.there.counter.give_back(BOOK).was_lost
    two.meet()
    assert two.here.counter.undo().status == "undone"
    two.meet()
    assert two.there.counter.undo().status == "undone"
    two.meet()
    for place in (two.here, two.there):
        assert [line.card for line in place.counter.open_loans()] == [CARD]
        assert place.desk.store.items.with_barcode(BOOK)[0].conditions == ()
        assert place.account.is_settled


def test_a_loss_undone_here_and_paid_there_is_money_to_give_back(two: Two):
    two.here.conditions.declare_lost(BOOK)
    two.meet()
    assert two.here.counter.undo().status == "undone"
    two.there.money.pay(CARD, Money(OWED))
    two.meet()
    for place in (two.here, two.there):
        assert (place.account.owed, place.account.credit, place.tasks) == (0, OWED, [("paid-in-vain", CARD)])


def test_both_void_one_payment_and_it_is_void_once(two: Two):
    two.here.conditions.declare_lost(BOOK)
    receipt = two.here.money.pay(CARD, Money(OWED))
    two.meet()
    for place in (two.here, two.there):
        place.money.void(receipt.entry, "gõ nhầm thẻ")
    two.meet()
    assert two.here.account.owed == OWED


def test_both_want_money_in_place_of_the_book_and_it_is_one_debt(two: Two):
    """They say different prices: one of them counts, at both the same."""
    two.here.conditions.declare_lost(BOOK, price=Money(0))
    two.meet()
    (debt,) = two.here.account.debts
    for place, price in ((two.here, 95_000), (two.there, 50_000)):
        place.money.in_money(debt.charge.id, "không mua được sách cùng loại", price=Money(price))
    two.meet()
    assert two.here.account == two.there.account
    (owed,) = two.here.account.open_debts
    assert owed.owed in (OWED, 150_000)


def test_let_go_here_and_paid_there_the_money_counts(two: Two):
    two.here.conditions.declare_lost(BOOK)
    two.meet()
    (debt,) = two.here.account.debts
    two.here.money.forgive(debt.charge.id, "hộ khó khăn")
    two.there.money.pay(CARD, Money(OWED))
    two.meet()
    assert (two.there.account.owed, two.there.account.credit) == (0, 0)


def test_no_name_and_no_typed_word_about_money_is_clear_at_the_centre(two: Two):
    two.here.conditions.declare_lost(BOOK, "Trần Văn B làm rơi")
    two.here.money.pay(CARD, Money(1000))
    (debt,) = two.here.account.debts
    two.here.money.forgive(debt.charge.id, "nhà Trần Văn B khó khăn", amount=Money(1000))
    two.meet()
    two.world.centre.database.close()
    held = b"".join(file.read_bytes() for file in (two.world.folder / "centre").rglob("*") if file.is_file())
    assert READER.encode() in held or bytes.fromhex(READER) in held
    for words in ("Trần Văn", "làm rơi", "khó khăn"):
        assert words.encode() not in held
