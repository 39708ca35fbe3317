"""What a run and a bundle ask of this desk's numbers: whether they run low, and to take a new block in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.store.store import Store

_TOLD = "blocks-told"
"""The epoch whose centre knows which blocks we hold."""


class StoreNumbers:
    """Implements `sync.core.blocks.NumberStock` over a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def wants_block(self, epoch: str) -> bool:
        """Whether a kind runs low, or a centre that was put back has perhaps forgotten what it leased to us."""
        forgotten = len(self.held_blocks()) > 1 and self._store.profile.text(_TOLD) != epoch
        return forgotten or self._store.numbers.runs_low

    def held_blocks(self) -> list[int]:
        """The blocks in stock, used up ones included."""
        return self._store.numbers.blocks()

    def take_blocks(self, numbers: Sequence[int], epoch: str) -> None:
        """Put those that are new in stock, for every kind of number."""
        with self._store.writing():
            self._store.numbers.take_blocks(numbers)
            self._store.profile.put(_TOLD, epoch)
