"""Brings the file of an earlier program up to date: a copy beside it first, then step by step, told as it goes."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.upgrade import Stage, Upgrading
from desktop.library.store import migrations
from desktop.library.store.connection import DatabaseError, connect
from desktop.library.store.copying import copy_to

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.model.upgrade import Tell
    from desktop.library.store.connection import Connection

_MB = 1_000_000
_SPARE = 2
"""The upgrade itself may take one part in so many of the library's size, for its log and its new indexes."""


def bring_up_to_date(connection: Connection, file: Path, key: bytes, tell: Tell) -> None:
    """Make what the file lacks; one that an earlier program wrote is copied first. Cut short, it begins again anywhere.

    Raises Refusal: NEWER_SCHEMA, NO_ROOM_TO_UPGRADE (facts needed and free, MB), and as `copy_to`.
    """
    missing = migrations.pending(connection)
    if missing and missing != migrations.SCHEMA:
        _keep_a_copy(connection, file, key, tell)
    if missing:
        migrations.upgrade(connection, lambda done, of: tell(Upgrading(Stage.CHANGING, done, of)))


def _keep_a_copy(connection: Connection, file: Path, key: bytes, tell: Tell) -> None:
    kept = file.with_suffix(f".before-{migrations.SCHEMA}.db")
    (page,), (pages,) = (
        map(int, connection.execute(f"PRAGMA {what}").fetchone())  # SQLCipher answers some as text
        for what in ("page_size", "page_count")
    )
    is_kept = _holds_the_same(kept, key, connection)
    _refuse_without_room(kept, (0 if is_kept else page * pages) + page * pages // _SPARE)
    if is_kept:
        return

    def step(done: int, of: int) -> bool:
        tell(Upgrading(Stage.COPYING, page * done, page * of) if done < of else Upgrading(Stage.CHECKING))
        return True

    tell(Upgrading(Stage.COPYING, 0, page * pages))
    copy_to(connection, kept, key, progress=step)


def _refuse_without_room(kept: Path, needed: int) -> None:
    free = shutil.disk_usage(kept.parent).free
    if free < needed:
        raise Refusal(Reason.NO_ROOM_TO_UPGRADE, needed=needed // _MB + 1, free=free // _MB)


def _holds_the_same(kept: Path, key: bytes, connection: Connection) -> bool:
    """Whether the copy is of this library as it stands, no further in its steps: an upgrade was cut short."""
    if not kept.exists():
        return False
    try:
        with closing(connect(kept, key)) as copy:
            ours, theirs = (one.execute("SELECT last, number FROM clock").fetchone() for one in (connection, copy))
            return bool(ours == theirs and migrations.pending(copy) >= migrations.pending(connection))
    except (Refusal, DatabaseError):
        return False
