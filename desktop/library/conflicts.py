"""Settling differences: keep what stands, or restore what gave way."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights, Task
from sync.core.conflict import OPEN

if TYPE_CHECKING:
    from desktop.library.model.standing import Conflict
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

_SERIES = {"barcode": "TK", "card": "TV"}
"""Where a doubled number has no letters before it, the new one gets these."""


class Conflicts:
    """The points that a person has to settle."""

    def __init__(self, store: Store, rights: Rights = Rights.LIBRARIAN) -> None:
        self._store = store
        self._rights = rights

    def list(self, *, settled: bool = False, limit: int = 200) -> tuple[Conflict, ...]:
        """The open ones, newest first; with `settled`, the others too."""
        return self._store.conflicts.all(limit=limit) if settled else self._store.conflicts.open(limit=limit)

    def get(self, conflict_id: str) -> Conflict:
        """One of them, settled or not. Raises Refusal(UNKNOWN_ID)."""
        return self._found(conflict_id)

    def keep(self, conflict_id: str) -> Conflict:
        """What stands is right. Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, ALREADY_SETTLED."""
        conflict = self._open(conflict_id)
        with self._store.writing() as pen:
            self._store.conflicts.keep(pen, conflict)
        return self._found(conflict_id)

    def restore(self, conflict_id: str) -> Conflict:
        """Put back what gave way; where one number stands twice, give the later a new one.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, ALREADY_SETTLED.
        """
        conflict = self._open(conflict_id)
        with self._store.writing() as pen:
            if self.stands_twice(conflict):
                self._renumber(pen, conflict)
            self._store.conflicts.restore(pen, conflict)
        return self._found(conflict_id)

    def renumber(self, conflict_id: str) -> str:
        """Give the later of two that bear one number the next free one of the same series; the number.

        For duplicate-barcode and duplicate-card, also one that was kept as it is while both still bear the number.
        Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, NOT_TWICE, ALREADY_SETTLED.
        """
        self._rights.require(Task.SETTLE)
        conflict = self._found(conflict_id)
        if not conflict.is_double:
            raise Refusal(Reason.NOT_TWICE, id=conflict_id)
        if not self.stands_twice(conflict):
            raise Refusal(Reason.ALREADY_SETTLED, id=conflict_id, state=conflict.state)
        with self._store.writing() as pen:
            number = self._renumber(pen, conflict)
            self._store.conflicts.keep(pen, conflict)
        return number

    def stands_twice(self, conflict: Conflict) -> bool:
        """Whether the two that the point is about bear one number still."""
        return conflict.is_double and self._store.conflicts.stands_twice(conflict)

    def later_number(self, conflict: Conflict) -> str:
        """The number that the later of the two bears now; empty when it is gone."""
        return self._store.conflicts.later_number(conflict)

    def _renumber(self, pen: Pen, conflict: Conflict) -> str:
        series = conflict.subject.rstrip(string.digits)
        number = self._store.numbers.next(conflict.field, series or _SERIES[conflict.field])
        pen.put(conflict.table, conflict.theirs, {conflict.field: number})
        return number

    def _open(self, conflict_id: str) -> Conflict:
        self._rights.require(Task.SETTLE)
        conflict = self._found(conflict_id)
        if conflict.state != OPEN:
            raise Refusal(Reason.ALREADY_SETTLED, id=conflict_id, state=conflict.state)
        return conflict

    def _found(self, conflict_id: str) -> Conflict:
        conflict = self._store.conflicts.get(conflict_id)
        if conflict is None:
            raise Refusal(Reason.UNKNOWN_ID, id=conflict_id)
        return conflict
