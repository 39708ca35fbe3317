"""Tells a person who waits how far a long piece of work is; scripts are left in peace."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from desktop.cli.wording import words

if TYPE_CHECKING:
    from collections.abc import Callable


def telling(what: str, **facts: object) -> Callable[[int, int], bool]:
    """Takes what is done and how much there is, and says so in steps of ten per cent; the work always goes on."""
    shown = 0

    def progress(done: int, of: int) -> bool:
        nonlocal shown
        tens = 10 * done // max(1, of)
        if tens > shown and sys.stderr.isatty():
            print(words(what, percent=10 * tens, **facts), file=sys.stderr, flush=True)
        shown = max(shown, tens)
        return True

    return progress
