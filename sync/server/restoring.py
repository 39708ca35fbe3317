"""Puts a centre back from a backup: into a folder of its own, as a new epoch, in which devices offer all again."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from sync.core.stamp import wall_clock_ms
from sync.server import backup, blocks, own_rows
from sync.server.inspection import problems_of
from sync.server.refused import Refused
from sync.server.store.database import Database, begin_new_epoch
from sync.server.store.tables import counter, synced, unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection, Table

DATABASE = "centre.db"


@dataclass(frozen=True, slots=True)
class Restored:
    """A centre that was put back. `made` is when its backup was begun, UTC ms."""

    folder: Path
    name: str
    made: int
    rows: int
    units: int


def restore(file: Path, folder: Path, *, now: Callable[[], int] = wall_clock_ms) -> Restored:
    """Make a centre from this backup in a new or empty folder; cut short or refused, it leaves nothing that is one.

    Raises Refused: not-a-backup, newer-backup, bad-backup, exists, not-empty.
    """
    found = backup.verify(file)
    if (folder / backup.SETTINGS).exists():
        raise Refused("exists", folder=str(folder))
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused("not-empty", folder=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    try:
        rows, units = _fill(file, folder, found.made, now)
    except (OSError, DBAPIError, Refused) as trouble:
        _clear(folder)
        if _is_of_the_file(trouble):
            raise Refused("bad-backup", file=str(file), what=str(trouble)) from trouble
        raise
    return Restored(folder, found.name, found.made, rows, units)


def _fill(file: Path, folder: Path, made: int, now: Callable[[], int]) -> tuple[int, int]:
    """The keys, then the database, and the settings last: without them there is no centre yet."""
    with backup.opened(file) as connection:
        files = backup.files_in(connection)
    settings = files.pop(backup.SETTINGS)
    for path, body in files.items():
        _write(folder, path, body)
    counted = _bring_to_life(file, folder / DATABASE, made, now)
    _write(folder, backup.SETTINGS, settings)
    return counted


def _bring_to_life(file: Path, database_file: Path, made: int, now: Callable[[], int]) -> tuple[int, int]:
    """The backup's own tables become the centre's, brought up to this program's schema; how many rows and units."""
    draft = database_file.with_name(f"{DATABASE}.part")
    shutil.copyfile(file, draft)
    draft.chmod(0o600)
    database = Database.open(draft)
    try:
        with database.writing() as pen:
            for table in backup.ABOUT:
                table.drop(pen)
            pen.execute(counter.update().values(durable=counter.c.latest))
            backup.note_backup(pen, made)
            begin_new_epoch(pen)
            blocks.leave_gaps(pen, now())
            own_rows.tell_everything_again(pen, now)
        with database.reading() as connection:
            if problems := problems_of(connection):
                raise Refused("bad-backup", file=str(file), what=", ".join(problems[:3]))
            counted = _count(connection, synced), _count(connection, unit)
    finally:
        database.close()
    draft.replace(database_file)
    return counted


def _is_of_the_file(trouble: Exception) -> bool:
    """Whether the backup itself cannot be read, and not the disk be written."""
    text = str(trouble)
    return isinstance(trouble, DBAPIError) and not any(cause in text for cause in ("full", "disk I/O", "readonly"))


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _write(folder: Path, path: str, body: bytes) -> None:
    """One file of the centre's folder, for its owner only."""
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise Refused("bad-backup", file=path, what=path)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())


def _clear(folder: Path) -> None:
    """The folder was new or empty before."""
    for left in folder.iterdir():
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
