"""Points to be settled as a person can recognise them: copies, readers and acts by what they are called, not by id."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.cli.wording import words

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.conflict import Conflict

_NAMED = frozenset(("duplicate-barcode", "duplicate-card", "loan-task"))
"""Kinds whose two sides are things, not values."""


def told(library: Library, conflict: Conflict) -> tuple[Conflict, dict[str, object]]:
    """The point with words for its two sides, and the ids that those words stand for."""
    if conflict.kind not in _NAMED:
        return conflict, {}
    ours, theirs = (_named(library, conflict, each) for each in (conflict.ours, conflict.theirs))
    return replace(conflict, ours=ours, theirs=theirs), {"ours_id": conflict.ours, "theirs_id": conflict.theirs}


def _named(library: Library, conflict: Conflict, row_id: str) -> str:
    if not row_id:
        return ""
    match conflict.table:
        case "item":
            return _copy(library, row_id)
        case "reader":
            return _reader(library, row_id)
    event = library.store.events.get(row_id)
    return _reader(library, event.reader_id) if event and event.reader_id else words("gone")


def _copy(library: Library, item_id: str) -> str:
    item = library.store.items.get(item_id)
    if item is None or item.deleted:
        return words("gone")
    line = library.store.titles.line(item.title_id)
    return _joined(line.title if line else "", item.accession or item.barcode)


def _reader(library: Library, reader_id: str) -> str:
    reader = library.store.readers.get(reader_id)
    if reader is None or reader.deleted:
        return words("gone")
    return _joined(reader.name, reader.group or reader.card)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
