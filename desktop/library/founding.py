"""Found a library from the three questions: which unit, which password, empty or with the sample."""

from __future__ import annotations

import errno
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.library import DRAFT, Opening, create, exists, refuse_lost_key
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.sample.making import SEED, Size, make_sample
from desktop.library.security.passwords import DESK_KEY_FILE, KEY_FILE
from desktop.library.store.store import FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Founding:
    """The answers. `name` is the unit's name in words; `sample` fills it with titles, readers and loans to try."""

    unit: str
    name: str
    password: str
    sample: bool = False
    size: Size | None = None
    """Of the sample, and the seed that it is made from."""
    seed: int = SEED


def found(profile: Path, answers: Founding, *, progress: Callable[[int, int], object] | None = None) -> None:
    """Make the library in the folder `profile`; cut short, it leaves none.

    Raises Refusal: LIBRARY_EXISTS, DAMAGED_FILE, MISSING_FIELD, CANNOT_WRITE, DISK_FULL.
    """
    if not answers.sample:
        create(profile, unit=answers.unit, name=answers.name, password=answers.password)
        return
    if exists(profile):
        raise Refusal(Reason.LIBRARY_EXISTS, profile=profile.name)
    refuse_lost_key(profile)
    draft = profile / DRAFT
    try:
        shutil.rmtree(draft, ignore_errors=True)
        create(draft, unit=answers.unit, name=answers.name, password=answers.password)
        _fill(draft, answers, progress)
        (profile / DESK_KEY_FILE).unlink(missing_ok=True)  # of a library that is no more
        for name in (FILE, KEY_FILE):  # the key last: without it there is no library yet
            (draft / name).replace(profile / name)
        shutil.rmtree(draft)
    except OSError as error:
        reason = Reason.DISK_FULL if error.errno == errno.ENOSPC else Reason.CANNOT_WRITE
        raise Refusal(reason, file=profile.name) from error


def _fill(profile: Path, answers: Founding, progress: Callable[[int, int], object] | None) -> None:
    opening = Opening(profile, answers.password)
    try:
        library = opening.library()
        make_sample(library.store, today=library.today(), size=answers.size, seed=answers.seed, progress=progress)
        library.close()
    finally:
        opening.release()
