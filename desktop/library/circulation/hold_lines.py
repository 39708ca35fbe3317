"""Holds as lines for lists, and which of them somebody could fetch a copy for now."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from desktop.library.circulation.queues import NEVER_SHELVED
from desktop.library.model.hold import Hold, HoldLine, HoldState
from desktop.library.model.ids import Barcode
from desktop.library.model.item import Access

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from desktop.library.model.ids import EventId, TitleId
    from desktop.library.model.item import Item
    from desktop.library.store.store import Store


def lines_of(store: Store, holds: Iterable[Hold], day: date) -> tuple[HoldLine, ...]:
    """The holds as lines, in the order given."""
    place_of = _places(store, day)
    return tuple(_line(store, hold, day, place_of, copy=None) for hold in holds)


def to_fetch(store: Store, day: date) -> tuple[HoldLine, ...]:
    """Those who wait first for titles of which copies stand on the shelf: as many as there are copies."""
    lines: list[HoldLine] = []
    place_of = _places(store, day)
    for title, queue in groupby(store.holds.all_open(), key=lambda hold: hold.title_id):
        waiting = [hold for hold in queue if hold.waits_on(day)]
        copies = _on_the_shelf(store, title) if waiting else []
        for hold in sorted(waiting, key=lambda hold: hold.item_id is None):
            copy = next((copy for copy in copies if hold.item_id in (None, copy.id)), None)
            if copy is not None:
                copies.remove(copy)
                lines.append(_line(store, hold, day, place_of, copy=copy))
    return tuple(sorted(lines, key=lambda line: (line.location, line.call_number, line.title)))


def _on_the_shelf(store: Store, title: str) -> list[Item]:
    return [
        item
        for item in store.items.of_title(title)
        if item.access is not Access.RESTRICTED
        and not any(item.has(mark) for mark in NEVER_SHELVED)
        and store.loans.open_of_item(item.id) is None
        and store.holds.of_copy(item.id) is None
    ]


def _line(store: Store, hold: Hold, day: date, place_of: Callable[[Hold], int], *, copy: Item | None) -> HoldLine:
    title = store.titles.line(hold.title_id)
    reader = store.readers.get(hold.reader_id) if hold.reader_id else None
    meant = hold.shelf_item or hold.item_id
    item = copy or (store.items.get(meant) if meant else None)
    return HoldLine(
        id=hold.id,
        title_id=hold.title_id,
        title=title.title if title else "",
        card=reader.card if reader else None,
        reader=reader.name if reader else "",
        barcode=item.barcode if item and (meant or copy) else Barcode(""),
        placed=hold.placed,
        place=place_of(hold),
        state=_state(hold, day),
        until=_until(hold),
        provisional=_is_enrolled(store) and store.holds.is_provisional(hold.id),
        available=title.available if title else 0,
        call_number=item.call_number if item else "",
        location=_shelf_of(store, item) if item else "",
        expired=is_expired(hold, day),
    )


def _shelf_of(store: Store, item: Item) -> str:
    """Where the copy stands, as the library calls it."""
    vietnamese, _ = store.policies.label("location", item.location)
    return vietnamese or item.location


def is_expired(hold: Hold, day: date) -> bool:
    """Whether its time is over: nobody fetched the copy, or nobody wants it any more."""
    if hold.state is HoldState.SHELVED:
        return not hold.kept_on(day)
    return hold.is_open and not hold.wanted_on(day)


def _state(hold: Hold, day: date) -> HoldState:
    over = hold.state is HoldState.SUSPENDED and hold.suspended_until is not None and hold.suspended_until < day
    return HoldState.WAITING if over else hold.state


def _places(store: Store, day: date) -> Callable[[Hold], int]:
    """Where in its queue a hold stands, 0 for one that does not wait; each title's queue is read once."""

    @cache
    def queue(title: TitleId) -> dict[EventId, int]:
        waiting = (hold.id for hold in store.holds.open_of_title(title) if hold.waits_on(day))
        return {hold: place for place, hold in enumerate(waiting, 1)}

    return lambda hold: queue(hold.title_id).get(hold.id, 0) if hold.waits_on(day) else 0


def _until(hold: Hold) -> date | None:
    match hold.state:
        case HoldState.SHELVED:
            return hold.shelf_until
        case HoldState.SUSPENDED:
            return hold.suspended_until
        case _:
            return hold.until


def _is_enrolled(store: Store) -> bool:
    return store.profile.get("enrolment") is not None
