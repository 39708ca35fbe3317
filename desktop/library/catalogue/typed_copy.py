"""What is typed about a copy is looked at before it is kept; a file's words are taken as they are, and reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.catalogue.money import price_typed
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop.library.model.item import ItemForm


def refuse_unfit(form: ItemForm, types: Collection[str]) -> None:
    """Go on when type and price can be kept. Raises Refusal: UNKNOWN_ID(field="type"), INVALID_PRICE."""
    if form.type not in types:
        raise Refusal(Reason.UNKNOWN_ID, field="type", value=form.type)
    if form.price.strip() and price_typed(form.price) is None:
        raise Refusal(Reason.INVALID_PRICE, value=form.price.strip())
