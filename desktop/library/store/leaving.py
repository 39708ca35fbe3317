"""What of circulation and of readers goes into files for other programs: read row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.event import EventKind
from desktop.library.store.events import event_from
from desktop.library.store.locked import readable
from desktop.library.store.rows import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.model.event import Event
    from desktop.library.store.connection import Connection

_MOVES = (EventKind.LENT.value, EventKind.RETURNED.value, EventKind.RENEWED.value)


@dataclass(frozen=True, slots=True)
class Move:
    """A loan, a return or a renewal that counts, with the codes of whom and what it is about."""

    event: Event
    barcode: str
    card: str
    """Empty for nobody, or for somebody who has been forgotten."""


@dataclass(frozen=True, slots=True)
class Person:
    """A live reader with a card."""

    id: str
    card: str
    name: str
    """Empty where this PC cannot open it."""


@dataclass(frozen=True, slots=True)
class OpenLoan:
    """A book that a reader has now."""

    reader_id: str
    due: str
    call_number: str
    title: str
    item_type: str


def moves_since(connection: Connection, moment: int) -> Iterator[Move]:
    """Loans, returns and renewals that happened since this moment (UTC ms), as they follow each other."""
    found = connection.execute(
        "SELECT event.id, event.fields, item.barcode, reader.card FROM circulation_event AS event "
        "LEFT JOIN item ON item.id = event.item_id LEFT JOIN reader ON reader.id = event.reader_id "
        "WHERE event.at >= ? AND event.kind IN (?, ?, ?) "
        "AND NOT EXISTS (SELECT 1 FROM circulation_event AS later WHERE later.undoes = event.id) "
        "ORDER BY event.at, event.ord, event.id",
        (moment, *_MOVES),
    )
    for event_id, blob, barcode, card in found:
        event = event_from(event_id, blob)
        if event is not None:
            yield Move(event, barcode or "", card or "")


def people(connection: Connection) -> Iterator[Person]:
    """Every live reader who has a card, by the card."""
    found = connection.execute("SELECT id, card, fields FROM reader WHERE live = 1 AND card > '' ORDER BY card, id")
    for reader_id, card, blob in found:
        name = fields_of(blob).get("name")
        yield Person(reader_id, card, name if isinstance(name, str) and readable(name) == name else "")


def open_loans(connection: Connection) -> Iterator[OpenLoan]:
    """Every book that is out with somebody, but those that are read in the room."""
    found = connection.execute(
        "SELECT loan.reader_id, loan.due, item.fields, title_card.title, item.type FROM loan "
        "JOIN item ON item.id = loan.item_id LEFT JOIN title_card ON title_card.id = item.title_id "
        "WHERE loan.returned IS NULL AND loan.reader_id IS NOT NULL AND NOT loan.on_site ORDER BY loan.due, loan.id"
    )
    for reader_id, due, blob, title, item_type in found:
        yield OpenLoan(reader_id, due, fields_of(blob).get("call_number") or "", title or "", item_type or "")
