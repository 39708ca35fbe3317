"""Changes what the library has decided: every field with a line that says from what to what, who, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen
    from sync.core.row import Value


@dataclass(frozen=True, slots=True)
class Place:
    """The row that is changed, and what it is made of when it is not there yet."""

    table: str
    row: str
    new: Mapping[str, Value]


class Amending:
    """One act of changing rules, inside one transaction."""

    def __init__(self, store: Store, pen: Pen, *, operator: str, why: str) -> None:
        """Raises Refusal(MISSING_FIELD) where nobody says why."""
        if not why.strip():
            raise Refusal(Reason.MISSING_FIELD, field="why")
        self._store = store
        self._pen = pen
        self._operator = operator
        self._why = " ".join(why.split())
        self._act = pen.new_id()

    def change(self, place: Place, changes: Mapping[str, Value]) -> bool:
        """Change these fields of the row, and note each that was another before. Returns whether any was."""
        before = rows.load(self._store.connection, place.table, place.row)
        had = before.fields if before is not None else place.new
        anew = before is None or had.get("deleted_at") is not None
        wanted = {**place.new, **changes} if anew else dict(changes)
        if before is not None and anew:
            wanted["deleted_at"] = None
        if not self._pen.put(place.table, place.row, wanted):
            return False
        after = rows.load(self._store.connection, place.table, place.row)
        assert after is not None  # it was written one line above
        if before is None and place.new:  # a rule that is as what decided before is a change all the same
            self._note(place, "deleted_at", {"before": None, "after": None, "stamp": after.stamp})
        for name, value in wanted.items():
            if had.get(name) != value:
                self._note(place, name, {"before": had.get(name), "after": value, "stamp": after.stamp_of(name)})
        return True

    def _note(self, place: Place, name: str, told: dict[str, Value]) -> None:
        fields: dict[str, Value] = {
            "table": place.table,
            "row": place.row,
            "field": name,
            **told,
            "act": self._act,
            "why": self._why,
            "operator": self._operator or None,
            "device": self._store.profile.text("device") or None,
            "at": self._store.now_ms(),
        }
        self._pen.put(
            "amendment", self._pen.new_id(), {name: value for name, value in fields.items() if value is not None}
        )
