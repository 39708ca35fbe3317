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

    def keep(self, conflict_id: str) -> Conflict:
        """What stands is right. Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, ALREADY_SETTLED."""
        conflict = self._open(conflict_id)
        with self._store.writing() as pen:
            self._store.conflicts.keep(pen, conflict)
        return self._found(conflict_id)

    def restore(self, conflict_id: str) -> Conflict:
        """Put back what gave way. Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, ALREADY_SETTLED."""
        conflict = self._open(conflict_id)
        with self._store.writing() as pen:
            self._store.conflicts.restore(pen, conflict)
        return self._found(conflict_id)

    def renumber(self, conflict_id: str) -> str:
        """Give the later of two that bear one number the next free one of the same series; the number.

        For duplicate-barcode and duplicate-card. Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, ALREADY_SETTLED.
        """
        conflict = self._open(conflict_id)
        kind = conflict.kind.removeprefix("duplicate-")
        series = conflict.subject.rstrip(string.digits)
        with self._store.writing() as pen:
            number = self._store.numbers.next(kind, series or _SERIES[kind])
            pen.put(conflict.table, conflict.theirs, {kind: number})
            self._store.conflicts.keep(pen, conflict)
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
