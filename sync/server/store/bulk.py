"""One statement for many rows, given to the driver as it is: four times as fast as with SQLAlchemy's parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import bindparam
from sqlalchemy.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table
    from sqlalchemy.sql.dml import UpdateBase


class Bulk:
    """A statement whose parameters are `names`, in that order."""

    def __init__(self, names: tuple[str, ...], statement: UpdateBase) -> None:
        self._names = names
        self._statement = statement

    @classmethod
    def insert(cls, table: Table) -> Self:
        """Adds rows; the parameters are the table's columns."""
        return cls(tuple(column.name for column in table.columns), table.insert())

    @classmethod
    def update(cls, table: Table, *, set_: tuple[str, ...], by: tuple[str, ...]) -> Self:
        """Changes the columns `set_` of the row that `by` names; the parameters are first these, then those."""
        statement = table.update().where(*(table.c[name] == bindparam(f"by_{name}") for name in by))
        return cls((*set_, *(f"by_{name}" for name in by)), statement.values({name: bindparam(name) for name in set_}))

    @classmethod
    def delete(cls, table: Table, *, by: tuple[str, ...]) -> Self:
        """Removes the rows that `by` names."""
        return cls(
            tuple(f"by_{name}" for name in by),
            table.delete().where(*(table.c[name] == bindparam(f"by_{name}") for name in by)),
        )

    def run(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run it for each tuple of parameters."""
        if not rows:
            return
        compiled = self._statement.compile(dialect=connection.dialect)
        # The driver takes bare tuples, so the names must stand in the order of the statement's own text.
        assert isinstance(compiled, SQLCompiler)
        assert compiled.positiontup == list(self._names)
        connection.exec_driver_sql(str(compiled), list(rows))
