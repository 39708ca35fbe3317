"""How much is sent at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.client.measure import LEAST_BYTES, LEAST_ROWS, MOST_BYTES, MOST_ROWS, Measure


def test_a_quick_line_soon_gets_the_largest_batches():
    measure = Measure()
    for _ in range(3):
        measure = measure.after(0.1)
    assert (measure.rows, measure.size) == (MOST_ROWS, MOST_BYTES)


def test_a_line_of_middling_speed_keeps_its_batches():
    assert Measure().after(1.0) == Measure()


def test_a_slow_line_gets_small_ones_so_that_a_cut_costs_little():
    measure = Measure()
    for _ in range(9):
        measure = measure.after(30)
    assert (measure.rows, measure.size) == (LEAST_ROWS, LEAST_BYTES)


@given(st.lists(st.floats(0, 100)))
def test_a_batch_is_never_empty_and_never_huge(times: list[float]):
    measure = Measure()
    for seconds in times:
        measure = measure.after(seconds)
        assert LEAST_ROWS <= measure.rows <= MOST_ROWS
        assert LEAST_BYTES <= measure.size <= MOST_BYTES
