"""The first answer of every page of the desk, and whole lists, after an evening of holds, debts and late loans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from desktop.library.circulation.day import desk_day
from desktop.library.library import Library
from desktop.library.model.reader import GROUP
from tests.benchmarks.measures import Watch

PAGE = 200
"""Lines of a list's first page (desktop/ui/follow/growing.py)."""
DEBTORS, LATE, HOLDS, PLACES, SESSIONS, GROUP_NAME = 2_000, 20_000, 1_000, 400, 2_000, "Đại đội đo"
_DAY = 24 * 60 * 60 * 1000


def measure(library: Library, *, share: float = 1.0) -> dict[str, Any]:
    """What each page asks for when it is opened; `whole` is what is printed. `share`: of the load, for a small library.

    A page shows nothing before its answer is there, so each of these is to be there within the time of performance.md.
    """
    group = _load(library, share)
    looks: dict[str, Callable[[], object]] = {
        "standing": library.standing,
        "today": lambda: desk_day(library.store, limit=200),
        "overdue_first_page": lambda: (library.overdue.page(), library.overdue.count()),
        "holds": lambda: _holds(library),
        "losses_loans": lambda: _late(library),
        "losses_debts": lambda: library.money.outstanding(PAGE),
        "day_book": library.money.day_book,
        "reading_room": lambda: _room(library),
        "group_panel": lambda: library.circulation.panel(group),
        "group_seen": lambda: library.groups.seen(group),
        "late_waiting": library.late.waiting,
        "changes_of_rules": library.policy.changes,
    }
    whole: dict[str, Callable[[], object]] = {
        "overdue": library.overdue.lines,
        "holds": library.holds.every,
        "long_overdue": library.conditions.long_overdue,
        "debts": library.money.open_debts,
        "owing": library.money.owing,
        "sessions": library.reading_room.open_sessions,
    }
    told: dict[str, Any] = {name: _told(look) for name, look in looks.items()}
    return told | {"whole": {name: _told(look) for name, look in whole.items()}}


def _holds(library: Library) -> object:
    holds = library.holds
    return holds.pull_list(), holds.every(limit=PAGE), holds.count(), holds.shelf(), holds.left(), holds.expired()


def _late(library: Library) -> object:
    conditions = library.conditions
    return conditions.long_overdue(limit=PAGE), conditions.long_overdue_count(), conditions.claimed()


def _room(library: Library) -> object:
    room, today = library.reading_room, library.today()
    log = room.sessions(today - timedelta(days=30), limit=PAGE)
    return room.open_sessions(limit=PAGE), room.open_count(), log, room.counted(today), room.closes_at()


def _told(look: Callable[[], object]) -> dict[str, float]:
    first, again = Watch(), Watch()
    first.timed(look)
    for _ in range(5):
        again.timed(look)
    return {"first_ms": first.at(0.5), "p50_ms": again.at(0.5)}


def _load(library: Library, share: float) -> str:
    """Late loans, debts, long queues, sessions: as rows, in one transaction. Returns the card of a group."""
    store = library.store
    debtors, late, holds, sessions = (max(4, int(many * share)) for many in (DEBTORS, LATE, HOLDS, SESSIONS))
    readers = [r for (r,) in store.connection.execute("SELECT id FROM reader WHERE live = 1 ORDER BY id LIMIT 3000")]
    items = store.connection.execute(
        "SELECT id, title_id FROM item WHERE live = 1 AND NOT EXISTS "
        "(SELECT 1 FROM loan WHERE loan.item_id = item.id) ORDER BY id LIMIT ?",
        (late + sessions,),
    ).fetchall()
    now, number = store.now_ms(), 0
    with store.writing() as pen:

        def event(kind: str, at: int, **told: Any) -> None:
            nonlocal number
            number += 1
            pen.put(
                "circulation_event",
                pen.new_id(),
                {"kind": kind, "order": f"{at:012x}{number:014x}", "at": at, "recorded": at, **told},
            )

        for place, (item, title) in enumerate(items):
            lent = {"item_id": item, "title_id": title, "reader_id": readers[place % len(readers)]}
            days = place % 300
            due = f"20{20 + days % 6}-0{1 + days % 9}-{1 + days % 28:02}"
            if place < late:
                event("lent", now - _DAY, due=due, **lent)
            else:
                event("lent", now - 3600_000, due=library.today().isoformat(), on_site=True, **lent)
        titles = [title for _, title in items[:holds]] or [items[0][1]]
        for place in range(holds):
            title = titles[0] if place < PLACES * share else titles[place]
            event("held", now - _DAY, title_id=title, reader_id=readers[place % len(readers)])
        for place, reader in enumerate(readers[:debtors]):
            entry = {"kind": "charge", "reader_id": reader, "amount": 20_000, "for": "other", "recorded": now}
            pen.put("ledger", pen.new_id(), {**entry, "at": now - place})
        for reader in readers[: len(readers) // 20]:
            pen.put("reader", reader, {"group": GROUP_NAME})
        card = "NHOM-DO"
        pen.put("reader", pen.new_id(), {"card": card, "name": GROUP_NAME, "kind": GROUP, "category": "tap-the"})
    return card
