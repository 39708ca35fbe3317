"""Lost, found, damaged, said to be returned: what stands afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desktop.library.circulation.reading_room import ReadingRoom
from desktop.library.model.hold import HoldState
from desktop.library.model.ids import Money
from desktop.library.model.item import Condition
from desktop.library.model.money import MOST
from desktop.library.model.refusal import Reason
from tests.circulation.losses_world import PRICE, Losses, done, lent


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

    @pytest.mark.parametrize("price", [None, 0])
    def test_where_the_price_is_not_known_somebody_says_it(self, charging: Losses, price: int | None):
        card, barcode = lent(charging, price)
        assert charging.conditions.declare_lost(barcode).reason is Reason.PRICE_UNKNOWN
        assert (charging.item(barcode).conditions, charging.ledger()) == ((), 0)
        done(charging.conditions.declare_lost(barcode, price=Money(41_500)), "lost")
        assert charging.account(card).owed == 125_000

    def test_where_no_money_is_taken_the_same_book_is_owed(self, losses: Losses):
        card, barcode = lent(losses, None)
        answer = done(losses.conditions.declare_lost(barcode), "lost")
        assert (answer.charged, dict(answer.facts)) == (0, {"like_for_like": True})
        assert losses.account(card).owed == 0
        assert [debt.barcode for debt in losses.account(card).open_debts] == [barcode]
        assert dict(done(losses.desk.give_back(barcode), "returned").facts) == {"book_gone": True}
        assert losses.account(card).is_settled

    def test_who_says_that_it_costs_nothing_is_told_that_the_same_book_is_owed(self, charging: Losses):
        card, barcode = lent(charging, None)
        answer = done(charging.conditions.declare_lost(barcode, price=Money(0)), "lost")
        assert (answer.charged, dict(answer.facts)) == (0, {"like_for_like": True, "without_price": True})
        assert [debt.is_like_for_like for debt in charging.account(card).open_debts] == [True]
        charging.terms(like_for_like=False)
        _, other = lent(charging, None)
        assert done(charging.conditions.declare_lost(other, price=Money(0)), "lost").charged is None

    def test_a_price_that_no_book_has_is_a_slip(self, charging: Losses):
        _, barcode = lent(charging, 999_999_999_999)
        for price in (None, Money(400_000_000)):
            refused = charging.conditions.declare_lost(barcode, price=price)
            assert (refused.reason, dict(refused.facts)["most"]) == (Reason.INVALID_AMOUNT, MOST)
        assert (charging.item(barcode).conditions, charging.ledger()) == ((), 0)
        assert charging.conditions.damaged(barcode, amount=Money(MOST + 1)).reason is Reason.INVALID_AMOUNT

    def test_where_neither_is_asked_for_nothing_is_charged(self, losses: Losses):
        losses.terms(like_for_like=False)
        _, barcode = lent(losses)
        assert done(losses.conditions.declare_lost(barcode), "lost").charged is None
        assert losses.ledger() == 0

    def test_a_copy_missing_from_its_shelf_is_nobodys_debt(self, charging: Losses):
        barcode = charging.an_item()
        assert done(charging.conditions.declare_lost(barcode), "lost").card is None
        assert charging.ledger() == 0

    def test_what_is_lost_already_is_not_lost_again(self, charging: Losses):
        card, barcode = lent(charging)
        charging.conditions.declare_lost(barcode)
        assert charging.conditions.declare_lost(barcode).reason is Reason.ITEM_LOST
        assert charging.account(card).owed == 3 * PRICE

    def test_nobody_borrows_it(self, losses: Losses):
        barcode = losses.an_item()
        losses.conditions.declare_lost(barcode)
        assert losses.desk.lend(losses.a_reader(), barcode).reason is Reason.ITEM_LOST


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
        assert charging.money.refund(card, why="sách đã về").amount == -3 * PRICE
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

    def test_a_copy_missing_from_its_shelf_turns_up(self, losses: Losses):
        barcode = losses.an_item()
        losses.conditions.declare_lost(barcode)
        assert done(losses.desk.give_back(barcode), "found").was_lost
        assert losses.item(barcode).conditions == ()

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

    def test_what_is_not_lost_cannot_be_found(self, losses: Losses):
        _, barcode = lent(losses)
        assert losses.conditions.found(barcode).reason is Reason.NOT_LOST


class TestSaidToBeReturned:
    def test_the_loan_stays_and_says_so(self, losses: Losses):
        card, barcode = lent(losses)
        done(losses.conditions.claim_returned(barcode, "trả cho bạn trực hôm qua"), "claimed")
        (line,) = losses.desk.panel(card).loans
        assert line.claimed == losses.now
        assert [each.barcode for each in losses.conditions.claimed()] == [barcode]

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

    def test_what_nobody_has_nobody_can_have_returned(self, losses: Losses):
        assert losses.conditions.claim_returned(losses.an_item()).reason is Reason.NOT_ON_LOAN


class TestDamaged:
    def test_it_is_marked_and_the_last_reader_pays(self, charging: Losses):
        card, barcode = lent(charging)
        charging.desk.give_back(barcode)
        answer = done(charging.conditions.damaged(barcode, "rách bìa", amount=Money(20_000)), "damaged")
        assert (answer.card, charging.account(card).owed) == (card, 20_000)
        assert charging.item(barcode).has(Condition.DAMAGED)
        assert charging.desk.lend(card, barcode).reason is Reason.ITEM_DAMAGED

    def test_without_an_amount_only_the_mark_is_set(self, losses: Losses):
        barcode = losses.an_item()
        assert done(losses.conditions.damaged(barcode), "damaged").charged is None
        assert losses.ledger() == 0

    def test_no_money_is_asked_for_where_none_is_taken(self, losses: Losses):
        _, barcode = lent(losses)
        assert losses.conditions.damaged(barcode, amount=Money(1000)).reason is Reason.MONEY_OFF
        assert (losses.item(barcode).conditions, losses.ledger()) == ((), 0)


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

    def test_where_no_money_is_taken_lateness_is_free(self, losses: Losses):
        losses.fined(2000)
        _, barcode = lent(losses)
        losses.days_pass(365)
        assert losses.desk.give_back(barcode).charged is None

    def test_a_session_in_the_room_is_never_fined(self, charging: Losses):
        charging.fined(2000)
        barcode = charging.a_priced_item()
        room = ReadingRoom(charging.store, charging.desk)
        assert room.begin(charging.a_reader(), barcode).status == "lent"
        charging.days_pass(3)
        assert done(room.end(barcode), "returned").charged is None


@pytest.mark.parametrize(
    "way", ["lost on loan", "lost on the shelf", "said to be back", "lost, taken back at the desk"]
)
def test_what_is_found_is_put_aside_for_who_waits(losses: Losses, way: str):
    barcode = losses.an_item()
    if way != "lost on the shelf":
        losses.a_loan(losses.a_reader(), barcode)
    done(losses.conditions.claim_returned(barcode), "claimed") if way == "said to be back" else done(
        losses.conditions.declare_lost(barcode), "lost"
    )
    waiting = losses.a_reader()
    assert losses.title is not None
    done(losses.desk.hold(waiting, losses.title, override=True), "held")
    took = losses.desk.give_back if way == "lost, taken back at the desk" else losses.conditions.found
    answer = took(barcode)
    assert answer.waiting_readers == 1
    assert answer.shelved_for is not None
    assert answer.shelved_for.card == waiting
    done(losses.desk.undo(), "undone")
    assert [hold.state for hold in losses.desk.panel(waiting).holds_lines] == [HoldState.WAITING]


def test_long_overdue_loans_are_those_after_so_many_days(losses: Losses):
    losses.terms(long_overdue_days=10)
    card, barcode = lent(losses)
    due = losses.desk.panel(card).loans[0].due
    losses.now = losses.moment(due + timedelta(days=9))
    assert losses.conditions.long_overdue() == ()
    losses.days_pass(1)
    assert [line.barcode for line in losses.conditions.long_overdue()] == [barcode]
    assert [answer.status for answer in losses.conditions.give_up((barcode,))] == ["lost"]
    assert losses.conditions.long_overdue() == ()
