"""What a password is good for: the librarian's for everything, the desk's for the daily work with readers.

A desk password keeps apart what the program offers; the file itself opens with both passwords.
"""

from __future__ import annotations

from enum import StrEnum

from desktop.library.model.refusal import Reason, Refusal


class Task(StrEnum):
    """What is not everybody's. To lend, take back, renew, hold, undo, look things up and sync, nobody is asked."""

    REGISTER = "register"
    """A new reader."""
    OVERRIDE = "override"
    """Set a refusal aside at the desk."""
    AMEND_READERS = "amend-readers"
    """Also block them, and let them in again."""
    CATALOGUE = "catalogue"
    """Add or amend titles and copies, take files in."""
    EXPORT = "export"
    """Carry the catalogue or the readers out in a file."""
    AMEND_POLICY = "amend-policy"
    """Change what readers may borrow for how long, the calendar, the house rules."""
    CORRECT = "correct"
    """Change a due date, write a loss down or off, enter what happened on an earlier day."""
    TAKE_MONEY = "take-money"
    """Take what is owed, against a receipt."""
    FORGIVE = "forgive"
    """Charge by hand, or let a debt go."""
    EDIT_LETTERS = "edit-letters"
    """Change the wording of slips and letters."""
    SETTLE = "settle"
    """Settle what two desks wrote differently."""
    ENROL = "enrol"
    SET_PASSWORDS = "set-passwords"
    OPERATE = "operate"
    """Look after the centre and all its units, where the centre lets this PC do so."""
    RESTORE = "restore"
    """Put a backup in the place of this library. Making one is everybody's: it opens with the same passwords only."""


_OF_THE_DESK = frozenset({Task.REGISTER, Task.TAKE_MONEY})


class Rights(StrEnum):
    """What the one who opened the library may do."""

    LIBRARIAN = "librarian"
    DESK = "desk"

    def may(self, task: Task) -> bool:
        """Whether these rights are good for the task."""
        return self is Rights.LIBRARIAN or task in _OF_THE_DESK

    def require(self, task: Task) -> None:
        """Go on, or raise Refusal NOT_ENTITLED (fact `what`: the task)."""
        if not self.may(task):
            raise Refusal(Reason.NOT_ENTITLED, what=task.value)
