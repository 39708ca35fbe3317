"""Who of the staff looked up what a reader has borrowed: kept on this PC for a year, never sent anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.ids import CardNumber, Moment
from desktop.library.model.reader import LookUp
from desktop.library.store.locked import readable
from desktop.library.store.rows import fields_of

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

_LINE = """
    SELECT look_up.at, look_up.operator, reader.card, reader.fields
    FROM look_up LEFT JOIN reader ON reader.id = look_up.reader_id
"""


class LookUps:
    """Reads and writes the journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self, reader_id: str, operator: str) -> int:
        """When this one last looked this reader up (UTC ms); 0 for never."""
        sql = "SELECT max(at) FROM look_up WHERE reader_id = ? AND operator = ?"
        return int(self._connection.execute(sql, (reader_id, operator)).fetchone()[0] or 0)

    def add(self, at: int, reader_id: str, operator: str) -> None:
        """Note one, inside a transaction of the caller."""
        self._connection.execute(
            "INSERT INTO look_up (at, reader_id, operator) VALUES (?, ?, ?)", (at, reader_id, operator)
        )

    def forget_before(self, moment: int) -> None:
        """Drop what is older, inside a transaction of the caller."""
        self._connection.execute("DELETE FROM look_up WHERE at < ?", (moment,))

    def of_reader(self, reader_id: str, *, limit: int) -> tuple[LookUp, ...]:
        """Who looked this reader up, newest first."""
        return self._read("WHERE look_up.reader_id = ? ORDER BY look_up.at DESC LIMIT ?", reader_id, limit)

    def since(self, moment: int, *, limit: int) -> tuple[LookUp, ...]:
        """All since this moment, newest first."""
        return self._read("WHERE look_up.at >= ? ORDER BY look_up.at DESC LIMIT ?", moment, limit)

    def _read(self, where: str, *values: object) -> tuple[LookUp, ...]:
        return tuple(
            LookUp(
                Moment(at),
                operator,
                None if card is None else CardNumber(card),
                readable(fields_of(fields).get("name")) if fields else "",
            )
            for at, operator, card, fields in self._connection.execute(f"{_LINE} {where}", values)
        )
