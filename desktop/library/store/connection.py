"""Opens the encrypted library file, with the settings that keep it durable and fast."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils looks for pysqlite3 first and catches that module's errors: this must stand before its import.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from desktop.library.model.refusal import Reason, Refusal  # noqa: E402 - after the lines above, which must come first

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["KEY_BYTES", "Connection", "DatabaseError", "connect", "refusal_for"]

if TYPE_CHECKING:
    # sqlcipher3 carries no types; its connection is made after the standard library's.
    from sqlite3 import Connection, DatabaseError
else:
    Connection = dbapi2.Connection
    DatabaseError = dbapi2.DatabaseError

KEY_BYTES = 32
CACHE_KIB = 64 * 1024
"""64 MB: with the default 2 MB an encrypted look-up costs three times as much (toolchain.md 3.3)."""
BUSY_MS = 10_000

_SETTINGS = (
    "PRAGMA cipher_log_level = NONE",  # `cipher_log = NONE` would write a file of that name
    f"PRAGMA cache_size = -{CACHE_KIB}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 4000",  # 16 MB: with 4 MB an import spends half its time copying the same pages
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {BUSY_MS}",
)


def connect(file: Path, key: bytes) -> Connection:
    """A connection to the library file, made when it is not there.

    `key` is 32 raw bytes. Raises Refusal: DAMAGED_FILE when key and file do not fit, CANNOT_WRITE, DISK_FULL.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(len(key))
    try:
        if not file.exists():
            file.touch(mode=0o600)  # for its owner only; SQLite gives the files beside it the same mode
    except OSError as error:
        reason = Reason.DISK_FULL if error.errno == errno.ENOSPC else Reason.CANNOT_WRITE
        raise Refusal(reason, file=file.name) from error
    try:
        connection: Connection = dbapi2.connect(str(file), isolation_level=None, check_same_thread=True)
        connection.execute(f"""PRAGMA key = "x'{key.hex()}'" """)
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except DatabaseError as error:
        raise refusal_for(error, file) from error
    return connection


def refusal_for(error: DatabaseError, file: Path) -> Refusal:
    """The refusal that tells a person what this database error means; re-raises what is a bug of ours."""
    text = str(error)
    if "disk is full" in text or "disk I/O error" in text:
        return Refusal(Reason.DISK_FULL, file=file.name)
    if "readonly" in text or "unable to open" in text or "permission" in text.lower():
        return Refusal(Reason.CANNOT_WRITE, file=file.name)
    if "not a database" in text or "malformed" in text:
        return Refusal(Reason.DAMAGED_FILE, file=file.name)
    raise error
