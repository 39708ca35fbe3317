"""Order-independent digests of a channel, kept incrementally: 256 buckets by id, each a count and a sum (sync.md 5)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.core.row import Row

BUCKETS = 256
MODULUS = 1 << 48
"""Sums stay below 2^49, so SQL's integers never overflow."""


def bucket_of(row_id: str) -> int:
    """Which bucket a row falls into. UUIDv7 begins with the time, so the last byte is used."""
    return int(row_id[-2:], 16)


def mark_of(row: Row) -> int:
    """A number that changes whenever any stamp of the row changes (the stamps stand for the values)."""
    if row.stamps or not row.fields:
        text = "\x1f".join(f"{name}\x1e{stamp}" for name, stamp in sorted(row.stamped()))
    else:  # the same text, put together in one go: most rows have one stamp, and every row that is written passes here
        text = f"\x1e{row.stamp}\x1f".join(sorted(row.fields)) + f"\x1e{row.stamp}"
    digest = hashlib.blake2b(f"{row.table}\x1f{row.id}\x1f{text}".encode(), digest_size=6).digest()
    return int.from_bytes(digest)


class Change:
    """What a piece of work adds to the buckets: gathered first, written once."""

    def __init__(self) -> None:
        self.by_bucket: dict[tuple[str, int], tuple[int, int]] = {}

    def moved(self, channel: str, before: Row | None, after: Row | None) -> None:
        """A row of this channel went from `before` to `after` (None: not there)."""
        if before is not None:
            self.add(channel, bucket_of(before.id), -1, -mark_of(before))
        if after is not None:
            self.add(channel, bucket_of(after.id), 1, mark_of(after))

    def add(self, channel: str, bucket: int, count: int, mark: int) -> None:
        """Add to one bucket; `count` and `mark` may be negative."""
        have = self.by_bucket.get((channel, bucket), (0, 0))
        self.by_bucket[channel, bucket] = (have[0] + count, (have[1] + mark) % MODULUS)


def total(buckets: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Count and sum over all buckets: what a greeting compares first."""
    return sum(c for c, _ in buckets.values()), sum(m for _, m in buckets.values()) % MODULUS
