"""Numbers are refilled by a run: asked for when they run low, and by nobody who has enough."""

from __future__ import annotations

import threading

import pytest

from desktop.library.store import numbers
from desktop.library.store.number_stock import DOUBTFUL, StoreNumbers
from sync.client.run import Ran, run
from tests.client.conftest import NewDevice
from tests.client.devices import Device
from tests.client.faulty_line import FaultyLine, Says

SMALL = 20


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "BLOCK", SMALL)


def sync(device: Device) -> Ran:
    ran = run(device.replica, device.centre, stopping=threading.Event(), numbers=StoreNumbers(device.store))
    assert ran.stop is None
    return ran


def print_numbers(device: Device, count: int) -> list[str]:
    with device.store.writing():
        return [device.store.numbers.next("barcode", "TK") for _ in range(count)]


def test_a_block_is_asked_for_at_half_and_only_then(new_device: NewDevice, line: FaultyLine):
    first, second = new_device(), new_device()
    for device in (first, second):
        sync(device)
    print_numbers(first, SMALL // 2 - 2)
    line.forget()
    sync(first)
    assert dict(line.asked) == {"greet": 1}, "there are enough"
    print_numbers(first, 2)
    line.forget()
    sync(first)
    assert dict(line.asked) == {"greet": 1, "blocks": 1}
    line.forget()
    sync(first)
    assert dict(line.asked) == {"greet": 1}
    printed = print_numbers(first, SMALL)
    assert not set(printed) & set(print_numbers(second, SMALL - 1))
    assert max(int(code[2:]) for code in printed) < 4 * SMALL


def test_an_answer_that_was_lost_leases_no_block_for_nothing(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    sync(device)
    print_numbers(device, SMALL // 2)
    line.faults["blocks", 0] = Says(503)
    assert run(device.replica, device.centre, stopping=threading.Event(), numbers=StoreNumbers(device.store)).stop
    sync(device)
    assert len(device.store.numbers.blocks()) == 2


def test_a_centre_that_knows_no_blocks_yet_still_takes_rows(new_device: NewDevice, line: FaultyLine):
    device = new_device()
    print_numbers(device, SMALL)
    device.write("item", barcode="TK1")
    line.faults["blocks", 0] = Says(404)
    assert (sync(device).waiting, len(print_numbers(device, 5))) == (0, 5)


def test_a_library_that_was_put_back_prints_from_a_fresh_block_after_its_next_run(
    new_device: NewDevice, line: FaultyLine
):
    device = new_device()
    sync(device)
    printed = print_numbers(device, 5)
    device.store.profile.put(DOUBTFUL, value=True)
    sync(device)
    assert not set(print_numbers(device, 5)) & set(printed)
    line.forget()
    sync(device)
    assert dict(line.asked) == {"greet": 1}
