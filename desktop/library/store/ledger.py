"""The ledger as kept: a reader's entries, a copy's, a day's; and the points that follow from them."""

from __future__ import annotations

import json
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from desktop.library.model.ids import EventId, ItemId, LoanId, Money, ReaderId
from desktop.library.model.money import Account, Entry, EntryId, EntryKind, Purpose
from desktop.library.money.ledger import fold_account
from desktop.library.store import points
from desktop.library.store.locked import readable
from desktop.library.store.rows import fields_of
from desktop.library.store.typed import moment, text, whole
from sync.core.conflict import OPEN, conflict_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from desktop.library.store.connection import Connection
    from desktop.library.store.points import Point

MOST = 10**12
"""What no entry of a library comes to."""
PAID_TWICE, PAID_IN_VAIN = "paid-twice", "paid-in-vain"
_KINDS = {kind.value: kind for kind in EntryKind}
_PURPOSES = {purpose.value: purpose for purpose in Purpose}


def entry_from(entry_id: str, blob: bytes) -> Entry | None:
    """The entry kept in a row; None for a kind that a newer program knows, or a row that says nothing."""
    fields = fields_of(blob)
    kind = _KINDS.get(text(fields, "kind"))
    if kind is None:
        return None
    return Entry(
        id=EntryId(entry_id),
        kind=kind,
        reader_id=_id(fields, "reader_id", ReaderId),
        amount=Money(whole(fields, "amount", most=MOST)),
        at=moment(fields, "at"),
        recorded=moment(fields, "recorded"),
        item_id=_id(fields, "item_id", ItemId),
        loan=_id(fields, "loan", LoanId),
        offsets=tuple(_offsets(fields.get("offsets"))),
        purpose=_PURPOSES.get(text(fields, "for"), Purpose.OTHER),
        about=_id(fields, "about", EventId),
        undoes=_id(fields, "undoes", EntryId),
        receipt=text(fields, "receipt"),
        why=readable(fields.get("why")),
        operator=text(fields, "operator"),
        device=text(fields, "device"),
    )


class Ledger:
    """Reads the ledger."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, entry_id: str) -> Entry | None:
        """One entry."""
        return next(iter(self._read("WHERE id = ?", entry_id)), None)

    def with_receipt(self, number: str) -> tuple[Entry, ...]:
        """The entries of this receipt; one written by hand may be on several."""
        some = self._read("WHERE instr(fields, ?) ORDER BY at, id", number.encode()) if number else ()
        return tuple(entry for entry in some if entry.receipt == number)

    def account(self, reader_id: str) -> Account:
        """What stands between the reader and the library."""
        return fold_account(self.of_reader(reader_id))

    def owed(self, reader_id: str) -> Money:
        """What the reader owes in money, the reader's credit taken off (đồng)."""
        return self.account(reader_id).balance

    def of_reader(self, reader_id: str) -> tuple[Entry, ...]:
        """A reader's entries, the oldest first."""
        return self._read("WHERE reader_id = ? ORDER BY at, id", reader_id)

    def of_item(self, item_id: str) -> tuple[Entry, ...]:
        """The entries about a copy, the oldest first."""
        return self._read("WHERE item_id = ? ORDER BY at, id", item_id)

    def between(self, since: int, before: int) -> tuple[Entry, ...]:
        """The entries of a time (ms), the oldest first."""
        return self._read("WHERE at >= ? AND at < ? ORDER BY at, id", since, before)

    def money_between(self, since: int, before: int) -> tuple[Entry, ...]:
        """The payments and refunds of a time (ms), the oldest first."""
        where = "WHERE at >= ? AND at < ? AND kind IN ('payment', 'refund') ORDER BY at, id"
        return self._read(where, since, before)

    def accounts(self, of: Iterable[str] | None = None) -> Iterator[Account]:
        """The accounts of these readers, or of everybody with an entry, all read with one question."""
        which = "IS NOT NULL" if of is None else "IN (SELECT value FROM json_each(?))"
        found = self._connection.execute(
            f"SELECT reader_id, id, fields FROM ledger WHERE reader_id {which} ORDER BY reader_id, at",
            () if of is None else (json.dumps(list(of)),),
        )
        for _, rows in groupby(found, key=itemgetter(0)):
            entries = (entry_from(entry_id, blob) for _, entry_id, blob in rows)
            yield fold_account(entry for entry in entries if entry is not None)

    def is_voided(self, entry_id: str) -> bool:
        """Whether the entry counts no more."""
        entry = self.get(entry_id)
        return entry is not None and entry.id in self.voids((entry,))

    def voids(self, entries: Iterable[Entry]) -> Mapping[EntryId, Entry]:
        """What voids those of these that count no more, by what it voids; also where the reader is forgotten."""
        each = {entry.id: entry for entry in entries}
        asked = set(each)
        while asked:
            where = "WHERE undoes IN (SELECT value FROM json_each(?)) ORDER BY at, id"
            found = {entry.id: entry for entry in self._read(where, json.dumps(sorted(asked)))}
            asked = found.keys() - each.keys()
            each |= found
        voided = fold_account(each.values()).voided
        voids = (entry for entry in each.values() if entry.kind is EntryKind.VOID and entry.id not in voided)
        return {void.undoes: void for void in voids if void.undoes in voided}

    def settled_before(self, moment: int, *, limit: int | None = None) -> tuple[Account, ...]:
        """Accounts that are settled, and in which nothing was written since that moment (ms)."""
        found = self._connection.execute(
            "SELECT reader_id FROM ledger WHERE reader_id IS NOT NULL GROUP BY reader_id HAVING max(at) < ?", (moment,)
        ).fetchall()
        settled = (account for (reader,) in found if (account := self.account(reader)).is_settled)
        return tuple(islice(settled, limit))

    def _read(self, where: str, *values: object) -> tuple[Entry, ...]:
        found = self._connection.execute(f"SELECT id, fields FROM ledger {where}", values)
        entries = (entry_from(entry_id, blob) for entry_id, blob in found)
        return tuple(entry for entry in entries if entry is not None)


def renew(connection: Connection, readers: Iterable[str]) -> bool:
    """Look anew at the accounts of these readers; returns whether there is news for a person."""
    told = [points.renew(connection, _source(reader), _points(connection, reader)) for reader in sorted(readers)]
    return any(told)


def rebuild(connection: Connection) -> None:
    """Look anew at every account."""
    renew(connection, _readers(connection))


def expected_points(connection: Connection) -> set[tuple[str, str, bytes]]:
    """The points there ought to be, as `points.known` gives them."""
    readers = _readers(connection)
    return {point for reader in readers for point in points.said(_points(connection, reader), _source(reader))}


def _readers(connection: Connection) -> tuple[str, ...]:
    found = connection.execute("SELECT DISTINCT reader_id FROM ledger WHERE reader_id IS NOT NULL")
    return tuple(reader for (reader,) in found)


def _source(reader: str) -> str:
    return f"ledger:{reader}"


def _points(connection: Connection, reader: str) -> list[Point]:
    account = Ledger(connection).account(reader)
    twice = [_point(PAID_TWICE, charge, reader) for charge in account.paid_twice]
    return twice + [_point(PAID_IN_VAIN, charge, reader) for charge in account.paid_in_vain]


def _point(kind: str, charge: EntryId, reader: str) -> Point:
    return (
        conflict_id("loan-task", kind, charge),
        {
            "kind": "loan-task",
            "table": "ledger",
            "row": charge,
            "field": kind,
            "winner": charge,
            "reader_id": reader,
            "state": OPEN,
        },
    )


def _offsets(told: object) -> Iterator[tuple[EntryId, Money]]:
    for offset in told if isinstance(told, list) else ():
        match offset:
            case [str(charge), int(amount)] if 0 <= amount <= MOST:
                yield EntryId(charge), Money(amount)


def _id(fields: Mapping[str, Any], name: str, kind: Any) -> Any:
    value = fields.get(name)
    return kind(value) if isinstance(value, str) and value else None
