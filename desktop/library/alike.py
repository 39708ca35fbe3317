"""One decision for many points that are alike: in pieces, so that the desk is let in, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop.library.model.refusal import Refusal
from desktop.library.security.rights import Task
from sync.core.conflict import OPEN
from sync.core.row import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.library.library import Library
    from desktop.library.model.conflict import Conflict
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

How = Literal["keep", "restore", "renumber", "renumber-earlier"]
Step = Callable[[int, int], object]
"""Told how many of how many are done; answers whether to go on."""


def _go_on(_done: int, _of: int) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of it. `together` names the decision; `left` are points that were settled elsewhere meanwhile."""

    together: str
    done: int
    left: int


def settle(library: Library, ids: Sequence[str], how: How, step: Step = _go_on) -> Decided:
    """Settle these points alike. Cut short, those done stay done and can still be taken back together.

    Raises Refusal: NOT_ENTITLED, DISK_FULL, CANNOT_WRITE.
    """
    library.rights.require(Task.SETTLE)
    together, done = new_id(library.store.now_ms()), 0

    def write(pen: Pen, conflict_id: str) -> None:
        nonlocal done
        done += _settled(library, pen, conflict_id, how, together)

    library.store.write_in_turns(_told(ids, step), write)
    return Decided(together, done, len(ids) - done)


def undo(library: Library, together: str, step: Step = _go_on) -> Decided:
    """Take one decision about many back; what was changed again since stays settled. Raises Refusal as `settle`."""
    library.rights.require(Task.SETTLE)
    ids, done = library.store.conflicts.of_decision(together), 0

    def write(pen: Pen, conflict_id: str) -> None:
        nonlocal done
        done += _undone(library, pen, conflict_id)

    library.store.write_in_turns(_told(ids, step), write)
    return Decided(together, done, len(ids) - done)


def _told(ids: Sequence[str], step: Step) -> Iterator[str]:
    """The ids, telling after each how far it is; ends early when it is told to."""
    for at, each in enumerate(ids):
        if not step(at, len(ids)):
            return
        yield each
    step(len(ids), len(ids))


def _settled(library: Library, pen: Pen, conflict_id: str, how: How, together: str) -> bool:
    store = library.store
    conflict = store.conflicts.get(conflict_id)
    if conflict is None or conflict.state != OPEN:
        return False
    match how:
        case "keep":
            store.settling.keep(pen, conflict, together=together)
        case "restore":
            return _restored(store, pen, conflict, together)
        case _ if store.conflicts.stands_twice(conflict):
            store.settling.renumber(pen, conflict, later=how == "renumber", together=together)
        case _:  # one that stood three times has got a new number a moment ago
            return False
    return True


def _restored(store: Store, pen: Pen, conflict: Conflict, together: str) -> bool:
    try:
        store.settling.restore(pen, conflict, together=together)
    except Refusal:  # what it is about has not arrived yet
        return False
    return True


def _undone(library: Library, pen: Pen, conflict_id: str) -> bool:
    store = library.store
    conflict = store.conflicts.get(conflict_id)
    if conflict is None or conflict.state == OPEN:
        return False
    try:
        store.settling.undo(pen, conflict)
    except Refusal:  # changed since: looked at before anything is written
        return False
    return True
