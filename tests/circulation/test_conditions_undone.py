"""Undoing a loss, a damage, a claim or a late return leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desktop.library.circulation.calendar import day_of
from desktop.library.model.desk import Answer
from desktop.library.model.ids import Money
from desktop.library.model.item import Condition
from tests.circulation.losses_world import Losses, lent

ACTS: dict[str, Callable[[Losses, str], Answer]] = {
    "lost": lambda losses, barcode: losses.conditions.declare_lost(barcode),
    "damaged": lambda losses, barcode: losses.conditions.damaged(barcode, amount=Money(7000)),
    "claimed": lambda losses, barcode: losses.conditions.claim_returned(barcode),
    "late return": lambda losses, barcode: losses.desk.give_back(barcode),
}
AFTER_LOSS: dict[str, Callable[[Losses, str], Answer]] = {
    "returned": lambda losses, barcode: losses.desk.give_back(barcode),
    "found on the shelf": lambda losses, barcode: losses.conditions.found(barcode),
    "still with the reader": lambda losses, barcode: losses.conditions.found(barcode, with_reader=True),
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

    def test_of_two_losses_on_one_day_the_one_that_stands_counts(self, charging: Losses):
        _, barcode = lent(charging)
        first = charging.conditions.declare_lost(barcode)
        assert first.event is not None
        assert charging.desk.give_back(barcode).was_lost
        assert charging.conditions.declare_lost(barcode).status == "lost"
        assert charging.desk.take_back(first.event).status == "undone"
        assert [mark for mark, _ in charging.item(barcode).conditions] == [Condition.LOST]
        assert charging.desk.undo().status == "undone"
        assert charging.item(barcode).conditions == ()

    def test_a_loss_typed_after_its_return_leaves_no_mark_and_no_debt(self, charging: Losses):
        card, barcode = lent(charging)
        morning = charging.now
        charging.days_pass(2)
        assert charging.desk.give_back(barcode).status == "returned"
        late = charging.moment(day_of(morning) + timedelta(days=1))
        assert charging.conditions.declare_lost(barcode, at=late).charged is None
        assert charging.item(barcode).conditions == ()
        assert charging.account(card).is_settled
        assert charging.desk.lend(card, barcode).status == "lent"
