"""Folds the events of a title into the queue of those who wait for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.circulation.fold import Task, is_anonymous, standing
from desktop.library.model.event import Event, EventKind
from desktop.library.model.hold import Hold, HoldState
from desktop.library.model.ids import EventId, ItemId

if TYPE_CHECKING:
    from collections.abc import Iterable

SHELVED_TWICE = "shelved-twice"

OF_THE_QUEUE = (
    EventKind.HELD,
    EventKind.HOLD_CANCELLED,
    EventKind.HOLD_SUSPENDED,
    EventKind.HOLD_RESUMED,
    EventKind.HOLD_SHELVED,
)
"""Kinds that are about a hold and nothing else."""
MOVES_COPIES = (EventKind.LENT, EventKind.DECLARED_LOST, EventKind.RETURNED)
"""Kinds that may end a hold, or take from the shelf what was put aside for one.

A return comes before what it puts aside: one that comes after tells that the copy was in somebody's hand again.
"""

Queue = dict[EventId, Hold]
"""The open holds of one title, in the order in which they were placed."""


@dataclass(frozen=True, slots=True)
class HoldStep:
    """What one event did: the holds it made or changed, and what it gave rise to."""

    changed: tuple[Hold, ...] = ()
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class FoldedHolds:
    """Every hold of a title in the order of the queue, and the tasks."""

    holds: tuple[Hold, ...] = ()
    tasks: tuple[Task, ...] = ()


NOTHING = HoldStep()


def fold_holds(events: Iterable[Event]) -> FoldedHolds:
    """The holds of one title from its events, given in any order, with or without repetitions."""
    return go_on({}, standing(events))


def go_on(queue: Queue, events: Iterable[Event]) -> FoldedHolds:
    """What these events, which all count and stand in order, make of the queue; its own holds come first."""
    holds, waiting, tasks = dict(queue), dict(queue), list[Task]()
    for event in events:
        done = step(waiting, event)
        tasks.extend(done.tasks)
        for hold in done.changed:
            holds[hold.id] = hold
            waiting[hold.id] = hold
            if not hold.is_open:
                del waiting[hold.id]
    return FoldedHolds(tuple(map(without_pseudonym, holds.values())), tuple(tasks))


def step(queue: Queue, event: Event) -> HoldStep:
    """One event onto the open holds before it. Kinds it does not know change nothing."""
    match event.kind:
        case EventKind.HELD:
            return _held(queue, event)
        case EventKind.LENT:
            return _lent(queue, event)
        case EventKind.HOLD_SHELVED:
            return _shelved(queue, event)
        case EventKind.DECLARED_LOST | EventKind.RETURNED:
            return HoldStep(tuple(_back_in_line(hold) for hold in _on_the_shelf(queue, event.item_id)))
        case EventKind.HOLD_CANCELLED:
            hold = _meant(queue, event)
            return NOTHING if hold is None else HoldStep((_ended(hold, HoldState.CANCELLED, event),))
        case EventKind.HOLD_SUSPENDED:
            hold = _meant(queue, event)
            return NOTHING if hold is None else HoldStep((_suspended(hold, event),))
        case EventKind.HOLD_RESUMED:
            hold = _meant(queue, event)
            resumes = hold is not None and hold.state is HoldState.SUSPENDED
            return HoldStep((_back_in_line(hold),)) if hold is not None and resumes else NOTHING
        case _:
            return NOTHING


def without_pseudonym(hold: Hold) -> Hold:
    """The hold as it is shown: of somebody, or of nobody."""
    return replace(hold, reader_id=None) if is_anonymous(hold.reader_id) else hold


def _held(queue: Queue, event: Event) -> HoldStep:
    before = _of_reader(queue, event)
    if event.title_id is None or (before is not None and before.wanted_on(day_of(event.at))):
        return NOTHING  # a reader stands in the queue once
    placed = Hold(event.id, event.title_id, event.reader_id, event.at, event.order)
    given_up = () if before is None else (_ended(before, HoldState.CANCELLED, event),)
    return HoldStep((*given_up, replace(placed, item_id=event.item_id, until=event.until)))


def _lent(queue: Queue, event: Event) -> HoldStep:
    mine, aside = _of_reader(queue, event), _on_the_shelf(queue, event.item_id)
    # To read in the room is not yet what a reader waits for, unless it is the very copy that was put aside.
    served = mine if mine is not None and (mine in aside or not event.on_site) else None
    ended = () if served is None else (_ended(served, HoldState.SATISFIED, event),)
    return HoldStep((*ended, *(_back_in_line(hold) for hold in aside if hold != served)))


def _shelved(queue: Queue, event: Event) -> HoldStep:
    hold = queue.get(event.hold_id) if event.hold_id is not None else None
    if hold is None or event.item_id is None:
        return NOTHING
    if hold.state is HoldState.SHELVED and hold.shelf_item != event.item_id:
        return HoldStep(tasks=(Task(event.id, SHELVED_TWICE, event.item_id, hold.shelved_by),))
    kept = replace(
        _back_in_line(hold),
        state=HoldState.SHELVED,
        shelf_item=event.item_id,
        shelf_until=event.until,
        shelved_by=event.id,
    )
    # A copy stands in one place: whoever it was kept for before waits again.
    others = (other for other in _on_the_shelf(queue, event.item_id) if other.id != hold.id)
    return HoldStep((kept, *map(_back_in_line, others)))


def _suspended(hold: Hold, event: Event) -> Hold:
    return replace(_back_in_line(hold), state=HoldState.SUSPENDED, suspended_until=event.until)


def _ended(hold: Hold, state: HoldState, event: Event) -> Hold:
    return replace(_back_in_line(hold), state=state, ended_by=event.id, ended=event.at, ended_order=event.order)


def _back_in_line(hold: Hold) -> Hold:
    """Waiting in its old place, with no copy put aside."""
    return replace(
        hold, state=HoldState.WAITING, suspended_until=None, shelf_item=None, shelf_until=None, shelved_by=None
    )


def _meant(queue: Queue, event: Event) -> Hold | None:
    """The hold that the event names; where it names none, that of its reader."""
    return _of_reader(queue, event) if event.hold_id is None else queue.get(event.hold_id)


def _of_reader(queue: Queue, event: Event) -> Hold | None:
    if event.reader_id is None:
        return None
    return next((hold for hold in queue.values() if hold.reader_id == event.reader_id), None)


def _on_the_shelf(queue: Queue, item: ItemId | None) -> tuple[Hold, ...]:
    return () if item is None else tuple(hold for hold in queue.values() if hold.shelf_item == item)
