"""How many copies a title has and how many could be lent now: neither out nor put aside for somebody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop.library.store.connection import Connection

_COUNTS = """
    SELECT count(*),
           total(lendable AND NOT EXISTS (SELECT 1 FROM loan INDEXED BY loan_open_item
               WHERE loan.item_id = item.id AND loan.returned IS NULL)
               AND NOT EXISTS (SELECT 1 FROM hold INDEXED BY hold_shelf WHERE hold.shelf_item = item.id)),
           group_concat(DISTINCT type),
           title_id
    FROM item WHERE title_id IN (SELECT value FROM json_each(?)) AND live = 1 GROUP BY title_id
"""
_NONE = (0, 0, "")


def renew(connection: Connection, titles: Collection[str]) -> None:
    """Count the copies of these titles."""
    if titles:
        counts = _counted(connection, titles)
        connection.executemany(
            "UPDATE title_card SET items = ?, available = ?, types = ? WHERE id = ?",
            [(*counts.get(title, _NONE), title) for title in sorted(titles)],
        )


def awaited(connection: Connection, titles: Collection[str]) -> set[str]:
    """Those of the titles whose copies came before them: nobody has counted these yet."""
    found = connection.execute(
        "SELECT DISTINCT title_id FROM item WHERE title_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(titles)),),
    )
    return {title for (title,) in found}


def rebuild(connection: Connection) -> None:
    """Count the copies of every title."""
    connection.execute("UPDATE title_card SET items = 0, available = 0, types = ''")
    found = connection.execute("SELECT DISTINCT title_id FROM item WHERE live = 1 AND title_id IS NOT NULL").fetchall()
    renew(connection, [title for (title,) in found])


def differences(connection: Connection) -> list[str]:
    """Titles whose kept counts are wrong."""
    kept = connection.execute("SELECT id, items, available FROM title_card").fetchall()
    counts = _counted(connection, [title for title, _, _ in kept])
    return [
        f"availability:{title}"
        for title, items, available in kept
        if (items, available) != counts.get(title, _NONE)[:2]
    ]


def _counted(connection: Connection, titles: Collection[str]) -> dict[str, tuple[int, int, str]]:
    """Copies, copies that could be lent, and their types; titles without copies are left out."""
    return {
        title: (items, int(available), " ".join(sorted((types or "").split(","))))
        for items, available, types, title in connection.execute(_COUNTS, (json.dumps(list(titles)),))
    }
