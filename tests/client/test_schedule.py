"""When the next run begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.client.run import Ran
from sync.client.schedule import EVERY_S, LONGEST_S, MEND_EVERY_S, SOON_S, Schedule
from sync.core.stops import ClockWrong, Interrupted, Revoked, SignInNeeded, Stop, TryLater, UpgradeNeeded, WrongCentre

NOW = 1_000.0


def ran(stopped: Stop | None = None, *, waiting: int = 0, mended: int = 0) -> Ran:
    return Ran(0, 0, 0, 0, mended, waiting, 1, 200, 150, stopped)


@pytest.mark.parametrize(
    ("outcome", "wait"),
    [
        (ran(), EVERY_S),
        (ran(waiting=3), SOON_S),
        (ran(TryLater(60)), 60.0),
        (ran(TryLater(1)), 1.0),
        (ran(Interrupted()), EVERY_S),
        (ran(ClockWrong(700_000)), None),
        (ran(SignInNeeded()), None),
        (ran(UpgradeNeeded()), None),
        (ran(Revoked()), None),
        (ran(WrongCentre()), None),
    ],
)
def test_how_a_run_ended_decides_when_the_next_begins(outcome: Ran, wait: float | None):
    assert Schedule.starting(NOW).ran(outcome, NOW, jitter=0.0).wait(NOW) == wait


def test_a_change_brings_the_next_run_near_but_not_nearer_with_every_scan():
    quiet = Schedule.starting(NOW).ran(ran(), NOW, jitter=0.5)
    first = quiet.changed(NOW + 100)
    assert first.wait(NOW + 100) == SOON_S
    assert first.changed(NOW + 110).wait(NOW + 110) == SOON_S - 10


def test_a_change_does_not_hurry_a_line_that_failed():
    failed = Schedule.starting(NOW).ran(ran(TryLater(300)), NOW, jitter=0.0)
    assert failed.changed(NOW + 1) == failed


def test_a_change_does_not_wake_what_a_person_must_put_right():
    assert Schedule.starting(NOW).ran(ran(ClockWrong(1)), NOW, jitter=0.0).changed(NOW).wait(NOW) is None


def test_a_person_is_never_told_to_wait():
    for stop in (TryLater(600), SignInNeeded(), UpgradeNeeded(), Revoked()):
        assert Schedule.starting(NOW).ran(ran(stop), NOW, jitter=0.3).asked(NOW + 5).wait(NOW + 5) == 0


def test_a_good_run_forgets_the_failures_before_it():
    schedule = Schedule.starting(NOW)
    for _ in range(5):
        schedule = schedule.ran(ran(TryLater(60)), NOW, jitter=0.0)
    assert schedule.wait(NOW) == 60 * 16
    assert schedule.ran(ran(), NOW, jitter=0.0).ran(ran(TryLater(60)), NOW, jitter=0.0).wait(NOW) == 60


@given(waits=st.lists(st.integers(0, 3600), min_size=1, max_size=40), jitter=st.floats(0, 1, exclude_max=True))
def test_waits_grow_honour_the_centre_and_stay_bounded(waits: list[int], jitter: float):
    schedule = Schedule.starting(NOW)
    for wait in waits:
        schedule = schedule.ran(ran(TryLater(wait)), NOW, jitter=jitter)
        assert wait <= (schedule.wait(NOW) or 0.0) <= max(wait, LONGEST_S) * 1.5


@given(waits=st.lists(st.integers(1, 3600), min_size=1, max_size=40), jitter=st.floats(0, 1, exclude_max=True))
def test_an_appointment_of_the_centre_is_kept_however_often_it_gives_a_new_one(waits: list[int], jitter: float):
    schedule = Schedule.starting(NOW)
    for wait in waits:
        schedule = schedule.ran(ran(TryLater(wait, told=True)), NOW, jitter=jitter)
        assert wait <= (schedule.wait(NOW) or 0.0) <= wait * 1.1
        assert schedule.changed(NOW) == schedule


def test_units_that_lost_the_same_line_do_not_return_together():
    returns = {Schedule.starting(NOW).ran(ran(TryLater(60)), NOW, jitter=n / 100).wait(NOW) for n in range(100)}
    assert len(returns) == 100
    assert max(r for r in returns if r) - min(r for r in returns if r) > 25


def test_what_differs_again_at_once_is_not_mended_again_at_once():
    schedule = Schedule.starting(NOW)
    assert schedule.may_mend(NOW)
    mended = schedule.ran(ran(mended=2), NOW, jitter=0.0)
    assert not mended.may_mend(NOW + MEND_EVERY_S - 1)
    assert mended.ran(ran(mended=2), NOW + 60, jitter=0.0).may_mend(NOW + MEND_EVERY_S)
