"""The first transaction of a library: who it is, and the rules that every library of the unit starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.policy import starting_calendar, starting_codes, starting_rules
from sync.core.row import named_id, new_id
from sync.core.stamp import NOBODY, make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.circulation.policy import Fields
    from desktop.library.store.store import Store

VERSION = 1
"""Raise it when the starting rules change: later ones then replace earlier ones that nobody has edited."""
BORN = "born-with"
"""What the profile notes of the rows that it was last seen to have."""
_ROWS = 2
"""Raise it when there are new starting rows: a library that has an earlier number gets those it lacks."""


def begin(store: Store, *, unit: str, name: str) -> None:
    """Write the unit's identity and its starting rules; two desks that start empty write the same rows (sync.md 2)."""
    store.profile.put("unit", unit)
    store.profile.put("unit-name", name or unit)
    store.profile.put("device", new_id(store.now()))
    _write(store, _born(unit))
    store.numbers.lease(0)


def complete(store: Store) -> None:
    """Add the starting rows that a library made by an earlier program lacks, as every other desk of the unit does.

    What somebody has deleted is there, and stays deleted. Costs one look into the profile when there is nothing to do.
    """
    if store.profile.get(BORN) == _ROWS or not store.unit:
        return
    _write(store, _born(store.unit))


def _born(unit: str) -> tuple[tuple[str, str, Fields], ...]:
    """(table, id, fields) of every starting row of this unit."""

    def rows() -> Iterator[tuple[str, str, Fields]]:
        for table, born in (
            ("policy", starting_rules()),
            ("code", starting_codes()),
            ("calendar", starting_calendar()),
        ):
            for code, fields in born:
                yield table, named_id(unit, table, code), fields

    return tuple(rows())


def _write(store: Store, rows: tuple[tuple[str, str, Fields], ...]) -> None:
    stamp, earlier = make(0, VERSION, NOBODY), tuple(make(0, version, NOBODY) for version in range(1, VERSION))
    with store.writing() as pen:
        lacking = store.policies.lacking((table, row_id) for table, row_id, _ in rows)
        for table, row_id, fields in rows:
            if (table, row_id) in lacking:
                pen.put_born(table, row_id, fields, stamp, earlier)
        store.profile.put(BORN, _ROWS)
