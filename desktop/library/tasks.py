"""What a circulation task is about: the act that raised it and the loan that the act met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation import fold
from desktop.library.circulation.holds_fold import fold_holds
from desktop.library.model.event import EventKind

if TYPE_CHECKING:
    from desktop.library.model.event import Event
    from desktop.library.store.events import Events


def act_and_met(events: Events, act_id: str) -> tuple[Event | None, Event | None]:
    """The act, and the act that opened the loan which it met; None for what is not known here."""
    act = events.get(act_id)
    if act is None or act.item_id is None:
        return None, None
    if act.kind is EventKind.HOLD_SHELVED:
        tasks = fold_holds(events.about_holds(act.title_id)).tasks if act.title_id else ()
    else:
        tasks = fold.fold_item(events.of_item(act.item_id)).tasks
    task = next((task for task in tasks if task.event == act.id), None)
    return act, events.get(task.other_event) if task and task.other_event else None
