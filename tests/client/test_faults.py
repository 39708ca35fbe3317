"""Whatever the line does at whatever step: nothing is lost, nothing is doubled, nobody is told of a conflict with himself."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from desktop.library.store.connection import Connection
from sync.client.measure import Measure
from sync.core.wire import Problem, pack
from tests.client.conftest import NewDevice
from tests.client.devices import Device, settle
from tests.client.faulty_line import Altered, CutAnswer, CutRequest, Fault, FaultyLine, LostAnswer, LostRequest, Says
from tests.server.centre import CentreProgram

pytestmark = pytest.mark.slow

STEPS = [("challenge", 0), ("token", 0), ("greet", 0), ("push", 0), ("push", 1), ("pull", 0), ("pull", 1), ("greet", 1)]
FAULTS: list[Fault] = [
    LostRequest(),
    LostAnswer(),
    CutAnswer(5),
    CutAnswer(-1),
    CutRequest(0),
    CutRequest(20),
    Altered(0),
    Says(500, body=pack(Problem("try-later", 5))),
    Says(502, body=b"<html>Bad gateway</html>"),
]


MOST_BYTES = 2_000
"""More than any message here has."""

EDGE = 16
"""Bytes at the beginning of a message that are all tried: where its head, its first key, its length stand."""

STRIDE = 1 if os.environ.get("TUSACH_HYPOTHESIS") == "thorough" else 11
"""How many bytes apart the cuts further in are; `thorough` tries every byte."""


CASES = [(step, fault) for step in STEPS for fault in (FAULTS if step in {("push", 0), ("pull", 0)} else FAULTS[1:4])]


@pytest.mark.parametrize(("step", "fault"), CASES, ids=str)
def test_a_fault_at_any_step_costs_a_try_and_nothing_else(
    new_device: NewDevice, line: FaultyLine, step: tuple[str, int], fault: Fault
):
    device, other = new_device(), new_device()
    ours = [device.write("item", barcode=f"a{n}", note="1") for n in range(8)]
    other_rows = [other.write("item", barcode=f"b{n}") for n in range(8)]
    other.agree()
    line.forget()
    line.faults[step] = fault
    device.centre.up = device.centre.down = Measure(rows=5)
    ran = device.run()
    assert ran.stop == "try-later", "the fault did not happen"
    device.write("item", ours[0], note="2")  # people go on working
    settle(device, other)
    assert device.all_rows() == other.all_rows()
    assert {key[1] for key in other.all_rows() if key[0] == "item"} == {*ours, *other_rows}
    assert other.field("item", ours[0], "note") == "2"
    assert not [key for key in other.all_rows() if key[0] == "conflict"]


def test_cut_all_along_its_messages_a_hundred_runs_lose_nothing_and_leave_no_growth(
    new_device: NewDevice, line: FaultyLine, served: CentreProgram
):
    device, other = new_device(), new_device()
    ours = device.write("item", barcode="TK1", note="1")
    settle(device, other)
    pages, runs = [used_pages(device.store.connection)], 0
    for note, cut in (("2", CutRequest), ("3", CutAnswer)):
        runs += cut_everywhere(device, line, "greet", cut)
        device.write("item", ours, note=note)
        runs += cut_everywhere(device, line, "push", cut)
    assert device.replica.waiting() == 0
    other.agree()
    assert other.field("item", ours, "note") == "3"
    for cut in (CutRequest, CutAnswer):
        runs += cut_everywhere(device, line, "pull", cut, again=lambda: read_anew(device))
    assert runs > (1_000 if STRIDE == 1 else 100), "too few for what the hours of a bad line do"
    settle(device, other)
    assert device.all_rows() == other.all_rows()
    assert not [key for key in other.all_rows() if key[0] == "conflict"]
    pages.append(used_pages(device.store.connection))
    assert pages[1] <= pages[0] + 1, "cut runs leave something behind"


def cut_everywhere(
    device: Device,
    line: FaultyLine,
    step: str,
    cut: type[CutRequest | CutAnswer],
    *,
    again: Callable[[], None] = lambda: None,
) -> int:
    """Cut the first request of this step, or its answer, nearer and nearer to its end; returns how many runs that took.

    The cuts further in begin at another byte for each step; `thorough` cuts everywhere.
    """
    first = EDGE + sum(f"{step} {cut.__name__}".encode()) % STRIDE
    for ran_before, at in enumerate((*range(EDGE), *range(first, MOST_BYTES, STRIDE))):
        again()
        line.forget()
        line.faults[step, 0] = cut(at)
        ran = device.run()
        if ran.stop is None:  # all bytes had come
            assert at > 20, "nothing was cut"
            return ran_before
        assert ran.stop == "try-later", (ran, step, cut(at))
    raise AssertionError("it never came through whole")


def read_anew(device: Device) -> None:
    """Forget how far the channels were read."""
    device.store.connection.execute("UPDATE cursor SET at = 0")


def used_pages(connection: Connection) -> int:
    """Pages of the file that hold something."""
    pages, free = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
    return int(pages - free)


def test_a_centre_that_dies_in_the_middle_of_a_run_is_met_again(new_device: NewDevice, served: CentreProgram):
    device, other = new_device(), new_device()
    device.write_items(900)
    killed: list[str] = []

    def kill_during_push(step: str) -> None:
        if step == "push" and not killed:
            killed.append(step)
            served.kill()

    ran = device.run(report=lambda progress: kill_during_push(progress.step))
    assert ran.stop == "try-later"
    served.start()
    settle(device, other)
    assert device.all_rows() == other.all_rows()
    assert len([key for key in other.all_rows() if key[0] == "item"]) == 900
