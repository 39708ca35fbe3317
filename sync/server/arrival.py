"""Reads pushed rows one by one, so that a row that cannot be understood never blocks the rows behind it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from sync.core.tables import spec_of
from sync.core.wire import Unreadable, WireRow, row_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sync.core.row import Row

MOST_AHEAD_MS = 5 * 60 * 1000
"""What comes with a stamp further ahead of the centre's clock is refused as a whole (sync.md 5)."""
LARGEST_ROW = 256 * 1024
"""Bytes of one row; a larger one is parked."""
_LONGEST_NAME = 100
_ID_BYTES = 16
_GREATEST = 1 << 63
_PLAIN = frozenset((type(None), bool, int, float, str, bytes))
_open_row = msgspec.msgpack.Decoder(WireRow).decode


class OfferedPush(msgspec.Struct, array_like=True):
    """wire.Push with its rows still closed."""

    epoch: str
    cursors: dict[str, int]
    rows: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Parked:
    """A pushed row that is kept as it came, with the reason why it was not taken."""

    table: str
    id: bytes
    reason: str
    body: bytes

    @property
    def mark(self) -> bytes:
        """The same for the same row however often it is pushed."""
        return hashlib.sha256(self.body).digest()

    def stored(self) -> dict[str, str | bytes]:
        """The columns of store.tables.parked that follow from the row. PostgreSQL's texts hold no NUL."""
        name = self.table.replace("\0", " ")
        return {"mark": self.mark, "tbl": name, "id": self.id, "reason": self.reason, "body": self.body}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A pushed row that was understood, and its bytes."""

    row: Row
    body: bytes

    def parked(self, reason: str) -> Parked:
        """This row, put aside."""
        return Parked(self.row.table, bytes.fromhex(self.row.id), reason, self.body)


def read_arrivals(bodies: Iterable[msgspec.Raw]) -> tuple[list[Arrival], list[Parked]]:
    """The rows that were understood, and those that were not."""
    taken, parked = [], []
    for raw in bodies:
        body = bytes(raw)
        if len(body) > LARGEST_ROW:
            parked.append(_unread(body, "row-too-large"))
            continue
        try:
            row = row_in(_open_row(body))
        except (msgspec.DecodeError, Unreadable, UnicodeDecodeError, RecursionError):
            parked.append(_unread(body, "unreadable"))
            continue
        if is_well_formed(row):
            taken.append(Arrival(row, body))
        else:
            parked.append(_unread(body, "unreadable"))
    return taken, parked


def is_well_formed(row: Row) -> bool:
    """Whether names are of bearable length and every value is one that every replica can store."""
    named = _is_name(row.table) and _is_name(row.channel) and all(map(_is_name, row.fields))
    return named and _are_plain(row.fields.values()) and _are_of_their_kind(row)


def _are_of_their_kind(row: Row) -> bool:
    """Whether what is found by is what it always was. Personal fields may come sealed."""
    spec, fields = spec_of(row.table), row.fields
    for name in spec.texts:
        value = fields.get(name)
        if value is not None and type(value) is not str and not (type(value) is bytes and name in spec.personal):
            return False
    for name in spec.numbers:
        value = fields.get(name)
        if value is not None and (type(value) is not int or not -_GREATEST <= value < _GREATEST):
            return False
    return True


@lru_cache(maxsize=10_000)  # the same few names stand in every row
def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_NAME and text.isprintable()


def _are_plain(values: Collection[Any]) -> bool:
    """Written as a loop: every value of every row passes here, and those of a title are lists in lists."""
    left = [values]
    while left:
        for value in left.pop():
            kind = type(value)
            if kind is list:
                left.append(value)
            elif kind is dict:
                if not all(type(name) is str for name in value):
                    return False
                left.append(value.values())
            elif kind not in _PLAIN:
                return False
    return True


def _unread(body: bytes, reason: str) -> Parked:
    """Say at least which row it was, if its beginning can be read."""
    try:
        match msgspec.msgpack.decode(body):
            case [str(table), bytes(row_id), *_]:
                return Parked(table[:_LONGEST_NAME], row_id[:_ID_BYTES], reason, body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    return Parked("", b"", reason, body)
