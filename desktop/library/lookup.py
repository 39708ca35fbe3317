"""One thing by its id, bar code or card, with all that is known of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.circulation.recognise import recognise
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.desk import ReaderPanel
    from desktop.library.model.event import Event
    from desktop.library.model.ids import CardNumber
    from desktop.library.model.item import Item
    from desktop.library.model.loan import Loan, LoanLine
    from desktop.library.model.title import Title, TitleLine

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """A title, as a line, as a printed card, and its copies."""

    title: Title
    line: TitleLine | None
    description: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A copy, its title, who has it, and what ever happened to it."""

    item: Item
    title: TitleLine | None
    loan: Loan | None
    card: CardNumber | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class KnownReader:
    """A reader with open loans and those of the past that are still linked."""

    panel: ReaderPanel
    history: tuple[LoanLine, ...]


Known = KnownTitle | KnownItem | KnownReader


def look_up(library: Library, text: str) -> Known:
    """What this id, bar code or card stands for. Raises Refusal: UNKNOWN_ID, AMBIGUOUS_CODE, GARBLED_CODE."""
    return _by_id(library, text) if _ID.fullmatch(text) else _by_code(library, text)


def _by_id(library: Library, row_id: str) -> Known:
    store = library.store
    title = store.titles.get(row_id)
    if title is not None and not title.deleted:
        return _title(library, title)
    item = store.items.get(row_id)
    if item is not None and not item.deleted:
        return _item(library, item)
    reader = store.readers.get(row_id)
    if reader is not None and not reader.deleted:
        return _reader(library, reader.card)
    raise Refusal(Reason.UNKNOWN_ID, id=row_id)


def _by_code(library: Library, code: str) -> Known:
    try:
        found = recognise(library.store, code)
    except Refusal as no:
        if no.reason is not Reason.UNKNOWN_BARCODE:
            raise
        raise Refusal(Reason.UNKNOWN_ID, id=code) from None
    if found.item is not None:
        return _item(library, found.item)
    if found.reader is not None:
        return _reader(library, found.reader.card)
    raise Refusal(Reason.UNKNOWN_ID, id=code)


def _title(library: Library, title: Title) -> KnownTitle:
    line = library.store.titles.line(title.id)
    return KnownTitle(title, line, library.catalogue.describe(title.id), library.catalogue.items(title.id))


def _item(library: Library, item: Item) -> KnownItem:
    store = library.store
    loan = store.loans.open_of_item(item.id)
    reader = store.readers.get(loan.reader_id) if loan and loan.reader_id else None
    card = reader.card if reader else None
    return KnownItem(item, store.titles.line(item.title_id), loan, card, store.events.of_item(item.id))


def _reader(library: Library, card: str) -> KnownReader:
    return KnownReader(library.readers.panel(card), library.readers.history(card))
