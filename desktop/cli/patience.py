"""Tells a person who waits how far a long piece of work is; scripts are left in peace."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from desktop.cli.wording import words
from desktop.library.model.upgrade import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.model.upgrade import Tell, Upgrading


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


def telling_upgrade() -> Tell:
    """Takes how far the upgrade of an older library is, and says each stage; the copy in steps of ten per cent."""
    copied, begun = telling("upgrade copying"), False

    def tell(upgrade: Upgrading) -> None:
        nonlocal begun
        if not begun and sys.stderr.isatty():
            print(words("upgrade begins"), file=sys.stderr, flush=True)
        begun = True
        if upgrade.stage is Stage.COPYING:
            copied(upgrade.done, upgrade.of)
        elif sys.stderr.isatty():
            text = words(f"upgrade {upgrade.stage.value}", done=upgrade.done, of=upgrade.of)
            print(text, file=sys.stderr, flush=True)

    return tell
