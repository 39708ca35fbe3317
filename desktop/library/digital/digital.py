"""The digital files of a library: attach, list, open, remove."""

from __future__ import annotations

import errno
import hashlib
import mimetypes
import re
import shutil
from contextlib import contextmanager
from dataclasses import replace
from secrets import token_hex
from typing import TYPE_CHECKING

from desktop.library.digital.lane import StoreFiles
from desktop.library.digital.marks import bears_mark
from desktop.library.digital.stacks import Stacks
from desktop.library.model.file import AttachedFile, FileState
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.touched import Touched
from desktop.library.security.rights import Rights, Task
from desktop.library.store import files, rows
from desktop.library.text import nfc
from sync.core.pieces import LARGEST_BLOB, Blob, NoRoom, Spoilt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.library.store.store import Store

FOLDER, OPENED = "files", "opened"
"""In the profile: the sealed contents, and copies in clear that somebody looks at."""
LARGEST = 200 * 1000 * 1000
"""Bytes of a file that may be attached, unless this PC's setting says otherwise."""
_SETTING = "largest-file"
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
"""What no system takes in a file's name, and marks that would show an ending that is not one."""
_LONGEST_NAME = 120
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


class Digital:
    """The files of one library's titles. Whatever changes them may raise Refusal(NOT_ENTITLED), too."""

    def __init__(self, store: Store, rights: Rights = Rights.LIBRARIAN) -> None:
        self._store = store
        self._rights = rights
        self._profile = store.file.parent
        self._stacks = Stacks(self._profile / FOLDER, store.files_key)
        self.lane = StoreFiles(store, self._stacks)
        """What a run and a bundle carry."""

    @property
    def largest(self) -> int:
        """Bytes of a file that may be attached on this PC."""
        kept = self._store.profile.get(_SETTING)
        return kept if isinstance(kept, int) else LARGEST

    def allow(self, largest: int) -> None:
        """Set how large a file may be on this PC, in bytes; at least 1, at most what the centre takes."""
        self._rights.require(Task.CATALOGUE)
        self._store.profile.put(_SETTING, min(max(largest, 1), LARGEST_BLOB))

    def attach(self, title_id: str, path: Path) -> AttachedFile:
        """Copy a file in and attach it to a title; the same content twice on one title is one file.

        Raises Refusal: UNKNOWN_TITLE; NOT_A_FILE when it is missing, empty or unreadable; FILE_TOO_LARGE;
        STATE_SECRET when its name or its beginning bears the mark; DISK_FULL.
        """
        self._rights.require(Task.CATALOGUE)
        title = self._store.titles.get(title_id)
        if title is None or title.deleted:
            raise Refusal(Reason.UNKNOWN_TITLE, id=title_id)
        blob = self._looked_at(path)
        same = next((file for file in self._store.files.of_title(title_id) if file.sha256 == blob.sha256), None)
        self._take_in(path, blob)
        with self._store.writing() as pen:
            now = self._store.now_ms()
            files.keep(self._store.connection, blob, is_sent=False, since=now)
            file_id = same.id if same else pen.new_id()
            if same is None:
                media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
                named = {"title_id": title_id, "name": nfc(path.name), "media": media}
                pen.put("file", file_id, {**named, "sha256": blob.sha256, "size": blob.size, "created": now})
            pen.touched.add(Touched.FILES)
        return self.get(file_id)

    def list(self, title_id: str | None = None) -> tuple[AttachedFile, ...]:
        """The files of a title, or of all titles, each with whether it is here."""
        found = self._store.files.of_title(title_id) if title_id else self._store.files.every()
        return tuple(map(self._as_it_is, found))

    def get(self, file_id: str) -> AttachedFile:
        """One file. Raises Refusal(UNKNOWN_ID)."""
        found = self._store.files.get(file_id)
        if found is None:
            raise Refusal(Reason.UNKNOWN_ID, id=file_id)
        return self._as_it_is(found)

    def open(self, file_id: str) -> Path:
        """A verified copy in clear to look at, of a name of its own; `put_away` removes such copies.

        Raises Refusal as `save`.
        """
        file = self.get(file_id)
        copy = self._profile / OPENED / token_hex(4) / safe_name(file.name)
        with _refusing(file.name):
            copy.parent.mkdir(mode=0o700, parents=True)
        self.save(file_id, copy)
        return copy

    def save(self, file_id: str, to: Path) -> AttachedFile:
        """Write a verified copy in clear to this place.

        Raises Refusal: UNKNOWN_ID; FILE_NOT_HERE (the next run asks for it first); DAMAGED_FILE when ours has rotted
        (it is fetched again); CANNOT_WRITE, DISK_FULL.
        """
        file = self.get(file_id)
        if file.state is not FileState.HERE:
            self.want(file_id)
            raise Refusal(Reason.FILE_NOT_HERE, file=file.name)
        draft = to.with_name(f"{to.name}.{token_hex(4)}.new")
        try:
            with _refusing(to.name):
                draft.touch(mode=0o600)
                with draft.open("wb") as out:
                    out.writelines(self._stacks.grains(file.sha256))
                draft.replace(to)
        except Spoilt as spoilt:
            with self._store.writing():
                files.want(self._store.connection, Blob(file.sha256, file.size), now_ms=self._store.now_ms())
            self._stacks.remove(file.sha256)
            raise Refusal(Reason.DAMAGED_FILE, file=file.name) from spoilt
        finally:
            draft.unlink(missing_ok=True)
        return file

    def want(self, file_id: str) -> None:
        """Somebody needs this one: unless it is here, the next run asks for it before others."""
        file = self.get(file_id)
        if file.state is not FileState.HERE:
            with self._store.writing() as pen:
                files.want(self._store.connection, Blob(file.sha256, file.size), now_ms=self._store.now_ms())
                pen.touched.add(Touched.FILES)

    def remove(self, file_id: str) -> AttachedFile:
        """Take a file off its title, here and on the unit's other PCs. Raises Refusal(UNKNOWN_ID)."""
        self._rights.require(Task.CATALOGUE)
        file = self.get(file_id)
        with self._store.writing() as pen:
            pen.put("file", file_id, {"deleted_at": self._store.now_ms()})
        return file

    def put_back(self, file_id: str) -> AttachedFile:
        """Undo a removal. Raises Refusal(UNKNOWN_ID)."""
        self._rights.require(Task.CATALOGUE)
        if rows.load(self._store.connection, "file", file_id) is None:
            raise Refusal(Reason.UNKNOWN_ID, id=file_id)
        with self._store.writing() as pen:
            pen.put("file", file_id, {"deleted_at": None})
        return self.get(file_id)

    def put_away(self) -> None:
        """Remove the copies in clear that were opened."""
        put_away(self._profile)

    def _looked_at(self, path: Path) -> Blob:
        try:
            size = path.stat().st_size if path.is_file() else 0
            if not size:
                raise Refusal(Reason.NOT_A_FILE, file=path.name, empty=path.is_file())
            if size > self.largest:
                raise Refusal(Reason.FILE_TOO_LARGE, file=path.name, size=size, largest=self.largest)
            if bears_mark(path):
                raise Refusal(Reason.STATE_SECRET)
            with path.open("rb") as opened:
                return Blob(hashlib.file_digest(opened, "sha256").hexdigest(), size)
        except OSError as error:
            raise Refusal(Reason.NOT_A_FILE, file=path.name, system=error.strerror) from error

    def _take_in(self, path: Path, blob: Blob) -> None:
        try:
            self._stacks.take_in(path, blob)
        except NoRoom as full:
            raise Refusal(Reason.DISK_FULL, file=path.name) from full
        except (OSError, Spoilt) as error:
            raise Refusal(Reason.NOT_A_FILE, file=path.name) from error

    def _as_it_is(self, file: AttachedFile) -> AttachedFile:
        """What is noted as here may have gone from the disk."""
        if file.state is FileState.HERE and not self._stacks.has(file.sha256):
            return replace(file, state=FileState.COMING)
        return file


def put_away(profile: Path) -> None:
    """Remove the copies in clear that were opened; one that a program still holds stays until the next time."""
    shutil.rmtree(profile / OPENED, ignore_errors=True)


def safe_name(name: str) -> str:
    """A file's name, given on whatever PC, as one that every system takes and that leads nowhere else."""
    plain = _UNFIT.sub("_", name).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > _LONGEST_NAME:
        plain = f"{stem[: _LONGEST_NAME - 8]}{dot}{ending[:7]}" if dot else plain[:_LONGEST_NAME]
    return f"_{plain}" if _DEVICES.fullmatch(plain) or not plain else plain


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = Reason.DISK_FULL if error.errno == errno.ENOSPC else Reason.CANNOT_WRITE
        raise Refusal(reason, file=name) from error
