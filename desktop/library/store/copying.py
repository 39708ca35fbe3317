"""Copies the library's file while people work with it: the copy is what stood there at one moment, and was checked."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store.connection import connect

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.store.connection import Connection

PAGES = 2_000
"""Pages (8 MB) copied between two looks at whether to go on."""


def copy_to(
    connection: Connection, file: Path, key: bytes, *, progress: Callable[[int, int], bool] = lambda _done, _of: True
) -> bool:
    """Write a copy under this name, encrypted with the same key; whoever writes meanwhile is not kept waiting.

    The name is there only when the copy is whole, on disk and sound. Returns whether `progress` (pages done, in all)
    let it come to its end. Raises Refusal: DAMAGED_FILE when the copy is not sound, CANNOT_WRITE, DISK_FULL; and
    DatabaseError, OSError of the disk.
    """
    part = file.with_name(f"{file.name}.part")
    _remove(part)
    try:
        if not _copied(connection, part, key, progress):
            return False
        _look_at(part, key)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(file)
    finally:
        _remove(part)
    settle_folder(file.parent)
    return True


def settle_folder(folder: Path) -> None:
    """See to it that new names in the folder are on disk, too; Windows does so by itself."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):  # some file systems of sticks cannot do it
                os.fsync(opened)
        finally:
            os.close(opened)


class _Stopped(Exception):
    """Somebody does not want the copy any more."""


def _copied(connection: Connection, part: Path, key: bytes, progress: Callable[[int, int], bool]) -> bool:
    def step(_status: int, remaining: int, total: int) -> None:
        if not progress(total - remaining, total):
            raise _Stopped

    with closing(connect(part, key)) as copy:
        # Nobody reads the copy before it is whole, and one that was cut short is thrown away: with a journal every
        # page would be written twice, and the disk would need room for it twice.
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        # An open view of the file: what others write meanwhile neither shows nor makes the copying begin anew.
        connection.execute("BEGIN")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.backup(copy, pages=PAGES, progress=step, sleep=0)
        except _Stopped:
            return False
        finally:
            connection.execute("ROLLBACK")
    return True


def _look_at(part: Path, key: bytes) -> None:
    with closing(connect(part, key)) as copy:
        broken = copy.execute("PRAGMA cipher_integrity_check").fetchall()
        unsound = [found for (found,) in copy.execute("PRAGMA integrity_check") if found != "ok"]
    if broken or unsound:
        raise Refusal(Reason.DAMAGED_FILE, file=part.name)


def _remove(part: Path) -> None:
    for left in (part, part.with_name(f"{part.name}-wal"), part.with_name(f"{part.name}-shm")):
        left.unlink(missing_ok=True)
