"""A synced row: named fields, a stamp for each, and what unsettled fields knowingly replaced."""

from __future__ import annotations

import uuid
from secrets import token_bytes
from typing import TYPE_CHECKING

import msgspec

from sync.core.stamp import ZERO, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = None | bool | int | float | str | bytes | list["Value"] | dict[str, "Value"]
"""What a field may hold: anything msgpack can carry."""

NEW: tuple[Stamp, ...] = (ZERO,)


class Row(msgspec.Struct):
    """One row of one table as a replica holds or sends it.

    `stamp` is the stamp of every field not named in `stamps`. `bases` lists, for a field changed here and not settled
    yet, the stamps that were knowingly replaced; with `fresh`, every field not named there is new: it replaced nothing.
    A row without `fresh` and `bases` is settled, or is offered by somebody who no longer knows.
    """

    table: str
    id: str
    channel: str
    stamp: str
    fields: dict[str, Value]
    stamps: dict[str, str] = {}
    bases: dict[str, list[str]] = {}
    fresh: bool = False

    def stamp_of(self, name: str) -> str:
        """The stamp of a field; ZERO when the row does not have it."""
        if name not in self.fields:
            return ZERO
        return self.stamps.get(name, self.stamp)

    def base_of(self, name: str) -> list[str] | tuple[Stamp, ...] | None:
        """The stamps that an unsettled field replaced; None when it is settled or unknown."""
        base = self.bases.get(name)
        return NEW if base is None and self.fresh else base

    def stamped(self) -> Iterator[tuple[str, str]]:
        """Each field's name with its stamp."""
        default, exceptions = self.stamp, self.stamps
        return ((name, exceptions.get(name, default)) for name in self.fields)

    @property
    def waits(self) -> bool:
        """Whether something here has not been acknowledged."""
        return self.fresh or bool(self.bases)

    def greatest_stamp(self) -> str:
        """The latest stamp among the fields."""
        if not self.stamps:
            return self.stamp if self.fields else ZERO
        return max((stamp for _, stamp in self.stamped()), default=ZERO)


def new_id(ms: int) -> str:
    """A UUIDv7 (RFC 9562) as 32 hex digits: time-ordered, so that ids made together lie together."""
    tail = int.from_bytes(token_bytes(10))
    value = (
        (ms & 0xFFFF_FFFF_FFFF) << 80
        | (0x7 << 76)
        | (tail >> 68 & 0xFFF) << 64
        | 0b10 << 62
        | tail & 0x3FFF_FFFF_FFFF_FFFF
    )
    return f"{value:032x}"


def is_drawn(row_id: str) -> bool:
    """Whether the id was drawn by one device, so that nobody else can have made a row of that id without knowing."""
    return row_id[12] == "7"


def named_id(*parts: str) -> str:
    """An id that everybody derives alike from the same words (UUIDv5)."""
    return uuid.uuid5(uuid.NAMESPACE_OID, "\x1f".join(parts)).hex


def compacted(row: Row) -> Row:
    """The same row with the commonest stamp as its default, so that the exceptions are few."""
    counts: dict[str, int] = {}
    for _, stamp in row.stamped():
        counts[stamp] = counts.get(stamp, 0) + 1
    if len(counts) < 2:  # noqa: PLR2004 - one stamp needs no exceptions
        row.stamp, row.stamps = next(iter(counts), row.stamp), {}
        return row
    default = max(counts, key=lambda stamp: (counts[stamp], stamp))
    row.stamp, row.stamps = default, {name: stamp for name, stamp in row.stamped() if stamp != default}
    return row
