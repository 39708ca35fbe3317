"""Points to be settled, as a person reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.library.model.conflict import LOCKED, Conflict, Hand
from desktop.library.model.ids import ConflictId, Moment
from desktop.library.store import rows
from desktop.library.store.policies import Policies
from desktop.library.store.rows import fields_of
from sync.core.conflict import OPEN
from sync.core.row import is_drawn
from sync.core.stamp import LENGTH, is_stamp, ms_of

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection
    from desktop.library.store.workplaces import Workplaces

FIELD = "field"
HIDDEN = "••••"
"""Stands for what is kept of a PIN."""
_ID = re.compile("[0-9a-f]{32}")
# A point that follows from facts is derived as long as nobody has settled it, also when a decision was taken back:
# only so does it go when its cause goes.
_FOLLOWS = "kind IN ('duplicate-barcode', 'duplicate-card', 'loan-task', 'parked')"
_DERIVED = (
    "SELECT id, fields, -rowid AS rank FROM point WHERE id NOT IN (SELECT id FROM conflict WHERE state <> 'open')"
)
_NOTED = f"SELECT id, fields, place AS rank FROM conflict WHERE state = 'open' AND NOT {_FOLLOWS}"
_SETTLED = "SELECT id, fields, place AS rank FROM conflict WHERE state <> 'open'"
_OPEN = f"{_NOTED} UNION ALL {_DERIVED}"
_ALL = f"{_OPEN} UNION ALL {_SETTLED}"
_TEXTS = ("kind", "table", "row", "field")
_STAMPS = ("winner_stamp", "loser_stamp")
_POINT = "SELECT fields FROM point WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Brief:
    """An open point as far as it can be told without looking at anything else."""

    id: str
    at: int
    """When it came to be, ms."""
    fields: dict[str, Any]

    @property
    def kind(self) -> str:
        """As `Conflict.kind`."""
        return str(self.fields.get("kind"))


class Conflicts:
    """Reads conflicts."""

    def __init__(self, connection: Connection, workplaces: Workplaces) -> None:
        self._connection = connection
        self._workplaces = workplaces
        self._policies = Policies(connection)

    def open(self, *, limit: int = 200) -> tuple[Conflict, ...]:
        """Those nobody has settled, the newest first."""
        return tuple(self.told(brief) for brief in self.briefs()[:limit])

    def all(self, *, limit: int = 1000) -> tuple[Conflict, ...]:
        """Settled ones, too."""
        found = self._connection.execute(f"{_ALL} ORDER BY rank DESC LIMIT ?", (limit,)).fetchall()
        return tuple(self.told(_brief(row_id, blob)) for row_id, blob, _ in found)

    def settled(self, *, since: int, limit: int = 500) -> tuple[Conflict, ...]:
        """Those settled since this moment (ms), the latest decision first; of very many the latest written here."""
        found = self._connection.execute(
            "SELECT id, fields FROM conflict WHERE state <> 'open' ORDER BY number DESC LIMIT ?", (limit,)
        ).fetchall()
        told = (self.told(_brief(row_id, blob)) for row_id, blob in found)
        return tuple(
            sorted((one for one in told if one.settled_at >= since), key=lambda one: one.settled_at, reverse=True)
        )

    def briefs(self) -> list[Brief]:
        """Every open point, the newest first."""
        found = self._connection.execute(_OPEN).fetchall()
        return sorted((_brief(row_id, blob) for row_id, blob, _ in found), key=lambda one: (-one.at, one.id))

    def get(self, conflict_id: str) -> Conflict | None:
        """One of them."""
        found = self._found(conflict_id)
        return None if found is None else self.told(_brief(conflict_id, found))

    def fields(self, conflict_id: str) -> dict[str, Any]:
        """What is kept of it, or what a row of it would say."""
        found = self._found(conflict_id)
        return {} if found is None else fields_of(found)

    def of_decision(self, together: str) -> tuple[str, ...]:
        """The ids of all that were settled with one decision."""
        found = self._connection.execute("SELECT id, fields FROM conflict WHERE state <> 'open'").fetchall()
        return tuple(row_id for row_id, blob in found if fields_of(blob).get("together") == together)

    def open_count(self) -> int:
        """How many wait for a person."""
        return int(self._connection.execute(f"SELECT count(*) FROM ({_OPEN})").fetchone()[0])

    def stands_twice(self, conflict: Conflict) -> bool:
        """Whether both rows of a doubled number are live and bear it."""
        numbers = [self.number(conflict, each) for each in (conflict.ours, conflict.theirs)]
        return numbers == [conflict.subject] * 2

    def number(self, conflict: Conflict, row_id: str) -> str:
        """The number that this one of the two bears now; empty when it is gone."""
        row = rows.load(self._connection, conflict.table, row_id)
        return str(row.fields.get(conflict.field) or "") if row and row.fields.get("deleted_at") is None else ""

    def written(self, table: str, row_id: str) -> tuple[Moment, Hand]:
        """When the row was made, and by whom, as far as that is known."""
        row = rows.load(self._connection, table, row_id)
        first = min((stamp for _, stamp in row.stamped()), default="") if row else ""
        return Moment(_drawn_at(row_id)), self._workplaces.of(first)

    def present(self, fields: dict[str, Any]) -> object:
        """The value that the field in question has now."""
        row = rows.load(self._connection, fields["table"], fields["row"])
        return row.fields.get(fields["field"], fields.get("winner")) if row else fields.get("winner")

    def told(self, brief: Brief) -> Conflict:
        """The point with what it is about and whose its two sides are."""
        fields, is_field = brief.fields, brief.kind == FIELD
        ours, theirs = fields.get("winner_stamp"), fields.get("loser_stamp")
        subject, name = self._subject(fields)
        settled = self._settling_stamp(brief)
        return Conflict(
            id=ConflictId(brief.id),
            kind=brief.kind,
            table=fields["table"],
            row=fields["row"],
            field=fields["field"],
            ours=_shown_of(fields, self.present(fields) if is_field else fields.get("winner")),
            theirs=_shown_of(fields, fields.get("loser")),
            ours_by=_by(ours),
            theirs_by=_by(theirs),
            ours_at=_when(ours),
            theirs_at=_when(theirs),
            subject=subject,
            state=fields.get("state") or OPEN,
            name=name,
            called=self._called(fields),
            at=Moment(brief.at),
            ours_who=self._workplaces.of(ours),
            theirs_who=self._workplaces.of(theirs),
            settled_at=_when(settled),
            settled_by=self._workplaces.of(settled),
            given=str(fields.get("given") or ""),
            acts=len(fields.get("acts") or ()),
            together=str(fields.get("together") or ""),
        )

    def _found(self, conflict_id: str) -> bytes | None:
        """As a row of _ALL, without going through all of them."""
        for sql in (f"SELECT fields FROM conflict WHERE id = ? AND NOT (state = 'open' AND {_FOLLOWS})", _POINT):
            found = self._connection.execute(sql, (conflict_id,)).fetchone()
            if found is not None:
                blob: bytes = found[0]
                return blob
        return None

    def _settling_stamp(self, brief: Brief) -> str:
        if (brief.fields.get("state") or OPEN) == OPEN:
            return ""
        row = rows.load(self._connection, "conflict", brief.id)
        return row.stamp_of("state") if row else ""

    def _subject(self, fields: dict[str, Any]) -> tuple[str, str]:
        """What the row is called, and what else tells it apart."""
        row_id = fields["row"]
        match fields["table"]:
            case "title":
                subject, name = self._title(row_id)
            case "item":
                subject, name = self._copy(row_id)
            case "reader":
                subject, name = self._reader(row_id)
            case "circulation_event":
                subject, name = self._copy(fields.get("item_id") or "")
            case "ledger":
                subject, name = self._reader(fields.get("reader_id") or "")
            case "file":
                subject, name = self._file(row_id)
            case _:
                subject, name = "", ""
        return str(fields.get("number") or subject), name

    def _called(self, fields: dict[str, Any]) -> tuple[str, str]:
        if fields["table"] not in ("policy", "code"):
            return "", ""
        row = rows.load(self._connection, fields["table"], fields["row"])
        about = row.fields if row else {}
        if fields["table"] == "code":
            return str(about.get("vi") or ""), str(about.get("en") or "")
        labels = [
            self._policies.label(of_list, str(about.get(name) or ""))
            for name, of_list in (("category", "reader-category"), ("item_type", "item-type"))
        ]
        vietnamese, english = (" · ".join(filter(None, words)) for words in zip(*labels, strict=True))
        return vietnamese, english

    def _file(self, row_id: str) -> tuple[str, str]:
        row = rows.load(self._connection, "file", row_id)
        if row is None:
            return "", ""
        return shown(row.fields.get("name")), self._title(str(row.fields.get("title_id") or ""))[0]

    def _title(self, row_id: str) -> tuple[str, str]:
        found = self._connection.execute("SELECT title, author FROM title_card WHERE id = ?", (row_id,)).fetchone()
        return (found[0] or "", found[1] or "") if found else ("", "")

    def _copy(self, row_id: str) -> tuple[str, str]:
        found = self._connection.execute(
            "SELECT i.barcode, c.title FROM item i LEFT JOIN title_card c ON c.id = i.title_id WHERE i.id = ?",
            (row_id,),
        ).fetchone()
        return (found[0] or "", found[1] or "") if found else ("", "")

    def _reader(self, row_id: str) -> tuple[str, str]:
        row = rows.load(self._connection, "reader", row_id)
        return (shown(row.fields.get("card")), shown(row.fields.get("name"))) if row else ("", "")


def _shown_of(fields: dict[str, Any], value: object) -> str:
    """As `shown`, but what is kept of a PIN is shown to nobody: four digits are soon found behind it."""
    is_secret = fields.get("table") == "reader" and fields.get("field") == "pin"
    return HIDDEN if is_secret and isinstance(value, str) and value else shown(value)


def shown(value: object) -> str:
    """A field's value as one line of text: a MARC occurrence as its subfields, a sealed one as LOCKED."""
    match value:
        case None:
            return ""
        case bytes():
            return LOCKED
        case [int(), str(), *rest] if rest:
            return " ".join(str(text) for text in rest[1::2])
        case [int(), str(text)]:
            return text
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _brief(row_id: str, blob: bytes) -> Brief:
    fields = _legible(fields_of(blob))
    return Brief(row_id, _came_at(fields), fields)


def _legible(fields: dict[str, Any]) -> dict[str, Any]:
    """A point about a shared title may come from anybody: what makes no sense in it must not hide the other points."""
    texts = {name: str(fields.get(name) or "") for name in _TEXTS}
    stamps = {name: fields.get(name) if is_stamp(fields.get(name)) else None for name in _STAMPS}
    acts = fields.get("acts")
    return fields | texts | stamps | {"acts": acts if isinstance(acts, list) else None}


def _came_at(fields: dict[str, Any]) -> int:
    """The later of the two stamps; of what follows from facts, when the later of the two things was made."""
    stamps = [_when(fields.get(name)) for name in ("winner_stamp", "loser_stamp")]
    ids = [fields.get(name) for name in ("row", "loser", "event")] if fields.get("kind") != FIELD else []
    return max((*stamps, *(_drawn_at(one) for one in ids)))


def _drawn_at(row_id: object) -> int:
    return int(row_id[:12], 16) if isinstance(row_id, str) and _ID.fullmatch(row_id) and is_drawn(row_id) else 0


def _when(stamp: object) -> Moment:
    return Moment(ms_of(stamp) if isinstance(stamp, str) and is_stamp(stamp) else 0)


def _by(stamp: object) -> str:
    return stamp[16:] if isinstance(stamp, str) and len(stamp) == LENGTH else ""
