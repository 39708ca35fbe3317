"""A reader whom another program registered: made here only when all is known and nobody here looks the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.interchange.entries import Entry, LateLine, Outcome
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.readers.form import card_typed, kept
from desktop.library.text.normal import exact
from sync.core.row import named_id

if TYPE_CHECKING:
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

ALIKE = "alike-reader"
"""Somebody of the same name is here under another card: a person must look."""
_CALLED_SO = 50


def register(store: Store, pen: Pen, entry: Entry) -> LateLine:
    """Register the reader of this line.

    Raises Refusal: MISSING_FIELD, UNKNOWN_ID (category), INVALID_DATE, DUPLICATE_CARD.
    """
    form, line = entry.person, LateLine(entry.line, entry.text, Outcome.REGISTERED, entry)
    if form is None or not (card := card_typed(form.card)):
        raise Refusal(Reason.MISSING_FIELD, field="card")
    if not form.name:
        raise Refusal(Reason.MISSING_FIELD, field="name")
    line = replace(line, reader=form.name, facts=(("card", card),))
    same_card = store.readers.with_card(card)
    if any(exact(reader.name) == exact(form.name) for reader in same_card):
        return replace(line, outcome=Outcome.ALREADY)
    if same_card or store.items.has_barcode(card):
        raise Refusal(Reason.DUPLICATE_CARD, card=card, is_item=not same_card)
    if not form.category:
        raise Refusal(Reason.MISSING_FIELD, field="category")
    fields = kept(form, {code for code, _, _ in store.policies.codes("reader-category")})
    namesake = _namesake(store, form.name)
    if namesake is not None:
        return replace(line, outcome=Outcome.UNSETTLED, reasons=(ALIKE,), facts=(("card", namesake),))
    pen.put("reader", named_id("late-reader", store.unit, card), {"card": card, **fields, "created": entry.at})
    return line


def _namesake(store: Store, name: str) -> str | None:
    """The card of somebody of just this name."""
    called_so = store.readers.lines(name, day_of(store.now_ms()), after=None, limit=_CALLED_SO)
    return next((line.card for line in called_so if exact(line.name) == exact(name)), None)
