"""Lost, found, damaged, said to be returned: what stands afterwards, and that undoing leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.library.circulation.reading_room import ReadingRoom
from desktop.library.model.desk import Answer
from desktop.library.model.hold import HoldState
from desktop.library.model.ids import Money
from desktop.library.model.item import Access, Condition
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights
from tests.circulation.losses_world import PRICE, Losses


@pytest.fixture
def world(tmp_path: Path, new_file: Path) -> Iterator[Losses]:
    world = Losses(tmp_path, new_file)
    yield world
    assert world.store.check() == ()
    world.store.close()


@pytest.fixture
def charging(world: Losses) -> Losses:
    world.terms(money=True)
    return world


def lent(world: Losses, price: int | None = PRICE, **fields: str) -> tuple[str, str]:
    """A reader with a copy of that price."""
    card, barcode = world.a_reader(), world.a_priced_item(price, **fields)
    world.a_loan(card, barcode)
    return card, barcode


def done(answer: Answer, status: str) -> Answer:
    assert answer.status == status, answer
    return answer


class TestLost:
    def test_event_mark_and_charge_come_in_one(self, charging: Losses):
        card, barcode = lent(charging)
        answer = done(charging.conditions.declare_lost(barcode, "mất khi đi công tác"), "lost")
        assert (answer.card, answer.charged) == (card, 3 * PRICE)
        assert charging.item(barcode).conditions == ((Condition.LOST, "2026-11-23"),)
        assert charging.account(card).owed == 3 * PRICE
        assert charging.desk.panel(card).loans == ()
        (change,) = charging.conditions.history(barcode)
        assert (change.field, change.before, change.after) == ("lost", None, "2026-11-23")
        assert (change.why, change.about) == ("mất khi đi công tác", answer.event)

    def test_a_copy_from_abroad_costs_five_times(self, charging: Losses):
        card, barcode = lent(charging, origin="foreign")
        charging.conditions.declare_lost(barcode)
        assert charging.account(card).owed == 5 * PRICE

    def test_where_the_price_is_not_known_somebody_says_it(self, charging: Losses):
        card, barcode = lent(charging, None)
        refused = charging.conditions.declare_lost(barcode)
        assert (refused.reason, dict(refused.facts)["field"]) == (Reason.MISSING_FIELD, "price")
        assert (charging.item(barcode).conditions, charging.ledger()) == ((), 0)
        done(charging.conditions.declare_lost(barcode, price=Money(41_500)), "lost")
        assert charging.account(card).owed == 125_000

    def test_where_no_money_is_taken_the_same_book_is_owed(self, world: Losses):
        card, barcode = lent(world, None)
        answer = done(world.conditions.declare_lost(barcode), "lost")
        assert (answer.charged, dict(answer.facts)) == (0, {"like_for_like": True})
        assert world.account(card).owed == 0
        assert [debt.barcode for debt in world.account(card).open_debts] == [barcode]

    def test_where_neither_is_asked_for_nothing_is_charged(self, world: Losses):
        world.terms(like_for_like=False)
        _, barcode = lent(world)
        assert done(world.conditions.declare_lost(barcode), "lost").charged is None
        assert world.ledger() == 0

    def test_a_copy_missing_from_its_shelf_is_nobodys_debt(self, charging: Losses):
        barcode = charging.an_item()
        assert done(charging.conditions.declare_lost(barcode), "lost").card is None
        assert charging.ledger() == 0

    def test_what_is_lost_already_is_not_lost_again(self, charging: Losses):
        card, barcode = lent(charging)
        charging.conditions.declare_lost(barcode)
        assert charging.conditions.declare_lost(barcode).reason is Reason.ITEM_LOST
        assert charging.account(card).owed == 3 * PRICE

    def test_nobody_borrows_it(self, world: Losses):
        barcode = world.an_item()
        world.conditions.declare_lost(barcode)
        assert world.desk.lend(world.a_reader(), barcode).reason is Reason.ITEM_LOST


class TestComingBack:
    def test_a_return_ends_the_loss_the_loan_and_the_debt(self, charging: Losses):
        card, barcode = lent(charging)
        charging.conditions.declare_lost(barcode)
        answer = done(charging.desk.give_back(barcode), "returned")
        assert answer.was_lost
        assert dict(answer.facts) == {"debt_gone": 3 * PRICE}
        assert charging.item(barcode).conditions == ()
        assert charging.account(card).is_settled
        assert charging.desk.lend(card, barcode).status == "lent"

    def test_what_was_paid_is_to_be_given_back(self, charging: Losses):
        card, barcode = lent(charging)
        charging.conditions.declare_lost(barcode)
        charging.money.pay(card, Money(3 * PRICE))
        answer = done(charging.desk.give_back(barcode), "returned")
        assert dict(answer.facts) == {"give_back": 3 * PRICE}
        assert charging.account(card).credit == 3 * PRICE
        assert charging.money.refund(card).amount == -3 * PRICE
        assert charging.account(card).is_settled

    def test_another_copy_that_was_brought_for_it_stays(self, charging: Losses):
        card, barcode = lent(charging)
        charging.conditions.declare_lost(barcode)
        (debt,) = charging.account(card).debts
        charging.money.replace_with(debt.charge.id, charging.an_item())
        assert dict(charging.desk.give_back(barcode).facts) == {}
        assert charging.account(card).is_settled

    def test_found_on_the_shelf_nobody_was_late(self, charging: Losses):
        charging.fined(2000)
        card, barcode = lent(charging)
        charging.days_pass(70)
        charging.conditions.declare_lost(barcode)
        answer = done(charging.conditions.found(barcode), "returned")
        assert (answer.was_lost, answer.days_late, answer.charged) == (True, 0, None)
        assert charging.account(card).is_settled

    def test_it_never_was_lost_the_reader_still_has_it(self, charging: Losses):
        card, barcode = lent(charging)
        due = charging.desk.panel(card).loans[0].due
        charging.conditions.declare_lost(barcode)
        answer = done(charging.conditions.found(barcode, with_reader=True), "found")
        assert (answer.due, charging.account(card).is_settled) == (due, True)
        assert [line.barcode for line in charging.desk.panel(card).loans] == [barcode]
        assert done(charging.desk.give_back(barcode), "returned").card == card

    def test_a_copy_missing_from_its_shelf_turns_up(self, world: Losses):
        barcode = world.an_item()
        world.conditions.declare_lost(barcode)
        assert done(world.desk.give_back(barcode), "found").was_lost
        assert world.item(barcode).conditions == ()

    def test_a_return_of_before_that_is_typed_in_late_ends_no_later_loss(self, charging: Losses):
        _, barcode = lent(charging)
        charging.days_pass(2)
        charging.desk.give_back(barcode)
        other = charging.a_reader()
        charging.a_loan(other, barcode)
        charging.conditions.declare_lost(barcode)
        tuesday = charging.moment(date(2026, 11, 24))
        assert not done(charging.desk.give_back(barcode, at=tuesday), "returned").was_lost
        assert charging.item(barcode).has(Condition.LOST)
        assert charging.account(other).owed == 3 * PRICE

    def test_what_is_not_lost_cannot_be_found(self, world: Losses):
        _, barcode = lent(world)
        assert world.conditions.found(barcode).reason is Reason.NOT_LOST


class TestSaidToBeReturned:
    def test_the_loan_stays_and_says_so(self, world: Losses):
        card, barcode = lent(world)
        done(world.conditions.claim_returned(barcode, "trả cho bạn trực hôm qua"), "claimed")
        (line,) = world.desk.panel(card).loans
        assert line.claimed == world.now
        assert [each.barcode for each in world.conditions.claimed()] == [barcode]

    def test_found_on_the_shelf_it_was_returned_in_time(self, charging: Losses):
        charging.fined(2000)
        card, barcode = lent(charging)
        charging.conditions.claim_returned(barcode)
        charging.days_pass(90)
        answer = done(charging.conditions.found(barcode), "returned")
        assert (answer.claimed, answer.days_late, charging.account(card).is_settled) == (True, 0, True)

    def test_scanned_at_the_desk_it_is_late_until_it_was_said(self, charging: Losses):
        charging.fined(2000)
        card, barcode = lent(charging)
        due = charging.desk.panel(card).loans[0].due
        charging.now = charging.moment(due + timedelta(days=3))
        charging.conditions.claim_returned(barcode)
        charging.days_pass(30)
        answer = done(charging.desk.give_back(barcode), "returned")
        assert (answer.claimed, answer.days_late, answer.charged) == (True, 3, 6000)
        assert charging.account(card).owed == 6000

    def test_what_nobody_has_nobody_can_have_returned(self, world: Losses):
        assert world.conditions.claim_returned(world.an_item()).reason is Reason.NOT_ON_LOAN


class TestDamaged:
    def test_it_is_marked_and_the_last_reader_pays(self, charging: Losses):
        card, barcode = lent(charging)
        charging.desk.give_back(barcode)
        answer = done(charging.conditions.damaged(barcode, "rách bìa", amount=Money(20_000)), "damaged")
        assert (answer.card, charging.account(card).owed) == (card, 20_000)
        assert charging.item(barcode).has(Condition.DAMAGED)
        assert charging.desk.lend(card, barcode).reason is Reason.ITEM_DAMAGED

    def test_without_an_amount_only_the_mark_is_set(self, world: Losses):
        barcode = world.an_item()
        assert done(world.conditions.damaged(barcode), "damaged").charged is None
        assert world.ledger() == 0

    def test_no_money_is_asked_for_where_none_is_taken(self, world: Losses):
        _, barcode = lent(world)
        assert world.conditions.damaged(barcode, amount=Money(1000)).reason is Reason.MONEY_OFF
        assert (world.item(barcode).conditions, world.ledger()) == ((), 0)


class TestLateness:
    def test_only_days_after_the_grace_cost(self, charging: Losses):
        charging.fined(2000, grace=2)
        card, barcode = lent(charging)
        due = charging.desk.panel(card).loans[0].due
        charging.now = charging.moment(due + timedelta(days=5))
        assert charging.desk.give_back(barcode).charged == 6000
        assert charging.account(card).owed == 6000

    def test_never_more_than_the_book(self, charging: Losses):
        charging.fined(2000)
        _, barcode = lent(charging, 30_000)
        charging.days_pass(365)
        assert charging.desk.give_back(barcode).charged == 30_000

    def test_where_no_money_is_taken_lateness_is_free(self, world: Losses):
        world.fined(2000)
        _, barcode = lent(world)
        world.days_pass(365)
        assert world.desk.give_back(barcode).charged is None

    def test_a_session_in_the_room_is_never_fined(self, charging: Losses):
        charging.fined(2000)
        barcode = charging.a_priced_item()
        room = ReadingRoom(charging.store, charging.desk)
        assert room.begin(charging.a_reader(), barcode).status == "lent"
        charging.days_pass(3)
        assert done(room.end(barcode), "returned").charged is None


ACTS: dict[str, Callable[[Losses, str], Answer]] = {
    "lost": lambda world, barcode: world.conditions.declare_lost(barcode),
    "damaged": lambda world, barcode: world.conditions.damaged(barcode, amount=Money(7000)),
    "claimed": lambda world, barcode: world.conditions.claim_returned(barcode),
    "late return": lambda world, barcode: world.desk.give_back(barcode),
}
AFTER_LOSS: dict[str, Callable[[Losses, str], Answer]] = {
    "returned": lambda world, barcode: world.desk.give_back(barcode),
    "found on the shelf": lambda world, barcode: world.conditions.found(barcode),
    "still with the reader": lambda world, barcode: world.conditions.found(barcode, with_reader=True),
}


class TestUndoing:
    @pytest.mark.parametrize("act", ACTS)
    def test_an_act_leaves_nothing_behind(self, charging: Losses, act: str):
        charging.fined(2000)
        card, barcode = lent(charging)
        charging.days_pass(60)
        before = charging.standing(card, barcode)
        assert ACTS[act](charging, barcode).reason is None
        assert charging.standing(card, barcode) != before
        assert charging.desk.undo().status == "undone"
        assert charging.standing(card, barcode) == before

    @pytest.mark.parametrize("act", AFTER_LOSS)
    def test_a_loss_that_had_an_end_stands_again(self, charging: Losses, act: str):
        card, barcode = lent(charging)
        charging.conditions.declare_lost(barcode)
        before = charging.standing(card, barcode)
        assert AFTER_LOSS[act](charging, barcode).reason is None
        assert charging.standing(card, barcode) != before
        assert charging.desk.undo().status == "undone"
        assert charging.standing(card, barcode) == before
        assert charging.desk.undo().status == "undone"
        assert (charging.account(card).owed, charging.item(barcode).conditions) == (0, ())

    def test_what_somebody_changed_since_is_left_alone(self, charging: Losses):
        card, barcode = lent(charging)
        answer = charging.conditions.declare_lost(barcode)
        charging.change("item", charging.item(barcode).id, lost="2026-01-01")
        assert answer.event is not None
        charging.desk.take_back(answer.event)
        assert charging.item(barcode).conditions == ((Condition.LOST, "2026-01-01"),)
        assert charging.account(card).is_settled


class TestMarks:
    def test_a_mark_is_dated_and_keeps_its_day(self, world: Losses):
        barcode = world.an_item()
        world.conditions.mark(barcode, Condition.NOT_FOR_LOAN, on=date(2026, 11, 20), why="trưng bày")
        world.conditions.mark(barcode, Condition.NOT_FOR_LOAN)
        assert world.item(barcode).conditions == ((Condition.NOT_FOR_LOAN, "2026-11-20"),)
        world.conditions.clear(barcode, Condition.NOT_FOR_LOAN)
        assert world.item(barcode).conditions == ()
        assert [change.after for change in world.conditions.history(barcode)] == ["2026-11-20", None]

    def test_marks_are_no_changes_of_the_rules(self, world: Losses):
        world.conditions.mark(world.an_item(), Condition.NOT_FOR_LOAN)
        assert tuple(world.store.amendments.newest(limit=10)) == ()

    def test_a_day_to_come_is_a_slip(self, world: Losses):
        with pytest.raises(Refusal) as no:
            world.conditions.mark(world.an_item(), Condition.DAMAGED, on=date(2026, 11, 24))
        assert no.value.reason is Reason.INVALID_DATE

    def test_marks_stand_beside_each_other(self, world: Losses):
        barcode = world.an_item()
        world.conditions.mark(barcode, Condition.NOT_FOR_LOAN)
        world.conditions.damaged(barcode)
        world.conditions.declare_lost(barcode)
        world.conditions.found(barcode)
        assert {mark for mark, _ in world.item(barcode).conditions} == {Condition.NOT_FOR_LOAN, Condition.DAMAGED}

    def test_a_restriction_is_a_level_and_a_dated_mark(self, world: Losses):
        barcode = world.an_item()
        world.conditions.set_access(barcode, Access.RESTRICTED, why="Luật Thư viện, Điều 7")
        assert world.item(barcode).conditions == ((Condition.RESTRICTED, "2026-11-23"),)
        assert world.desk.lend(world.a_reader(), barcode).reason is Reason.ITEM_RESTRICTED
        world.conditions.set_access(barcode, Access.FORCE)
        assert (world.item(barcode).access, world.item(barcode).conditions) == (Access.FORCE, ())

    def test_only_what_can_be_lent_is_available(self, world: Losses):
        def available() -> int:
            line = world.store.titles.line(world.title)  # type: ignore[arg-type] # the id of a title
            assert line is not None
            return line.available

        barcode = world.an_item()
        assert available() == 1
        world.conditions.declare_lost(barcode)
        assert available() == 0
        world.conditions.found(barcode)
        assert available() == 1
        world.conditions.set_access(barcode, Access.RESTRICTED)
        assert available() == 0


@pytest.mark.parametrize(
    "way", ["lost on loan", "lost on the shelf", "said to be back", "lost, taken back at the desk"]
)
def test_what_is_found_is_put_aside_for_who_waits(world: Losses, way: str):
    barcode = world.an_item()
    if way != "lost on the shelf":
        world.a_loan(world.a_reader(), barcode)
    done(world.conditions.claim_returned(barcode), "claimed") if way == "said to be back" else done(
        world.conditions.declare_lost(barcode), "lost"
    )
    waiting = world.a_reader()
    assert world.title is not None
    done(world.desk.hold(waiting, world.title, override=True), "held")
    took = world.desk.give_back if way == "lost, taken back at the desk" else world.conditions.found
    answer = took(barcode)
    assert answer.waiting_readers == 1
    assert answer.shelved_for is not None
    assert answer.shelved_for.card == waiting
    done(world.desk.undo(), "undone")
    assert [hold.state for hold in world.desk.panel(waiting).holds_lines] == [HoldState.WAITING]


class TestRights:
    def test_a_desk_gives_nothing_up_and_marks_nothing(self, charging: Losses):
        card, barcode = lent(charging)
        charging.rights = Rights.DESK
        assert charging.conditions.declare_lost(barcode).reason is Reason.NOT_ENTITLED
        assert charging.conditions.damaged(barcode, amount=Money(1000)).reason is Reason.NOT_ENTITLED
        for attempt in (
            lambda: charging.conditions.mark(barcode, Condition.NOT_FOR_LOAN),
            lambda: charging.conditions.set_access(barcode, Access.UNIT),
        ):
            with pytest.raises(Refusal) as no:
                attempt()
            assert no.value.reason is Reason.NOT_ENTITLED
        assert charging.account(card).is_settled

    def test_a_desk_takes_back_what_was_lost_and_notes_what_it_sees(self, charging: Losses):
        _, barcode = lent(charging)
        charging.conditions.declare_lost(barcode)
        charging.rights = Rights.DESK
        assert charging.conditions.found(barcode, with_reader=True).reason is Reason.NOT_ENTITLED
        assert charging.desk.give_back(barcode).was_lost
        assert charging.conditions.damaged(barcode).status == "damaged"


def test_long_overdue_loans_are_those_after_so_many_days(world: Losses):
    world.terms(long_overdue_days=10)
    card, barcode = lent(world)
    due = world.desk.panel(card).loans[0].due
    world.now = world.moment(due + timedelta(days=9))
    assert world.conditions.long_overdue() == ()
    world.days_pass(1)
    assert [line.barcode for line in world.conditions.long_overdue()] == [barcode]
    assert [answer.status for answer in world.conditions.give_up((barcode,))] == ["lost"]
    assert world.conditions.long_overdue() == ()
