"""Adds single rows when somebody else may add the same at the same moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table


def add_if_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Add a row unless one with its key is there; whether it was added. Of two who add it at once one is told so."""
    adding = _insert(connection)(table).values(row).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(adding).first() is not None


def put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Set the values of the row with this key, which may not be there yet."""
    added = _insert(connection)(table).values({**key, **values})
    connection.execute(added.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


def _insert(connection: Connection) -> Any:
    """The dialect's own INSERT, which knows ON CONFLICT; both spell it alike."""
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
