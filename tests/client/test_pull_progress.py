"""How far a pull is, is told from its first page on: rows taken of how many."""

from __future__ import annotations

from itertools import pairwise

from desktop.library.store import rows
from sync.client.pull import SLICE
from sync.client.run import Progress
from tests.client.conftest import NewDevice

ROWS = 2_500


def pulled(device) -> list[tuple[int, int]]:
    told: list[Progress] = []
    assert device.run(report=told.append).stop is None
    return [(progress.done, progress.total) for progress in told if progress.step == "pull"]


def test_a_first_pull_knows_how_many_rows_will_come_and_tells_many_times(new_device: NewDevice) -> None:
    device, other = new_device(), new_device()
    device.write_items(ROWS)
    device.agree()
    with device.store.writing() as pen:  # every row moves on: numbers alone would promise twice as many
        for table, row_id in list(rows.every_key(device.store.connection)):
            pen.put(table, row_id, {"note": "sửa"})
    device.agree()
    far = pulled(other)
    [total] = {total for _, total in far}
    assert total == len(other.all_rows()), "rows of the unit, and what the centre tells everybody"
    assert far[0] == (0, total)
    assert len(far) > ROWS // SLICE
    assert all(earlier <= later for (earlier, _), (later, _) in pairwise(far))
    assert far[-1][0] <= total


def test_a_later_pull_never_tells_of_more_than_all(new_device: NewDevice) -> None:
    device, other = new_device(), new_device()
    device.write_items(500)
    device.agree()
    other.agree()
    device.write_items(700)
    device.agree()
    far = pulled(other)
    assert far[0] == (0, 700)
    assert all(done <= total for done, total in far)
    assert max(done for done, _ in far) >= 300
