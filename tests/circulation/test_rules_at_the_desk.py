"""What the rules' own fields do at the desk: grace, early renewals, terms, clearance, debts."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.library.circulation.policy_book import PolicyBook
from desktop.library.model.item import Access
from desktop.library.model.refusal import Reason
from tests.circulation.desk_world import DAY_MS, World


@pytest.fixture
def book(world: World) -> PolicyBook:
    return PolicyBook(world.store)


def late_by(world: World, days: int) -> str:
    """A cadet who is so many days late with one book."""
    card = world.a_reader("hoc-vien")
    due = world.desk.lend(card, world.an_item()).due
    assert due is not None
    world.now += ((due - date(2026, 11, 23)).days + days) * DAY_MS
    return card


def test_within_the_grace_an_overdue_book_stops_nothing(world: World, book: PolicyBook) -> None:
    book.amend_rule("hoc-vien", "sach", {"grace_days": 3}, why="thử")
    card = late_by(world, 3)
    panel = world.desk.panel(card)
    assert panel.loans[0].days_overdue == 3
    assert Reason.HAS_OVERDUE not in panel.blocks
    assert world.desk.lend(card, world.an_item()).status == "lent"
    world.now += DAY_MS
    refused = world.desk.lend(card, world.an_item())
    assert (refused.reason, dict(refused.facts)["overdue"]) == (Reason.HAS_OVERDUE, 1)
    assert Reason.HAS_OVERDUE in world.desk.panel(card).blocks


def test_the_grace_is_that_of_each_loans_own_type(world: World, book: PolicyBook) -> None:
    book.amend_rule("hoc-vien", "noi-bo", {"grace_days": 30}, why="thử")
    card = late_by(world, 1)
    assert world.desk.lend(card, world.an_item()).reason is Reason.HAS_OVERDUE


def test_a_loan_is_renewed_only_when_it_is_nearly_due(world: World, book: PolicyBook) -> None:
    book.amend_rule("hoc-vien", "sach", {"renew_within": 3}, why="thử")
    item = world.an_item()
    due = world.desk.lend(world.a_reader("hoc-vien"), item).due
    early = world.desk.renew(item)
    assert due == date(2026, 12, 3)
    assert (early.reason, early.may_be_overridden) == (Reason.TOO_EARLY_TO_RENEW, True)
    assert dict(early.facts)["from_day"] == "2026-11-30"
    world.now += 7 * DAY_MS
    assert world.desk.renew(item).status == "renewed"


def test_a_loan_until_the_end_of_the_term_says_so_in_its_event(world: World, book: PolicyBook) -> None:
    book.amend_term("Học kỳ 1", date(2027, 1, 17), why="thử")
    rule = book.amend_rule("hoc-vien", "giao-trinh", {"until_term": True}, why="thử")
    lent = world.desk.lend(world.a_reader("hoc-vien"), world.an_item("giao-trinh"))
    assert lent.due == date(2027, 1, 15)
    assert lent.event is not None
    event = world.store.events.get(lent.event)
    assert event is not None
    assert (event.policy, event.period_days) == (rule.version, None)
    assert book.explain(lent.event).is_current


@pytest.mark.parametrize(
    ("category", "access", "reason"),
    [
        ("khach", Access.FORCE, Reason.NOT_CLEARED),
        ("khach", Access.UNIT, Reason.NOT_CLEARED),
        ("khach", Access.OPEN, None),
        ("hoc-vien", Access.UNIT, None),
        ("can-bo", Access.RESTRICTED, Reason.ITEM_RESTRICTED),
    ],
)
def test_a_document_is_lent_to_those_cleared_for_it(
    world: World, category: str, access: Access, reason: Reason | None
) -> None:
    answer = world.desk.lend(world.a_reader(category), world.an_item(access=access.value))
    assert answer.reason is reason
    assert not answer.may_be_overridden


def test_a_category_may_be_cleared_for_more(world: World, book: PolicyBook) -> None:
    book.amend_clearance("khach", Access.FORCE, why="Khách trong ngành")
    card = world.a_reader("khach")
    assert world.desk.lend(card, world.an_item(access="force")).status == "lent"
    assert world.desk.lend(card, world.an_item(access="unit")).reason is Reason.NOT_CLEARED


def test_owing_more_than_the_limit_speaks_against_lending_when_money_is_on(world: World, book: PolicyBook) -> None:
    card = world.a_reader("hoc-vien")
    reader = world.desk.panel(card).reader.id
    charge: dict[str, str | int] = {
        "kind": "charge",
        "reader_id": reader,
        "amount": 95_000,
        "for": "lost",
        "at": world.now,
    }
    with world.store.writing() as pen:
        pen.put("ledger", pen.new_id(), dict(charge) | {"recorded": world.now})
    assert world.desk.lend(card, world.an_item()).status == "lent"
    book.amend_terms({"money": True, "owes_limit": 50_000}, why="thử")
    refused = world.desk.lend(card, world.an_item())
    assert (refused.reason, dict(refused.facts)["owed"]) == (Reason.OWES, 95_000)
    assert refused.may_be_overridden
    book.amend_terms({"owes_limit": 95_000}, why="thử")
    assert world.desk.lend(card, world.an_item()).status == "lent"
