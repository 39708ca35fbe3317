"""The opened profile: one key and one lock for the program, a library for each of its threads."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from desktop.library.founding import Founding, found
from desktop.library.library import Opening
from desktop.library.model.upgrade import silently

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.library.library import Library
    from desktop.library.model.upgrade import Tell


class Premises:
    """Unlocked on the desk's thread; the errands' thread then takes a library of its own."""

    def __init__(self, profile: Path, *, operator: str = "") -> None:
        self._profile = profile
        self._operator = operator
        self._opening: Opening | None = None
        self._turn = threading.Lock()

    def unlock(self, password: str, upgrading: Tell = silently) -> Library:
        """Open the profile. Raises Refusal as `Opening` and `Opening.library`; then nothing is held.

        `upgrading` hears, on this thread, how far the upgrade of an older library is.
        """
        with self._turn:
            opening = Opening(self._profile, password)
            try:
                library = opening.library(operator=self._operator, upgrading=upgrading)
            except BaseException:
                opening.release()
                raise
            self._opening = opening
            return library

    def found(self, answers: Founding, progress: Callable[[int, int], object]) -> Library:
        """Make a new library and open it. Raises Refusal as `found` and `unlock`."""
        found(self._profile, answers, progress=progress)
        return self.unlock(answers.password)

    def second(self) -> Library:
        """Another library over the same file, for the thread that asks."""
        assert self._opening is not None  # asked only after the first was opened
        return self._opening.library(operator=self._operator)

    def release(self) -> None:
        """Let other programs open the profile; after both libraries are closed."""
        if self._opening is not None:
            self._opening.release()
            self._opening = None
