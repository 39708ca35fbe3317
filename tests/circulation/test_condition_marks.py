"""The dated marks of a copy, its level of access, and who may set them."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.library.model.ids import Money
from desktop.library.model.item import Access, Condition
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights
from tests.circulation.losses_world import Losses, lent


class TestMarks:
    def test_a_mark_is_dated_and_keeps_its_day(self, losses: Losses):
        barcode = losses.an_item()
        losses.conditions.mark(barcode, Condition.NOT_FOR_LOAN, on=date(2026, 11, 20), why="trưng bày")
        losses.conditions.mark(barcode, Condition.NOT_FOR_LOAN)
        assert losses.item(barcode).conditions == ((Condition.NOT_FOR_LOAN, "2026-11-20"),)
        losses.conditions.clear(barcode, Condition.NOT_FOR_LOAN)
        assert losses.item(barcode).conditions == ()
        assert [change.after for change in losses.conditions.history(barcode)] == ["2026-11-20", None]

    def test_marks_are_no_changes_of_the_rules(self, losses: Losses):
        losses.conditions.mark(losses.an_item(), Condition.NOT_FOR_LOAN)
        assert tuple(losses.store.amendments.newest(limit=10)) == ()

    def test_a_day_to_come_is_a_slip(self, losses: Losses):
        with pytest.raises(Refusal) as no:
            losses.conditions.mark(losses.an_item(), Condition.DAMAGED, on=date(2026, 11, 24))
        assert no.value.reason is Reason.INVALID_DATE

    def test_marks_stand_beside_each_other(self, losses: Losses):
        barcode = losses.an_item()
        losses.conditions.mark(barcode, Condition.NOT_FOR_LOAN)
        losses.conditions.damaged(barcode)
        losses.conditions.declare_lost(barcode)
        losses.conditions.found(barcode)
        assert {mark for mark, _ in losses.item(barcode).conditions} == {Condition.NOT_FOR_LOAN, Condition.DAMAGED}

    def test_a_restriction_is_a_level_and_a_dated_mark(self, losses: Losses):
        barcode = losses.an_item()
        losses.conditions.set_access(barcode, Access.RESTRICTED, why="Luật Thư viện, Điều 7")
        assert losses.item(barcode).conditions == ((Condition.RESTRICTED, "2026-11-23"),)
        assert losses.desk.lend(losses.a_reader(), barcode).reason is Reason.ITEM_RESTRICTED
        losses.conditions.set_access(barcode, Access.FORCE)
        assert (losses.item(barcode).access, losses.item(barcode).conditions) == (Access.FORCE, ())

    def test_only_what_can_be_lent_is_available(self, losses: Losses):
        def available() -> int:
            line = losses.store.titles.line(losses.title)  # type: ignore[arg-type] # the id of a title
            assert line is not None
            return line.available

        barcode = losses.an_item()
        assert available() == 1
        losses.conditions.declare_lost(barcode)
        assert available() == 0
        losses.conditions.found(barcode)
        assert available() == 1
        losses.conditions.set_access(barcode, Access.RESTRICTED)
        assert available() == 0


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
