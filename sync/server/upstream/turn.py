"""One program at a time speaks to the centre above, however many serve the same database."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING

from sync.server.store.database import note, noted_for_change

if TYPE_CHECKING:
    from sync.server.centre import Centre

_NOTE = "upstream turn"
LASTS_MS = 5 * 60 * 1000
"""A turn that nobody renews ends by itself: its program was killed."""
RENEW_MS = 30 * 1000


class Turn:
    """The right to run, while it lasts."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._name = token_hex(8)
        self._until = 0

    def take(self) -> bool:
        """Whether it is ours now."""
        now = self._centre.now()
        with self._centre.database.writing() as pen:
            name, _, until = noted_for_change(pen, _NOTE, first="nobody 0").partition(" ")
            # An end far ahead is of a clock that was set back since.
            if name != self._name and now < int(until) <= now + LASTS_MS:
                return False
            self._until = now + LASTS_MS
            note(pen, _NOTE, f"{self._name} {self._until}")
        return True

    def renew(self) -> None:
        """Go on for as long as it takes; cheap to be called often."""
        if self._until - LASTS_MS + RENEW_MS < self._centre.now():
            self.take()

    def give_back(self) -> None:
        """Let the next one in."""
        with self._centre.database.writing() as pen:
            if noted_for_change(pen, _NOTE, first="nobody 0").startswith(self._name):
                note(pen, _NOTE, "nobody 0")
