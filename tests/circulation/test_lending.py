"""Lending, taking back, renewing and holding over a real file: who may, what is refused, and with which facts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.library.model.ids import Moment
from desktop.library.model.refusal import Reason

if TYPE_CHECKING:
    from desktop.library.model.desk import Answer
    from tests.circulation.desk_world import World


def facts(answer: Answer) -> dict[str, str | int | bool | None]:
    """The facts of the answer by name."""
    return dict(answer.facts)


def test_a_loan_is_on_disk_when_the_desk_says_so(world: World) -> None:
    card, barcode = world.a_reader(), world.an_item()
    answer = world.desk.lend(card, barcode)
    assert (answer.status, answer.card, answer.barcode) == ("lent", card, barcode)
    assert answer.title == "Điều lệnh Công an nhân dân"
    world.reopen()
    (line,) = world.desk.open_loans(card)
    assert (line.barcode, line.loan, line.due) == (barcode, answer.loan, answer.due)


def test_due_dates_skip_weekends_and_holidays(world: World) -> None:
    assert world.a_loan(world.a_reader("can-bo")).due == date(2026, 12, 23)
    assert world.a_loan(world.a_reader("chien-si")).due == date(2026, 12, 7)
    assert world.a_loan(world.a_reader("hoc-vien")).due == date(2026, 12, 3)
    world.now = world.moment(date(2026, 12, 22))
    assert world.a_loan(world.a_reader("hoc-vien")).due == date(2027, 1, 4)  # ten days lead to New Year's Day, a Friday


def test_a_due_date_never_passes_the_end_of_the_card(world: World) -> None:
    card = world.a_reader(expires="2026-12-06")  # a Sunday
    assert world.a_loan(card).due == date(2026, 12, 4)


def test_the_rule_that_decided_is_kept_in_the_event_and_later_rules_change_nothing(world: World) -> None:
    answer = world.a_loan()
    assert answer.event is not None
    event = world.store.events.get(answer.event)
    assert event is not None
    rule_id, _, stamp = event.policy.partition("@")
    assert (event.period_days, event.due, len(stamp)) == (30, answer.due, 26)
    world.change("policy", rule_id, loan_days=1)
    assert world.desk.open_loans()[0].due == answer.due
    assert world.a_loan().due == date(2026, 11, 24)


def test_an_item_that_someone_else_has_is_refused_and_says_who_and_until_when(world: World) -> None:
    loan = world.a_loan()
    answer = world.desk.lend(world.a_reader(), loan.barcode or "")
    assert (answer.status, answer.reason, answer.may_be_overridden) == ("refused", Reason.ON_LOAN_TO_ANOTHER, False)
    assert loan.due is not None
    assert facts(answer) == {"holder": loan.card, "due": loan.due.isoformat()}


def test_an_item_that_the_reader_already_has_is_refused(world: World) -> None:
    loan = world.a_loan()
    answer = world.desk.lend(loan.card or "", loan.barcode or "")
    assert answer.reason is Reason.ALREADY_LENT_TO_READER
    assert len(world.desk.open_loans()) == 1


@pytest.mark.parametrize(
    ("mark", "reason", "overridable"),
    [
        ("withdrawn", Reason.ITEM_WITHDRAWN, False),
        ("lost", Reason.ITEM_LOST, False),
        ("restricted", Reason.ITEM_RESTRICTED, False),
        ("not_for_loan", Reason.NOT_FOR_LOAN, True),
        ("damaged", Reason.ITEM_DAMAGED, True),
    ],
)
def test_a_marked_item_is_refused(world: World, mark: str, reason: Reason, *, overridable: bool) -> None:
    answer = world.desk.lend(world.a_reader(), world.an_item(**{mark: "2026-01-05"}))
    assert (answer.reason, answer.may_be_overridden) == (reason, overridable)
    assert facts(answer) == {"since": "2026-01-05"}
    assert world.events() == 0


def test_what_nobody_may_set_aside_is_told_first_and_names_the_rest(world: World) -> None:
    answer = world.desk.lend(world.a_reader(blocked="mất thẻ"), world.an_item(damaged="2026-01-05", lost="2026-02-01"))
    assert answer.reason is Reason.ITEM_LOST
    assert facts(answer)["also"] == "item-damaged reader-blocked"


def test_periodicals_are_read_in_the_room(world: World) -> None:
    answer = world.desk.lend(world.a_reader(), world.an_item("bao-chi"))
    assert (answer.reason, facts(answer)) == (
        Reason.NOT_FOR_LOAN,
        {"category": "can-bo", "item_type": "bao-chi"},
    )


def test_a_blocked_reader_and_an_expired_card_are_refused_and_can_be_overridden(world: World) -> None:
    blocked, expired = world.a_reader(blocked="mất thẻ"), world.a_reader(expires="2026-11-22")
    for card, reason in ((blocked, Reason.READER_BLOCKED), (expired, Reason.CARD_EXPIRED)):
        answer = world.desk.lend(card, world.an_item())
        assert (answer.reason, answer.may_be_overridden) == (reason, True)
        assert world.desk.override().status == "lent"


def test_a_card_is_good_on_its_last_day(world: World) -> None:
    assert world.a_loan(world.a_reader(expires="2026-11-23")).due == date(2026, 11, 23)


def test_a_reader_with_something_overdue_gets_nothing_new(world: World) -> None:
    loan = world.a_loan(world.a_reader("hoc-vien"))
    world.now = world.moment(date(2026, 12, 3), 23)
    world.a_loan(loan.card or "")  # due today is not overdue
    world.days_pass(1)
    answer = world.desk.lend(loan.card or "", world.an_item())
    assert (answer.reason, facts(answer)["overdue"], answer.may_be_overridden) == (Reason.HAS_OVERDUE, 1, True)


def test_limits_count_all_loans_and_loans_of_the_type(world: World) -> None:
    card = world.a_reader("hoc-vien")
    for _ in range(3):
        world.a_loan(card, world.an_item("sach"))
    answer = world.desk.lend(card, world.an_item("sach"))
    assert (answer.reason, facts(answer)) == (
        Reason.TYPE_LIMIT_REACHED,
        {"loans": 3, "limit": 3, "item_type": "sach"},
    )
    for _ in range(15):
        world.a_loan(card, world.an_item("giao-trinh"))
    for _ in range(2):
        world.a_loan(card, world.an_item("noi-bo"))
    answer = world.desk.lend(card, world.an_item("giao-trinh"))
    assert (answer.reason, facts(answer)["loans"], facts(answer)["limit"]) == (Reason.LIMIT_REACHED, 20, 20)
    assert facts(answer)["also"] == "type-limit-reached"


def test_returning_makes_room_again(world: World) -> None:
    card = world.a_reader("khach")
    one, _ = world.a_loan(card), world.a_loan(card)
    assert world.desk.lend(card, world.an_item()).reason is Reason.LIMIT_REACHED
    world.desk.give_back(one.barcode or "")
    assert world.desk.lend(card, world.an_item()).status == "lent"


def test_an_override_is_noted_in_the_event(world: World) -> None:
    card = world.a_reader(blocked="mất thẻ", expires="2026-11-01")
    answer = world.desk.lend(card, world.an_item(), override=True)
    assert answer.event is not None
    event = world.store.events.get(answer.event)
    assert event is not None
    assert event.overrides == (Reason.READER_BLOCKED, Reason.CARD_EXPIRED)


def test_an_override_does_not_set_aside_what_is_out(world: World) -> None:
    loan = world.a_loan()
    answer = world.desk.lend(world.a_reader(), loan.barcode or "", override=True)
    assert (answer.status, answer.reason) == ("refused", Reason.ON_LOAN_TO_ANOTHER)
    assert world.desk.override().reason is Reason.NOTHING_TO_UNDO


def test_a_library_without_rules_says_so(world: World) -> None:
    for rule in world.store.policies.rules():
        world.change("policy", rule.version.partition("@")[0], deleted_at=world.now)
    answer = world.desk.lend(world.a_reader(), world.an_item())
    assert (answer.reason, answer.may_be_overridden) == (Reason.NO_RULE, False)


def test_taking_back_says_how_late_and_who_had_it(world: World) -> None:
    loan = world.a_loan(world.a_reader("hoc-vien"))
    world.now = world.moment(date(2026, 12, 8))
    answer = world.desk.give_back(loan.barcode or "")
    assert (answer.status, answer.days_late, answer.card, answer.loan) == ("returned", 5, loan.card, loan.loan)
    assert world.desk.open_loans() == ()


def test_taking_back_what_nobody_has_is_refused_and_writes_nothing(world: World) -> None:
    answer = world.desk.give_back(world.an_item(location="Kho mở"))
    assert (answer.status, answer.reason) == ("refused", Reason.NOT_ON_LOAN)
    assert facts(answer) == {"location": "Kho mở"}
    assert world.events() == 0


def test_taking_back_a_damaged_item_tells_so(world: World) -> None:
    loan = world.a_loan()
    world.change("item", loan.item_id, damaged="2026-11-23")
    assert facts(world.desk.give_back(loan.barcode or "")) == {"condition": "damaged"}


def test_renewing_adds_to_the_due_date_and_ends_at_the_limit(world: World) -> None:
    loan = world.a_loan(world.a_reader("chien-si"))  # due on 7 December
    renewed = world.desk.renew(loan.barcode or "")
    assert (renewed.status, renewed.due, renewed.loan) == ("renewed", date(2026, 12, 14), loan.loan)
    again = world.desk.renew(loan.barcode or "")
    assert (again.reason, facts(again)) == (
        Reason.NO_MORE_RENEWALS,
        {"renewals": 1, "limit": 1, "due": "2026-12-14"},
    )
    assert world.desk.override().due == date(2026, 12, 21)


def test_renewing_late_counts_from_today(world: World) -> None:
    loan = world.a_loan(world.a_reader("chien-si"))
    world.now = world.moment(date(2026, 12, 9))
    assert world.desk.renew(loan.barcode or "").due == date(2026, 12, 16)


def test_renewing_never_shortens_a_loan(world: World) -> None:
    loan = world.a_loan(world.a_reader("chien-si"))
    world.change("reader", loan.reader_id, expires="2026-11-30")
    assert world.desk.renew(loan.barcode or "").due == loan.due


def test_renewing_what_nobody_has_is_refused(world: World) -> None:
    assert world.desk.renew(world.an_item()).reason is Reason.NOT_ON_LOAN


def test_a_reader_waits_for_a_title_and_is_told_of_at_its_return(world: World) -> None:
    loan, waiting = world.a_loan(), world.a_reader()
    held = world.desk.hold(waiting, world.title)
    assert (held.status, facts(held)) == ("held", {"place": 1})
    assert world.desk.panel(waiting).holds == 1
    returned = world.desk.give_back(loan.barcode or "")
    assert (returned.waiting_readers, returned.shelved_for and returned.shelved_for.card) == (1, waiting)
    answer = world.desk.lend(world.a_reader(), loan.barcode or "")
    assert (answer.reason, facts(answer)["first"]) == (Reason.ON_HOLD_SHELF, waiting)
    assert world.desk.lend(waiting, loan.barcode or "").status == "lent"
    assert world.desk.panel(waiting).holds == 0


def test_a_hold_on_a_title_with_copies_enough_stops_nobody(world: World) -> None:
    one, two = world.an_item(), world.an_item()
    world.desk.hold(world.a_reader(), world.title)
    assert world.desk.lend(world.a_reader(), one).status == "lent"
    assert world.desk.lend(world.a_reader(), two).reason is Reason.HELD_FOR_ANOTHER


def test_what_others_wait_for_is_not_renewed(world: World) -> None:
    loan = world.a_loan()
    world.desk.hold(world.a_reader(), world.title)
    assert world.desk.renew(loan.barcode or "").reason is Reason.HELD_FOR_ANOTHER
    world.an_item()
    assert world.desk.renew(loan.barcode or "").status == "renewed"


def test_a_reader_does_not_wait_twice_nor_for_what_is_in_hand(world: World) -> None:
    loan, card = world.a_loan(), world.a_reader()
    assert world.desk.hold(card, world.title).status == "held"
    assert world.desk.hold(card, world.title).reason is Reason.ALREADY_HELD
    assert world.desk.hold(loan.card or "", world.title).reason is Reason.ALREADY_LENT_TO_READER
    assert world.desk.hold(card, "no-such-title").reason is Reason.UNKNOWN_TITLE


def test_unknown_and_swapped_codes_are_told_apart(world: World) -> None:
    card, barcode = world.a_reader(), world.an_item()
    assert world.desk.lend("NOBODY", barcode).reason is Reason.UNKNOWN_CARD
    assert world.desk.lend(card, "NOTHING").reason is Reason.UNKNOWN_BARCODE
    assert world.desk.lend(barcode, barcode).reason is Reason.ITEM_WHERE_CARD_EXPECTED
    assert world.desk.lend(card, card).reason is Reason.CARD_WHERE_ITEM_EXPECTED
    assert world.desk.give_back(card).reason is Reason.CARD_WHERE_ITEM_EXPECTED


def test_a_bar_code_that_stands_twice_is_not_guessed_at(world: World) -> None:
    world.an_item(barcode="TK.00777")
    world.an_item(barcode="TK.00777")
    answer = world.desk.lend(world.a_reader(), "TK.00777")
    assert (answer.reason, facts(answer)["items"]) == (Reason.AMBIGUOUS_CODE, 2)


def test_no_refusal_names_a_person(world: World) -> None:
    loan = world.a_loan()
    refused = (
        world.desk.lend(world.a_reader(), loan.barcode or ""),
        world.desk.lend(world.a_reader(blocked="mất thẻ"), world.an_item()),
        world.desk.lend("NOBODY", loan.barcode or ""),
    )
    assert all("Trần Văn B" not in str(answer.facts) for answer in refused)


def test_a_day_on_paper_is_typed_in_any_order(world: World) -> None:
    """The return before its loan, and a loan before the return that freed the copy: the fold puts both right."""
    first, second, item = world.a_reader(), world.a_reader(), world.an_item()
    hours = [Moment(world.now - (5 - hour) * 3_600_000) for hour in range(5)]
    early = world.desk.give_back(item, at=hours[2])
    assert (early.status, dict(early.facts)) == ("returned", {"despite": "not-on-loan"})
    assert world.desk.lend(first, item, at=hours[1]).status == "lent"
    assert world.desk.open_loans() == ()
    assert world.desk.lend(first, item, at=hours[3]).status == "lent"
    late = world.desk.lend(second, item, at=Moment(hours[3] + 2_000_000))
    assert late.status == "lent"
    assert world.store.events.get(late.event or "").overrides == (Reason.ON_LOAN_TO_ANOTHER,)  # type: ignore[union-attr] # it was just written
    assert world.desk.give_back(item, at=Moment(hours[3] + 1_000_000)).status == "returned"
    assert [(line.card, line.loan) for line in world.desk.open_loans()] == [(second, late.loan)]
    assert world.store.conflicts.open_count() == 0, "the missing return has come: nothing is left to ask"


def test_a_return_is_typed_once(world: World) -> None:
    item, then = world.an_item(), Moment(world.now - 3_600_000)
    assert world.desk.give_back(item, at=then).status == "returned"
    assert world.desk.give_back(item, at=then).reason is Reason.NOT_ON_LOAN
    assert world.desk.give_back(item).reason is Reason.NOT_ON_LOAN, "what lies here now was never lent"
