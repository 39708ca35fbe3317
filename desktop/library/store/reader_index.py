"""Finds readers by name, with or without marks, and by card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.library.store.locked import text_in
from desktop.library.store.rows import fields_of
from desktop.library.text.normal import fold, words

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection
    from sync.core.row import Row


def renew(connection: Connection, row: Row, place: int | None) -> None:
    """Index one reader anew; `place` is the rowid of a new row."""
    name, card = _found_by(row.fields)
    if place is None:
        (place,) = connection.execute("SELECT place FROM reader WHERE id = ?", (row.id,)).fetchone()
        connection.execute("DELETE FROM reader_search WHERE rowid = ?", (place,))
    connection.execute("INSERT INTO reader_search (rowid, name, card) VALUES (?, ?, ?)", (place, name, card))


def rebuild(connection: Connection) -> None:
    """Index every reader anew."""
    from_rows = connection.execute("SELECT place, fields FROM reader").fetchall()
    connection.execute("INSERT INTO reader_search (reader_search) VALUES ('delete-all')")
    connection.executemany(
        "INSERT INTO reader_search (rowid, name, card) VALUES (?, ?, ?)",
        [(place, *_found_by(fields)) for place, fields in _decoded(from_rows)],
    )


def matching(query: str) -> tuple[str, tuple[str, ...]]:
    """The condition (and its values) that a reader matches every word of the query, each as a beginning."""
    terms = words(fold(query))
    if not terms:
        return "", ()
    match = " ".join(f'"{term}"*' for term in terms)
    return "AND place IN (SELECT rowid FROM reader_search WHERE reader_search MATCH ?)", (match,)


def _found_by(fields: dict[str, Any]) -> tuple[str, str]:
    return fold(text_in(fields.get("name"))), fold(str(fields.get("card") or ""))


def _decoded(found: list[tuple[int, bytes]]) -> list[tuple[int, dict[str, object]]]:
    return [(place, fields_of(blob)) for place, blob in found]
