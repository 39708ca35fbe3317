"""Makes the next records of a file ready while the last ones are being written to disk."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Piece = TypeVar("Piece")


class Ahead(Generic[Piece]):
    """Draws batches from an iterator, the next one on a thread of its own, while the door is open.

    Two threads that are both busy in Python get in each other's way, for every row gives the turn away and waits to
    have it back. A commit is one long piece of work outside Python: the door is open then, and whenever the next batch
    is waited for.
    """

    def __init__(self, pieces: Iterator[Piece], size: int, *, told: Callable[[], int]) -> None:
        """`told` says how far the iterator has come; asked when a batch is drawn."""
        self._pieces = pieces
        self._size = size
        self._told = told
        self._door = threading.Event()
        self._over = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ahead")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        self._door.set()
        self._thread.shutdown()

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        """The door is open while this lasts."""
        self._door.set()
        try:
            yield
        finally:
            self._door.clear()

    def batches(self) -> Iterator[tuple[tuple[Piece, ...], int]]:
        """Each batch with how far the iterator had come. What the iterator raises, this raises."""
        coming = self._thread.submit(self._draw)
        while True:
            with self.meanwhile():
                batch, told = coming.result()
            if not batch:
                return
            coming = self._thread.submit(self._draw)
            yield batch, told

    def _draw(self) -> tuple[tuple[Piece, ...], int]:
        return tuple(islice(self._at_the_door(), self._size)), self._told()

    def _at_the_door(self) -> Iterator[Piece]:
        for piece in self._pieces:
            yield piece
            self._door.wait()
            if self._over:
                return
