"""What the machines of this PC did today, as the record has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import start_of

if TYPE_CHECKING:
    from desktop.library.library import Library

_MOST = 10_000


def acts_today(library: Library) -> int:
    """How many acts of today were recorded by one of this PC's machines, late ones among them."""
    machines = set(library.self_check.machines())
    since = library.store.events.since(start_of(library.today()), limit=_MOST)
    return sum(event.operator.partition("+")[0] in machines for event in since)
