"""A push that cannot go on keeps nobody but its own device waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from sync.core import wire
from sync.core.row import Row, new_id
from tests.server.centre import CentreProgram
from tests.server.test_program import Line

PATIENCE_S = 60


@pytest.fixture
def centre(tmp_path: Path, postgres: str) -> Iterator[CentreProgram]:
    program = CentreProgram.make(tmp_path / "centre", server=postgres)
    program.start()
    yield program
    program.stop()


def a_line(centre: CentreProgram, unit: str) -> Line:
    line = Line(centre.enrol(unit))
    line.enter()
    return line


def a_push(line: Line) -> bytes:
    row = Row("item", new_id(1), f"unit:{line.unit}", line.clock.tick(), {"barcode": "TK1"}, fresh=True)
    return wire.pack(wire.Push(line.epoch, {}, wire.rows_out([row])))


def wait_for_a_lock(watching: psycopg.Connection[tuple[int]]) -> None:
    """Until somebody on this database waits for somebody else."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(PATIENCE_S * 20):
        if watching.execute(asked).fetchall() != [(0,)]:
            return
        threading.Event().wait(0.05)
    raise AssertionError("nobody ever waited")


def test_a_push_that_waits_keeps_its_own_device_from_another_and_nobody_else_from_anything(
    centre: CentreProgram, postgres: str
) -> None:
    ours, same_unit, other = a_line(centre, "A"), a_line(centre, "A"), a_line(centre, "B")
    assert ours.push(1).seq == 1
    with psycopg.connect(postgres) as holding, psycopg.connect(postgres, autocommit=True) as watching:
        holding.execute("SELECT latest FROM counter WHERE channel = 'unit:A' FOR UPDATE")
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(ours.post, "/v1/push", a_push(ours))
            wait_for_a_lock(watching)
            second = ours.post("/v1/push", a_push(ours))
            problem = wire.unpack(second.content, wire.Problem)
            assert (second.status_code, problem.code, problem.number > 0) == (503, "try-later", True)
            assert [len(same_unit.pull(0).rows), other.push(2).seq, ours.greet().latest["unit:A"]] == [1, 2, 1]
            holding.rollback()
            assert waiting.result(PATIENCE_S).status_code == 200
    assert ours.push(1).seq == 3
    for line in (ours, same_unit, other):
        line.session.close()
