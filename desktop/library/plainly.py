"""What a disk does to those who read and write, told as the library tells everything: by a Refusal."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.store.connection import DatabaseError, refusal_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def told_plainly(profile: Path) -> Iterator[None]:
    """Raises Refusal DAMAGED_FILE, DISK_FULL or CANNOT_WRITE for what else would look like a bug of ours."""
    try:
        yield
    except DatabaseError as error:
        raise refusal_for(error, profile) from error
    except PermissionError as error:
        raise Refusal(Reason.CANNOT_WRITE, file=profile.name) from error


@contextmanager
def told_of_disk(file: Path) -> Iterator[None]:
    """Raises Refusal DISK_FULL, CANNOT_WRITE or DAMAGED_FILE for what this file's disk does to whoever writes to it."""
    try:
        yield
    except DatabaseError as error:
        raise refusal_for(error, file) from error
    except OSError as error:
        reason = Reason.DISK_FULL if error.errno == errno.ENOSPC else Reason.CANNOT_WRITE
        raise Refusal(reason, file=file.name) from error
