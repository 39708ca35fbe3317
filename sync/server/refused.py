"""How the centre says no: a code and a number for the device, further facts for the operator."""

from __future__ import annotations

STATUS = {
    "bad-request": 400,
    "bad-unit": 400,
    "unit-below": 400,
    "bad-days": 400,
    "no-name": 400,
    "no-recovery-key": 400,
    "other-recovery-key": 400,
    "no-unit": 404,
    "no-device": 404,
    "sign-in-needed": 401,
    "revoked": 403,
    "not-entitled": 403,
    "bad-code": 403,
    "clock-wrong": 409,
    "new-epoch": 409,
    "too-large": 413,
    "upgrade-needed": 426,
    "try-later": 503,
    "no-room": 507,
}
"""The HTTP status that goes with each code of wire.Problem."""


class Refused(Exception):
    """The centre will not do this. `number` means what wire.Problem says; `facts` are for the command line."""

    def __init__(self, code: str, number: int = 0, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.number = number
        self.facts = facts
