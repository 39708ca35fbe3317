"""Whatever the line does at whatever step: nothing is lost, nothing is doubled, nobody is told of a conflict with himself."""

from __future__ import annotations

import pytest

from sync.client.measure import Measure
from sync.core.wire import Problem, pack
from tests.client.conftest import NewDevice
from tests.client.devices import Device, settle
from tests.client.faulty_line import Altered, CutAnswer, CutRequest, Fault, FaultyLine, LostAnswer, LostRequest, Says
from tests.server.centre import CentreProgram

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


def test_a_hundred_cut_runs_leave_no_growth_behind(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    device.write_items(20)
    settle(device)
    row_count, size = len(device.all_rows()), used_pages(device)
    for turn in range(100):
        line.forget()
        line.faults["greet" if turn % 2 else "pull", 0] = CutAnswer(turn)
        device.store.connection.execute("UPDATE cursor SET at = 0")
        device.run()
    line.forget()
    settle(device)
    assert len(device.all_rows()) == row_count
    assert used_pages(device) == size


def used_pages(device: Device) -> int:
    """Pages of the file that hold something."""
    pages, free = (
        device.store.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count")
    )
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
