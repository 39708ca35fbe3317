"""The holds projection: each title's queue folded, event by event where that is enough.

Where it is not (something typed in late, taken back, or forgotten), the queue is folded again from the last moment on
before the change at which nobody waited.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop.library.circulation import holds_fold
from desktop.library.circulation.fold import is_pseudonym
from desktop.library.circulation.holds_fold import SHELVED_TWICE
from desktop.library.store import points
from desktop.library.store.events import Events
from desktop.library.store.holds import COLUMNS, hold_from, hold_values
from desktop.library.store.loan_table import task_point
from sync.core.conflict import conflict_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.library.model.event import Event
    from desktop.library.model.hold import Hold
    from desktop.library.store.changed_events import Change
    from desktop.library.store.connection import Connection

_SOURCE = "queue:"
"""Before the title's id: what the points of a queue come from."""


def renew(connection: Connection, title: str, change: Change) -> bool:
    """Fold what changed in a title's queue. Returns whether there is news for a person."""
    if not _is_held(connection, title, change):
        return False
    stepped = _step(connection, title, change) if change.is_new else None
    if stepped is not None:
        _write(connection, stepped.holds)
        possible = [conflict_id("loan-task", SHELVED_TWICE, event) for event in change.events]
        return points.exchange(connection, _SOURCE + title, possible, map(task_point, stepped.tasks))
    since = _empty_before(connection, title, change.since)
    events = Events(connection).about_holds(title, since=since)
    folded = holds_fold.go_on({}, Events(connection).standing(events, "title_id", title))
    _exchange(connection, title, folded.holds, since=since)
    possible = [conflict_id("loan-task", SHELVED_TWICE, event) for event in {e.id for e in events} | change.events]
    return points.exchange(connection, _SOURCE + title, possible, map(task_point, folded.tasks))


def rebuild(connection: Connection) -> None:
    """Fold every title's queue anew."""
    connection.execute("DELETE FROM hold")
    for title, folded in _queues(connection):
        _write(connection, folded.holds)
        points.renew(connection, _SOURCE + title, map(task_point, folded.tasks))


def expected_points(connection: Connection) -> set[tuple[str, str, bytes]]:
    """The tasks there ought to be, as `points.known` gives them."""
    return {
        point
        for title, folded in _queues(connection)
        for point in points.said(map(task_point, folded.tasks), _SOURCE + title)
    }


def differences(connection: Connection) -> list[str]:
    """Titles whose kept holds are not what their events fold to."""
    kept: dict[str, set[Hold]] = {}
    for row in connection.execute(f"SELECT {COLUMNS} FROM hold"):
        hold = hold_from(row)
        kept.setdefault(hold.title_id, set()).add(hold)
    ought: dict[str, set[Hold]] = {title: set(folded.holds) for title, folded in _queues(connection)}
    titles = sorted(kept.keys() | ought.keys())
    return [f"hold:{title}" for title in titles if kept.get(title, set()) != ought.get(title, set())]


def _is_held(connection: Connection, title: str, change: Change) -> bool:
    """Most titles never are: their loans must cost nothing here."""
    if connection.execute("SELECT 1 FROM hold WHERE title_id = ? LIMIT 1", (title,)).fetchone():
        return True
    held = connection.execute(
        "SELECT 1 FROM circulation_event WHERE id IN (SELECT value FROM json_each(?)) AND kind = 'held' LIMIT 1",
        (json.dumps(list(change.events)),),
    )
    return held.fetchone() is not None


def _step(connection: Connection, title: str, change: Change) -> holds_fold.FoldedHolds | None:
    """Fold new events onto the queue as it stands; None when only folding again is right."""
    ids = json.dumps(list(change.events))
    latest = connection.execute(
        "SELECT ord FROM circulation_event WHERE title_id = ? AND id NOT IN (SELECT value FROM json_each(?)) "
        "ORDER BY ord DESC LIMIT 1",
        (title, ids),
    ).fetchone()
    if latest is not None and latest[0] is not None and latest[0] >= change.since:
        return None
    new = Events(connection).some(change.events)
    counted = Events(connection).standing(new, "title_id", title)
    # Holds are kept without pseudonyms; whether two of them are one can only be told from the events.
    if len(counted) != len(new) or any(is_pseudonym(event.reader_id) for event in new):
        return None
    return _onto_the_queue(connection, title, counted)


def _onto_the_queue(connection: Connection, title: str, new: Iterable[Event]) -> holds_fold.FoldedHolds:
    found = connection.execute(f"SELECT {COLUMNS} FROM hold WHERE title_id = ? AND ended IS NULL", (title,))
    waiting = sorted(map(hold_from, found), key=lambda hold: (hold.order, hold.id))
    queue = {hold.id: hold for hold in waiting}
    folded = holds_fold.go_on(queue, new)
    changed = tuple(hold for hold in folded.holds if queue.get(hold.id) != hold)
    return holds_fold.FoldedHolds(changed, folded.tasks)


def _empty_before(connection: Connection, title: str, since: str) -> str:
    """The place before which nobody waited for the title, not later than `since`."""
    earlier = connection.execute(
        "SELECT ord, ended_ord FROM hold WHERE title_id = ? AND ord <= ? ORDER BY ord DESC", (title, since)
    )
    for begun, ended in earlier:
        if not ended or ended >= since:
            since = begun
    return since


def _exchange(connection: Connection, title: str, holds: Iterable[Hold], *, since: str) -> None:
    """These are the title's holds from there on; what is kept already is left alone."""
    found = connection.execute(f"SELECT {COLUMNS} FROM hold WHERE title_id = ? AND ord >= ?", (title, since))
    kept = {hold.id: hold for hold in map(hold_from, found.fetchall())}
    ought = {hold.id: hold for hold in holds}
    gone = [hold for hold in kept if hold not in ought]
    if gone:
        connection.execute("DELETE FROM hold WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(gone),))
    _write(connection, (hold for hold in ought.values() if kept.get(hold.id) != hold))


def _write(connection: Connection, holds: Iterable[Hold]) -> None:
    marks = ", ".join("?" * len(COLUMNS.split(", ")))
    connection.executemany(
        f"INSERT OR REPLACE INTO hold ({COLUMNS}) VALUES ({marks})", [hold_values(hold) for hold in holds]
    )


def _queues(connection: Connection) -> Iterator[tuple[str, holds_fold.FoldedHolds]]:
    events = Events(connection)
    for title in events.titles_ever_held():
        counted = events.standing(events.about_holds(title), "title_id", title)
        yield title, holds_fold.go_on({}, counted)
