"""Why a run ends early, each named for what happens next."""

from __future__ import annotations


class Stop(Exception):
    """A run ended before its end; nothing was lost, and the next run continues."""

    name = "stop"


class TryLater(Stop):
    """The centre or the line is not there, or asks for patience. `wait_s` seconds until the next try.

    `told`: the centre named the time itself, as an appointment among all who ask; otherwise it is our own guess.
    """

    name = "try-later"

    def __init__(self, wait_s: int = 60, detail: str = "", *, told: bool = False) -> None:
        super().__init__(detail)
        self.wait_s = wait_s
        self.detail = detail
        self.told = told


class SignInNeeded(Stop):
    """The session ended or the centre does not know this device."""

    name = "sign-in-needed"


class UpgradeNeeded(Stop):
    """One side speaks a newer protocol than the other. `who` is `device` or `centre`."""

    name = "upgrade-needed"

    def __init__(self, who: str = "device") -> None:
        super().__init__(who)
        self.who = who


class ClockWrong(Stop):
    """This PC's stamps run ahead of the centre's clock. `by_ms` is how much."""

    name = "clock-wrong"

    def __init__(self, by_ms: int) -> None:
        super().__init__(str(by_ms))
        self.by_ms = by_ms


class Revoked(Stop):
    """The centre has withdrawn this device's right to sync."""

    name = "revoked"


class WrongCentre(Stop):
    """Who answered is not the centre of the enrolment: its certificate is not signed by the pinned authority."""

    name = "wrong-centre"


class Interrupted(Stop):
    """A person or the program's end stopped the run."""

    name = "interrupted"
