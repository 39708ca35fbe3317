"""The passwords of a library on this PC: two small files, each of which wraps the same key with one password."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights, Task
from desktop.library.store.key import unwrap_key, wrap_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY_FILE = "key.json"
DESK_KEY_FILE = "desk-key.json"

_FILES = {Rights.LIBRARIAN: KEY_FILE, Rights.DESK: DESK_KEY_FILE}


def unlocked(profile: Path, password: str) -> tuple[bytes, Rights]:
    """The library's key, and what the password is good for; the desk's is tried only when the librarian's is not it.

    Raises Refusal: NO_LIBRARY, WRONG_PASSWORD, DAMAGED_FILE.
    """
    try:
        return unwrap_key(profile / KEY_FILE, password), Rights.LIBRARIAN
    except Refusal as no:
        if no.reason is not Reason.WRONG_PASSWORD or not (profile / DESK_KEY_FILE).exists():
            raise
    return unwrap_key(profile / DESK_KEY_FILE, password), Rights.DESK


class Passwords:
    """The passwords of an opened library, for the one who opened it. Each look at a password takes about 0.4 s."""

    def __init__(self, profile: Path, key: bytes, rights: Rights) -> None:
        self.rights = rights
        """What the one who opened the library may do."""
        self._profile = profile
        self._key = key

    @property
    def desk_has_one(self) -> bool:
        """Whether there is a desk password."""
        return (self._profile / DESK_KEY_FILE).exists()

    def vouched(self, password: str) -> Rights:
        """The librarian's rights, for one act, of whoever knows the librarian's password. Raises WRONG_PASSWORD."""
        unwrap_key(self._profile / KEY_FILE, password)
        return Rights.LIBRARIAN

    def change(self, old: str, new: str) -> None:
        """Give the librarian a new password; whoever leaves a PC open has not given that away, so the old one is asked.

        Raises Refusal: NOT_ENTITLED, WRONG_PASSWORD, MISSING_FIELD, PASSWORD_TAKEN, CANNOT_WRITE, DISK_FULL.
        """
        self.rights.require(Task.SET_PASSWORDS)
        self.vouched(old)
        self._put(Rights.LIBRARIAN, new, other=Rights.DESK)

    def set_desk(self, new: str) -> None:
        """Give the desk a password, or another one.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD, PASSWORD_TAKEN, CANNOT_WRITE, DISK_FULL.
        """
        self.rights.require(Task.SET_PASSWORDS)
        self._put(Rights.DESK, new, other=Rights.LIBRARIAN)

    def remove_desk(self) -> None:
        """From now on only the librarian's password opens the library. Raises Refusal: NOT_ENTITLED, CANNOT_WRITE."""
        self.rights.require(Task.SET_PASSWORDS)
        with _written(DESK_KEY_FILE):
            (self._profile / DESK_KEY_FILE).unlink(missing_ok=True)

    def _put(self, whose: Rights, new: str, *, other: Rights) -> None:
        if not new.strip():
            raise Refusal(Reason.MISSING_FIELD, field="password")
        if self._opens(other, new):  # one password for both would give the desk everything
            raise Refusal(Reason.PASSWORD_TAKEN)
        with _written(_FILES[whose]):
            wrap_key(self._profile / _FILES[whose], new, self._key)

    def _opens(self, whose: Rights, password: str) -> bool:
        try:
            unwrap_key(self._profile / _FILES[whose], password)
        except Refusal as no:
            if no.reason in {Reason.WRONG_PASSWORD, Reason.NO_LIBRARY}:
                return False
            raise
        return True


@contextmanager
def _written(file: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = Reason.DISK_FULL if error.errno == errno.ENOSPC else Reason.CANNOT_WRITE
        raise Refusal(reason, file=file) from error
