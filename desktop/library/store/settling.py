"""Writes decisions about points, and takes them back: always a row of the conflict, and what it is about, together."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.touched import Touched
from desktop.library.store import rows
from desktop.library.store.conflicts import FIELD
from sync.core.conflict import KEPT, OPEN, RESTORED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.model.conflict import Conflict
    from desktop.library.store.conflicts import Conflicts
    from desktop.library.store.connection import Connection
    from desktop.library.store.numbers import Numbers
    from desktop.library.store.write import Pen
    from sync.core.row import Row, Value

_SERIES = {"barcode": "TK", "card": "TV"}
"""Where a doubled number has no letters before it, the new one gets these."""
_NOTHING: Mapping[str, Value] = {"given": None, "given_to": None, "acts": None, "together": None}
"""What a decision that was taken back leaves behind."""


class Settling:
    """Settles points through the pen of the caller's transaction. `together` names a decision about many."""

    def __init__(self, connection: Connection, conflicts: Conflicts, numbers: Numbers) -> None:
        self._connection = connection
        self._conflicts = conflicts
        self._numbers = numbers

    def keep(self, pen: Pen, conflict: Conflict, *, together: str | None = None, acts: tuple[str, ...] = ()) -> None:
        """What stands is right, or has been seen to: by these acts at the desk, if any."""
        self._write(pen, conflict, {"state": KEPT, "together": together, "acts": list(acts) or None})

    def restore(self, pen: Pen, conflict: Conflict, *, together: str | None = None) -> None:
        """The value that gave way is put back, and the other is kept in its place; for a task, the same as keeping."""
        decided: dict[str, Value] = {"state": RESTORED, "together": together}
        if conflict.kind == FIELD:
            fields, row = self._conflicts.fields(conflict.id), self._row(conflict)
            # What stood may be younger than what was noticed: taking the decision back must put that back.
            decided |= {"winner": row.fields.get(conflict.field), "winner_stamp": row.stamp_of(conflict.field)}
            pen.put(conflict.table, conflict.row, {conflict.field: fields.get("loser")})
        self._write(pen, conflict, decided)

    def renumber(
        self, pen: Pen, conflict: Conflict, *, later: bool, state: str = KEPT, together: str | None = None
    ) -> str:
        """Give the later (or the earlier) of two things a new number of the same series; the number."""
        row_id = conflict.theirs if later else conflict.ours
        series = conflict.subject.rstrip(string.digits)
        number = self._numbers.next(conflict.field, series or _SERIES[conflict.field])
        pen.put(conflict.table, row_id, {conflict.field: number})
        self._write(pen, conflict, {"state": state, "given": number, "given_to": row_id, "together": together})
        return number

    def send_again(self, pen: Pen, conflict: Conflict) -> None:
        """A row that the centre put aside is offered once more, whole: the centre has nothing of it."""
        row = self._row(conflict)
        row.fresh, row.bases = True, {}
        rows.save_bases(self._connection, row)
        pen.touched.add(Touched.SYNC)

    def undo(self, pen: Pen, conflict: Conflict) -> tuple[str, ...]:
        """Make it open again and put back what the decision changed; returns the acts at the desk to be taken back.

        Raises Refusal(CHANGED_SINCE) when what it changed has been changed again.
        """
        fields = self._conflicts.fields(conflict.id)
        if conflict.kind == FIELD and conflict.state == RESTORED:
            self._put_back(pen, conflict, fields.get("loser"), fields.get("winner"))
        elif given := fields.get("given"):
            row_id = str(fields["given_to"])
            if self._conflicts.number(conflict, row_id) != given:
                raise Refusal(Reason.CHANGED_SINCE, id=conflict.id)
            pen.put(conflict.table, row_id, {conflict.field: conflict.subject})
        self._write(pen, conflict, {"state": OPEN, **_NOTHING})
        return tuple(fields.get("acts") or ())

    def _put_back(self, pen: Pen, conflict: Conflict, now: Value, before: Value) -> None:
        if self._row(conflict).fields.get(conflict.field) != now:
            raise Refusal(Reason.CHANGED_SINCE, id=conflict.id)
        pen.put(conflict.table, conflict.row, {conflict.field: before})

    def _row(self, conflict: Conflict) -> Row:
        row = rows.load(self._connection, conflict.table, conflict.row)
        if row is None:  # the row is on its way: the conflict came before what it is about
            raise Refusal(Reason.UNKNOWN_ID, id=conflict.row)
        return row

    def _write(self, pen: Pen, conflict: Conflict, decided: Mapping[str, Value]) -> None:
        """A point that was only derived becomes a row now, so that it is settled everywhere."""
        fields = self._conflicts.fields(conflict.id)
        said = {name: value for name, value in decided.items() if value is not None or name in fields}
        pen.put("conflict", conflict.id, fields | said)
