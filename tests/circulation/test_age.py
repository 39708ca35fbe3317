"""What the desk makes of old news from the centre: allowed, told, or asked about, as the house rules have it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from desktop.library.circulation.age import STICK_NEWS, days_since_heard, days_told
from desktop.library.model.refusal import Reason
from tests.circulation.desk_world import DAY_MS, MONDAY_MORNING

if TYPE_CHECKING:
    from desktop.library.model.desk import Answer
    from tests.circulation.desk_world import World

DEVICE = f"{MONDAY_MORNING:012x}" + "7" * 20


@pytest.fixture
def enrolled(world: World) -> World:
    """A PC that the centre took in this Monday morning."""
    world.store.profile.put("enrolment", b"as kept")
    world.store.profile.put("device", DEVICE)
    return world


def set_terms(world: World, **fields: str | int) -> None:
    with world.store.writing() as pen:
        pen.put("desk_policy", "d" * 32, dict(fields))


def heard(world: World, *, days_ago: int = 0, name: str = "last-sync") -> None:
    world.store.profile.put(name, world.now - days_ago * DAY_MS)


def facts(answer: Answer) -> dict[str, str | int | bool | None]:
    return dict(answer.facts)


def test_a_library_without_a_centre_has_no_old_news(world: World) -> None:
    world.days_pass(400)
    set_terms(world, stale="ask")
    assert (days_since_heard(world.store), days_told(world.store)) == (None, None)
    assert world.a_loan().data_days is None


def test_days_count_from_the_last_whole_run(enrolled: World) -> None:
    heard(enrolled)
    enrolled.days_pass(12)
    assert days_since_heard(enrolled.store) == 12


def test_a_pc_that_never_heard_the_centre_counts_from_when_it_was_taken_in(enrolled: World) -> None:
    enrolled.days_pass(9)
    assert days_since_heard(enrolled.store) == 9


def test_a_stick_is_as_old_as_its_writing_and_the_younger_news_counts(enrolled: World) -> None:
    enrolled.days_pass(30)
    heard(enrolled, days_ago=20)
    heard(enrolled, days_ago=12, name=STICK_NEWS)
    assert days_since_heard(enrolled.store) == 12
    heard(enrolled, days_ago=3)
    assert days_since_heard(enrolled.store) == 3


def test_a_clock_behind_the_centres_makes_no_negative_age(enrolled: World) -> None:
    heard(enrolled, days_ago=-2)
    assert days_since_heard(enrolled.store) == 0


@pytest.mark.parametrize(
    ("stale", "days", "told"), [("warn", 6, None), ("warn", 7, 7), ("ask", 7, 7), ("allow", 99, None)]
)
def test_the_house_rules_say_from_when_on_it_is_told(enrolled: World, stale: str, days: int, told: int | None) -> None:
    set_terms(enrolled, stale=stale)
    heard(enrolled, days_ago=days)
    assert days_told(enrolled.store) == told


def test_old_news_stands_beside_every_act_that_rests_on_it(enrolled: World) -> None:
    card, barcode = enrolled.a_reader(), enrolled.an_item()
    heard(enrolled)
    assert enrolled.desk.lend(card, barcode).data_days is None
    enrolled.days_pass(12)
    assert enrolled.desk.renew(barcode).data_days == 12
    assert enrolled.desk.lend(card, enrolled.an_item()).data_days == 12
    assert enrolled.desk.hold(card, enrolled.a_title("Tắt đèn")).data_days == 12


def test_what_comes_back_is_taken_whatever_the_news(enrolled: World) -> None:
    barcode = enrolled.a_loan().barcode
    set_terms(enrolled, stale="ask")
    enrolled.days_pass(12)
    returned = enrolled.desk.give_back(barcode)
    assert (returned.status, returned.data_days) == ("returned", None)


def test_where_the_house_rules_ask_somebody_entitled_decides(enrolled: World) -> None:
    card, barcode, lent = enrolled.a_reader(), enrolled.an_item(), enrolled.a_loan()
    set_terms(enrolled, stale="ask", stale_days=10)
    enrolled.days_pass(10)
    desk = enrolled.desk
    acts = (
        partial(desk.lend, card, barcode),
        partial(desk.renew, lent.barcode),
        partial(desk.hold, card, enrolled.a_title("Tắt đèn")),
    )
    for act in acts:
        answer = act()
        assert (answer.status, answer.reason, facts(answer)) == ("refused", Reason.STALE_DATA, {"days": 10})
        again = desk.override()
        assert (again.status in {"lent", "renewed", "held"}, again.data_days) == (True, 10)
        assert Reason.STALE_DATA in enrolled.store.events.get(again.event).overrides


def test_a_day_on_paper_typed_in_afterwards_asks_nobody(enrolled: World) -> None:
    set_terms(enrolled, stale="ask")
    enrolled.days_pass(12)
    answer = enrolled.desk.lend(enrolled.a_reader(), enrolled.an_item(), at=enrolled.now - DAY_MS)
    assert (answer.status, answer.data_days) == ("lent", None)


def test_a_weightier_objection_is_said_first(enrolled: World) -> None:
    set_terms(enrolled, stale="ask")
    enrolled.days_pass(12)
    answer = enrolled.desk.lend(enrolled.a_reader(blocked="mất thẻ"), enrolled.an_item())
    assert (answer.reason, facts(answer)["also"]) == (Reason.READER_BLOCKED, Reason.STALE_DATA)
