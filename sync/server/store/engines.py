"""How each kind of database is opened, and which of its troubles pass by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from sync.server.refused import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "busy_timeout = 30000",
    "cache_size = -6000",
    "journal_size_limit = 67108864",
)
_CONNECTIONS = 14
"""Of one process: a little more than may be at work at once, so that nobody waits for one."""
_CONNECT_SECONDS = 5
_SETTINGS = {
    # Nobody waits for ever behind a process that stalls with a counter locked, and none stalls for ever.
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "5min",
    # A push or a page looks at rows by their keys, which lie in memory: reading a whole table never pays.
    "random_page_cost": "1.1",
}
_PASSING = frozenset((
    "53300",  # too many connections
    "55P03",  # waited long enough for a lock
    "57P01",  # the server is told to stop
    "57P02",
    "57P03",  # the server is just starting
    "57P05",
))  # fmt: skip
_LINE_BROKEN = "08"


def sqlite(file: Path) -> Engine:
    """The database in a file; a transaction with the option `writes` takes the one writer's place at its beginning."""
    engine = create_engine(
        URL.create(SQLITE, database=str(file)),
        connect_args={"check_same_thread": False},
        pool_size=_CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def postgresql(address: str) -> Engine:
    """The database at an address `postgresql://…`. Raises Refused bad-database."""
    options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    return create_engine(
        url_of(address),
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "tusach", "options": options},
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_CONNECT_SECONDS,
        pool_use_lifo=True,
        hide_parameters=True,  # what people have written must not stand in a log
        paramstyle="format",  # what the driver itself takes, so that `Bulk` can hand it bare tuples
    )


def url_of(address: str) -> URL:
    """An address as SQLAlchemy wants it. Raises Refused bad-database."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise Refused("bad-database") from None
    if url.drivername not in _SCHEMES or not url.database:
        raise Refused("bad-database")
    return url.set(drivername="postgresql+psycopg")


def without_password(address: str) -> str:
    """The same address, less its password when PostgreSQL lets us in without (its password file, its environment)."""
    url = url_of(address)
    if url.password is None:
        return address
    bare = url._replace(password=None).set(drivername=POSTGRESQL).render_as_string()
    engine = postgresql(bare)
    try:
        engine.connect().close()
    except DBAPIError:
        return address
    finally:
        engine.dispose()
    return bare


def passes(trouble: DBAPIError) -> bool:
    """Whether the same would succeed a little later: the database is away, starting, or too busy."""
    if trouble.connection_invalidated:
        return True
    match trouble.orig:
        case psycopg.Error(sqlstate=str(code)):
            return code in _PASSING or code.startswith(_LINE_BROKEN)
        case psycopg.OperationalError():  # it was not reached at all, so it could not say why
            return True
    return isinstance(trouble, OperationalError) and "database is locked" in str(trouble.orig)


def is_unstorable(trouble: DBAPIError) -> bool:
    """Whether a value was one that no column can hold: a text with a NUL, a number beyond all bounds."""
    return isinstance(trouble.orig, psycopg.DataError)


def _prepare(connection: Any, _record: object) -> None:
    # The driver's implicit BEGIN comes too late for BEGIN IMMEDIATE, so we begin by ourselves.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
