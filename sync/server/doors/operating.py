"""The doors of those who look after the centre from a PC of theirs: units, enrolment, revocation, all titles."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from sync.core import operating as said
from sync.server import overview
from sync.server.doors.door import Door
from sync.server.refused import Refused
from sync.server.roles import EVERY_ROLE, OPERATOR
from sync.server.titles import find_titles

if TYPE_CHECKING:
    from sync.server.centre import Centre
    from sync.server.sessions import Session

MOST_LINES = 500
"""Units or titles in one answer."""
_READING_SECONDS = 2.0
"""How long a search may read new titles before it answers with what it knows."""
_OPERATORS = frozenset((OPERATOR,))


def units(centre: Centre, message: said.AskUnits, _session: Session) -> said.Units:
    """A page of units, the states of all."""
    with centre.database.reading() as connection:
        every = overview.units_of(connection, centre.now())
    found = overview.selected(every, message)
    start, most = max(message.offset, 0), max(1, min(message.limit, MOST_LINES))
    page = [msgspec.structs.replace(each, devices=[]) for each in found[start : start + most]]
    return said.Units(
        page, len(found), overview.by_state(every), centre.folder.recovery_file.exists(), centre.folder.name
    )


def unit(centre: Centre, message: said.AskUnit, _session: Session) -> said.UnitLine:
    """One unit with its devices. Raises Refused no-unit."""
    with centre.database.reading() as connection:
        found = overview.units_of(connection, centre.now(), code=message.unit)
    if not found:
        raise Refused("no-unit", unit=message.unit)
    return found[0]


def enrolment(centre: Centre, message: said.AskEnrolment, _session: Session) -> said.EnrolmentContent:
    """The content of an enrolment file. Raises Refused: bad-unit, no-name, bad-days, no- and other-recovery-key."""
    if message.role not in EVERY_ROLE:
        raise Refused("bad-request")
    made = centre.enrolment(message.unit, name=message.unit_name, role=message.role, days=message.days)
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    expires = int(datetime.fromisoformat(str(made["expires"])).timestamp() * 1000)
    return said.EnrolmentContent(text, str(made["unit"]), str(made["unit_name"]), expires, bool(made["unit_key"]))


def revoke(centre: Centre, message: said.Revoke, _session: Session) -> said.Done:
    """Withdraw a device's right to sync. Raises Refused no-device."""
    centre.revoke(message.device)
    return said.Done()


def titles(centre: Centre, message: said.FindTitles, _session: Session) -> said.Titles:
    """Titles of all units."""
    most, start = max(1, min(message.limit, MOST_LINES)), max(message.offset, 0)
    found = find_titles(centre.database, message.words, limit=most, offset=start, reading_s=_READING_SECONDS)
    return said.Titles(list(found.titles), found.many or found.total > start + most, found.unread)


DOORS = (
    Door("/v1/operator/units", said.AskUnits, units, roles=_OPERATORS),
    Door("/v1/operator/unit", said.AskUnit, unit, roles=_OPERATORS),
    Door("/v1/operator/enrolment", said.AskEnrolment, enrolment, roles=_OPERATORS),
    Door("/v1/operator/revoke", said.Revoke, revoke, roles=_OPERATORS),
    Door("/v1/operator/titles", said.FindTitles, titles, roles=_OPERATORS),
)
