"""Settling differences: keep what stands, restore what gave way, give a new number; and take a decision back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation import fold
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights, Task
from desktop.library.tasks import act_and_met
from sync.core.conflict import OPEN, RESTORED

if TYPE_CHECKING:
    from desktop.library.circulation.desk import Desk
    from desktop.library.model.conflict import Conflict
    from desktop.library.model.desk import Answer
    from desktop.library.model.ids import EventId
    from desktop.library.store.store import Store

DAY_MS = 86_400_000
LATELY_DAYS = 30


class Conflicts:
    """The points that a person has to settle. Acts of circulation go through the desk."""

    def __init__(self, store: Store, desk: Desk, rights: Rights = Rights.LIBRARIAN) -> None:
        self._store = store
        self._desk = desk
        self._rights = rights

    def list(self, *, settled: bool = False, limit: int = 200) -> tuple[Conflict, ...]:
        """The open ones, newest first; with `settled`, the others too."""
        return self._store.conflicts.all(limit=limit) if settled else self._store.conflicts.open(limit=limit)

    def lately(self, days: int = LATELY_DAYS) -> tuple[Conflict, ...]:
        """Those settled within these days, the latest decision first."""
        return self._store.conflicts.settled(since=self._store.now_ms() - days * DAY_MS)

    def get(self, conflict_id: str) -> Conflict:
        """One of them, settled or not. Raises Refusal(UNKNOWN_ID)."""
        return self._found(conflict_id)

    def keep(self, conflict_id: str) -> Conflict:
        """What stands is right. Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, ALREADY_SETTLED."""
        conflict = self._open(conflict_id)
        with self._store.writing() as pen:
            self._store.settling.keep(pen, conflict)
        return self._found(conflict_id)

    def restore(self, conflict_id: str) -> Conflict:
        """Put back what gave way; where one number stands twice, give the later a new one.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, ALREADY_SETTLED.
        """
        conflict = self._open(conflict_id)
        with self._store.writing() as pen:
            if self.stands_twice(conflict):
                self._store.settling.renumber(pen, conflict, later=True, state=RESTORED)
            else:
                self._store.settling.restore(pen, conflict)
        return self._found(conflict_id)

    def renumber(self, conflict_id: str, *, later: bool = True) -> str:
        """Give the later (or the earlier) of two that bear one number the next free one of the same series; the number.

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
            return self._store.settling.renumber(pen, conflict, later=later)

    def take_in(self, conflict_id: str) -> Conflict:
        """The copy of a circulation task lies in the library: take it back from whoever has it, and that is settled.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, ALREADY_SETTLED, and whatever the desk says no with.
        """
        conflict = self._open(conflict_id)
        return self._settled_at_the_desk(conflict, (self._done(self._desk.give_back(conflict.subject)),))

    def hand_back(self, conflict_id: str) -> Conflict:
        """The copy of a book lent twice is with the reader before: note it there again. Raises Refusal as `take_in`."""
        conflict = self._open(conflict_id)
        before = self._reader_before(conflict)
        returned = self._done(self._desk.give_back(conflict.subject))
        try:
            lent = self._done(self._desk.lend(before, conflict.subject, override=True))
        except Refusal:
            self._desk.take_back(returned)
            raise
        return self._settled_at_the_desk(conflict, (returned, lent))

    def send_again(self, conflict_id: str) -> None:
        """Offer a row that the centre put aside once more. Raises Refusal: NOT_ENTITLED, UNKNOWN_ID."""
        self._rights.require(Task.SETTLE)
        conflict = self._found(conflict_id)
        with self._store.writing() as pen:
            self._store.settling.send_again(pen, conflict)

    def undo(self, conflict_id: str) -> Conflict:
        """Take the decision back: the point is open again, and what the decision changed is as it was before.

        Raises Refusal: NOT_ENTITLED, UNKNOWN_ID, NOT_SETTLED, CHANGED_SINCE.
        """
        self._rights.require(Task.SETTLE)
        conflict = self._found(conflict_id)
        if conflict.state == OPEN:
            raise Refusal(Reason.NOT_SETTLED, id=conflict_id)
        with self._store.writing() as pen:
            acts = self._store.settling.undo(pen, conflict)
        for event in reversed(acts):
            self._desk.take_back(event)  # type: ignore[arg-type]  # ids of our own acts
        return self._found(conflict_id)

    def stands_twice(self, conflict: Conflict) -> bool:
        """Whether the two that the point is about bear one number still."""
        return conflict.is_double and self._store.conflicts.stands_twice(conflict)

    def later_number(self, conflict: Conflict) -> str:
        """The number that the later of the two bears now; empty when it is gone."""
        return self._store.conflicts.number(conflict, conflict.theirs)

    def _reader_before(self, conflict: Conflict) -> str:
        """The card of whoever had the copy when it was lent again. Raises Refusal(NO_READER_CHOSEN)."""
        if conflict.field == fold.LENT_WHILE_OUT:
            _, lent = act_and_met(self._store.events, conflict.row)
            reader = self._store.readers.get(lent.reader_id) if lent and lent.reader_id else None
            if reader is not None and not reader.deleted:
                return reader.card
        raise Refusal(Reason.NO_READER_CHOSEN)

    def _done(self, answer: Answer) -> EventId:
        if answer.reason is not None:
            raise Refusal(answer.reason, **dict(answer.facts))
        assert answer.event is not None  # whatever is not refused is written
        return answer.event

    def _settled_at_the_desk(self, conflict: Conflict, acts: tuple[EventId, ...]) -> Conflict:
        with self._store.writing() as pen:
            self._store.settling.keep(pen, conflict, acts=acts)
        return self._found(conflict.id)

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
