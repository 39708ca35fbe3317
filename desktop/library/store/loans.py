"""Loans as lines: open ones, overdue ones, a reader's."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.library.model.ids import Barcode, CardNumber, ItemId, LoanId, Moment, ReaderId, TitleId
from desktop.library.model.loan import Loan, LoanLine
from desktop.library.store.locked import readable
from desktop.library.store.rows import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.library.store.connection import Connection

COLUMNS = "id, item_id, reader_id, lent, due, renewals, returned, closed_as, on_site, claimed, member"
_LINE = """
    SELECT loan.id, reader.card, reader.fields, item.barcode, title_card.title, item.title_id,
           loan.lent, loan.due, loan.renewals, loan.returned, loan.on_site, loan.claimed, member.fields
    FROM loan
    LEFT JOIN item ON item.id = loan.item_id
    LEFT JOIN reader ON reader.id = loan.reader_id
    LEFT JOIN title_card ON title_card.id = item.title_id
    LEFT JOIN reader AS member ON member.id = loan.member
"""


def loan_from(row: tuple[Any, ...]) -> Loan:
    """A loan from a row of the loan table."""
    loan, item, reader, lent, due, renewals, returned, closed_as, on_site, claimed, member = row
    return Loan(
        LoanId(loan),
        ItemId(item),
        None if reader is None else ReaderId(reader),
        Moment(lent),
        date.fromisoformat(due),
        renewals,
        None if returned is None else Moment(returned),
        closed_as or "",
        bool(on_site),
        None if claimed is None else Moment(claimed),
        None if member is None else ReaderId(member),
    )


class Tally(NamedTuple):
    """How many open loans a reader has."""

    loans: int
    of_type: int
    late: int


class Loans:
    """Reads loans. `today` is the civil day by which lateness is told."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, loan_id: str) -> Loan | None:
        """One loan, open or closed."""
        return self._one("WHERE id = ?", loan_id)

    def some(self, ids: Iterable[str]) -> dict[str, Loan]:
        """These loans, open or closed, by their ids."""
        where = "WHERE id IN (SELECT value FROM json_each(?))"
        found = self._connection.execute(f"SELECT {COLUMNS} FROM loan {where}", (json.dumps(list(ids)),))
        return {loan.id: loan for loan in map(loan_from, found)}

    def open_of_item(self, item_id: str) -> Loan | None:
        """The item's open loan."""
        # Without the hint SQLite may walk every loan the item ever had.
        return self._one("INDEXED BY loan_open_item WHERE item_id = ? AND returned IS NULL", item_id)

    def newest_of_item(self, item_id: str) -> Loan | None:
        """The item's last loan, open or closed."""
        return self._one("WHERE item_id = ? ORDER BY ord DESC, id DESC LIMIT 1", item_id)

    def tally(self, reader_id: str, item_type: str, today: date) -> Tally:
        """A reader's open loans in numbers, read from an index alone. Sessions in the room do not count."""
        # Without the hint SQLite walks every loan the reader ever had.
        found = self._connection.execute(
            "SELECT count(*), total(item_type = ?), total(due < ?) FROM loan INDEXED BY loan_open_reader "
            "WHERE reader_id = ? AND returned IS NULL AND on_site IS NOT 1",
            (item_type, today.isoformat(), reader_id),
        ).fetchone()
        return Tally(*map(int, found))

    def late_of_reader(self, reader_id: str, today: date) -> tuple[tuple[str, date], ...]:
        """(item type, due day) of every open loan of a reader that is late."""
        found = self._connection.execute(
            "SELECT item_type, due FROM loan INDEXED BY loan_open_reader "
            "WHERE reader_id = ? AND returned IS NULL AND due < ? AND on_site IS NOT 1",
            (reader_id, today.isoformat()),
        )
        return tuple((item_type or "", date.fromisoformat(due)) for item_type, due in found)

    def open_of_reader(self, reader_id: str, today: date) -> tuple[LoanLine, ...]:
        """A reader's open loans, the one due first first."""
        where = "WHERE loan.reader_id = ? AND loan.returned IS NULL ORDER BY loan.due, loan.id"
        return self._lines(where, today, reader_id)

    def history_of_reader(self, reader_id: str, today: date, *, limit: int = 200) -> tuple[LoanLine, ...]:
        """A reader's loans still linked to the reader, newest first."""
        return self._lines("WHERE loan.reader_id = ? ORDER BY loan.lent DESC LIMIT ?", today, reader_id, limit)

    def open_lines(
        self, today: date, *, after: tuple[date, LoanId] | None = None, limit: int = 200
    ) -> tuple[LoanLine, ...]:
        """All open loans by due day; `after` is the last line of the page before."""
        where = "WHERE loan.returned IS NULL AND (loan.due, loan.id) > (?, ?) ORDER BY loan.due, loan.id LIMIT ?"
        due, last = (after[0].isoformat(), after[1]) if after else ("", "")
        return self._lines(where, today, due, last, limit)

    def overdue(
        self, today: date, *, days: int = 1, after: LoanLine | None = None, limit: int = 1000
    ) -> tuple[LoanLine, ...]:
        """Loans that are late by at least so many days, the latest first; `after` is the last of the page before."""
        where = "WHERE loan.returned IS NULL AND loan.due <= ? AND (loan.due, loan.id) > (?, ?)"
        due, last = (after.due.isoformat(), after.loan) if after else ("", "")
        latest = (today - timedelta(days=days)).isoformat()
        return self._lines(f"{where} ORDER BY loan.due, loan.id LIMIT ?", today, latest, due, last, limit)

    def claimed_lines(self, today: date) -> tuple[LoanLine, ...]:
        """Open loans of which the reader says that the copy was brought back, the one due first first."""
        return self._lines("WHERE loan.returned IS NULL AND loan.claimed > 0 ORDER BY loan.due, loan.id", today)

    def open_count(self) -> int:
        """How many loans are open."""
        return int(self._connection.execute("SELECT count(*) FROM loan WHERE returned IS NULL").fetchone()[0])

    def overdue_count(self, today: date, *, days: int = 1) -> int:
        """How many are late by at least so many days."""
        sql = "SELECT count(*) FROM loan WHERE returned IS NULL AND due <= ?"
        return int(self._connection.execute(sql, ((today - timedelta(days=days)).isoformat(),)).fetchone()[0])

    def closed_before(self, moment: int, *, limit: int) -> tuple[Loan, ...]:
        """Loans over before this moment that still name a reader; of the lost ones those that nothing was charged for.

        The others go with the reader's account (circulation/forget_debts.py). Not sessions in the room either: some of
        them are kept for good (store/sessions.py).
        """
        found = self._connection.execute(
            f"SELECT {COLUMNS} FROM loan WHERE returned < ? AND reader_id IS NOT NULL AND on_site IS NOT 1 "
            "AND (closed_as <> 'lost' OR NOT EXISTS (SELECT 1 FROM ledger "
            "WHERE ledger.item_id = loan.item_id AND ledger.reader_id = loan.reader_id)) LIMIT ?",
            (moment, limit),
        )
        return tuple(loan_from(row) for row in found)

    def _one(self, where: str, *values: object) -> Loan | None:
        found = self._connection.execute(f"SELECT {COLUMNS} FROM loan {where}", values).fetchone()
        return None if found is None else loan_from(found)

    def _lines(self, where: str, today: date, *values: object) -> tuple[LoanLine, ...]:
        return tuple(_line(row, today) for row in self._connection.execute(f"{_LINE} {where}", values))


def _line(row: tuple[Any, ...], today: date) -> LoanLine:
    loan, card, reader, barcode, title, title_id, lent, due, renewals, returned, on_site, claimed, member = row
    day = date.fromisoformat(due)
    return LoanLine(
        loan=LoanId(loan),
        card=None if card is None else CardNumber(card),
        reader=readable(fields_of(reader).get("name")) if reader else "",
        barcode=Barcode(barcode or ""),
        title=title or "",
        title_id=TitleId(title_id or ""),
        lent=Moment(lent),
        due=day,
        renewals=renewals,
        days_overdue=max(0, (today - day).days) if returned is None else 0,
        returned=None if returned is None else Moment(returned),
        on_site=bool(on_site),
        claimed=None if claimed is None else Moment(claimed),
        member=readable(fields_of(member).get("name")) if member else "",
    )
