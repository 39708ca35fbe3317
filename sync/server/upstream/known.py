"""What the centre above is known to have of one row of ours, and what is therefore to be offered (sync.md 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sync.core.digest import mark_of
from sync.core.row import Row, compacted, is_drawn
from sync.core.stamp import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN = "?"
"""Stands among the held stamps of a field whose history was forgotten: it is offered without bases. Never travels."""

_Groups = list[tuple[str, list[str]]]
_open = msgspec.msgpack.Decoder(_Groups).decode
_pack = msgspec.msgpack.Encoder().encode


class Known(msgspec.Struct):
    """`stamps` are those of the fields as both sides have them. `held` lists for a field the stamps that ours has had
    whenever we offered it: whatever of these stands above, ours has knowingly replaced.
    """

    generation: int
    stamps: dict[str, str] = {}
    held: dict[str, list[str]] = {}
    seq: int | None = None

    def waiting(self, row: Row) -> list[str]:
        """The fields of ours that the centre above is not known to have."""
        return [name for name, stamp in row.stamped() if self.stamps.get(name) != stamp]

    def bases_of(self, name: str, stamp: str) -> list[str]:
        """What our value under this stamp has knowingly replaced; empty when nobody knows any more."""
        held, settled = self.held.get(name, ()), self.stamps.get(name, stamp)
        replaced = [each for each in dict.fromkeys((*held, settled)) if each not in (UNKNOWN, stamp)]
        return replaced or ([] if UNKNOWN in held else [ZERO])

    def turn_over(self, row: Row, generation: int) -> None:
        """The centre above was put back: nothing is known to be there, but what we replaced is still known."""
        for name, settled in self.stamps.items():
            held = self.held.setdefault(name, [])
            if row.stamp_of(name) != settled:
                held.append(settled)
            elif settled not in held:
                held.insert(0, UNKNOWN)
        self.stamps, self.generation = {}, generation

    def offered(self, sent: Row) -> None:
        """Before the row leaves: should the answer be lost, its stamps are among those we know of."""
        for name, stamp in sent.stamped():
            held = self.held.setdefault(name, [])
            settled = self.stamps.get(name, stamp)
            held += [each for each in dict.fromkeys((settled, stamp)) if each not in held]
        self.seq = None

    def settle(self, sent: Row, seq: int) -> None:
        """The centre above has taken these fields at its number `seq`."""
        whole = sent.fresh and is_drawn(sent.id)
        for name, stamp in sent.stamped():
            self.stamps[name] = stamp
            if whole and self.held.get(name) == [stamp]:
                # Nobody else has a row with an id of our own: who changes it has seen it.
                del self.held[name]
        self.seq = seq if self.held else None

    def took(self, standing: Row, arriving: Row, taken: Iterable[str]) -> None:
        """A row has come from above: where ours is now the same, both sides have it."""
        for name, stamp in arriving.stamped():
            if standing.stamp_of(name) == stamp:
                self.stamps[name] = stamp
        for name in taken:
            self.held.pop(name, None)

    def mark(self, table: str, row_id: str) -> int:
        """digest.mark_of of what both sides have."""
        return mark_of(Row(table, row_id, "", ZERO, dict.fromkeys(self.stamps), self.stamps))


def with_bases(row: Row, known: Known | None) -> Row:
    """Our row with the bases of what waits, as a merge wants it."""
    if known is None:
        return Row(row.table, row.id, row.channel, row.stamp, row.fields, row.stamps, fresh=True)
    bases = {name: known.bases_of(name, row.stamp_of(name)) for name in known.waiting(row)}
    return Row(row.table, row.id, row.channel, row.stamp, row.fields, row.stamps, bases)


def offer_of(row: Row, known: Known | None) -> Row:
    """Only what waits, with its bases; the whole row when nothing does: then its place is what is told."""
    if known is None:
        return with_bases(row, None)
    names = known.waiting(row)
    if not names:
        return row
    bases = {name: base for name in names if (base := known.bases_of(name, row.stamp_of(name)))}
    fields = {name: row.fields[name] for name in names}
    stamps = {name: row.stamps[name] for name in names if name in row.stamps}
    return compacted(Row(row.table, row.id, row.channel, row.stamp, fields, stamps, bases))


def stamps_out(stamps: dict[str, str]) -> bytes:
    """Stamps by field as they are kept: by stamp, for most rows have one."""
    groups: dict[str, list[str]] = {}
    for name, stamp in stamps.items():
        groups.setdefault(stamp, []).append(name)
    return _pack(list(groups.items()))


def stamps_in(kept: bytes) -> dict[str, str]:
    """What `stamps_out` gave."""
    return {name: stamp for stamp, names in _open(kept) for name in names}


def held_out(held: dict[str, list[str]]) -> bytes | None:
    """Lists of stamps by field as they are kept; None when there are none."""
    groups: dict[str, list[str]] = {}
    for name, stamps in held.items():
        for stamp in stamps:
            groups.setdefault(stamp, []).append(name)
    return _pack(list(groups.items())) if groups else None


def held_in(kept: bytes | None) -> dict[str, list[str]]:
    """What `held_out` gave, in the order of the stamps."""
    held: dict[str, list[str]] = {}
    for stamp, names in _open(kept) if kept else ():
        for name in names:
            held.setdefault(name, []).append(stamp)
    return held
