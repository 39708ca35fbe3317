"""The random histories, by line and by stick, over a centre whose rows lie in PostgreSQL."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parent))

import test_histories
from sticks import small_chunks
from test_bundle_histories import SticksAndRuns
from world import World, prepare

from tests.server.postgres import Cluster

pytestmark = pytest.mark.slow


class OverPostgres(SticksAndRuns):
    """One history. Its centre has a database of its own; backups are copies of that."""

    cluster: Cluster
    template: Path

    def make_world(self) -> World:
        """A copy of what was prepared there."""
        return World(self.folder / "world", self.template, cluster=self.cluster)


@pytest.fixture
def histories(tmp_path: Path, cluster: Cluster, postgres: str, monkeypatch: pytest.MonkeyPatch) -> type[OverPostgres]:
    """The machine over worlds that begin alike."""
    template = prepare(tmp_path / "template", server=postgres)
    monkeypatch.setattr(test_histories, "_template", [template])
    small_chunks(monkeypatch)
    return type("Histories", (OverPostgres,), {"cluster": cluster, "template": template})


def test_replicas_converge_and_no_write_vanishes_over_postgresql(histories: type[OverPostgres]) -> None:
    thorough = os.environ.get("TUSACH_HYPOTHESIS") == "thorough"
    phases = tuple(Phase) if thorough else (Phase.explicit, Phase.reuse, Phase.generate)
    run_state_machine_as_test(
        histories,
        settings=settings(
            max_examples=200 if thorough else 6,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=phases,
        ),
    )
