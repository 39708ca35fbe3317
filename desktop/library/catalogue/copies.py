"""The copies that a record carries with it (852, 952, 995), as item forms."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from desktop.library.model.item import ItemForm
from desktop.library.text import clean_code, fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.library.catalogue.draft import Value

_CODES = {
    "852": {
        "barcode": "p",
        "accession": "j",
        "call_number": "hi",
        "location": "bc",
        "price": "9",
        "note": "z",
        "type": "y",
    },
    "952": {
        "barcode": "p",
        "accession": "i",
        "call_number": "o",
        "location": "c",
        "price": "g",
        "note": "z",
        "type": "y",
    },
    "995": {"barcode": "f", "accession": "j", "call_number": "k", "location": "e", "price": "", "note": "u"},
}
"""MARC 21 holdings (with $j as number in the accession register), Koha's items, and the French exchange format."""
TAGS = frozenset(_CODES)
_NAMES = {tag: {code: name for name, codes in names.items() for code in codes} for tag, names in _CODES.items()}
_JOINED = frozenset(("call_number", "location"))
"""Said in several subfields, one after the other."""
_PLAIN_CODE = re.compile(r"[0-9A-Za-z./-]*\Z")
TYPES = {"sach": "sach", "sgk": "giao-trinh", "giao trinh": "giao-trinh", "bao": "bao-chi", "tap chi": "bao-chi"}
TYPES |= {"bao tap chi": "bao-chi", "bao, tap chi": "bao-chi", "bao chi": "bao-chi", "noi bo": "noi-bo"}


def copies_of(values: Mapping[str, Value]) -> tuple[tuple[str, ItemForm], ...]:
    """The names of the fields that name a copy by bar code or register number, each with its form."""
    found = [(name, form_of(name[:3], value)) for name, value in values.items() if name[:3] in TAGS]
    return tuple((name, form) for name, form in found if form.barcode)


def form_of(tag: str, value: Value) -> ItemForm:
    """One copy as it would be typed; without a bar code the register number stands on the item."""
    names = _NAMES[tag]
    texts: dict[str, str] = {}
    for at in range(2, len(value) - 1, 2):
        name = names.get(str(value[at]))
        if name:
            text = str(value[at + 1]).strip()
            texts[name] = f"{texts[name]} {text}" if name in texts and name in _JOINED else texts.get(name) or text
    accession = _code(texts.get("accession", ""))
    barcode = _code(texts.get("barcode", "")) or accession
    return ItemForm(
        **texts | {"barcode": barcode, "accession": accession or barcode, "type": type_named(texts.get("type", ""))}
    )


def _code(text: str) -> str:
    """As `clean_code`, which has nothing to clean in most."""
    return text.upper() if _PLAIN_CODE.match(text) else clean_code(text)


def type_named(words: str) -> str:
    """The code of an item type from how a file calls it; books when it says nothing known."""
    return _type_of(words) or "sach"


def is_unknown_type(words: str) -> bool:
    """Whether a file names a type that nobody here knows."""
    return bool(words.strip()) and not _type_of(words)


def has_unknown_type(values: Mapping[str, Value]) -> bool:
    """Whether one of the record's copies is of a type that nobody here knows."""
    return any(
        _NAMES[name[:3]].get(str(value[at])) == "type" and is_unknown_type(str(value[at + 1]))
        for name, value in values.items()
        if name[:3] in TAGS
        for at in range(2, len(value) - 1, 2)
    )


@lru_cache(maxsize=1024)
def _type_of(words: str) -> str:
    plain = fold(words)
    return TYPES.get(plain.replace("-", " "), plain if plain in TYPES.values() else "")
