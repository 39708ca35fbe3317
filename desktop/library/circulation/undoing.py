"""Who may take back what: an act that was not everybody's to do is not everybody's to undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.answers import Declined
from desktop.library.model.event import EventKind
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Task

if TYPE_CHECKING:
    from desktop.library.model.desk import Answer
    from desktop.library.model.event import Event
    from desktop.library.security.rights import Rights


def leads(event: Event) -> bool:
    """Whether this event is an act of its own: what belongs to another is taken back with that."""
    return event.kind is not EventKind.UNDONE and event.about is None


def require_undoing(rights: Rights, event: Event, seen: Answer) -> None:
    """Raise Declined(NOT_ENTITLED) where these rights would not have been good for the act itself.

    To undo a loss lets a debt go; what was only written down at the desk is anybody's. Whoever has the right may vouch
    for it at the spot.
    """
    task = _right_for(event)
    if task is not None and not rights.may(task):
        raise Declined(seen, Refusal(Reason.NOT_ENTITLED, what=task.value), may_be_overridden=True)


def _right_for(event: Event) -> Task | None:
    match event.kind:
        case EventKind.DECLARED_LOST | EventKind.DUE_CHANGED:
            return Task.CORRECT
        case EventKind.FOUND if event.reader_id is not None:
            return Task.CORRECT  # never lost: the reader still has it
        case EventKind.DAMAGED if event.reader_id is not None:
            return Task.FORGIVE  # somebody was charged
        case _:
            return None
