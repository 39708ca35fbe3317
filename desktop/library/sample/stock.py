"""The copies of a sample book: how many, how numbered, where they stand and in what condition."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from desktop.library.model.item import Access
from desktop.library.sample.chance import chance
from desktop.library.sample.vocabulary import vocabulary

if TYPE_CHECKING:
    from desktop.library.sample.books import Book

PREFIXES = {"sach": "TK", "giao-trinh": "GT", "bao-chi": "BC", "noi-bo": "NB"}
"""Beginnings of bar codes that no Vietnamese typing program changes (domain 1.2)."""
_COPIES = {"sach": (1, 1, 1, 2, 2), "giao-trinh": (2, 3, 3, 4, 6), "bao-chi": (1,), "noi-bo": (1, 1, 2)}
_LOCATIONS = {"sach": "kho-mo", "giao-trinh": "kho-muon", "bao-chi": "phong-doc", "noi-bo": "kho-muon"}
_ONE_IN = 90
"""One copy in so many carries each of the conditions below."""


def copies(book: Book, number: int, *, seed: int) -> int:
    """How many copies of book number `number` the library has."""
    return chance(seed, "copies", number).choice(_COPIES[book.kind])


def item(book: Book, title_id: str, barcode: str, *, rng: Random, day: str) -> dict[str, Any]:
    """The fields of one copy; `day` is when it was taken in (ISO)."""
    marks = {mark: day for mark in ("damaged", "lost", "withdrawn") if rng.randrange(_ONE_IN) == 0}
    if book.kind == "noi-bo" and rng.randrange(6) == 0:
        marks |= {"restricted": day, "access": Access.RESTRICTED.value}
    return {
        "title_id": title_id,
        "barcode": barcode,
        "accession": barcode,
        "type": book.kind,
        "call_number": book.call_number,
        "location": _LOCATIONS[book.kind],
        "price": book.price,
        "note": rng.choice(vocabulary().lists["item_notes"]) if rng.randrange(_ONE_IN) == 0 else None,
    } | marks
