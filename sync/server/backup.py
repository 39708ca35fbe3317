"""A backup of the centre: one file with every table as it stood at one moment, its settings and its keys."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import URL, BigInteger, Column, LargeBinary, MetaData, String, Table, Text, create_engine, select
from sqlalchemy.exc import DBAPIError

from sync.server.inspection import problems_of
from sync.server.refused import Refused
from sync.server.store.bulk import Bulk
from sync.server.store.database import note, noted
from sync.server.store.tables import SCHEMA_VERSION, challenge, counter, meta, metadata, title_line, token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection, Engine

    from sync.server.centre import Centre

FORMAT = 1
MARK = 0x54534253
"""`application_id` of a backup (TSBS), so that no other SQLite file is taken for one."""
SETTINGS = "centre.json"
NOT_CARRIED = frozenset((token, challenge, title_line))
"""Sessions end with the centre that gave them; the title index is derived. Their tables are there, empty."""
DERIVED_NOTES = ("titles read",)
_LAST = "backup"
_PIECE = 2000
_MODULUS = 1 << 63
_pack = msgspec.msgpack.encode

_about = MetaData()
fact = Table("backup_fact", _about, Column("name", String, primary_key=True), Column("value", Text, nullable=False))
"""format, schema, epoch, made (UTC ms), the centre's name."""
kept_file = Table(
    "backup_file", _about, Column("path", String, primary_key=True), Column("body", LargeBinary, nullable=False)
)
"""Files of the centre's folder by their path in it."""
content = Table(
    "backup_content",
    _about,
    Column("tbl", String, primary_key=True),
    Column("columns", Text, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("mark", BigInteger, nullable=False),
)
"""What each table held: how many rows, and a sum over all that stands in them. SQLite itself has no check sums."""
ABOUT = (fact, kept_file, content)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A verified backup. `made` is UTC ms; `rows` are the synced rows in it, `size` its bytes."""

    file: Path
    made: int
    rows: int
    units: int
    size: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself."""

    name: str
    made: int
    schema: int
    rows: int
    units: int


def back_up(centre: Centre, file: Path) -> BackedUp:
    """Write a backup, read it back, and only then call the rows in it durable; devices go on working meanwhile.

    Raises Refused: bad-backup when what was written does not read as it should, and OSError, DBAPIError of the disk.
    """
    part = file.with_name(f"{file.name}.part")
    made = centre.now()
    try:
        epoch, latest = _write(centre, part, made)
        found = verify(part)
        _check(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
        _settle_folder(file.parent)
    finally:
        for left in (part, Path(f"{part}-journal")):
            left.unlink(missing_ok=True)
    _note_durable(centre, epoch, latest, made)
    return BackedUp(file, made, found.rows, found.units, file.stat().st_size)


def last_backup(connection: Connection) -> int | None:
    """When the last verified backup was begun, UTC ms; None when there was none yet."""
    noted_at = noted(connection, _LAST)
    return None if noted_at is None else int(noted_at)


def note_backup(pen: Connection, made: int) -> None:
    """A verified backup of this moment exists."""
    note(pen, _LAST, str(made))


@contextmanager
def opened(file: Path) -> Iterator[Connection]:
    """A backup, to be read only. Raises Refused: not-a-backup, and bad-backup for whatever cannot be read in it."""
    if not file.is_file():
        raise Refused("not-a-backup", file=str(file))
    engine = _reading_engine(file)
    try:
        with engine.connect() as connection:
            if _mark_of(connection) != MARK:
                raise Refused("not-a-backup", file=str(file))
            yield connection
    except (DBAPIError, KeyError, ValueError, TypeError) as broken:
        raise Refused("bad-backup", file=str(file), what=str(getattr(broken, "orig", broken))) from broken
    finally:
        engine.dispose()


def verify(file: Path) -> Contents:
    """Read every row of a backup and compare with what was written.

    Raises Refused: not-a-backup, newer-backup, bad-backup.
    """
    with opened(file) as connection:
        facts = dict(connection.execute(select(fact.c.name, fact.c.value)).all())
        schema = int(facts["schema"])
        if int(facts["format"]) > FORMAT or schema > SCHEMA_VERSION:
            raise Refused("newer-backup", file=str(file), schema=schema, known=SCHEMA_VERSION)
        told = connection.execute(select(content)).all()
        counts = {tbl: _compare(connection, file, tbl, columns, (rows, mark)) for tbl, columns, rows, mark in told}
        return Contents(facts["name"], int(facts["made"]), schema, counts["synced"], counts["unit"])


def files_in(connection: Connection) -> dict[str, bytes]:
    """The files of the centre's folder that an opened backup carries."""
    return dict(connection.execute(select(kept_file.c.path, kept_file.c.body)).all())


def _write(centre: Centre, part: Path, made: int) -> tuple[str, dict[str, int]]:
    """Write everything; returns the centre's epoch and the latest number of each channel at the snapshot."""
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    engine = create_engine(URL.create("sqlite", database=str(part)))
    try:
        with engine.connect() as pen, centre.database.reading() as connection:  # one moment, however long it takes
            _prepare(pen)
            for table in metadata.sorted_tables:
                if table not in NOT_CARRIED:
                    _copy(connection, pen, table)
            epoch = noted(connection, "epoch") or ""
            latest = dict(connection.execute(select(counter.c.channel, counter.c.latest)).all())
            facts = {"format": FORMAT, "schema": SCHEMA_VERSION, "epoch": epoch, "made": made}
            _add_facts(pen, facts | {"name": centre.folder.name})
            _add_files(pen, centre.folder.at)
            pen.commit()
    finally:
        engine.dispose()
    return epoch, latest


def _prepare(pen: Connection) -> None:
    # The file is worth nothing before it is whole: no journal, and one fsync at the end.
    pen.exec_driver_sql("PRAGMA journal_mode = OFF")
    pen.exec_driver_sql("PRAGMA synchronous = OFF")
    pen.exec_driver_sql(f"PRAGMA application_id = {MARK}")
    metadata.create_all(pen)
    _about.create_all(pen)


def _copy(connection: Connection, pen: Connection, table: Table) -> None:
    adding, rows, mark = Bulk.insert(table), 0, 0
    for piece in pieces(connection, table, [column.name for column in table.columns]):
        adding.run(pen, piece)
        rows += len(piece)
        mark = _added(mark, piece)
    columns = json.dumps([column.name for column in table.columns])
    pen.execute(content.insert().values(tbl=table.name, columns=columns, rows=rows, mark=mark))


def pieces(connection: Connection, table: Table, columns: Iterable[str]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table, some at a time: memory does not grow with the library."""
    question = select(*(table.c[name] for name in columns)).execution_options(yield_per=_PIECE)
    if table is meta:
        question = question.where(meta.c.name.not_in(DERIVED_NOTES))
    for piece in connection.execute(question).partitions():
        yield [tuple(row) for row in piece]


def _added(mark: int, rows: Iterable[tuple[Any, ...]]) -> int:
    """The sum over rows in whatever order."""
    for row in rows:
        mark += int.from_bytes(hashlib.blake2b(_pack(row), digest_size=8).digest())
    return mark % _MODULUS


def _add_facts(pen: Connection, facts: Mapping[str, object]) -> None:
    pen.execute(fact.insert(), [{"name": name, "value": str(value)} for name, value in facts.items()])


def _add_files(pen: Connection, folder: Path) -> None:
    """The settings and the keys. Not the recovery key: whoever has the backup could then read readers' names."""
    kept = [folder / SETTINGS, *(key for key in sorted((folder / "keys").iterdir()) if key.is_file())]
    files = [{"path": file.relative_to(folder).as_posix(), "body": file.read_bytes()} for file in kept]
    pen.execute(kept_file.insert(), files)


def _compare(connection: Connection, file: Path, tbl: str, columns: str, told: tuple[int, int]) -> int:
    rows, mark = 0, 0
    for piece in pieces(connection, metadata.tables[tbl], json.loads(columns)):
        rows += len(piece)
        mark = _added(mark, piece)
    if (rows, mark) != told:
        raise Refused("bad-backup", file=str(file), what=tbl)
    return rows


def _check(part: Path) -> None:
    """The same look that `check` takes at the centre itself."""
    with opened(part) as connection:
        if problems := problems_of(connection):
            raise Refused("bad-backup", file=str(part), what=", ".join(problems[:3]))


def _mark_of(connection: Connection) -> int:
    try:
        return int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())
    except DBAPIError:
        return 0


def _note_durable(centre: Centre, epoch: str, latest: dict[str, int], made: int) -> None:
    with centre.database.writing() as pen:
        if noted(pen, "epoch") != epoch:
            return  # put back while we wrote: these numbers are of another time
        for channel in sorted(latest):
            covered = counter.c.channel == channel, counter.c.durable < latest[channel]
            pen.execute(counter.update().where(*covered).values(durable=latest[channel]))
        note_backup(pen, made)


def _reading_engine(file: Path) -> Engine:
    return create_engine(URL.create("sqlite", database=f"file:{file}", query={"mode": "ro", "uri": "true"}))


def _settle_folder(folder: Path) -> None:
    """The new name, too, is on disk. (Windows keeps its folders by itself.)"""
    if os.name == "posix":
        opened_folder = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened_folder)
        finally:
            os.close(opened_folder)
