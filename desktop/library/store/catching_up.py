"""After an upgrade: only the stories that the program before could not understand are folded anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.store import availability, hold_table, loan_table
from desktop.library.store.changed_events import Change

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

_KINDS = "('due-changed', 'claimed-returned', 'handed-on')"
"""Of the kinds that change an item's loans those that 0.2 did not know."""
_FIELDS = ("on_site", "member")
"""What 0.2 did not read of the events that it knew."""


def catch_up(connection: Connection) -> None:
    """Loans as 0.2 kept them get what it did not keep; what newer programs sent it meanwhile is folded in."""
    _complete_loans(connection)
    changed = {loan_table.renew(connection, item, Change("", is_new=False))[0] for item in _not_understood(connection)}
    hold_table.rebuild(connection)
    aside = connection.execute(
        "SELECT DISTINCT item.title_id FROM hold JOIN item ON item.id = hold.shelf_item WHERE shelf_item IS NOT NULL"
    )
    availability.renew(connection, {title for title in changed | {title for (title,) in aside} if title})


def _complete_loans(connection: Connection) -> None:
    """Where in its item's story each loan began, and of open ones the type that counts against limits."""
    connection.execute(
        "UPDATE loan SET ord = (SELECT ord FROM circulation_event WHERE id = loan.id), item_type = CASE "
        "WHEN returned IS NULL THEN (SELECT type FROM item WHERE id = loan.item_id) END"
    )


def _not_understood(connection: Connection) -> list[str]:
    """The items whose events 0.2 could not wholly understand."""
    named = " OR ".join("instr(fields, CAST(? AS BLOB)) > 0" for _ in _FIELDS)
    found = connection.execute(
        f"SELECT DISTINCT item_id FROM circulation_event "
        f"WHERE item_id IS NOT NULL AND (kind IN {_KINDS} OR (kind = 'lent' AND ({named})))",
        _FIELDS,
    )
    return sorted(item for (item,) in found)
