"""Files of titles, and what is known of each content: here and sent, here and not yet sent, or wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.file import AttachedFile, FileState
from desktop.library.model.ids import Moment, TitleId
from desktop.library.store.rows import EXTRACT, fields_of
from sync.core.pieces import Blob, blob_named
from sync.core.stamp import ms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.store.connection import Connection
    from sync.core.row import Row

LATEST_AGAIN_MS = 6 * 3600 * 1000
"""A content that nobody has is asked for at least this often."""
_WANT = "INSERT INTO blob (sha256, size, state, since, again) VALUES (?, ?, 'wanted', ?, 0) ON CONFLICT DO NOTHING"
_NAMED = "EXISTS (SELECT 1 FROM file WHERE file.sha256 = blob.sha256 AND file.live = 1)"
_FILE = (
    "SELECT file.id, file.fields, blob.state, blob.again FROM file LEFT JOIN blob ON blob.sha256 = file.sha256 "
    "WHERE file.live = 1 AND file.sha256 IS NOT NULL"
)


class Files:
    """Reads files and what is known of their contents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, file_id: str) -> AttachedFile | None:
        """One file; None when there is none of this id, or it was removed."""
        return next(iter(self._files("AND file.id = ?", file_id)), None)

    def of_title(self, title_id: str) -> tuple[AttachedFile, ...]:
        """A title's files, as they were attached."""
        return self._files("AND file.title_id = ? ORDER BY file.id", title_id)

    def every(self) -> tuple[AttachedFile, ...]:
        """All files, as they were attached."""
        return self._files("ORDER BY file.id")

    def state_of(self, sha256: str) -> str:
        """What is known of a content (wanted | unsent | sent); empty when nobody spoke of it."""
        found = self._connection.execute("SELECT state FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
        return found[0] if found else ""

    def to_send(self, most: int) -> tuple[Blob, ...]:
        """Contents that the centre may lack, the newest first."""
        return self._blobs(f"state = 'unsent' AND {_NAMED} ORDER BY since DESC LIMIT ?", most)

    def to_fetch(self, now_ms: int, most: int) -> tuple[Blob, ...]:
        """Contents that are wanted; the last needed first."""
        return self._blobs(f"state = 'wanted' AND again <= ? AND {_NAMED} ORDER BY since DESC LIMIT ?", now_ms, most)

    def held(self, after: str, most: int) -> tuple[str, ...]:
        """Contents that should be here, in the order of their hashes."""
        found = self._connection.execute(
            "SELECT sha256 FROM blob WHERE state <> 'wanted' AND sha256 > ? ORDER BY sha256 LIMIT ?", (after, most)
        )
        return tuple(sha256 for (sha256,) in found)

    def _blobs(self, where: str, *values: object) -> tuple[Blob, ...]:
        found = self._connection.execute(f"SELECT sha256, size FROM blob WHERE {where}", values)
        return tuple(Blob(sha256, size) for sha256, size in found)

    def _files(self, where: str, *values: object) -> tuple[AttachedFile, ...]:
        return tuple(_file(*row) for row in self._connection.execute(f"{_FILE} {where}", values))


def keep(connection: Connection, blob: Blob, *, is_sent: bool, since: int) -> None:
    """The content is here now, whole and verified; `since` (UTC ms) orders what is to be sent."""
    connection.execute(
        "INSERT INTO blob (sha256, size, state, since, again) VALUES (?1, ?2, ?3, ?4, 0) "
        "ON CONFLICT DO UPDATE SET size = ?2, since = ?4, state = iif(state = 'sent', state, ?3), again = 0",
        (blob.sha256, blob.size, "sent" if is_sent else "unsent", since),
    )


def sent(connection: Connection, blobs: Sequence[Blob]) -> None:
    """The centre has these."""
    connection.executemany(
        "UPDATE blob SET state = 'sent' WHERE sha256 = ? AND state = 'unsent'", [(blob.sha256,) for blob in blobs]
    )


def not_there(connection: Connection, blobs: Sequence[Blob], now_ms: int) -> None:
    """Asked for in vain: one that was missing for long is asked for again after a longer while."""
    connection.executemany(
        "UPDATE blob SET again = ?1 + min(max((?1 - since) / 4, 1), ?2) WHERE sha256 = ?3 AND state = 'wanted'",
        [(now_ms, LATEST_AGAIN_MS, blob.sha256) for blob in blobs],
    )


def want(connection: Connection, blob: Blob, *, now_ms: int, again: int = 0) -> None:
    """The content is not here after all, or is needed before others: ask for it, not before `again` (UTC ms)."""
    connection.execute(
        "INSERT INTO blob (sha256, size, state, since, again) VALUES (?1, ?2, 'wanted', ?3, ?4) "
        "ON CONFLICT DO UPDATE SET state = 'wanted', since = ?3, again = ?4",
        (blob.sha256, blob.size, now_ms, again),
    )


def ask_again(connection: Connection) -> None:
    """Of another centre, or after a long while: what it has is to be asked anew, and everything that is wanted."""
    connection.execute("UPDATE blob SET state = 'unsent' WHERE state = 'sent'")
    connection.execute("UPDATE blob SET again = 0 WHERE again > 0")


def part_with(connection: Connection, now_ms: int, grace_ms: int) -> tuple[str, ...]:
    """Contents that no row has named for so long; forgotten here, their files may go."""
    connection.execute(f"UPDATE blob SET unnamed = NULL WHERE unnamed IS NOT NULL AND {_NAMED}")
    connection.execute(f"UPDATE blob SET unnamed = ? WHERE unnamed IS NULL AND NOT {_NAMED}", (now_ms,))
    gone = connection.execute("DELETE FROM blob WHERE unnamed <= ? RETURNING sha256", (now_ms - grace_ms,)).fetchall()
    return tuple(sha256 for (sha256,) in gone)


def renew(connection: Connection, row: Row) -> None:
    """A row that names a file was written: its content is wanted unless it is known."""
    blob = blob_named(row.table, row.fields)
    if blob is not None:
        connection.execute(_WANT, (blob.sha256, blob.size, ms_of(row.stamp_of("sha256"))))


def rebuild(connection: Connection) -> None:
    """Want what rows name and nobody spoke of."""
    connection.executemany(_WANT, _unspoken(connection))


def extract(connection: Connection) -> None:
    """Fill the columns by which files are found, for rows that came before this program knew them."""
    for file_id, blob in connection.execute("SELECT id, fields FROM file").fetchall():
        columns = EXTRACT["file"](fields_of(blob))
        connection.execute("UPDATE file SET title_id = ?, sha256 = ?, live = ? WHERE id = ?", (*columns, file_id))
    rebuild(connection)


def differences(connection: Connection) -> list[str]:
    """Contents that rows name and nobody spoke of."""
    return [f"file:{sha256}" for sha256, _, _ in _unspoken(connection)]


def _unspoken(connection: Connection) -> list[tuple[str, int, int]]:
    found = connection.execute(
        "SELECT fields, stamp FROM file WHERE live = 1 AND sha256 IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.sha256 = file.sha256) ORDER BY sha256"
    )
    named = ((blob_named("file", fields_of(fields)), stamp) for fields, stamp in found.fetchall())
    return [(blob.sha256, blob.size, ms_of(stamp)) for blob, stamp in named if blob]


def _file(file_id: str, blob: bytes, state: str | None, again: int | None) -> AttachedFile:
    fields = fields_of(blob)
    name, media = (value if isinstance(value := fields.get(each), str) else "" for each in ("name", "media"))
    created = fields.get("created")
    named = blob_named("file", fields)
    return AttachedFile(
        id=file_id,
        title_id=TitleId(str(fields.get("title_id") or "")),
        name=name or file_id,
        size=named.size if named else 0,
        sha256=named.sha256 if named else "",
        media=media,
        created=Moment(created if isinstance(created, int) else 0),
        state=_state(state, again),
    )


def _state(state: str | None, again: int | None) -> FileState:
    match state:
        case "sent" | "unsent":
            return FileState.HERE
        case _:
            return FileState.NOT_HERE if again else FileState.COMING
