"""How many copies a title has and how many could be lent now: neither out nor put aside for somebody."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop.library.store.connection import Connection

_HERE = """lendable
    AND NOT EXISTS (SELECT 1 FROM loan INDEXED BY loan_open_item
        WHERE loan.item_id = item.id AND loan.returned IS NULL)
    AND NOT EXISTS (SELECT 1 FROM hold INDEXED BY hold_shelf WHERE hold.shelf_item = item.id)"""
FREE = f"live = 1 AND {_HERE}"
"""What is true of a row of `item` that could be lent now."""
_COUNTS = f"""
    SELECT count(*), total({_HERE}), group_concat(DISTINCT type), title_id
    FROM item WHERE title_id IN (SELECT value FROM json_each(?)) AND live = 1 GROUP BY title_id
"""
_FREE = f"SELECT id, title_id FROM item WHERE id IN (SELECT value FROM json_each(?)) AND {FREE}"
_NONE = (0, 0, "")


def renew(connection: Connection, titles: Collection[str]) -> None:
    """Count the copies of these titles."""
    if titles:
        counts = _counted(connection, titles)
        connection.executemany(
            "UPDATE title_card SET items = ?, available = ?, types = ? WHERE id = ?",
            [(*counts.get(title, _NONE), title) for title in sorted(titles)],
        )


class Moves:
    """Which of the copies that acts were about, and of those put aside, could be lent before and after.

    So a title of 400 copies is not counted for the one that went out.
    """

    def __init__(self, connection: Connection, items: Collection[str], titles: Collection[str]) -> None:
        """Before anything is derived anew."""
        self._connection = connection
        self._titles = titles
        self._items = {*items, *self._aside()}
        self._before = self._free()

    def settle(self, counted: Collection[str]) -> set[str]:
        """Afterwards: write down what changed, but of the titles that are `counted` anyway.

        Returns the titles of which other copies moved, too: they must be counted.
        """
        before, after = self._before, self._free()
        changes = Counter(title for item, title in after.items() if item not in before)
        changes.subtract(title for item, title in before.items() if item not in after)
        self._connection.executemany(
            "UPDATE title_card SET available = available + ? WHERE id = ?",
            [(change, title) for title, change in sorted(changes.items()) if change and title not in counted],
        )
        return {title for item, title in self._aside().items() if item not in self._items} - set(counted)

    def _free(self) -> dict[str, str]:
        return dict(self._connection.execute(_FREE, (json.dumps(sorted(self._items)),)).fetchall())

    def _aside(self) -> dict[str, str]:
        """Copies on the hold shelf for one of the titles' queues, with the titles."""
        found = self._connection.execute(
            "SELECT shelf_item, title_id FROM hold WHERE title_id IN (SELECT value FROM json_each(?)) "
            "AND ended IS NULL AND shelf_item IS NOT NULL",
            (json.dumps(sorted(self._titles)),),
        )
        return dict(found.fetchall())


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
