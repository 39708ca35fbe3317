"""`borrowers.db`, the file from which Koha's offline tool knows readers and what they have (peers.md 3.1)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_TABLES = (
    (
        "CREATE TABLE borrowers (borrowernumber INTEGER PRIMARY KEY, cardnumber TEXT, surname TEXT, firstname TEXT, "
        "address TEXT, city TEXT, phone TEXT, dateofbirth TEXT, total_fines REAL)"
    ),
    "CREATE TABLE issues (borrowernumber INTEGER, date_due TEXT, itemcallnumber TEXT, title TEXT, itemtype TEXT)",
    "CREATE INDEX borrowers_cardnumber ON borrowers (cardnumber)",
    "CREATE INDEX issues_borrowernumber ON issues (borrowernumber)",
)

Borrower = tuple[int, str, str, str, int]
"""borrowernumber, cardnumber, surname, firstname, total_fines"""
Issue = tuple[int, str, str, str, str]
"""borrowernumber, date_due, itemcallnumber, title, itemtype"""


def packed(borrowers: Iterable[Borrower], issues: Iterable[Issue]) -> bytes:
    """The whole file, not encrypted: that is how the other program reads it. Addresses and births are not kept here."""
    with closing(sqlite3.connect(":memory:")) as file:
        for table in _TABLES:
            file.execute(table)
        file.executemany(
            "INSERT INTO borrowers (borrowernumber, cardnumber, surname, firstname, address, city, phone, dateofbirth, "
            "total_fines) VALUES (?, ?, ?, ?, '', '', '', '', ?)",
            borrowers,
        )
        file.executemany(
            "INSERT INTO issues (borrowernumber, date_due, itemcallnumber, title, itemtype) VALUES (?, ?, ?, ?, ?)",
            issues,
        )
        file.commit()
        return bytes(file.serialize())
