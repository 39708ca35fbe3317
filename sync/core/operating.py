"""What an operator and the centre say to each other: the units and how they are, enrolment, revocation, titles."""

from __future__ import annotations

import msgspec

OK, QUIET, BEHIND, CLOCK, CONFLICTS, REVOKED = "ok", "quiet", "behind", "clock", "conflicts", "revoked"
STATES = (QUIET, CLOCK, BEHIND, CONFLICTS, OK, REVOKED)
"""A unit's state in one word, what wants attention first; `state_of` of the centre says which of them holds."""


class DeviceLine(msgspec.Struct, array_like=True, frozen=True):
    """A device as the centre knows it; times are UTC ms. `waiting`, `points`: as it last told; None when it never did.

    `state` is active | revoked, `role` desk | operator | centre. `clock_offset` is its clock minus ours in ms.
    `stick_in`: when its last bundle was taken; `stick_out`: when an answer was last written for it.
    """

    device: str
    name: str
    role: str
    state: str
    enrolled: int
    last_contact: int | None
    stick_in: int | None
    stick_out: int | None
    waiting: int | None
    points: int | None
    clock_offset: int | None
    program: str
    parked: int
    quarantined: int


class UnitLine(msgspec.Struct, array_like=True):
    """A unit and how it is. Times are UTC ms; counts are rows, but for `points`, which wait for a person there.

    `state` is one of STATES. `last_contact` is by line, `last_stick` by bundle. `waiting`: not sent yet, as last told.
    `conflicts`: open ones among the unit's rows here. `parked`: rows we could not take; `quarantined`: rows of revoked
    devices. `clock_offset`: the worst of its devices, ms. `stick_since`: an answer is under way to the unit.
    `through`: the centre below this one that brought it. `devices` is empty in a list and full in a unit's detail.
    """

    unit: str
    name: str
    through: str
    last_contact: int | None
    last_stick: int | None
    rows: int
    waiting: int
    points: int
    conflicts: int
    parked: int
    quarantined: int
    clock_offset: int | None
    programs: list[str]
    stick_since: int | None
    machines: int
    state: str = OK
    devices: list[DeviceLine] = []


class AskUnits(msgspec.Struct, array_like=True):
    """Units whose code or name has these words (folded), of this state when one is named; a page of them.

    `sort` is unit | name | state | contact | waiting | points; the longest silence and the most come first.
    """

    words: str = ""
    state: str = ""
    sort: str = "unit"
    offset: int = 0
    limit: int = 100


class Units(msgspec.Struct, array_like=True):
    """A page of units, how many match in all, and how many of each state there are whatever was asked."""

    units: list[UnitLine]
    total: int
    by_state: dict[str, int]
    recovery_key_here: bool = False
    """Whether the private half of the recovery key still lies in the centre's folder."""
    centre: str = ""
    """The centre's name."""


class AskUnit(msgspec.Struct, array_like=True):
    """One unit with its devices."""

    unit: str


class AskEnrolment(msgspec.Struct, array_like=True):
    """An enrolment file for one PC; `unit_name` is needed when the unit is new. `role` is desk | operator | centre."""

    unit: str
    unit_name: str = ""
    role: str = "desk"
    days: int = 14


class EnrolmentContent(msgspec.Struct, array_like=True):
    """The text of the file, which is secret, and until when it is good (UTC ms).

    `keyed`: it carries the unit's key; otherwise another device of the unit hands it on.
    """

    text: str
    unit: str
    unit_name: str
    expires: int
    keyed: bool = True


class Revoke(msgspec.Struct, array_like=True):
    """This device may not sync any more."""

    device: str


class Done(msgspec.Struct, array_like=True):
    """It is done."""


class FindTitles(msgspec.Struct, array_like=True):
    """Titles of all units in which every word occurs (folded, from its beginning)."""

    words: str
    limit: int = 50
    offset: int = 0


class TitleLine(msgspec.Struct, array_like=True, frozen=True):
    """A title of the union catalogue and the units that have it. `title_id` is hex."""

    title_id: str
    title: str
    author: str
    year: str
    isbn: str
    units: list[str]


class Titles(msgspec.Struct, array_like=True):
    """A page of titles; `more` says whether there are others, `unread` how many the index has not read yet."""

    titles: list[TitleLine]
    more: bool
    unread: int = 0
