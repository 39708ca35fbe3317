"""Values that this PC cannot read: they are sealed with a key of its unit that it does not have yet."""

from __future__ import annotations

from desktop.library.model.conflict import LOCKED
from sync.core.sealing import is_sealed


def readable(value: object) -> str:
    """A text of a row as people see it: LOCKED for a sealed one, empty for none."""
    return value if isinstance(value, str) else LOCKED if is_sealed(value) else ""


def text_in(value: object) -> str:
    """The text by which it is found and filed: a sealed one is found by nothing."""
    return value if isinstance(value, str) else ""
