"""Opens the centre's database and gives transactions: many readers, one writer."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import URL, create_engine, event, inspect, select, text
from sqlalchemy.schema import CreateColumn

from sync.server.refused import Refused
from sync.server.store.tables import SCHEMA_VERSION, meta, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "busy_timeout = 30000",
    "cache_size = -8000",
    "journal_size_limit = 67108864",
)


class Database:
    """The centre's tables. Threads share one; several programs may open the same file."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writes=True)
        self._writer = threading.Lock()

    @classmethod
    def open(cls, file: Path, *, create: bool = False) -> Self:
        """The database in this file. Raises Refused: no-centre, newer-schema."""
        if not create and not file.exists():
            raise Refused("no-centre", folder=str(file.parent))
        database = cls(_sqlite(file))
        with database.writing() as pen:
            _settle_schema(pen)
        return database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; never waits for a writer."""
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is durable when the block ends and undone when it raises."""
        with self._writer, self._writing.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give the file back."""
        self._engine.dispose()


def noted(connection: Connection, name: str) -> str | None:
    """A single fact about this centre."""
    found: str | None = connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()
    return found


def note(connection: Connection, name: str, value: str) -> None:
    """Set a single fact about this centre."""
    if connection.execute(meta.update().where(meta.c.name == name).values(value=value)).rowcount == 0:
        connection.execute(meta.insert().values(name=name, value=value))


def begin_new_epoch(connection: Connection) -> str:
    """This database was just put back from a backup: devices must offer everything again (sync.md 3)."""
    epoch = token_hex(8)
    note(connection, "epoch", epoch)
    return epoch


def _settle_schema(pen: Connection) -> None:
    if not inspect(pen).has_table("meta"):
        metadata.create_all(pen)
        note(pen, "schema", str(SCHEMA_VERSION))
        begin_new_epoch(pen)
    schema = int(noted(pen, "schema") or 0)
    if schema > SCHEMA_VERSION:
        raise Refused("newer-schema", schema=schema, known=SCHEMA_VERSION)
    if schema < SCHEMA_VERSION:
        _upgrade(pen)
        note(pen, "schema", str(SCHEMA_VERSION))


def _upgrade(pen: Connection) -> None:
    """Add the tables and columns that this version knows more; every version so far only added some."""
    metadata.create_all(pen)
    there = inspect(pen)
    for table in metadata.sorted_tables:
        known = {column["name"] for column in there.get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                added = CreateColumn(column).compile(dialect=pen.dialect)
                pen.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {added}"))


def _sqlite(file: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)), connect_args={"check_same_thread": False}, pool_size=8, max_overflow=0
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # The driver's implicit BEGIN comes too late for BEGIN IMMEDIATE, so we begin by ourselves.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
