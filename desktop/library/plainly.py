"""What a disk does to those who read, told as the library tells everything: by a Refusal."""

from __future__ import annotations

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
