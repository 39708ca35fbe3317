"""A library in one file: its encrypted database and the keys that the passwords open; written and read back."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.library.digital.digital import FOLDER
from desktop.library.model.ids import Moment
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.touched import Touched
from desktop.library.plainly import told_of_disk
from desktop.library.security.passwords import DESK_KEY_FILE, KEY_FILE
from desktop.library.store.copying import settle_folder
from desktop.library.store.profile import LAST_BACKUP
from desktop.library.store.schema import NAMES
from desktop.library.store.store import FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import IO

    from desktop.library.library import Library

ENDING = ".tusach-backup"
MANIFEST = "backup.json"
OWN = (FILE, KEY_FILE, DESK_KEY_FILE)
"""The files of a library itself; the last is not always there."""
CONTENTS = FOLDER
"""The folder beside them: contents of titles' files, sealed."""
FORMAT = 1
_PIECE = 1 << 20
_LARGEST_MANIFEST = 32 << 20
_CONTENT = re.compile(rf"{CONTENTS}/[0-9a-f]{{2}}/[0-9a-f]{{64}}")


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A verified backup: `size` in bytes, `at` when it was begun."""

    file: Path
    at: Moment
    size: int


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When the library was last backed up, and where to; the folder may be gone since."""

    at: Moment
    folder: str
    file: str


def last_backup(library: Library) -> LastBackup | None:
    """The last verified backup; None when there was none yet."""
    noted = library.store.profile.get(LAST_BACKUP)
    return None if noted is None else LastBackup(Moment(noted["at"]), noted["folder"], noted["file"])


def back_up(
    library: Library, file: Path, *, progress: Callable[[int, int], bool] = lambda _done, _of: True
) -> BackedUp | None:
    """Write the library into one file and read it back, while others go on working; None when `progress` said stop.

    A file of this name is replaced only by a whole one. Raises Refusal: CANNOT_WRITE, DISK_FULL, DAMAGED_FILE when what
    was written does not read as it should.
    """
    at = library.store.now_ms()
    part, copy = (file.with_name(f"{file.name}.{ending}") for ending in ("part", "copy"))
    with told_of_disk(file):
        try:
            if not _copy(library, copy, file, progress):
                return None
            if not _pack(part, copy, library, at, progress):
                return None
            with zipfile.ZipFile(part) as written:
                compare(written, manifest_of(written, file), file)
            part.replace(file)
            settle_folder(file.parent)
            size = file.stat().st_size
        finally:
            part.unlink(missing_ok=True)
            copy.unlink(missing_ok=True)
    with library.store.writing() as pen:
        library.store.profile.put(LAST_BACKUP, {"at": at, "folder": str(file.parent), "file": file.name})
        pen.touched.add(Touched.SYNC)
    return BackedUp(file, Moment(at), size)


def manifest_of(archive: zipfile.ZipFile, file: Path) -> Mapping[str, Any]:
    """What a backup says of itself. Raises Refusal: NOT_A_BACKUP, NEWER_SCHEMA when a newer program wrote it."""
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise Refusal(Reason.NOT_A_BACKUP, file=file.name)
        manifest = json.loads(archive.read(MANIFEST))
        newer = manifest["format"] > FORMAT or not set(manifest["schema"]) <= set(NAMES)
        names = manifest["files"].keys()
        if not ({FILE, KEY_FILE} <= names and all(name in OWN or _CONTENT.fullmatch(name) for name in names)):
            raise Refusal(Reason.NOT_A_BACKUP, file=file.name)
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise Refusal(Reason.NOT_A_BACKUP, file=file.name) from error
    if newer:
        raise Refusal(Reason.NEWER_SCHEMA, file=file.name)
    return manifest  # type: ignore[no-any-return] # just looked at


def compare(archive: zipfile.ZipFile, manifest: Mapping[str, Any], file: Path, *, into: Path | None = None) -> None:
    """Read every file of a backup, and write it into the folder `into`. Raises Refusal DAMAGED_FILE, and OSError."""
    for name, told in manifest["files"].items():
        try:
            with archive.open(name) as content:
                found = _copied(content, None) if into is None else _taken_out(content, into / name)
        except (KeyError, zipfile.BadZipFile, EOFError) as error:
            raise Refusal(Reason.DAMAGED_FILE, file=file.name) from error
        if found != told:
            raise Refusal(Reason.DAMAGED_FILE, file=file.name)


def _copy(library: Library, copy: Path, file: Path, progress: Callable[[int, int], bool]) -> bool:
    try:
        return library.store.copy_to(copy, progress=progress)
    except Refusal as no:  # about a file that nobody asked for
        raise Refusal(no.reason, file=file.name) from no


def _pack(part: Path, copy: Path, library: Library, at: int, progress: Callable[[int, int], bool]) -> bool:
    manifest = {"format": FORMAT, "at": at, "unit": library.unit, "unit_name": library.unit_name, "schema": NAMES}
    digests: dict[str, dict[str, object]] = {}
    part.unlink(missing_ok=True)
    opened = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(opened, "wb+") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # what is encrypted cannot be made smaller
            for name, source in _sources(copy, library.store.file.parent):
                if not progress(1, 1):
                    return False
                with (
                    suppress(FileNotFoundError),  # removed since it was listed
                    source.open("rb") as content,
                    archive.open(name, "w", force_zip64=True) as into,
                ):
                    digests[name] = _copied(content, into)
            archive.writestr(MANIFEST, json.dumps({**manifest, "files": digests}, ensure_ascii=False))
        out.flush()
        os.fsync(out.fileno())
    return True


def _sources(copy: Path, profile: Path) -> Iterator[tuple[str, Path]]:
    yield FILE, copy
    yield from ((name, profile / name) for name in OWN if name != FILE)
    for content in sorted((profile / CONTENTS).glob("??/*")):
        name = content.relative_to(profile).as_posix()
        if _CONTENT.fullmatch(name):  # others are still growing
            yield name, content


def _copied(content: IO[bytes], into: IO[bytes] | None) -> dict[str, object]:
    """Size and SHA-256 of what was read, and written if there is something to write to."""
    size, digest = 0, hashlib.sha256()
    while piece := content.read(_PIECE):
        size += len(piece)
        digest.update(piece)
        if into is not None:
            into.write(piece)
    return {"size": size, "sha256": digest.hexdigest()}


def _taken_out(content: IO[bytes], file: Path) -> dict[str, object]:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(opened, "wb") as out:
        digest = _copied(content, out)
        out.flush()
        os.fsync(out.fileno())
    return digest
