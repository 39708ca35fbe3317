"""Found a library by enrolling it: in a draft, which moves into place when the centre has taken the device in."""

from __future__ import annotations

import errno
import shutil
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop.library import enrolling
from desktop.library.library import Opening, create, exists, refuse_lost_key
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.passwords import DESK_KEY_FILE, KEY_FILE
from desktop.library.store.store import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DRAFT = "joining-"
_FINAL = frozenset((Reason.BAD_ENROLMENT, Reason.ANOTHER_UNIT))
"""The centre's word on the code; anything else may be tried again."""


def join(profile: Path, file: Path, password: str, *, name: str, offline: bool = False) -> None:
    """Make the library of the enrolment file's unit in the folder `profile`; refused by the centre, there is none.

    When nobody knows whether the centre heard the code, the draft stays with the key that presented it: the same file
    and password continue. `name` is what the centre's operator sees of this PC. `offline`: the centre is not asked; the
    library works at once, and its first bundle on a stick asks to be taken in.

    Raises Refusal: NOT_A_FILE, BAD_ENROLMENT (fact `fault`), ANOTHER_UNIT, MISSING_FIELD, WRONG_PASSWORD,
    LIBRARY_EXISTS, DAMAGED_FILE, CANNOT_WRITE, DISK_FULL; and the Stops of the line.
    """
    entry = enrolling.read_file(file)
    draft = profile / f"{_DRAFT}{sha256(entry.code.encode()).hexdigest()[:16]}"
    if exists(profile):
        raise Refusal(Reason.LIBRARY_EXISTS, profile=profile.name)
    if not _is_moving(draft, profile):
        refuse_lost_key(profile)
        with _told(profile):
            _forget_drafts(profile, but=draft)
        if not exists(draft):
            create(draft, unit=entry.unit, name=entry.unit_name, password=password)
        try:
            _enrol(draft, file, password, name=None if offline else name)
        except Refusal as no:
            if no.reason in _FINAL:
                shutil.rmtree(draft, ignore_errors=True)
            raise
    with _told(profile):
        _move(draft, profile)


def _enrol(draft: Path, file: Path, password: str, *, name: str | None) -> None:
    """Without a name, the centre is not asked."""
    opening = Opening(draft, password)
    try:
        with closing(opening.library()) as library:
            if name is None:
                enrolling.begin_offline(library.store, file)
            else:
                enrolling.enrol(library.store, file, name=name)
    finally:
        opening.release()


def _is_moving(draft: Path, profile: Path) -> bool:
    """Whether the power went between the two moves: the enrolment is done."""
    return (profile / FILE).exists() and (draft / KEY_FILE).exists() and not (draft / FILE).exists()


def _move(draft: Path, profile: Path) -> None:
    (profile / DESK_KEY_FILE).unlink(missing_ok=True)  # of a library that is no more
    for name in (FILE, KEY_FILE):  # the key last: without it there is no library yet
        if (draft / name).exists():
            (draft / name).replace(profile / name)
    shutil.rmtree(draft)


def _forget_drafts(profile: Path, *, but: Path) -> None:
    """Those of other codes: whoever comes with a new file has given up the old one."""
    for draft in profile.glob(f"{_DRAFT}*"):
        if draft != but:
            shutil.rmtree(draft)


@contextmanager
def _told(profile: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = Reason.DISK_FULL if error.errno == errno.ENOSPC else Reason.CANNOT_WRITE
        raise Refusal(reason, file=profile.name) from error
