"""A centre as its operator sees it from his own PC: what the doors for operators give and take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.core import operating as said

if TYPE_CHECKING:
    from sync.client.centre import Centre

LINES = 100
"""Of units or titles in one page."""


class Operator:
    """Asks on behalf of a device whose role is operator. Raises Stops; a refusal is NotDone with its code."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def units(
        self, *, words: str = "", state: str = "", sort: str = "unit", offset: int = 0, limit: int = LINES
    ) -> said.Units:
        """A page of units; how many there are of each state."""
        asked = said.AskUnits(words, state, sort, offset, limit)
        return self._centre.ask("operator/units", asked, said.Units)

    def unit(self, code: str) -> said.UnitLine:
        """One unit with its devices. NotDone: no-unit."""
        return self._centre.ask("operator/unit", said.AskUnit(code), said.UnitLine)

    def enrolment(self, unit: str, *, unit_name: str = "", role: str = "desk", days: int = 14) -> said.EnrolmentContent:
        """What to write into an enrolment file for one PC. NotDone: bad-unit, no-name, bad-days, other-recovery-key."""
        return self._centre.ask(
            "operator/enrolment", said.AskEnrolment(unit, unit_name, role, days), said.EnrolmentContent
        )

    def revoke(self, device: str) -> None:
        """Withdraw a device's right to sync. NotDone: no-device."""
        self._centre.ask("operator/revoke", said.Revoke(device), said.Done)

    def titles(self, words: str, *, limit: int = 50, offset: int = 0) -> said.Titles:
        """Titles of all units."""
        return self._centre.ask("operator/titles", said.FindTitles(words, limit, offset), said.Titles)
