"""Copies that stand on the hold shelf although nobody whom they were kept for waits any more, as lines for lists."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.circulation.hold_lines import lines_of
from desktop.library.model.hold import Hold, HoldState
from desktop.library.store.left_aside import left_among, left_aside
from sync.core.stamp import make

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.library.model.event import Event
    from desktop.library.model.hold import HoldLine
    from desktop.library.model.item import Item
    from desktop.library.store.store import Store

LEFT_DAYS = 90
"""How far back they are looked for: what stands there longer is found by the stocktake."""
_DAY_MS = 24 * 60 * 60 * 1000


def left_over(store: Store, day: date) -> tuple[HoldLine, ...]:
    """Each such copy with the hold that it was put aside for, the longest left first."""
    since = make(max(0, store.now_ms() - LEFT_DAYS * _DAY_MS), 0, "0" * 10)
    found = left_aside(store.connection, since)
    left = [(event, item) for event in found if (item := _copy(store, event)) is not None]
    # The hold is over and has no copy any more: here it is shown with the one that was put aside for it.
    lines = lines_of(store, [replace(_kept_for(store, event), shelf_item=item.id) for event, item in left], day)
    return tuple(
        replace(line, left=True, waiting=_waiting(store, item, day), expired=False, provisional=False)
        for line, (_, item) in zip(lines, left, strict=True)
    )


def where_they_stand(store: Store, to_fetch: Sequence[HoldLine]) -> tuple[HoldLine, ...]:
    """The lines of what is to be fetched; those copies are marked (`left`) that stand on the hold shelf already."""
    found = left_among(store.connection, {line.title_id for line in to_fetch})
    left = {item.barcode for event in found if (item := _copy(store, event)) is not None}
    return tuple(replace(line, left=line.barcode in left) for line in to_fetch)


def _copy(store: Store, event: Event) -> Item | None:
    item = store.items.get(event.item_id) if event.item_id else None
    return None if item is None or item.deleted else item


def _kept_for(store: Store, event: Event) -> Hold:
    """The hold that the copy was put aside for, without its reader's name where that is not known here."""
    hold = store.holds.get(event.hold_id) if event.hold_id else None
    assert event.title_id is not None  # it is found by its title
    unknown = Hold(event.id, event.title_id, event.reader_id, event.at, event.order, state=HoldState.CANCELLED)
    return hold or unknown


def _waiting(store: Store, item: Item, day: date) -> int:
    queue = store.holds.open_of_title(item.title_id)
    return sum(hold.waits_on(day) and hold.item_id in (None, item.id) for hold in queue)
