"""The loans projection: each item's events folded, from the last loan on that was opened before anything changed.

What an item's loan is right after the event that opened it does not depend on anything before. So however long an
item's story is, only its end is read again; a change far back costs what comes after it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop.library.circulation import fold
from desktop.library.model.event import EventKind
from desktop.library.store import points
from desktop.library.store.events import Events
from desktop.library.store.loans import COLUMNS, loan_from
from sync.core.conflict import OPEN, conflict_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.model.event import Event
    from desktop.library.model.loan import Loan
    from desktop.library.store.changed_events import Change
    from desktop.library.store.connection import Connection
    from desktop.library.store.points import Point

_KINDS_OF_TASK = {
    EventKind.LENT: (fold.LENT_WHILE_OUT,),
    EventKind.RENEWED: (fold.RENEWED_NOT_OUT, fold.RENEWED_BY_OTHER),
}
_ALL_KINDS = (fold.LENT_WHILE_OUT, fold.RENEWED_NOT_OUT, fold.RENEWED_BY_OTHER)
_TYPE = "CASE WHEN ?7 IS NULL THEN (SELECT type FROM item WHERE id = ?2) END"
"""Kept beside open loans only, so that counting a reader's loans of a type reads no item."""


def renew(connection: Connection, item: str, change: Change) -> tuple[str | None, bool]:
    """Fold the changed end of an item's story. Returns the item's title, and whether there is news for a person."""
    begun = connection.execute(
        f"SELECT {COLUMNS}, ord FROM loan WHERE item_id = ? AND ord < ? ORDER BY ord DESC, id DESC LIMIT 1",
        (item, change.since),
    ).fetchone()
    state, since = fold.ItemState(), ("", "")
    events = Events(connection).of_item(item, since=begun[-1] if begun else "")
    if begun is not None:
        opening = next(event for event in events if event.id == begun[0])
        state, since = fold.opened_by(opening), fold.place(opening)
        events = tuple(event for event in events if fold.place(event) > since)
    counted = Events(connection).standing(events, "item_id", item)
    folded = fold.go_on(state, counted)
    places = {event.id: event.order for event in counted} | ({begun[0]: begun[-1]} if begun else {})
    _exchange(connection, item, folded.loans, places, since=since)
    news = points.exchange(connection, item, _tasks_of(events, change), map(task_point, folded.tasks))
    title = connection.execute("SELECT title_id FROM item WHERE id = ?", (item,)).fetchone()
    return (title[0] if title else None), news


def state_at(connection: Connection, item: str, order_after: str) -> fold.ItemState:
    """Where the item stood after everything up to there, as far as that is known today."""
    begun = connection.execute(
        "SELECT id, ord FROM loan WHERE item_id = ? AND ord <= ? ORDER BY ord DESC, id DESC LIMIT 1",
        (item, order_after),
    ).fetchone()
    events = Events(connection).of_item(item, since=begun[1] if begun else "", until=order_after)
    state = fold.ItemState()
    if begun is not None:
        opening = next(event for event in events if event.id == begun[0])
        state = fold.opened_by(opening)
        events = tuple(event for event in events if fold.place(event) > fold.place(opening))
    return fold.go_on(state, Events(connection).standing(events, "item_id", item)).state


def retype(connection: Connection, item: str) -> None:
    """The item's type is another than it was, or is known only now."""
    connection.execute(
        "UPDATE loan SET item_type = (SELECT type FROM item WHERE id = ?1) WHERE item_id = ?1 AND returned IS NULL",
        (item,),
    )


def rebuild(connection: Connection) -> None:
    """Fold every item's events anew."""
    connection.execute("DELETE FROM loan")
    for item, folded, places in _stories(connection):
        _write(connection, folded.loans, places)
        points.renew(connection, item, map(task_point, folded.tasks))


def expected_points(connection: Connection) -> set[tuple[str, str, bytes]]:
    """The tasks there ought to be, as `points.known` gives them."""
    return {
        point for item, folded, _ in _stories(connection) for point in points.said(map(task_point, folded.tasks), item)
    }


def differences(connection: Connection) -> list[str]:
    """Items whose kept loans are not what their events fold to."""
    kept: dict[str, set[tuple[Loan, str, str | None]]] = {}
    for *row, order, item_type in connection.execute(f"SELECT {COLUMNS}, ord, item_type FROM loan"):
        kept.setdefault(row[1], set()).add((loan_from(tuple(row)), order, item_type))
    types = dict(connection.execute("SELECT id, type FROM item").fetchall())
    ought = {
        item: {(loan, places[loan.id], types.get(item) if loan.returned is None else None) for loan in folded.loans}
        for item, folded, places in _stories(connection)
    }
    items = sorted(kept.keys() | ought.keys())
    return [f"loan:{item}" for item in items if kept.get(item, set()) != ought.get(item, set())]


def task_point(task: fold.Task) -> Point:
    """A task as a point: only what follows from the event itself.

    Which loan it met depends on what this replica knows by now.
    """
    return (
        conflict_id("loan-task", task.kind, task.event),
        {
            "kind": "loan-task",
            "table": "circulation_event",
            "row": task.event,
            "field": task.kind,
            "winner": task.event,
            "item_id": task.item_id,
            "state": OPEN,
        },
    )


def _exchange(
    connection: Connection, item: str, loans: Iterable[Loan], places: dict[str, str], *, since: tuple[str, str]
) -> None:
    """These are the item's loans from there on; what is kept already is left alone."""
    found = connection.execute(
        f"SELECT {COLUMNS}, ord FROM loan WHERE item_id = ? AND (ord, id) >= (?, ?)", (item, *since)
    )
    kept = {row[0]: (loan_from(tuple(row)), order) for *row, order in found.fetchall()}
    ought = {loan.id: loan for loan in loans}
    gone = [loan for loan in kept if loan not in ought]
    if gone:
        connection.execute("DELETE FROM loan WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(gone),))
    # A loan whose event only moved (a clock that was wrong, put right) is the same but for its place.
    changed = (loan for loan in ought.values() if kept.get(loan.id) != (loan, places[loan.id]))
    _write(connection, changed, places)


def _tasks_of(events: Iterable[Event], change: Change) -> list[str]:
    """The ids of all tasks that these events, and those that changed, could have led to."""
    kinds = {event.id: _KINDS_OF_TASK.get(event.kind, ()) for event in events}
    # What an event was before it changed is not known any more.
    changed = {} if change.is_new else dict.fromkeys(change.events, _ALL_KINDS)
    return [conflict_id("loan-task", kind, event) for event, some in (kinds | changed).items() for kind in some]


def _write(connection: Connection, loans: Iterable[Loan], places: dict[str, str]) -> None:
    connection.executemany(
        f"INSERT OR REPLACE INTO loan ({COLUMNS}, ord, item_type) "
        f"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, {_TYPE})",
        [(*_values(loan), places[loan.id]) for loan in loans],
    )


def _values(loan: Loan) -> tuple[object, ...]:
    opened = (loan.id, loan.item_id, loan.reader_id, loan.lent, loan.due.isoformat(), loan.renewals)
    return (*opened, loan.returned, loan.closed_as, loan.on_site, loan.claimed, loan.member)


def _stories(connection: Connection) -> Iterable[tuple[str, fold.Folded, dict[str, str]]]:
    """Every item with its folded story, and the places of its events."""
    found = connection.execute("SELECT DISTINCT item_id FROM circulation_event WHERE item_id IS NOT NULL").fetchall()
    for (item,) in found:
        events = Events(connection).of_item(item)
        yield item, fold.fold_item(events), {event.id: event.order for event in events}
