"""Readers as the desk and the readers' page read them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from desktop.library.model.ids import CardNumber, CategoryCode, ReaderId
from desktop.library.model.reader import Reader, ReaderLine
from desktop.library.store.locked import readable
from desktop.library.store.reader_index import matching
from desktop.library.store.rows import counted, fields_of
from desktop.library.text.normal import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection


def reader_from(reader_id: str, blob: bytes) -> Reader:
    """The reader kept in a row."""
    fields = fields_of(blob)
    return Reader(
        id=ReaderId(reader_id),
        card=CardNumber(fields.get("card") or ""),
        name=readable(fields.get("name")),
        category=CategoryCode(fields.get("category") or ""),
        group=readable(fields.get("group")),
        rank=readable(fields.get("rank")),
        phone=readable(fields.get("phone")),
        expires=_day(fields.get("expires")),
        blocked=fields.get("blocked") or "",
        note=readable(fields.get("note")),
        kind=fields.get("kind") or "",
        representative=ReaderId(who) if (who := fields.get("representative")) else None,
        has_pin=bool(fields.get("pin")),
        redacted=bool(fields.get("redacted")),
        deleted=fields.get("deleted_at") is not None,
    )


class Readers:
    """Reads readers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, reader_id: str) -> Reader | None:
        """One reader."""
        return next(iter(self._read("WHERE id = ?", reader_id)), None)

    def named(self, ids: Iterable[str]) -> dict[str, tuple[CardNumber, str]]:
        """Card and name of these readers, by their ids: what a list shows of them, read together."""
        found = self._connection.execute(
            "SELECT id, fields FROM reader WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        )
        told = ((row_id, fields_of(blob)) for row_id, blob in found)
        return {row_id: (CardNumber(fields.get("card") or ""), readable(fields.get("name"))) for row_id, fields in told}

    def pin_of(self, reader_id: str) -> str:
        """What is kept of a reader's PIN: its hash, empty for none, LOCKED for a sealed one."""
        found = self._connection.execute("SELECT fields FROM reader WHERE id = ?", (reader_id,)).fetchone()
        return readable(fields_of(found[0]).get("pin")) if found else ""

    def with_card(self, card: str) -> tuple[Reader, ...]:
        """The live readers with this card number: usually one."""
        return self._read("WHERE card = ? AND live = 1 ORDER BY id LIMIT 10", card)

    def has_card(self, card: str) -> bool:
        """Whether a live reader has this card."""
        found = self._connection.execute("SELECT 1 FROM reader WHERE card = ? AND live = 1 LIMIT 1", (card,))
        return found.fetchone() is not None

    def lines_of_group(self, name: str, today: date) -> tuple[ReaderLine, ...]:
        """The live persons whose `group` text is this name, with or without marks, in roll-call order."""
        where = "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name_sort, id"
        return self._lines(where, today, json.dumps(self.ids_of_group(name)))

    def ids_of_group(self, name: str) -> list[ReaderId]:
        """The live persons whose `group` text is this name, in no order."""
        found = self._connection.execute("SELECT id FROM reader WHERE belongs = ? AND live = 1", (fold(name),))
        return [ReaderId(row_id) for (row_id,) in found]

    def count(self) -> int:
        """How many live readers there are."""
        return int(self._connection.execute(counted("reader")).fetchone()[0])

    def lines(
        self, query: str, today: date, *, after: ReaderId | None = None, limit: int = 50
    ) -> tuple[ReaderLine, ...]:
        """Readers in roll-call order whose name or card holds every word of the query; all when it is empty.

        `after` is the last reader of the page before.
        """
        sort, last = self._place(after)
        where, values = matching(query)
        whole = f"WHERE live = 1 AND (name_sort, id) > (?, ?) {where} ORDER BY name_sort, id LIMIT ?"
        return self._lines(whole, today, sort, last, *values, limit)

    def _lines(self, where: str, today: date, *values: object) -> tuple[ReaderLine, ...]:
        sql = f"""
            SELECT id, fields,
                   (SELECT count(*) FROM loan INDEXED BY loan_open_reader
                    WHERE reader_id = reader.id AND returned IS NULL),
                   (SELECT count(*) FROM loan WHERE reader_id = reader.id AND returned IS NULL AND due < ?)
            FROM reader {where}
        """
        found = self._connection.execute(sql, (today.isoformat(), *values))
        return tuple(_line(reader_from(row_id, blob), loans, overdue) for row_id, blob, loans, overdue in found)

    def _place(self, after: ReaderId | None) -> tuple[bytes, str]:
        if after is None:
            return b"", ""
        found = self._connection.execute("SELECT name_sort FROM reader WHERE id = ?", (after,)).fetchone()
        return (found[0] if found else b""), after

    def _read(self, where: str, *values: object) -> tuple[Reader, ...]:
        found = self._connection.execute(f"SELECT id, fields FROM reader {where}", values)
        return tuple(reader_from(reader_id, blob) for reader_id, blob in found)


def _line(reader: Reader, loans: int, overdue: int) -> ReaderLine:
    return ReaderLine(
        reader.id,
        reader.card,
        reader.name,
        reader.category,
        reader.group,
        reader.expires,
        bool(reader.blocked),
        loans,
        overdue,
        reader.kind,
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) and text else None
    except ValueError:
        return None
