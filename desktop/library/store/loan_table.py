"""The loans projection: each item's events folded, one event at a time where that is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation import fold
from desktop.library.model.event import EventKind
from desktop.library.model.loan import Loan
from desktop.library.store import points
from desktop.library.store.events import Events
from desktop.library.store.loans import COLUMNS, loan_from
from sync.core.conflict import OPEN, conflict_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.library.store.connection import Connection
    from desktop.library.store.points import Point


def renew(connection: Connection, item: str, changed: Sequence[str]) -> tuple[str | None, bool]:
    """Fold what changed in an item's events. Returns the item's title, and whether there is news for a person."""
    tasks = _step(connection, item, changed[0]) if len(changed) == 1 else None
    if tasks is not None:
        news = points.add(connection, item, map(_point, tasks))
    else:
        folded = fold.fold_item(Events(connection).of_item(item))
        connection.execute("DELETE FROM loan WHERE item_id = ?", (item,))
        _write(connection, folded.loans)
        news = points.renew(connection, item, map(_point, folded.tasks))
    title = connection.execute("SELECT title_id FROM item WHERE id = ?", (item,)).fetchone()
    return (title[0] if title else None), news


def rebuild(connection: Connection) -> None:
    """Fold every item's events anew."""
    connection.execute("DELETE FROM loan")
    for item in _items(connection):
        folded = fold.fold_item(Events(connection).of_item(item))
        _write(connection, folded.loans)
        points.renew(connection, item, map(_point, folded.tasks))


def expected_points(connection: Connection) -> set[tuple[str, str, bytes]]:
    """The tasks there ought to be, as `points.known` gives them."""
    events = Events(connection)
    return {
        point
        for item in _items(connection)
        for point in points.said(map(_point, fold.fold_item(events.of_item(item)).tasks), item)
    }


def differences(connection: Connection) -> list[str]:
    """Items whose kept loans are not what their events fold to."""
    kept: dict[str, set[Loan]] = {}
    for row in connection.execute(f"SELECT {COLUMNS} FROM loan"):
        kept.setdefault(row[1], set()).add(loan_from(row))
    events = Events(connection)
    items = set(_items(connection)) | set(kept)
    return [
        f"loan:{item}"
        for item in sorted(items)
        if kept.get(item, set()) != set(fold.fold_item(events.of_item(item)).loans)
    ]


def _step(connection: Connection, item: str, event_id: str) -> tuple[fold.Task, ...] | None:
    """Fold one new event onto the item's present state; None when only folding everything is right."""
    event = Events(connection).get(event_id)
    if event is None:
        return ()
    last = connection.execute(
        "SELECT ord, id FROM circulation_event WHERE item_id = ? AND id <> ? ORDER BY ord DESC, id DESC LIMIT 1",
        (item, event_id),
    ).fetchone()
    state = _state(connection, item)
    undone = (event.id,) if Events(connection).is_undone(event_id) else ()
    if state is None or not fold.may_step(state, event, last=last, undone=undone):
        return None
    done = fold.step(state, event)
    _write(connection, done.changed)
    return done.tasks


def _state(connection: Connection, item: str) -> fold.ItemState | None:
    """The item's state from its newest loan; None when it was ever lost or undone, which needs the whole story."""
    special = (EventKind.DECLARED_LOST, EventKind.UNDONE)
    newest = None
    for event_id, kind in connection.execute(
        "SELECT id, kind FROM circulation_event WHERE item_id = ? ORDER BY ord DESC, id DESC", (item,)
    ):
        if kind in special:
            return None
        newest = connection.execute(f"SELECT {COLUMNS} FROM loan WHERE id = ?", (event_id,)).fetchone()
        if newest is not None:
            break
    return fold.ItemState(loan_from(newest) if newest else None)


def _write(connection: Connection, loans: Iterable[Loan]) -> None:
    connection.executemany(
        f"INSERT OR REPLACE INTO loan ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_values(loan) for loan in loans],
    )


def _values(loan: Loan) -> tuple[object, ...]:
    opened = (loan.id, loan.item_id, loan.reader_id, loan.lent, loan.due.isoformat(), loan.renewals)
    return (*opened, loan.returned, loan.closed_as, loan.on_site, loan.claimed, loan.member)


def _items(connection: Connection) -> list[str]:
    found = connection.execute("SELECT DISTINCT item_id FROM circulation_event WHERE item_id IS NOT NULL")
    return [item for (item,) in found]


def _point(task: fold.Task) -> Point:
    # Only what follows from the event itself: which loan it met depends on what this replica knows by now.
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
