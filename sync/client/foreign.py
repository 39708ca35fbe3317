"""What foreign errors and unwanted answers mean for a run: here, and nowhere else, they become Stops."""

from __future__ import annotations

import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING

from sync.core.stops import ClockWrong, Revoked, SignInNeeded, Stop, TryLater, UpgradeNeeded, WrongCentre
from sync.core.wire import PROTOCOL, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PATIENCE_S = 60
"""Wait after a failure whose end nobody told."""
LONG_PATIENCE_S = 600
"""Wait after a request that the centre understood and would not do: the same again soon helps nobody."""
LONGEST_WAIT_S = 3_600


class NotDone(TryLater):
    """The centre understood the request and would not do it. `code` is the Problem's."""

    def __init__(self, code: str, wait_s: int = LONG_PATIENCE_S) -> None:
        super().__init__(wait_s, code)
        self.code = code


class NoSuchDoor(TryLater):
    """Whoever answered knows no such address: an older centre, or another program in the centre's place."""

    def __init__(self, status: int) -> None:
        super().__init__(LONG_PATIENCE_S, str(status))


def stop_of_error(error: BaseException) -> Stop:
    """What a failure of the line, of TLS or of an answer's bytes means for the run."""
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return WrongCentre(cause.verify_message)
            case ssl.SSLError(reason="WRONG_VERSION_NUMBER"):  # something there does not speak TLS at all
                return WrongCentre(cause.reason)
    return TryLater(PATIENCE_S, type(error).__name__)


def stop_of_answer(status: int, headers: Mapping[str, str], problem: Problem | None) -> Stop:
    """What an answer other than 200 means. A word of the centre counts before the number of a proxy on the way."""
    match problem:
        case Problem(code="sign-in-needed"):
            return SignInNeeded()
        case Problem(code="revoked"):
            return Revoked()
        case Problem(code="upgrade-needed"):
            return UpgradeNeeded("centre" if 0 < problem.number < PROTOCOL else "device")
        case Problem(code="clock-wrong"):
            return ClockWrong(problem.number)
        case Problem(code="try-later", number=number):
            is_appointment = number > 0 and status == HTTPStatus.SERVICE_UNAVAILABLE
            return TryLater(_bounded(number) or _retry_after(headers), "try-later", told=is_appointment)
        case Problem(code="new-epoch"):
            return NotDone("new-epoch", wait_s=1)  # the next greeting sees the new epoch
        case Problem():
            return NotDone(problem.code)
    return _stop_of_status(status, headers)


def _stop_of_status(status: int, headers: Mapping[str, str]) -> Stop:
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:  # nobody but the enrolment names the centre
        return WrongCentre(str(status))
    if status == HTTPStatus.UNAUTHORIZED:
        return SignInNeeded()
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}:
        return NoSuchDoor(status)
    if status == HTTPStatus.UPGRADE_REQUIRED:
        return UpgradeNeeded("device")
    return TryLater(_retry_after(headers), str(status))


def _retry_after(headers: Mapping[str, str]) -> int:
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return _bounded(int(text)) if text.strip().isdecimal() else PATIENCE_S


def _bounded(wait_s: int) -> int:
    return min(max(wait_s, 0), LONGEST_WAIT_S)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it was made from: requests and urllib3 wrap in several ways."""
    waiting, seen = [error], set[int]()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)
        waiting += [each for each in inner if isinstance(each, BaseException)]
