"""Placing a hold: what speaks against it, and until when it waits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.library.circulation.policy import ANY
from desktop.library.circulation.rules import against_reader
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.library.model.hold import Hold
    from desktop.library.model.item import Item
    from desktop.library.model.reader import Reader
    from desktop.library.store.store import Store


def against_holding(
    store: Store, reader: Reader, title_id: str, day: date, *, item: Item | None
) -> tuple[Refusal, ...]:
    """Every objection to letting the reader wait for the title, or for this copy of it."""
    return (
        *_against_waiting_twice(store, reader, title_id, day),
        *_against_what_is_in_hand(store, reader, title_id),
        *against_reader(reader, day),
        *_against_so_many(store, reader, day, item),
    )


def waits_until(store: Store, day: date, wanted: date | None) -> date | None:
    """Until when somebody waits who may not have said so. Raises Refusal(INVALID_DATE) for a day that is past."""
    if wanted is not None and wanted < day:
        raise Refusal(Reason.INVALID_DATE, field="until", value=wanted.isoformat())
    days = store.policies.terms().hold_days
    return wanted or (day + timedelta(days=days) if days else None)


def queue_on(store: Store, title_id: str, day: date) -> tuple[Hold, ...]:
    """Those who wait for the title that day, in order."""
    return tuple(hold for hold in store.holds.open_of_title(title_id) if hold.wanted_on(day))


def _against_waiting_twice(store: Store, reader: Reader, title_id: str, day: date) -> Iterator[Refusal]:
    queue = queue_on(store, title_id, day)
    place = next((place for place, hold in enumerate(queue, 1) if hold.reader_id == reader.id), None)
    if place is not None:
        yield Refusal(Reason.ALREADY_HELD, place=place)


def _against_what_is_in_hand(store: Store, reader: Reader, title_id: str) -> Iterator[Refusal]:
    for item in store.items.of_title(title_id):
        loan = store.loans.open_of_item(item.id)
        if loan is not None and loan.reader_id == reader.id:
            yield Refusal(Reason.ALREADY_LENT_TO_READER, due=loan.due.isoformat(), barcode=item.barcode)
            return


def _against_so_many(store: Store, reader: Reader, day: date, item: Item | None) -> Iterator[Refusal]:
    rule = store.policies.rule(reader.category, item.type if item else ANY)
    holds = sum(hold.wanted_on(day) for hold in store.holds.open_of_reader(reader.id))
    if rule is not None and holds >= rule.max_holds:
        yield Refusal(Reason.TOO_MANY_HOLDS, holds=holds, limit=rule.max_holds)
