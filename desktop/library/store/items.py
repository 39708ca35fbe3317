"""Items as the desk and the catalogue read them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop.library.model.ids import Barcode, ItemId, ItemTypeCode, Money, TitleId
from desktop.library.model.item import Access, Condition, Item
from desktop.library.store.availability import FREE
from desktop.library.store.rows import counted, fields_of
from desktop.library.store.typed import text, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection

_DEAREST = 10**12
"""What no copy costs (catalogue/money.py)."""


def item_from(item_id: str, blob: bytes) -> Item:
    """The item kept in a row."""
    fields = fields_of(blob)
    return Item(
        id=ItemId(item_id),
        title_id=TitleId(fields.get("title_id") or ""),
        barcode=Barcode(fields.get("barcode") or ""),
        accession=fields.get("accession") or "",
        type=ItemTypeCode(fields.get("type") or "sach"),
        call_number=fields.get("call_number") or "",
        location=fields.get("location") or "",
        price=_price(fields),
        note=text(fields, "note"),
        conditions=tuple((mark, str(fields[mark.value])) for mark in Condition if fields.get(mark.value)),
        access=access_in(fields),
        origin=fields.get("origin") or "",
        deleted=fields.get("deleted_at") is not None,
    )


def _price(fields: dict[str, Any]) -> Money | None:
    price = whole(fields, "price", -1, most=_DEAREST)
    return None if price < 0 else Money(price)


def access_in(fields: dict[str, Any]) -> Access:
    """The level; the dated mark alone is enough, and a level that only a newer program knows is kept closed."""
    if fields.get(Condition.RESTRICTED.value):
        return Access.RESTRICTED
    try:
        return Access(fields.get("access") or Access.OPEN)
    except ValueError:
        return Access.RESTRICTED


class Items:
    """Reads items."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, item_id: str) -> Item | None:
        """One item."""
        return next(iter(self._read("WHERE id = ?", item_id)), None)

    def some(self, ids: Iterable[str]) -> dict[str, Item]:
        """These items, by their ids."""
        found = self._read("WHERE id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))
        return {item.id: item for item in found}

    def free_of(self, titles: Iterable[str]) -> tuple[Item, ...]:
        """The copies of these titles that could be lent now, title by title, those of a title by bar code."""
        where = f"WHERE title_id IN (SELECT value FROM json_each(?)) AND {FREE} ORDER BY title_id, barcode, id"
        return self._read(where, json.dumps(list(titles)))

    def with_barcode(self, barcode: str) -> tuple[Item, ...]:
        """The live items with this bar code: usually one; two after units met that had used the same."""
        return self._read("WHERE barcode = ? AND live = 1 ORDER BY id LIMIT 10", barcode)

    def with_accession(self, accession: str) -> tuple[Item, ...]:
        """The live items with this register number."""
        return self._read("WHERE accession = ? AND live = 1 ORDER BY id LIMIT 10", accession)

    def of_title(self, title_id: str) -> tuple[Item, ...]:
        """A title's live items by bar code."""
        return self._read("WHERE title_id = ? AND live = 1 ORDER BY barcode, id", title_id)

    def has_barcode(self, barcode: str) -> bool:
        """Whether a live item has this bar code."""
        found = self._connection.execute("SELECT 1 FROM item WHERE barcode = ? AND live = 1 LIMIT 1", (barcode,))
        return found.fetchone() is not None

    def count(self) -> int:
        """How many live items there are."""
        return int(self._connection.execute(counted("item")).fetchone()[0])

    def _read(self, where: str, *values: object) -> tuple[Item, ...]:
        found = self._connection.execute(f"SELECT id, fields FROM item {where}", values)
        return tuple(item_from(item_id, blob) for item_id, blob in found)
