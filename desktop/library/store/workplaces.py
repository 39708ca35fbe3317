"""Whose hand a stamp is: a program start that writes leaves one small row, naming its PC and who had signed in.

Written with the first stamp, in the same transaction; a start that writes nothing leaves nothing. The row's id follows
from the incarnation that every stamp ends in, so each desk of the unit finds it without looking through any list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.conflict import NOBODY_KNOWN, Hand
from desktop.library.store import rows
from sync.core.row import named_id
from sync.core.stamp import LENGTH, ms_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.store.connection import Connection
    from desktop.library.store.profile import Profile
    from desktop.library.store.write import Pen

TABLE = "workplace"
_PLACE = "place"
_MOST = 50
"""So many changes of the operator are kept of one program start: the latest."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What goes under the writing of this program: the PC's name, and who has signed in at this moment."""

    pc: str
    operator: Callable[[], str]


@dataclass(frozen=True, slots=True)
class _Start:
    """What the row of one program start says."""

    pc: str
    is_here: bool
    staff: list[tuple[int, str]]


class Workplaces:
    """Signs what this program writes, and tells by whom a stamp was made."""

    def __init__(self, connection: Connection, profile: Profile) -> None:
        self._connection = connection
        self._profile = profile
        self.signature: Signature | None = None
        """None: what is written stays unsigned (a library that is being made, a centre's tools)."""
        self.signed = ("", "")
        """The incarnation and the operator that stand in the row already; set when that is on disk."""
        self._starts: dict[str, _Start | None] = {}
        self._version = (0, 0)

    def sign(self, pen: Pen) -> tuple[str, str]:
        """Note who writes, when that is news; returns what is noted then."""
        if self.signature is None or not pen.first_stamp:
            return self.signed
        incarnation, operator = pen.first_stamp[16:], self.signature.operator()
        if self.signed == (incarnation, operator):
            return self.signed
        row_id = _row_of(incarnation)
        known = rows.load(self._connection, TABLE, row_id)
        staff = _staff_of(known.fields.get("staff")) if known else []
        if not staff or staff[-1][1] != operator:
            staff.append((ms_of(pen.first_stamp), operator))
        pen.put(
            TABLE,
            row_id,
            {
                "pc": self.signature.pc,
                "place": self._place(pen),
                "device": self._profile.text("device"),
                "incarnation": incarnation,
                "staff": [[since, name] for since, name in staff[-_MOST:]],
            },
        )
        return incarnation, operator

    def has_others(self) -> bool:
        """Whether another PC of the unit has written anything of which this one knows."""
        here = self._profile.text(_PLACE)
        found = self._connection.execute("SELECT fields FROM other_row WHERE tbl = ?", (TABLE,))
        return any(rows.fields_of(blob).get("place") != here for (blob,) in found)

    def of(self, stamp: object) -> Hand:
        """Who made this stamp, as far as that is known here."""
        if not isinstance(stamp, str) or len(stamp) != LENGTH:
            return NOBODY_KNOWN
        start = self._start(stamp[16:])
        return Hand(start.pc, _operator_at(start.staff, ms_of(stamp)), start.is_here) if start else NOBODY_KNOWN

    def _start(self, incarnation: str) -> _Start | None:
        """A program start; a list of points asks for the same few again and again."""
        version = (self._connection.execute("PRAGMA data_version").fetchone()[0], self._connection.total_changes)
        if version != self._version:  # somebody has written since, through this connection or another
            self._starts, self._version = {}, version
        if incarnation not in self._starts:
            self._starts[incarnation] = self._read(incarnation)
        return self._starts[incarnation]

    def _read(self, incarnation: str) -> _Start | None:
        row = rows.load(self._connection, TABLE, _row_of(incarnation))
        if row is None:
            return None
        place, pc = row.fields.get("place"), str(row.fields.get("pc") or "")
        # A disk copied to a second PC takes its place along: there the name tells the two apart.
        is_here = place == self._profile.text(_PLACE) and (self.signature is None or pc == self.signature.pc)
        return _Start(pc, is_here, _staff_of(row.fields.get("staff")))

    def _place(self, pen: Pen) -> str:
        """What stays the same about this PC whatever it is called and whoever enrols it."""
        place = self._profile.text(_PLACE)
        if not place:
            place = pen.new_id()
            self._profile.put(_PLACE, place)
        return place


def _row_of(incarnation: str) -> str:
    return named_id(TABLE, incarnation)


def _staff_of(kept: object) -> list[tuple[int, str]]:
    """Who signed in and since when, as it is kept."""
    return [(int(since), str(name)) for since, name in kept] if isinstance(kept, list) else []


def _operator_at(staff: list[tuple[int, str]], ms: int) -> str:
    """Who had signed in then: the last who did before, or the first at all (stamps may have been moved since)."""
    return next((name for since, name in reversed(staff) if since <= ms), staff[0][1] if staff else "")
