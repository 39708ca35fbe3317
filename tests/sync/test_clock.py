"""Wrong clocks, measured and set right: stamps and times stay near the truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.library.beginning import begin
from desktop.library.store.replica import StoreReplica
from desktop.library.store.store import Store

TRUE = 1_795_000_000_000
DAY = 86_400_000
YEAR = 365 * DAY
KEY = bytes(range(32))


class Hands:
    """The hands of a PC's clock."""

    def __init__(self, ms: int) -> None:
        self.ms = ms

    def __call__(self) -> int:
        return self.ms


@pytest.mark.parametrize("wrong_by", [-16 * YEAR, -40 * DAY, 40 * DAY, YEAR])
def test_a_clock_set_right_after_it_was_measured_needs_no_offset_any_more(tmp_path: Path, wrong_by: int):
    hands = Hands(TRUE + wrong_by)
    store = Store(tmp_path / "library.db", KEY, now=hands)
    begin(store, unit="X03", name="")
    StoreReplica(store).measured_clock(-wrong_by)
    hands.ms += 60_000
    assert abs(store.now_ms() - (TRUE + 60_000)) < 1000
    store.close()
    hands.ms = TRUE + DAY  # somebody has put the clock right, and starts the program the next day
    store = Store(tmp_path / "library.db", KEY, now=hands)
    assert abs(store.now_ms() - (TRUE + DAY)) < 1000
    store.close()


def test_a_clock_ahead_with_stamps_of_its_own_is_corrected_once_they_are_moved_back(tmp_path: Path):
    hands = Hands(TRUE + YEAR)
    store = Store(tmp_path / "library.db", KEY, now=hands)
    begin(store, unit="X03", name="")
    with store.writing() as pen:
        pen.put("reader", "a" * 32, {"card": "TV1"})
    replica = StoreReplica(store)
    replica.measured_clock(-YEAR)
    replica.shift_unsent(-YEAR)
    hands.ms += 60_000
    assert abs(store.now_ms() - (TRUE + 60_000)) < 1000
    store.close()


@pytest.mark.parametrize("wrong_by", [-16 * YEAR, -3 * 60_000, 3 * 60_000, YEAR])
def test_a_clock_that_stays_wrong_is_corrected_after_a_restart_too(tmp_path: Path, wrong_by: int):
    hands = Hands(TRUE + wrong_by)
    store = Store(tmp_path / "library.db", KEY, now=hands)
    begin(store, unit="X03", name="")
    StoreReplica(store).measured_clock(-wrong_by)
    store.close()
    hands.ms += 5 * DAY
    store = Store(tmp_path / "library.db", KEY, now=hands)
    assert abs(store.now_ms() - (TRUE + 5 * DAY)) < 1000
    store.close()
