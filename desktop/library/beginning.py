"""The first transaction of a library: who it is, and the rules that every library of the unit starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.policy import starting_calendar, starting_codes, starting_rules
from sync.core.row import named_id, new_id
from sync.core.stamp import NOBODY, make

if TYPE_CHECKING:
    from desktop.library.store.store import Store

VERSION = 1
"""Raise it when the starting rules change: later ones then replace earlier ones that nobody has edited."""


def begin(store: Store, *, unit: str, name: str) -> None:
    """Write the unit's identity and its starting rules; two desks that start empty write the same rows (sync.md 2)."""
    stamp, earlier = make(0, VERSION, NOBODY), tuple(make(0, version, NOBODY) for version in range(1, VERSION))
    store.profile.put("unit", unit)
    store.profile.put("unit-name", name or unit)
    store.profile.put("device", new_id(store.now()))
    born = (("policy", starting_rules()), ("code", starting_codes()), ("calendar", starting_calendar()))
    with store.writing() as pen:
        for table, rows in born:
            for code, fields in rows:
                pen.put_born(table, named_id(unit, table, code), fields, stamp, earlier)
        store.numbers.lease(0)
