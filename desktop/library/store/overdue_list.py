"""Late loans with their readers, page by page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop.library.model.ids import Barcode, CardNumber, LoanId, Moment, ReaderId, TitleId
from desktop.library.model.overdue import OverdueLine
from desktop.library.store.locked import readable
from desktop.library.store.rows import fields_of

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection

_LINES = """
    SELECT loan.id, loan.reader_id, reader.card, reader.fields, item.barcode, title_card.title, item.title_id,
           loan.lent, loan.due, loan.renewals, loan.claimed, loan.on_site, member.fields
    FROM loan
    LEFT JOIN item ON item.id = loan.item_id
    LEFT JOIN reader ON reader.id = loan.reader_id
    LEFT JOIN title_card ON title_card.id = item.title_id
    LEFT JOIN reader AS member ON member.id = loan.member
    WHERE loan.returned IS NULL AND loan.due < ? AND (loan.due, loan.id) > (?, ?)
    ORDER BY loan.due, loan.id LIMIT ?
"""


def overdue_lines(
    connection: Connection, today: date, *, long_days: int, after: OverdueLine | None = None, limit: int = 500
) -> tuple[OverdueLine, ...]:
    """Late loans, the one due first first; `after` is the last line of the page before."""
    due, last = (after.due.isoformat(), after.loan) if after else ("", "")
    found = connection.execute(_LINES, (today.isoformat(), due, last, limit))
    people: dict[str, _Person] = {}
    return tuple(_line(row, today, long_days, people) for row in found)


class _Person(NamedTuple):
    """What a line tells of its reader besides the card."""

    reader: str
    group: str
    rank: str
    phone: str


def _person(reader_id: str, blob: bytes, people: dict[str, _Person]) -> _Person:
    """The reader, made once for all the lines that are one's."""
    if reader_id not in people:
        told = fields_of(blob)
        people[reader_id] = _Person(*(readable(told.get(name)) for name in ("name", "group", "rank", "phone")))
    return people[reader_id]


def _line(row: tuple[Any, ...], today: date, long_days: int, people: dict[str, _Person]) -> OverdueLine:
    loan, reader_id, card, reader, barcode, title, title_id, lent, due, renewals, claimed, on_site, member = row
    told = _person(reader_id, reader, people) if reader else _Person("", "", "", "")
    day = date.fromisoformat(due)
    return OverdueLine(
        loan=LoanId(loan),
        reader_id=None if reader_id is None else ReaderId(reader_id),
        card=None if card is None else CardNumber(card),
        reader=told.reader,
        group=told.group,
        rank=told.rank,
        phone=told.phone,
        barcode=Barcode(barcode or ""),
        title=title or "",
        title_id=TitleId(title_id or ""),
        lent=Moment(lent),
        due=day,
        days_late=(today - day).days,
        renewals=renewals,
        is_long=(today - day).days >= long_days,
        claimed=claimed is not None,
        on_site=bool(on_site),
        member=readable(fields_of(member).get("name")) if member else "",
    )
