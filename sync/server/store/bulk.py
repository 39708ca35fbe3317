"""One statement for many rows, given to the driver as it is: four times as fast as with SQLAlchemy's parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ARRAY, bindparam, cast, column, func, select
from sqlalchemy.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import ClauseElement, ColumnElement, Connection, Table
    from sqlalchemy.sql.dml import UpdateBase

    Given = Mapping[str, ColumnElement[Any]]
    Build = Callable[[Given], UpdateBase]


def driver_text(connection: Connection, statement: ClauseElement, names: list[str]) -> str:
    """A statement as the driver itself takes it, with bare parameters in the order of `names`.

    On PostgreSQL they travel as binary: psycopg looks at every byte of an array's text, four hundred times as slow.
    """
    compiled = statement.compile(dialect=connection.dialect)
    assert isinstance(compiled, SQLCompiler)
    assert compiled.positiontup == names
    text = str(compiled)
    return text.replace("%s", "%b") if connection.dialect.name == "postgresql" else text


class Bulk:
    """A change of `table` for each of many rows. `names` are the parameters, each with the column whose type it has.

    SQLite runs the statement once for each row. PostgreSQL gets one statement for all: the tuples turned into an array
    for each name, which `unnest` makes a table again; that is one message instead of two thousand.
    """

    def __init__(self, table: Table, names: Mapping[str, str], build: Build) -> None:
        self._table = table
        self._names = names
        self._build = build
        self._texts: dict[str, str] = {}

    @classmethod
    def insert(cls, table: Table) -> Self:
        """Adds rows; the parameters are the table's columns."""
        names = {each.name: each.name for each in table.columns}
        return cls(table, names, lambda given: table.insert().from_select([*names], select(*given.values())))

    @classmethod
    def update(cls, table: Table, *, set_: tuple[str, ...], by: tuple[str, ...]) -> Self:
        """Changes the columns `set_` of the row that `by` names; the parameters are first these, then those."""
        names = {name: name for name in set_} | {f"by_{name}": name for name in by}
        return cls(
            table,
            names,
            lambda given: (
                table.update()
                .where(*(table.c[name] == given[f"by_{name}"] for name in by))
                .values({name: given[name] for name in set_})
            ),
        )

    @classmethod
    def delete(cls, table: Table, *, by: tuple[str, ...]) -> Self:
        """Removes the rows that `by` names."""
        names = {f"by_{name}": name for name in by}
        return cls(
            table, names, lambda given: table.delete().where(*(table.c[name] == given[f"by_{name}"] for name in by))
        )

    def run(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> int:
        """Run it for each tuple of parameters; how many rows of the table it touched."""
        if not rows:
            return 0
        dialect = connection.dialect.name
        statement = self._texts.get(dialect) or self._texts.setdefault(dialect, self._text(connection))
        if dialect == "postgresql":
            return connection.exec_driver_sql(statement, tuple(map(list, zip(*rows, strict=True)))).rowcount
        return connection.exec_driver_sql(statement, list(rows)).rowcount

    def _text(self, connection: Connection) -> str:
        if connection.dialect.name == "postgresql":
            return driver_text(connection, self._build(self._arrays()), list(self._names))
        return driver_text(connection, self._build(self._bare()), list(self._names))

    def _bare(self) -> Given:
        return {name: bindparam(name) for name in self._names}

    def _arrays(self) -> Given:
        kinds = {name: self._table.c[source].type for name, source in self._names.items()}
        arrays = (cast(bindparam(name), ARRAY(kind)) for name, kind in kinds.items())
        columns = (column(name, kind) for name, kind in kinds.items())
        given = func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
        return {name: given.c[name] for name in kinds}
