"""Puts a library back from a backup, into an empty profile or in place of a library that is kept aside."""

from __future__ import annotations

import shutil
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop.library.circulation.calendar import VIETNAM
from desktop.library.library import exists
from desktop.library.model.ids import Moment
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.plainly import told_of_disk
from desktop.library.security import backup
from desktop.library.security.passwords import DESK_KEY_FILE, KEY_FILE, unlocked
from desktop.library.security.rights import Task
from desktop.library.store.lock import ProfileLock
from desktop.library.store.number_stock import DOUBTFUL
from desktop.library.store.profile import LAST_BACKUP
from desktop.library.store.store import FILE, Store
from sync.core.stamp import wall_clock_ms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

NUMBERS_SKIPPED = 1_000
"""Numbers of each kind that a restored library leaves out until the centre gives it a block of its own.

They were perhaps printed after the backup was made."""
_DRAFT = "being-restored"
_ASIDE = "replaced-"
_QUEUE = "hold:"
"""Begins what `Store.check` says of a title whose queue is not as its record folds."""
_BESIDE = (f"{FILE}-wal", f"{FILE}-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """The library of `unit` as it was at `at`; `aside` is the folder with the library that it replaced, if any."""

    unit: str
    unit_name: str
    at: Moment
    aside: Path | None


def look_at(profile: Path, file: Path, *, replace: bool) -> None:
    """Whether this may be restored here, before anybody is asked for a password.

    Raises Refusal: NOT_A_FILE, NOT_A_BACKUP, NEWER_SCHEMA, LIBRARY_EXISTS.
    """
    with _opened(file) as archive:
        backup.manifest_of(archive, file)
    if (exists(profile) or (profile / FILE).exists()) and not replace:
        raise Refusal(Reason.LIBRARY_EXISTS, profile=profile.name)


def restore(
    profile: Path, file: Path, password: str, *, replace: bool = False, now: Callable[[], int] = wall_clock_ms
) -> Restored:
    """Make the library of this backup the profile's; one that is there is kept aside, and only with `replace`.

    `password` is the librarian's at the time of the backup. Nothing is touched before the backup was read whole and
    opened. Raises Refusal: NOT_A_FILE, NOT_A_BACKUP, NEWER_SCHEMA, DAMAGED_FILE, WRONG_PASSWORD, NOT_ENTITLED,
    LIBRARY_EXISTS, IN_USE, CANNOT_WRITE, DISK_FULL.
    """
    look_at(profile, file, replace=replace)
    with told_of_disk(profile):
        profile.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock, draft = ProfileLock(profile), profile / _DRAFT
        try:
            manifest = _lay_out(draft, file)
            _open(draft, password, file, manifest["at"])
            aside = _put_aside(profile, now()) if _is_in_the_way(profile) else None
            _move_in(draft, profile)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            lock.release()
    return Restored(manifest["unit"], manifest["unit_name"], Moment(manifest["at"]), aside)


def _lay_out(draft: Path, file: Path) -> Mapping[str, Any]:
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    with _opened(file) as archive:
        manifest = backup.manifest_of(archive, file)
        backup.compare(archive, manifest, file, into=draft)
    return manifest


def _open(draft: Path, password: str, file: Path, at: int) -> None:
    """See that the password opens it and that it is sound; bring it up to this program's schema and queues."""
    key, rights = unlocked(draft, password)
    rights.require(Task.RESTORE)
    with closing(Store(draft / FILE, key)) as store:
        problems = store.check()
        if problems and all(problem.startswith(_QUEUE) for problem in problems):
            store.rebuild()  # an earlier program folded the same record into other queues
            problems = store.check()
        if problems:
            raise Refusal(Reason.DAMAGED_FILE, file=FILE)
        with store.writing():
            store.numbers.skip(NUMBERS_SKIPPED)
            store.profile.put(DOUBTFUL, value=True)
            store.profile.put(LAST_BACKUP, {"at": at, "folder": str(file.parent), "file": file.name})


def _is_in_the_way(profile: Path) -> bool:
    return any((profile / name).exists() for name in (FILE, backup.CONTENTS))


def _put_aside(profile: Path, at_ms: int) -> Path:
    """The present library into a dated folder: copies of its keys first, for without them it would never open again."""
    when = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(VIETNAM)
    aside = profile / f"{_ASIDE}{when:%Y-%m-%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    for name in (KEY_FILE, DESK_KEY_FILE):
        if (profile / name).exists():
            shutil.copy2(profile / name, aside / name)
    for name in (FILE, *_BESIDE, backup.CONTENTS):
        if (profile / name).exists():
            (profile / name).replace(aside / name)
    return aside


def _move_in(draft: Path, profile: Path) -> None:
    """The key last: without it there is no library yet."""
    (profile / DESK_KEY_FILE).unlink(missing_ok=True)
    for name in (backup.CONTENTS, FILE, DESK_KEY_FILE, KEY_FILE):
        if (draft / name).exists():
            (draft / name).replace(profile / name)


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise Refusal(Reason.NOT_A_BACKUP, file=file.name) from error
    except OSError as error:
        raise Refusal(Reason.NOT_A_FILE, file=file.name) from error
