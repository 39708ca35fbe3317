"""Points to be settled, as a person reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.library.model.ids import ConflictId, Moment
from desktop.library.model.standing import Conflict
from desktop.library.store import rows
from desktop.library.store.rows import fields_of
from sync.core.conflict import KEPT, OPEN, RESTORED
from sync.core.stamp import is_stamp, ms_of

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection
    from desktop.library.store.write import Pen

FIELD = "field"
_DERIVED = "SELECT id, fields, -rowid AS rank FROM point WHERE id NOT IN (SELECT id FROM conflict)"
_OPEN = f"SELECT id, fields, place AS rank FROM conflict WHERE state = 'open' UNION ALL {_DERIVED}"
_ALL = f"SELECT id, fields, place AS rank FROM conflict UNION ALL {_DERIVED}"


class Conflicts:
    """Reads conflicts, and settles them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, *, limit: int = 200) -> tuple[Conflict, ...]:
        """Those nobody has settled, the newest first."""
        return self._read(f"{_OPEN} ORDER BY rank DESC LIMIT ?", limit)

    def all(self, *, limit: int = 1000) -> tuple[Conflict, ...]:
        """Settled ones, too."""
        return self._read(f"{_ALL} ORDER BY rank DESC LIMIT ?", limit)

    def get(self, conflict_id: str) -> Conflict | None:
        """One of them."""
        return next(iter(self._read(f"SELECT id, fields FROM ({_ALL}) WHERE id = ?", conflict_id)), None)

    def open_count(self) -> int:
        """How many wait for a person."""
        return int(self._connection.execute(f"SELECT count(*) FROM ({_OPEN})").fetchone()[0])

    def keep(self, pen: Pen, conflict: Conflict) -> None:
        """The value that stands is right."""
        self._settle(pen, conflict, KEPT)

    def restore(self, pen: Pen, conflict: Conflict) -> None:
        """The value that gave way is put back; for a task, the same as keeping it."""
        if conflict.kind == FIELD:
            loser = self._fields(conflict.id)["loser"]
            pen.put(conflict.table, conflict.row, {conflict.field: loser})
        self._settle(pen, conflict, RESTORED)

    def stands_twice(self, conflict: Conflict) -> bool:
        """Whether both rows of a doubled number are live and bear it."""
        numbers = [self._number(conflict, each) for each in (conflict.ours, conflict.theirs)]
        return numbers == [conflict.subject] * 2

    def later_number(self, conflict: Conflict) -> str:
        """The number of the later of the two; empty when it is gone."""
        return self._number(conflict, conflict.theirs)

    def _number(self, conflict: Conflict, row_id: str) -> str:
        row = rows.load(self._connection, conflict.table, row_id)
        return str(row.fields.get(conflict.field) or "") if row and row.fields.get("deleted_at") is None else ""

    def _settle(self, pen: Pen, conflict: Conflict, state: str) -> None:
        """A point that was only derived becomes a row now, so that it is settled everywhere."""
        pen.put("conflict", conflict.id, self._fields(conflict.id) | {"state": state})

    def _fields(self, conflict_id: str) -> dict[str, Any]:
        found = self._connection.execute(f"SELECT fields FROM ({_ALL}) WHERE id = ?", (conflict_id,)).fetchone()
        return fields_of(found[0])

    def _read(self, sql: str, *values: object) -> tuple[Conflict, ...]:
        found = self._connection.execute(sql, values).fetchall()
        return tuple(self._told(row_id, fields_of(blob)) for row_id, blob, *_ in found)

    def _told(self, conflict_id: str, fields: dict[str, Any]) -> Conflict:
        row = rows.load(self._connection, fields["table"], fields["row"])
        present = (
            row.fields.get(fields["field"], fields.get("winner"))
            if row and fields["kind"] == FIELD
            else fields.get("winner")
        )
        return Conflict(
            id=ConflictId(conflict_id),
            kind=fields["kind"],
            table=fields["table"],
            row=fields["row"],
            field=fields["field"],
            ours=shown(present),
            theirs=shown(fields.get("loser")),
            ours_by=_by(fields.get("winner_stamp")),
            theirs_by=_by(fields.get("loser_stamp")),
            ours_at=_when(fields.get("winner_stamp")),
            theirs_at=_when(fields.get("loser_stamp")),
            subject=self._subject(fields),
            state=fields.get("state") or OPEN,
        )

    def _subject(self, fields: dict[str, Any]) -> str:
        if number := fields.get("number"):
            return str(number)
        match fields["table"]:
            case "title":
                return self._text("SELECT title FROM title_card WHERE id = ?", fields["row"])
            case "item":
                return self._text("SELECT barcode FROM item WHERE id = ?", fields["row"])
            case "reader":
                return self._text("SELECT card FROM reader WHERE id = ?", fields["row"])
            case "circulation_event":
                return self._text("SELECT barcode FROM item WHERE id = ?", fields.get("item_id") or "")
            case _:
                return ""

    def _text(self, sql: str, value: str) -> str:
        found = self._connection.execute(sql, (value,)).fetchone()
        return (found[0] or "") if found else ""


def shown(value: object) -> str:
    """A field's value as one line of text: a MARC occurrence as its subfields."""
    match value:
        case None:
            return ""
        case [int(), str(), *rest] if rest:
            return " ".join(str(text) for text in rest[1::2])
        case [int(), str(text)]:
            return text
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _when(stamp: object) -> Moment:
    return Moment(ms_of(str(stamp)) if is_stamp(stamp) else 0)


def _by(stamp: object) -> str:
    return str(stamp)[16:] if is_stamp(stamp) else ""
