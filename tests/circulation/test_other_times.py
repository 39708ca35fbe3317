"""Acts told of another time than now: a day on paper, an act ahead of its time, a clock that cannot be right."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.library.circulation.clock_watch import ClockWatch
from desktop.library.circulation.desk import Desk
from desktop.library.model.ids import Moment
from desktop.library.model.refusal import Reason
from sync.core.stamp import Clock, Incarnation, make

if TYPE_CHECKING:
    from tests.circulation.desk_world import World

FIVE_MINUTES = 5 * 60 * 1000


def test_a_day_on_paper_is_typed_in_later_and_in_any_order(world: World) -> None:
    first, second, item = world.a_reader(), world.a_reader(), world.an_item()
    day = date(2026, 11, 20)
    assert world.desk.lend(second, item, at=world.moment(day, 14)).status == "lent"
    assert world.desk.lend(first, item, at=world.moment(day, 8)).status == "lent"
    assert world.desk.give_back(item, at=world.moment(day, 11)).card == first
    (line,) = world.desk.open_loans()
    assert (line.card, line.lent) == (second, world.moment(day, 14))
    assert world.desk.give_back(item).card == second


def test_a_late_entry_knows_what_was_undone_since(world: World) -> None:
    item = world.a_loan().barcode or ""
    world.now += 60_000
    world.desk.undo()
    assert world.desk.lend(world.a_reader(), item, at=Moment(world.now - 30_000)).status == "lent"


def test_a_late_entry_does_not_wait_for_the_clock(world: World) -> None:
    world.a_loan()
    world.days_pass(-2)
    assert world.desk.lend(world.a_reader(), world.an_item(), at=Moment(world.now - 60_000)).status == "lent"


def test_a_late_entry_is_due_by_its_own_day(world: World) -> None:
    answer = world.desk.lend(world.a_reader("hoc-vien"), world.an_item(), at=world.moment(date(2026, 11, 2)))
    assert answer.due == date(2026, 11, 12)
    assert [line.days_overdue for line in world.desk.overdue()] == [11]


def test_an_act_that_has_not_happened_yet_is_refused(world: World) -> None:
    answer = world.desk.lend(world.a_reader(), world.an_item(), at=world.moment(date(2026, 11, 24)))
    assert (answer.status, answer.reason) == ("refused", Reason.INVALID_DATE)
    assert world.events() == 0


def test_a_clock_that_went_back_is_noticed_before_the_next_loan(world: World) -> None:
    world.a_loan()
    world.now -= FIVE_MINUTES + 60_000
    answer = world.desk.lend(world.a_reader(), world.an_item())
    assert (answer.reason, answer.may_be_overridden) == (Reason.CLOCK_UNCERTAIN, True)
    assert world.desk.override().status == "lent"
    assert world.a_loan().status == "lent"  # somebody has looked at the clock


def test_returning_never_waits_for_the_clock(world: World) -> None:
    loan = world.a_loan()
    world.days_pass(-400)
    assert world.desk.give_back(loan.barcode or "").status == "returned"


def test_a_clock_that_jumps_while_the_program_runs_is_noticed(world: World) -> None:
    passed = 0
    desk = Desk(world.store, steady=lambda: passed)
    card, item = world.a_reader(), world.an_item()
    world.days_pass(2)
    assert desk.lend(card, item).reason is Reason.CLOCK_UNCERTAIN
    passed = 2 * 24 * 60 * 60 * 1000
    assert desk.lend(card, item).status == "lent"


def test_a_weekend_with_the_program_left_on_is_no_jump() -> None:
    start = 1_795_000_000_000
    now = start
    watch = ClockWatch(Clock(Incarnation("0" * 10), last=make(now, 0, "0" * 10), now=lambda: now), now=lambda: now)
    now = start + 3 * 24 * 60 * 60 * 1000
    assert tuple(watch.objections()) == ()


def test_the_time_of_a_late_entry_may_be_the_present(world: World) -> None:
    assert world.desk.lend(world.a_reader(), world.an_item(), at=Moment(world.now)).status == "lent"
