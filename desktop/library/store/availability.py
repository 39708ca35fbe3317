"""How many copies a title has and how many could be lent now."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

_COUNTS = """
    SELECT count(*),
           total(lendable AND NOT EXISTS (SELECT 1 FROM loan WHERE loan.item_id = item.id AND loan.returned IS NULL)),
           group_concat(DISTINCT type)
    FROM item WHERE title_id = :title AND live = 1
"""


def renew(connection: Connection, title: str) -> None:
    """Count the copies of one title."""
    items, available, types = _counted(connection, title)
    connection.execute(
        "UPDATE title_card SET items = ?, available = ?, types = ? WHERE id = ?", (items, available, types, title)
    )


def rebuild(connection: Connection) -> None:
    """Count the copies of every title."""
    connection.execute("UPDATE title_card SET items = 0, available = 0, types = ''")
    titles = [
        title
        for (title,) in connection.execute("SELECT DISTINCT title_id FROM item WHERE live = 1 AND title_id IS NOT NULL")
    ]
    for title in titles:
        renew(connection, title)


def differences(connection: Connection) -> list[str]:
    """Titles whose kept counts are wrong."""
    kept = connection.execute("SELECT id, items, available FROM title_card").fetchall()
    return [
        f"availability:{title}"
        for title, items, available in kept
        if (items, available) != _counted(connection, title)[:2]
    ]


def _counted(connection: Connection, title: str) -> tuple[int, int, str]:
    items, available, types = connection.execute(_COUNTS, {"title": title}).fetchone()
    return items, int(available), " ".join(sorted((types or "").split(",")))
