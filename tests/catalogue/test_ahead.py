"""Batches are drawn ahead of whoever takes them in, and nothing of the source is lost, doubled or reordered."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from desktop.library.catalogue.ahead import Ahead


def test_every_piece_comes_once_and_in_order() -> None:
    with Ahead(iter(range(25)), 10, told=lambda: 0) as ahead:
        assert [batch for batch, _ in ahead.batches()] == [
            tuple(range(10)),
            tuple(range(10, 20)),
            tuple(range(20, 25)),
        ]


def test_the_next_batch_is_made_while_the_door_is_open() -> None:
    drawn: list[int] = []
    all_drawn = threading.Event()

    def source() -> Iterator[int]:
        for number in range(20):
            drawn.append(number)
            if number == 19:
                all_drawn.set()
            yield number

    with Ahead(source(), 10, told=lambda: len(drawn)) as ahead:
        batches = ahead.batches()
        first, _ = next(batches)
        assert first == tuple(range(10))
        assert not all_drawn.is_set(), "nothing is made ready while the writer is busy in Python"
        with ahead.meanwhile():
            assert all_drawn.wait(60)
        assert next(batches) == (tuple(range(10, 20)), 20)


def test_what_the_source_raises_is_raised_where_its_batch_is_asked_for() -> None:
    def source() -> Iterator[int]:
        yield from range(5)
        raise ValueError("cut")

    with Ahead(source(), 5, told=lambda: 0) as ahead:
        batches = ahead.batches()
        assert next(batches)[0] == (0, 1, 2, 3, 4)
        with pytest.raises(ValueError, match="cut"):
            next(batches)


def test_whoever_leaves_early_leaves_no_thread_behind() -> None:
    with Ahead(iter(range(1000)), 10, told=lambda: 0) as ahead:
        next(ahead.batches())
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
