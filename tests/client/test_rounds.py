"""Run after run: who wakes them and what ends them."""

from __future__ import annotations

import queue
import threading
from typing import Self

from sync.client.rounds import Rounds
from sync.client.run import Ran
from sync.client.schedule import EVERY_S, SOON_S
from sync.core.stops import Revoked, Stop, TryLater


class Pace:
    """Rounds on a thread of their own, with a clock that a test moves and runs that it watches."""

    def __init__(self, *stops: Stop | None) -> None:
        self.time = 0.0
        self.stops = list(stops)
        self.may_mend: list[bool] = []
        self.began: list[float] = []
        self.ran: queue.SimpleQueue[Ran] = queue.SimpleQueue()
        self.rounds = Rounds(self.one_run, on_ran=self.ran.put, now=lambda: self.time, jitter=lambda: 0.0)
        self.thread = threading.Thread(target=self.rounds.go)

    def one_run(self, *, stopping: threading.Event, may_mend: bool) -> Ran:
        self.may_mend.append(may_mend)
        self.began.append(self.time)
        stop = self.stops.pop(0) if self.stops else None
        return Ran(0, 0, 0, 0, 1, 0, 1, 200, 150, stop)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.rounds.end()
        self.thread.join(10)
        assert not self.thread.is_alive()

    def pass_seconds(self, seconds: float) -> None:
        self.time += seconds
        self.rounds.note_change()  # wakes whoever waits, to look at the clock

    def next_run(self) -> Ran:
        return self.ran.get(timeout=10)


def test_a_program_that_has_just_started_leaves_the_line_alone_for_a_moment():
    with Pace() as pace:
        pace.pass_seconds(SOON_S - 1)
        pace.pass_seconds(1)
        assert pace.next_run().stop is None
    assert pace.began == [SOON_S]


def test_a_person_gets_a_run_at_once_whatever_came_before():
    with Pace(TryLater(3_600), Revoked()) as pace:
        for stop in ("try-later", "revoked", None):
            pace.rounds.ask()
            assert pace.next_run().stop == stop


def test_quiet_hours_have_a_run_every_ten_minutes():
    with Pace() as pace:
        pace.rounds.ask()
        pace.next_run()
        for _ in range(3):
            with pace.rounds._woken:
                pace.time += EVERY_S
                pace.rounds._woken.notify()
            pace.next_run()


def test_mending_is_allowed_once_and_then_not_for_an_hour():
    with Pace() as pace:
        for _ in range(2):
            pace.rounds.ask()
            pace.next_run()
        pace.time += 3_600
        pace.rounds.ask()
        pace.next_run()
    assert pace.may_mend == [True, False, True]


def test_the_end_ends_a_run_under_way():
    begun = threading.Event()

    def long_run(*, stopping: threading.Event, may_mend: bool) -> Ran:
        begun.set()
        assert stopping.wait(10)
        return Ran(0, 0, 0, 0, 0, 0, 1, 0, 0, None)

    rounds = Rounds(long_run, on_ran=lambda _: None)
    thread = threading.Thread(target=rounds.go)
    thread.start()
    rounds.ask()
    assert begun.wait(10)
    rounds.end()
    thread.join(10)
    assert not thread.is_alive()
