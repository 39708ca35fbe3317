"""The random histories again, with sticks among the runs: written, lost, cut, brought twice and out of order."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parent))

from sticks import Sticks
from test_histories import Histories, template

__all__ = ["template"]

CUTS = [1.0, 1.0, 1.0, 0.0, 0.4, 0.9]


class SticksAndRuns(Histories):
    """One history with both."""

    @initialize()
    def sticks_lie_ready(self) -> None:
        """There are some about."""
        self.pile: Sticks | None = None

    @property
    def sticks(self) -> Sticks:
        """Made when first used: by then there is a world."""
        if self.pile is None:
            self.pile = Sticks(self.world)
        return self.pile

    @rule(n=st.integers(0, 99))
    def write_bundle(self, n: int) -> None:
        """A desk writes a bundle; nobody says that it will ever arrive."""
        self.world.clock.pass_(20_000)
        self.sticks.write(self._desk(n))

    @precondition(lambda self: self.pile and self.pile.to_centre)
    @rule(k=st.integers(0, 99), cut=st.sampled_from(CUTS), answered=st.booleans())
    def bring_bundle(self, k: int, cut: float, *, answered: bool) -> None:
        """Some bundle reaches the centre, for the first time or again."""
        self.world.clock.pass_(60_000)
        desk, file = self.sticks.to_centre[-1 - k % min(6, len(self.sticks.to_centre))]
        self.sticks.bring(file, cut=cut)
        if answered:
            self.sticks.answer(desk)

    @precondition(lambda self: self.pile is not None)
    @rule(n=st.integers(0, 99))
    def write_answer(self, n: int) -> None:
        """The centre writes to a desk without being asked."""
        self.sticks.answer(self._desk(n))

    @precondition(lambda self: self.pile and self.pile.to_desks)
    @rule(k=st.integers(0, 99), n=st.integers(0, 99), cut=st.sampled_from(CUTS))
    def take_answer(self, k: int, n: int, cut: float) -> None:
        """Some answer reaches the desk it is for, or another PC with a copy of its disk."""
        self.world.clock.pass_(60_000)
        desk, file = self.sticks.to_desks[-1 - k % min(6, len(self.sticks.to_desks))]
        alike = [each for each in self.world.desks if each.identity == desk.identity]
        self.sticks.take(alike[n % len(alike)], file, cut=cut)

    @rule(n=st.integers(0, 99))
    def trip(self, n: int) -> None:
        """All goes well for once."""
        self.world.clock.pass_(60_000)
        self.sticks.trip(self._desk(n))


def test_replicas_converge_and_no_write_vanishes_when_sticks_go_beside_the_line() -> None:
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
