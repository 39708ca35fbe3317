"""Holds as lines for lists, and which of them somebody could fetch a copy for now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from desktop.library.circulation.queues import NEVER_SHELVED
from desktop.library.model.hold import Hold, HoldLine, HoldState
from desktop.library.model.ids import Barcode
from desktop.library.model.item import Access

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from desktop.library.model.ids import CardNumber, ItemId
    from desktop.library.model.item import Item
    from desktop.library.model.title import TitleLine
    from desktop.library.store.store import Store


def lines_of(store: Store, holds: Sequence[Hold], day: date) -> tuple[HoldLine, ...]:
    """The holds as lines, in the order given."""
    return _lines(store, [(hold, None) for hold in holds], day)


def to_fetch(store: Store, day: date) -> tuple[HoldLine, ...]:
    """Those who wait first for titles of which copies stand on the shelf: as many as there are copies."""
    waiting = [hold for hold in store.holds.open_where_copies_are() if hold.waits_on(day)]
    copies = _on_the_shelf(store, {hold.title_id for hold in waiting})
    found: list[tuple[Hold, Item]] = []
    # Who wants one copy only can be served by no other.
    for hold in sorted(waiting, key=lambda hold: (hold.title_id, hold.item_id is None)):
        here = copies.get(hold.title_id, [])
        copy = next((copy for copy in here if hold.item_id in (None, copy.id)), None)
        if copy is not None:
            here.remove(copy)
            found.append((hold, copy))
    lines = _lines(store, found, day)
    return tuple(sorted(lines, key=lambda line: (line.location, line.call_number, line.title)))


def _on_the_shelf(store: Store, titles: Iterable[str]) -> dict[str, list[Item]]:
    """The copies that somebody may be told to fetch, by their titles."""
    copies: dict[str, list[Item]] = {}
    for item in store.items.free_of(titles):
        if item.access is not Access.RESTRICTED and not any(mark in NEVER_SHELVED for mark, _ in item.conditions):
            copies.setdefault(item.title_id, []).append(item)
    return copies


def _lines(store: Store, holds: Sequence[tuple[Hold, Item | None]], day: date) -> tuple[HoldLine, ...]:
    """Each hold (with the copy to fetch for it) as a line; what they are about is read for all of them together."""
    if not holds:
        return ()
    told = _Told.of(store, holds, day)
    return tuple(_line(hold, copy or told.item_of(hold), told, day) for hold, copy in holds)


@dataclass(frozen=True, slots=True)
class _Told:
    """What lines show besides the holds themselves, by ids."""

    titles: Mapping[str, TitleLine]
    readers: Mapping[str, tuple[CardNumber, str]]
    items: Mapping[str, Item]
    places: Mapping[str, int]
    provisional: frozenset[str]
    shelves: Callable[[str], str]

    @classmethod
    def of(cls, store: Store, holds: Sequence[tuple[Hold, Item | None]], day: date) -> _Told:
        every = [hold for hold, _ in holds]
        meant = {item for hold, copy in holds if copy is None and (item := _meant(hold)) is not None}
        return cls(
            titles=store.titles.lines({hold.title_id for hold in every}),
            readers=store.readers.named({hold.reader_id for hold in every if hold.reader_id}),
            items=store.items.some(meant) if meant else {},
            places=_places(store, every, day),
            provisional=store.holds.provisional(hold.id for hold in every) if _is_enrolled(store) else frozenset(),
            shelves=cache(lambda location: store.policies.label("location", location)[0] or location),
        )

    def item_of(self, hold: Hold) -> Item | None:
        """The copy put aside, or the only one that is wanted."""
        meant = _meant(hold)
        return self.items.get(meant) if meant else None


def _line(hold: Hold, item: Item | None, told: _Told, day: date) -> HoldLine:
    title = told.titles.get(hold.title_id)
    card, name = told.readers.get(hold.reader_id or "", (None, ""))
    return HoldLine(
        id=hold.id,
        title_id=hold.title_id,
        title=title.title if title else "",
        card=card,
        reader=name,
        barcode=item.barcode if item else Barcode(""),
        placed=hold.placed,
        place=told.places.get(hold.id, 0),
        state=_state(hold, day),
        until=_until(hold),
        provisional=hold.id in told.provisional,
        available=title.available if title else 0,
        call_number=item.call_number if item else "",
        location=told.shelves(item.location) if item else "",
        expired=is_expired(hold, day),
    )


def _meant(hold: Hold) -> ItemId | None:
    return hold.shelf_item or hold.item_id


def is_expired(hold: Hold, day: date) -> bool:
    """Whether its time is over: nobody fetched the copy, or nobody wants it any more."""
    if hold.state is HoldState.SHELVED:
        return not hold.kept_on(day)
    return hold.is_open and not hold.wanted_on(day)


def _state(hold: Hold, day: date) -> HoldState:
    over = hold.state is HoldState.SUSPENDED and hold.suspended_until is not None and hold.suspended_until < day
    return HoldState.WAITING if over else hold.state


def _places(store: Store, holds: Iterable[Hold], day: date) -> dict[str, int]:
    """Where in its queue a hold stands; one that does not wait has no place."""
    places: dict[str, int] = {}
    queues = store.holds.open_of_titles({hold.title_id for hold in holds if hold.waits_on(day)})
    for _, queue in groupby(queues, key=lambda hold: hold.title_id):
        waiting = (hold.id for hold in queue if hold.waits_on(day))
        places |= {hold: place for place, hold in enumerate(waiting, 1)}
    return places


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
