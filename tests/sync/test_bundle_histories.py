"""The random histories again, with sticks among the runs: written, lost, cut, brought twice and out of order."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parent))

from sticks import Sticks, small_chunks
from test_histories import Histories, template
from world import Desk

pytestmark = pytest.mark.slow

__all__ = ["template"]

CUTS = [1.0, 1.0, 1.0, 0.0, 0.4, 0.9]


class SticksAndRuns(Histories):
    """One history with both."""

    @initialize(by_stick_alone=st.booleans())
    def sticks_lie_ready(self, *, by_stick_alone: bool) -> None:
        """There are some about."""
        self.pile: Sticks | None = None
        self.by_stick_alone = by_stick_alone

    @property
    def sticks(self) -> Sticks:
        """Made when first used: by then there is a world."""
        if self.pile is None:
            self.pile = Sticks(self.world)
        return self.pile

    @rule(n=st.integers(0, 99), busy=st.sampled_from([0.0, 0.0, 0.3]))
    def write_bundle(self, n: int, busy: float) -> None:
        """A desk writes a bundle, while people go on working; nobody says that it will ever arrive."""
        self.world.clock.pass_(20_000)
        desk = self._desk(n)
        self.sticks.write(desk, self._work(desk, busy))

    @precondition(lambda self: self.pile and self.pile.to_centre)
    @rule(k=st.integers(0, 99), cut=st.sampled_from(CUTS), answered=st.booleans())
    def bring_bundle(self, k: int, cut: float, *, answered: bool) -> None:
        """Some bundle reaches the centre, for the first time or again."""
        self.world.clock.pass_(60_000)
        desk, file = _one_of(self.sticks.to_centre, k)
        self.sticks.bring(file, cut=cut)
        if answered:
            self.sticks.answer(desk)

    @precondition(lambda self: self.pile is not None)
    @rule(n=st.integers(0, 99))
    def write_answer(self, n: int) -> None:
        """The centre writes to a desk without being asked."""
        self.sticks.answer(self._desk(n))

    @precondition(lambda self: self.pile and self.pile.to_desks)
    @rule(k=st.integers(0, 99), n=st.integers(0, 99), cut=st.sampled_from(CUTS), busy=st.sampled_from([0.0, 0.3]))
    def take_answer(self, k: int, n: int, cut: float, busy: float) -> None:
        """Some answer reaches the desk it is for, or another PC with a copy of its disk."""
        self.world.clock.pass_(60_000)
        desk, file = _one_of(self.sticks.to_desks, k)
        alike = [each for each in self.world.desks if each.identity == desk.identity]
        taker = alike[n % len(alike)]
        self.sticks.take(taker, file, cut=cut, meanwhile=self._work(taker, busy))

    @rule(n=st.integers(0, 99))
    def trip(self, n: int) -> None:
        """All goes well for once."""
        self.world.clock.pass_(60_000)
        self.sticks.trip(self._desk(n))

    def _work(self, desk: Desk, chance: float) -> Callable[[], None]:
        def work() -> None:
            if self.rnd.random() < chance:
                self._edit(desk, self.rnd.choice(["item", "reader", "title"]), self.rnd.randrange(99))

        return work

    def teardown(self) -> None:
        """Some histories end without any network: sticks alone must bring all to agree. Then the line looks, too."""
        if hasattr(self, "world") and getattr(self, "by_stick_alone", False):
            try:
                self.sticks.settle()
            except BaseException:
                self.world.close()
                raise
        super().teardown()


def _one_of(lying_about: list[tuple[Desk, Path]], k: int) -> tuple[Desk, Path]:
    """Mostly one of the last few, sometimes one that was forgotten in a drawer."""
    few = lying_about if k % 5 == 0 else lying_about[-6:]
    return few[k // 5 % len(few)]


def test_replicas_converge_and_no_write_vanishes_when_sticks_go_beside_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_chunks(monkeypatch)
    thorough = os.environ.get("TUSACH_HYPOTHESIS") == "thorough"
    phases = tuple(Phase) if thorough else (Phase.explicit, Phase.reuse, Phase.generate)
    run_state_machine_as_test(
        SticksAndRuns,
        settings=settings(
            max_examples=400 if thorough else 15,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=phases,
        ),
    )
