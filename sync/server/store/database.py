"""Opens the centre's database and gives transactions: SQLite with one writer, or PostgreSQL with many."""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from secrets import token_hex
from typing import TYPE_CHECKING, Self

from sqlalchemy import exc, inspect, select, text
from sqlalchemy.schema import CreateColumn

from sync.server.refused import Refused
from sync.server.store import engines
from sync.server.store.adding import add_if_new, put
from sync.server.store.tables import SCHEMA_VERSION, meta, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

SOON_SECONDS = 20
"""When to come again after the database was away: a restart takes about as long."""
_SETTLING = 0x7573616368
"""The lock under which one process at a time makes or upgrades the tables of a PostgreSQL database."""


class Database:
    """The centre's tables. Threads share one; several programs may open the same."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writes=True)
        self._reading = self._looking = engine
        # SQLite would let a second writer ask again and again; PostgreSQL's writers wait for what they need.
        self._turn: threading.Lock | nullcontext[None] = threading.Lock()
        if self.is_postgresql:
            self._reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._looking = engine.execution_options(isolation_level="AUTOCOMMIT")
            self._turn = nullcontext()

    @classmethod
    def open(cls, place: Path | str, *, create: bool = False) -> Self:
        """The database in a file, or at an address `postgresql://…`.

        Raises Refused: no-centre, newer-schema, bad-database; database-in-use when it is to be created and is there.
        """
        if isinstance(place, str):
            database = cls(engines.postgresql(place))
        elif create or place.exists():
            database = cls(engines.sqlite(place))
        else:
            raise Refused("no-centre", folder=str(place.parent))
        try:
            with database._turn, database._writing.begin() as pen:
                _settle_schema(pen, create=create, folder=str(place))
        except BaseException:
            database.close()
            raise
        return database

    @property
    def is_postgresql(self) -> bool:
        """Whether this is PostgreSQL: several processes may then serve it."""
        return self._engine.dialect.name == engines.POSTGRESQL

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; never waits for a writer. Raises Refused: try-later, bad-request."""
        with _troubles_told(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """For a single question: PostgreSQL need not be told of a beginning and an end. Raises as `reading` does."""
        with _troubles_told(), self._looking.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is durable when the block ends and undone when it raises.

        On PostgreSQL others write at the same time: whoever changes rows locks their channels first (store.locking).
        Raises Refused: try-later, bad-request.
        """
        with _troubles_told(), self._turn, self._writing.begin() as connection:
            yield connection

    def answers(self) -> bool:
        """Whether the database can be asked just now."""
        try:
            with self.looking() as connection:
                return connection.execute(text("SELECT 1")).scalar() == 1
        except Refused:
            return False

    def close(self) -> None:
        """Give the database back."""
        self._engine.dispose()


def noted(connection: Connection, name: str) -> str | None:
    """A single fact about this centre."""
    found: str | None = connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()
    return found


def note(connection: Connection, name: str, value: str) -> None:
    """Set a single fact about this centre."""
    put(connection, meta, {"name": name}, {"value": value})


def noted_for_change(connection: Connection, name: str, *, first: str) -> str:
    """A fact that nobody else changes until this transaction ends; `first` when it was never noted."""
    add_if_new(connection, meta, {"name": name, "value": first})
    locked = select(meta.c.value).where(meta.c.name == name).with_for_update()
    found: str = connection.execute(locked).scalar_one()
    return found


def begin_new_epoch(connection: Connection) -> str:
    """This database was just put back from a backup: devices must offer everything again (sync.md 3)."""
    epoch = token_hex(8)
    note(connection, "epoch", epoch)
    return epoch


@contextmanager
def _troubles_told() -> Iterator[None]:
    """What passes by itself is no bug: whoever asked is told to come again."""
    try:
        yield
    except exc.TimeoutError:  # every connection was in use for long
        raise Refused("try-later", SOON_SECONDS) from None
    except exc.DBAPIError as trouble:
        if engines.passes(trouble):
            raise Refused("try-later", SOON_SECONDS) from trouble
        if engines.is_unstorable(trouble):
            raise Refused("bad-request") from trouble
        raise


def _settle_schema(pen: Connection, *, create: bool, folder: str) -> None:
    is_postgresql = pen.dialect.name == engines.POSTGRESQL
    if is_postgresql:
        pen.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SETTLING})
    is_there = inspect(pen).has_table("meta")
    if is_postgresql and is_there == create:
        raise Refused("database-in-use") if is_there else Refused("no-centre", folder=folder)
    if not is_there:
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
    """Add the tables, columns and indexes that this version knows more; every version so far only added some."""
    metadata.create_all(pen)
    there = inspect(pen)
    for table in metadata.sorted_tables:
        known = {column["name"] for column in there.get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                added = CreateColumn(column).compile(dialect=pen.dialect)
                pen.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {added}"))
        for index in table.indexes:
            index.create(pen, checkfirst=True)
