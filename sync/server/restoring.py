"""Puts a centre back from a backup: into a folder of its own, as a new epoch, in which devices offer all again."""

from __future__ import annotations

import json
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
from sync.server.store.bulk import Bulk
from sync.server.store.database import Database, begin_new_epoch
from sync.server.store.engines import without_password
from sync.server.store.tables import counter, meta, metadata, synced, unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection, Table

DATABASE, DRAFT = "centre.db", "centre.db.part"


@dataclass(frozen=True, slots=True)
class Restored:
    """A centre that was put back. `made` is when its backup was begun, UTC ms."""

    folder: Path
    name: str
    made: int
    rows: int
    units: int


def restore(file: Path, folder: Path, *, server: str = "", now: Callable[[], int] = wall_clock_ms) -> Restored:
    """Make a centre from this backup in a new or empty folder; cut short or refused, it leaves nothing that is one.

    Its rows come to lie there, too, or in the empty database at `server`. Raises Refused: not-a-backup, newer-backup,
    bad-backup, exists, not-empty, bad-database, database-in-use.
    """
    found = backup.verify(file)
    if (folder / backup.SETTINGS).exists():
        raise Refused("exists", folder=str(folder))
    if folder.is_dir() and any(folder.iterdir()):
        raise Refused("not-empty", folder=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    try:
        _lay_out(file, folder)
        counted = _bring_to_life(file, folder / DRAFT, found.made, now)
        _settle(folder, without_password(server) if server else "")
    except (OSError, DBAPIError, Refused) as trouble:
        _clear(folder)
        if _is_of_the_file(trouble):
            raise Refused("bad-backup", file=str(file), what=str(trouble)) from trouble
        raise
    return Restored(folder, found.name, found.made, *counted)


def _lay_out(file: Path, folder: Path) -> None:
    """The keys, and the settings as a draft: without settings there is no centre yet."""
    with backup.opened(file) as connection:
        files = backup.files_in(connection)
    for path, body in files.items():
        _write(folder, f"{path}.part" if path == backup.SETTINGS else path, body)


def _settle(folder: Path, server: str) -> None:
    """The database to its place, and the settings last."""
    draft, settings_draft = folder / DRAFT, folder / f"{backup.SETTINGS}.part"
    settings = json.loads(settings_draft.read_text(encoding="utf-8"))
    settings.pop("database", None)
    if server:
        settings["database"] = server
        _carry_over(draft, server)
        draft.unlink()
    else:
        draft.replace(folder / DATABASE)
    settings_draft.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    settings_draft.replace(folder / backup.SETTINGS)


def _carry_over(draft: Path, server: str) -> None:
    """All tables into an empty database elsewhere, in one transaction."""
    source, target = Database.open(draft), Database.open(server, create=True)
    try:
        with source.reading() as connection, target.writing() as pen:
            pen.execute(meta.delete())
            for table in metadata.sorted_tables:
                adding = Bulk.insert(table)
                for piece in backup.pieces(connection, table, [column.name for column in table.columns]):
                    adding.run(pen, piece)
    finally:
        source.close()
        target.close()


def _bring_to_life(file: Path, draft: Path, made: int, now: Callable[[], int]) -> tuple[int, int]:
    """The backup's own tables become the centre's, brought up to this program's schema; how many rows and units."""
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
