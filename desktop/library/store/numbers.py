"""Numbers people read, from blocks leased in advance to this desk (sync.md 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.store.connection import Connection

BLOCK = 100_000
"""How many numbers of a kind a block has: a unit's first desk begins with 1 to 99,999, its second from 100,000 on."""
FAR = 100
"""Blocks of a unit that the centre leases; beyond them, each desk goes on by itself in steps of so many."""
_FIELD = {"barcode": ("item", "barcode"), "card": ("reader", "card"), "accession": ("item", "accession")}
_OPEN = "next > 0 AND next < end"
"""A block with numbers left. One that is used up stays, its `next` below zero, so that it is never taken in again."""


class Numbers:
    """Hands out the next free number of a kind. Call inside a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next(self, kind: str, prefix: str, *, digits: int = 6) -> str:
        """The next number of `kind` (barcode | card | accession): prefix and digits, skipping those already used."""
        while True:
            code = f"{prefix}{self._take(kind):0{digits}d}"
            table, field = _FIELD[kind]
            used = self._connection.execute(f"SELECT 1 FROM {table} WHERE {field} = ? LIMIT 1", (code,)).fetchone()
            if used is None:
                return code

    def lease(self, desk: int) -> None:
        """This is the unit's desk number `desk` (from 0, given at enrolment): take its block of every kind."""
        start = max(1, desk * BLOCK)
        if start > 1:
            self._connection.execute("DELETE FROM number_block WHERE next < ?", (start,))
        self.take_blocks((desk,))

    def take_blocks(self, numbers: Sequence[int]) -> None:
        """Put these blocks in stock; those that were here already stay as they are, also when they are used up."""
        for kind in _FIELD:
            for number in numbers:
                self._add(kind, max(1, number * BLOCK), (number + 1) * BLOCK)

    def blocks(self) -> list[int]:
        """The numbers of the blocks that were leased to us."""
        found = self._connection.execute("SELECT DISTINCT end FROM number_block ORDER BY end")
        return [number for (end,) in found if (number := end // BLOCK - 1) < FAR]

    @property
    def runs_low(self) -> bool:
        """Whether less than half a block is left of any kind."""
        return any(self.left(kind) < BLOCK // 2 for kind in _FIELD)

    def skip(self, count: int) -> None:
        """Leave so many numbers of each kind out."""
        for kind in _FIELD:
            if found := self._open_block(kind):
                self._advance(kind, *found, count)

    def give_up(self) -> None:
        """Print nothing more of the blocks in stock."""
        self._connection.execute(f"UPDATE number_block SET next = -end WHERE {_OPEN}")

    def left(self, kind: str) -> int:
        """How many numbers of the kind are still in hand."""
        found = self._connection.execute(
            f"SELECT total(end - next) FROM number_block WHERE kind = ? AND {_OPEN}", (kind,)
        ).fetchone()
        return int(found[0])

    def _take(self, kind: str) -> int:
        found = self._open_block(kind)
        if found is None:
            found = self._after_all(kind)
            self._add(kind, *found)
        self._advance(kind, *found, 1)
        return found[0]

    def _open_block(self, kind: str) -> tuple[int, int] | None:
        found: tuple[int, int] | None = self._connection.execute(
            f"SELECT next, end FROM number_block WHERE kind = ? AND {_OPEN} ORDER BY next LIMIT 1", (kind,)
        ).fetchone()
        return found

    def _advance(self, kind: str, following: int, end: int, by: int) -> None:
        # Used up, a block's next number would be the first of the block behind it.
        left = following + by if following + by < end else -end
        self._connection.execute(
            "UPDATE number_block SET next = ? WHERE kind = ? AND next = ? AND end = ?", (left, kind, following, end)
        )

    def _after_all(self, kind: str) -> tuple[int, int]:
        found = self._connection.execute("SELECT max(end) FROM number_block WHERE kind = ?", (kind,)).fetchone()
        start = int(found[0] or 1)
        # A block used up: go on a hundred blocks further, where no desk of a unit begins.
        return (1, BLOCK) if start == 1 else (start + (FAR - 1) * BLOCK, start + FAR * BLOCK)

    def _add(self, kind: str, start: int, end: int) -> None:
        self._connection.execute(
            "INSERT OR IGNORE INTO number_block (kind, next, end) SELECT ?1, ?2, ?3 "
            "WHERE NOT EXISTS (SELECT 1 FROM number_block WHERE kind = ?1 AND end = ?3)",
            (kind, start, end),
        )
