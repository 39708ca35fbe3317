"""The reading room's log: loans that never left the building, with the papers that allowed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.library.model.event import EventKind
from desktop.library.model.ids import Barcode, CardNumber, LoanId, Moment, TitleId
from desktop.library.model.item import Access
from desktop.library.model.session import Session
from desktop.library.store.events import approval_in, event_from
from desktop.library.store.items import access_in
from desktop.library.store.loans import COLUMNS, loan_from
from desktop.library.store.locked import readable
from desktop.library.store.rows import fields_of
from desktop.library.store.typed import text
from sync.core.sealing import is_sealed

if TYPE_CHECKING:
    from desktop.library.model.loan import Loan
    from desktop.library.store.connection import Connection

_SESSION = """
    SELECT loan.id, reader.card, reader.fields, item.barcode, item.title_id, item.fields, title_card.title,
           loan.lent, loan.returned, event.fields
    FROM loan
    JOIN circulation_event AS event ON event.id = loan.id
    LEFT JOIN item ON item.id = loan.item_id
    LEFT JOIN reader ON reader.id = loan.reader_id
    LEFT JOIN title_card ON title_card.id = item.title_id
"""


class Sessions:
    """Reads sessions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, *, after: Session | None, limit: int) -> tuple[Session, ...]:
        """Copies that are with readers in the room, the one that has been there longest first.

        `after` is the last of the page before.
        """
        begun, last = (after.begun, after.loan) if after else (-1, "")
        where = "WHERE loan.on_site = 1 AND loan.returned IS NULL AND (loan.lent, loan.id) > (?, ?)"
        return self._read(f"{where} ORDER BY loan.lent, loan.id LIMIT ?", begun, last, limit)

    def open_count(self) -> int:
        """How many copies are with readers in the room."""
        found = self._connection.execute("SELECT count(*) FROM loan WHERE on_site = 1 AND returned IS NULL")
        return int(found.fetchone()[0])

    def between(self, since: int, until: int, *, after: Session | None, limit: int) -> tuple[Session, ...]:
        """The sessions that began in this time (UTC ms, the end not included), newest first; `after` as above."""
        begun, last = (after.begun, after.loan) if after else (until, "")
        where = "WHERE loan.on_site = 1 AND loan.lent >= ? AND (loan.lent, loan.id) < (?, ?)"
        return self._read(f"{where} ORDER BY loan.lent DESC, loan.id DESC LIMIT ?", since, begun, last, limit)

    def read_here(self, since: int, until: int) -> int:
        """How many copies were counted as read by somebody who is not noted, in this time."""
        found = self._connection.execute(
            "SELECT id, fields FROM circulation_event AS event WHERE at >= ? AND at < ? AND kind = ? "
            "AND NOT EXISTS (SELECT 1 FROM circulation_event AS undo WHERE undo.undoes = event.id)",
            (since, until, EventKind.READ_HERE.value),
        )
        events = (event_from(event_id, blob) for event_id, blob in found)
        return sum(event.count for event in events if event is not None)

    def over_without_paper(self, before: int) -> tuple[Loan, ...]:
        """Sessions over before this moment that name a reader and needed no approval.

        The others stay as they are: who saw a restricted document, and on whose word, is kept for good.
        """
        found = self._connection.execute(
            f"SELECT {COLUMNS} FROM loan WHERE on_site = 1 AND returned < ? AND reader_id IS NOT NULL", (before,)
        )
        loans = [loan_from(row) for row in found]
        return tuple(loan for loan in loans if not self._has_paper(loan.id))

    def _has_paper(self, event_id: str) -> bool:
        found = self._connection.execute("SELECT fields FROM circulation_event WHERE id = ?", (event_id,)).fetchone()
        return found is not None and fields_of(found[0]).get("approval") is not None

    def _read(self, where: str, *values: object) -> tuple[Session, ...]:
        return tuple(_session(row) for row in self._connection.execute(f"{_SESSION} {where}", values))


def _session(row: tuple[Any, ...]) -> Session:
    loan, card, reader, barcode, title_id, item, title, lent, returned, event = row
    told = fields_of(event)
    return Session(
        loan=LoanId(loan),
        card=None if card is None else CardNumber(card),
        reader=readable(fields_of(reader).get("name")) if reader else "",
        barcode=Barcode(barcode or ""),
        title=title or "",
        title_id=TitleId(title_id or ""),
        restricted=item is not None and access_in(fields_of(item)) is Access.RESTRICTED,
        begun=Moment(lent),
        ended=None if returned is None else Moment(returned),
        approval=approval_in(told),
        locked=is_sealed(told.get("approval")),
        operator=text(told, "operator"),
    )
