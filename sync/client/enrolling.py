"""A device before its centre: it presents its code over the line, and is at home there from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.client.centre import Centre
from sync.client.enrolment import BadEnrolment, Enrolment, completed
from sync.client.foreign import NotDone
from sync.client.http import Line
from sync.core.identity import DeviceKey
from sync.core.wire import PROTOCOL, Enrol, Enrolled

if TYPE_CHECKING:
    from datetime import datetime


def centre_of(enrolment: Enrolment, incarnation: str) -> Centre:
    """The centre of a complete enrolment, for as long as this program runs."""
    line = Line(enrolment.address, enrolment.authority)
    return Centre(line, device=enrolment.device, key=DeviceKey(enrolment.key_seed), incarnation=incarnation)


def finish(begun: Enrolment, *, name: str, now: datetime) -> Enrolment:
    """Present the code; the complete enrolment. `name` is this PC's. Raises BadEnrolment, and Stops of the line.

    Whether the code has expired is the centre's word, whose clock is right; ours only explains the refusal.
    """
    key, line = DeviceKey(begun.key_seed), Line(begun.address, begun.authority)
    try:
        enrol = Enrol(PROTOCOL, begun.code, key.public, key.sign(begun.code.encode()), name)
        enrolled = line.ask("enrol", enrol, Enrolled)
    except NotDone as refused:
        if refused.code != "bad-code":
            raise
        raise BadEnrolment("expired" if begun.expires < now else "bad-code", begun.unit) from refused
    finally:
        line.close()
    if enrolled.unit != begun.unit:
        raise BadEnrolment("another-unit", enrolled.unit)
    return completed(begun, enrolled)
