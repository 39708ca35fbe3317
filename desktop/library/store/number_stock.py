"""What a run and a bundle ask of this desk's numbers: whether they run low, and to take a new block in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core.blocks import AskBlocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.store.store import Store

DOUBTFUL = "numbers-doubtful"
_TOLD = "blocks-told"
"""The epoch whose centre knows which blocks we hold."""


class StoreNumbers:
    """Implements `sync.core.blocks.NumberStock` over a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def wants_block(self, epoch: str) -> bool:
        """Whether a kind runs low, or one side was put back from a backup and no longer knows what is leased."""
        forgotten = len(self._store.numbers.blocks()) > 1 and self._store.profile.text(_TOLD) != epoch
        return forgotten or self.is_doubtful or self._store.numbers.runs_low

    def wish(self) -> AskBlocks:
        """The blocks in stock, used up ones included, and that we want one more."""
        return AskBlocks(self._store.numbers.blocks(), wants=True, fresh=self.is_doubtful)

    @property
    def is_doubtful(self) -> bool:
        """Whether this library was put back from a backup: numbers of its blocks may have been printed since."""
        return bool(self._store.profile.get(DOUBTFUL))

    def take_blocks(self, numbers: Sequence[int], epoch: str) -> None:
        """Put those that are new in stock, for every kind of number."""
        with self._store.writing():
            if self.is_doubtful and numbers:
                self._store.numbers.give_up()
                self._store.profile.forget(DOUBTFUL)
            self._store.numbers.take_blocks(numbers)
            self._store.profile.put(_TOLD, epoch)
