"""Finds lines by the beginnings of their words: by FTS5 on SQLite, by an inverted index on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import DDL, column, event, text
from sqlalchemy import table as sql_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Select, Table

LONGEST_WORD = 60
MOST_WORDS = 300
"""Of one line: more than any title has; PostgreSQL's words have an end, too."""
_ON_SQLITE = (
    """CREATE VIRTUAL TABLE {table}_words USING fts5(
        folded, content='{table}', content_rowid='line', detail=none, tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN
        INSERT INTO {table}_words (rowid, folded) VALUES (new.line, new.folded); END""",
    """CREATE TRIGGER {table}_removed AFTER DELETE ON {table} BEGIN
        INSERT INTO {table}_words ({table}_words, rowid, folded) VALUES ('delete', old.line, old.folded); END""",
)
_ON_POSTGRESQL = "CREATE INDEX {table}_words ON {table} USING gin (array_to_tsvector(string_to_array(folded, ' ')))"


def attach(table: Table) -> None:
    """Let the index be made together with the table, whose columns `line` and `folded` it reads."""
    statements = [(text, "sqlite") for text in _ON_SQLITE] + [(_ON_POSTGRESQL, "postgresql")]
    for statement, dialect in statements:
        ddl = DDL(statement.format(table=table.name))  # type: ignore[no-untyped-call] # SQLAlchemy types it not
        event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def indexable(folded: str) -> str:
    """The words of a line as the index takes them."""
    return " ".join(word[:LONGEST_WORD] for word in folded.split()[:MOST_WORDS])


def beginning_with(connection: Connection, table: Table, question: Select[Any], words: Sequence[str]) -> Select[Any]:
    """The question about `table`, for lines only in which each of these folded words begins a word.

    Folded words are letters and digits, so none can end its quotation marks. At least one word is given.
    """
    sought = [word[:LONGEST_WORD] for word in words[:MOST_WORDS]]
    if connection.dialect.name == "sqlite":
        index = sql_table(f"{table.name}_words", column("rowid"))
        matches = text(f"{index.name} MATCH :words").bindparams(words=" AND ".join(f'"{word}"*' for word in sought))
        return question.join(index, index.c.rowid == table.c.line).where(matches)
    matches = text("array_to_tsvector(string_to_array(folded, ' ')) @@ CAST(:words AS tsquery)")
    return question.where(matches.bindparams(words=" & ".join(f"'{word}':*" for word in sought)))
