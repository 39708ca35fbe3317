"""Numbers people read, from blocks leased in advance to this desk (sync.md 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

BLOCK = 100_000
"""How many numbers of a kind belong to one desk: a unit's first desk prints 1 to 99,999, its second from 100,000 on."""
_FIELD = {"barcode": ("item", "barcode"), "card": ("reader", "card"), "accession": ("item", "accession")}


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
        for kind in _FIELD:
            self._add(kind, start, (desk + 1) * BLOCK)

    def skip(self, count: int) -> None:
        """Leave so many numbers of each kind out."""
        for kind in _FIELD:
            self._connection.execute(
                "UPDATE number_block SET next = min(next + ?1, end) WHERE kind = ?2 AND next = "
                "(SELECT min(next) FROM number_block WHERE kind = ?2 AND next < end)",
                (count, kind),
            )

    def left(self, kind: str) -> int:
        """How many numbers of the kind are still in hand."""
        found = self._connection.execute(
            "SELECT total(end - next) FROM number_block WHERE kind = ?", (kind,)
        ).fetchone()
        return int(found[0])

    def _take(self, kind: str) -> int:
        found = self._connection.execute(
            "SELECT next, end FROM number_block WHERE kind = ? AND next < end ORDER BY next LIMIT 1", (kind,)
        ).fetchone()
        if found is None:
            found = self._after_all(kind)
            self._add(kind, *found)
        number, end = found
        self._connection.execute(
            "UPDATE number_block SET next = ? WHERE kind = ? AND next = ? AND end = ?", (number + 1, kind, number, end)
        )
        return int(number)

    def _after_all(self, kind: str) -> tuple[int, int]:
        found = self._connection.execute("SELECT max(end) FROM number_block WHERE kind = ?", (kind,)).fetchone()
        start = int(found[0] or 1)
        # A block used up: go on a hundred blocks further, where no desk of a unit begins.
        return (1, BLOCK) if start == 1 else (start + 99 * BLOCK, start + 100 * BLOCK)

    def _add(self, kind: str, start: int, end: int) -> None:
        self._connection.execute(
            "INSERT OR IGNORE INTO number_block (kind, next, end) SELECT ?1, ?2, ?3 "
            "WHERE NOT EXISTS (SELECT 1 FROM number_block WHERE kind = ?1 AND end = ?3)",
            (kind, start, end),
        )
