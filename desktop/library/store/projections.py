"""What is derived from rows and events, kept up to date in the transaction that changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.store import (
    availability,
    duplicates,
    files,
    hold_table,
    ledger,
    loan_table,
    parked,
    points,
    reader_index,
    title_cards,
)
from desktop.library.store.changed_events import ChangedEvents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.store.connection import Connection
    from sync.core.row import Row


class Projections:
    """Notes which derived rows a transaction made stale and renews each of them once, at its end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._events = ChangedEvents(connection)
        self._titles: set[str] = set()
        """Titles whose counts may have changed."""
        self._numbers: set[tuple[str, str]] = set()
        """(table, bar code or card number) that might now be there twice."""
        self._accounts: set[str] = set()
        """Readers whose ledger changed."""

    def changed(self, before: Row | None, after: Row, place: int | None) -> None:
        """A row was written; `place` is the rowid of a new one."""
        match after.table:
            case "title":
                title_cards.renew(self._connection, after, place)
                if before is None:
                    self._titles.add(after.id)  # its copies may have come before it
            case "item":
                self._item_changed(before, after)
            case "reader":
                reader_index.renew(self._connection, after, place)
                self._number_changed("reader", "card", before, after)
            case "circulation_event":
                self._events.note(before, after)
            case "ledger":
                self._accounts |= {text_of(row, "reader_id") for row in (before, after) if row is not None} - {""}
            case "file":
                files.renew(self._connection, after)

    def added(self, table: str, new: Sequence[Row], places: range) -> None:
        """Rows that nobody had here were written at these places."""
        if table == "title":
            title_cards.add(self._connection, new, places)
            self._titles |= availability.awaited(self._connection, [row.id for row in new if not row.fresh])
            return
        for row, place in zip(new, places, strict=True):
            self.changed(None, row, place)

    def settle(self) -> bool:
        """Renew what is stale; returns whether there is news for a person (a task, a number that stands twice)."""
        news = self._renew_stories() if self._events else False
        availability.renew(self._connection, self._titles)
        news |= duplicates.renew_all(self._connection, self._numbers)
        news |= ledger.renew(self._connection, self._accounts)
        self._events.clear()
        self._titles, self._numbers, self._accounts = set(), set(), set()
        return news

    def _renew_stories(self) -> bool:
        """Loans and queues that events changed, and which copies can be lent since."""
        items, titles, news = self._events.by_item(), self._events.by_title(), False
        moves = availability.Moves(self._connection, self._events.copies(), titles)
        for item, change in sorted(items.items()):
            news |= loan_table.renew(self._connection, item, change)[1]
        for title, change in sorted(titles.items()):
            news |= hold_table.renew(self._connection, title, change)
        self._titles |= moves.settle(self._titles)
        return news

    def _item_changed(self, before: Row | None, after: Row) -> None:
        for row in (before, after):
            if row is not None and (title := text_of(row, "title_id")):
                self._titles.add(title)
        if before is None or text_of(before, "type") != text_of(after, "type"):
            loan_table.retype(self._connection, after.id)
        self._number_changed("item", "barcode", before, after)

    def _number_changed(self, table: str, field: str, before: Row | None, after: Row) -> None:
        here = (text_of(after, field), after.fields.get("deleted_at"))
        there = (text_of(before, field), before.fields.get("deleted_at")) if before is not None else ("", None)
        if here != there:
            self._numbers |= {(table, number) for number, _ in (here, there) if number}


def text_of(row: Row, name: str) -> str:
    """A field that ought to be text; empty when a newer program put something else there."""
    value = row.fields.get(name)
    return value if isinstance(value, str) else ""


def rebuild(connection: Connection) -> None:
    """Drop everything derived and make it anew from rows and events."""
    title_cards.rebuild(connection)
    reader_index.rebuild(connection)
    points.forget(connection)
    loan_table.rebuild(connection)
    hold_table.rebuild(connection)
    duplicates.rebuild(connection)
    ledger.rebuild(connection)
    parked.rebuild(connection)
    files.rebuild(connection)
    availability.rebuild(connection)


def differences(connection: Connection) -> list[str]:
    """What the derived tables say that the rows do not, as kebab-case codes with the id they are about."""
    return [
        *loan_table.differences(connection),
        *hold_table.differences(connection),
        *availability.differences(connection),
        *title_cards.differences(connection),
        *files.differences(connection),
        *_point_differences(connection),
    ]


def _point_differences(connection: Connection) -> list[str]:
    ought = loan_table.expected_points(connection) | duplicates.expected(connection) | parked.expected(connection)
    ought |= ledger.expected_points(connection) | hold_table.expected_points(connection)
    return [f"point:{point_id}" for _, point_id, _ in sorted(points.known(connection) ^ ought)]
