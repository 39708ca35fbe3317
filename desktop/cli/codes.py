"""How a command ends: the exit codes that scripts rely on (ARCHITECTURE.md, command line)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason
from sync.core.stops import ClockWrong, Revoked, SignInNeeded, UpgradeNeeded, WrongCentre

if TYPE_CHECKING:
    from sync.core.stops import Stop

DONE, REFUSED, USAGE, BUG, TRY_LATER, SIGN_IN, UPGRADE = 0, 1, 2, 70, 75, 77, 78
CUT = 130
"""Ended by Ctrl-C, as shells tell it."""

_OF_REASON = {
    Reason.IN_USE: TRY_LATER,
    Reason.WRONG_PASSWORD: SIGN_IN,
    Reason.NOT_ENROLLED: SIGN_IN,
    Reason.NEWER_SCHEMA: UPGRADE,
}


def of_reason(reason: Reason) -> int:
    """The exit code of a refusal."""
    return _OF_REASON.get(reason, REFUSED)


def of_stop(stop: Stop) -> int:
    """The exit code of a run that ended early."""
    match stop:
        case SignInNeeded() | Revoked():
            return SIGN_IN
        case UpgradeNeeded():
            return UPGRADE
        case ClockWrong() | WrongCentre():  # a person must see to it; the same again later ends in the same way
            return REFUSED
    return TRY_LATER
