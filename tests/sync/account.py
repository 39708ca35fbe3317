"""What was written, what became of it, and who may see it: the account that every history is reckoned by (sync.md 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sync.core import wire
from sync.core.stamp import ms_of
from sync.core.tables import CATALOGUE, COMMON, unit_channel

if TYPE_CHECKING:
    from sync.core.row import Row

Key = tuple[str, str, str]
"""Table, id and field."""
Write = tuple[Key, bytes]
"""A value that somebody gave a field. People never write the same words twice here, so it stands for the act."""
Rows = dict[tuple[str, str], dict[str, tuple[Any, str]]]
"""By table and id: each field with its value and its stamp."""
_pack = msgspec.msgpack.encode


class Account:
    """Kept beside a world while it lives."""

    def __init__(self) -> None:
        self.written: set[Write] = set()
        """What people wrote."""
        self.knowingly_replaced: set[Write] = set()
        self.accepted: set[Write] = set()
        """What has ever reached the centre."""
        self.known: set[tuple[str, str, str]] = set()
        """(unit, table, id) of what each unit has made or asked for: it may see no more than this."""

    def accepts(self, row: Row) -> None:
        """This row, opened, has reached the centre."""
        self.accepted |= {((row.table, row.id, name), _pack(value)) for name, value in row.fields.items()}

    def lost_among(self, rows: Rows) -> list[Write]:
        """Writes that reached the centre, which holds these rows, and are neither there, nor knowingly replaced, nor told of."""
        told: set[Write] = set()
        for (table, _), told_of in rows.items():
            if table == "conflict" and told_of["kind"][0] == "field":
                about = (told_of["table"][0], told_of["row"][0], told_of["field"][0])
                told |= {(about, _pack(told_of["loser"][0]))}
        gone = (self.written & self.accepted) - self.knowingly_replaced - told
        return sorted(
            (key, value)
            for key, value in gone
            if _pack(rows[key[:2]][key[2]][0]) != value and not self._forgotten(rows, key)
        )

    def knows(self, unit: str, row: Row) -> None:
        """A desk of this unit has written the row, and may see what it names."""
        self.known.add((unit, row.table, row.id))
        if isinstance(title := row.fields.get("title_id"), str):
            self.known.add((unit, "title", title))

    def look_at(self, page: wire.Page, unit: str) -> None:
        """No device ever receives a row outside its channels (sync.md 8)."""
        for row in wire.rows_in(page.rows):
            match row.table, row.channel:
                case "unit" | "revocation", channel:
                    assert channel == COMMON
                case "conflict", channel if channel == CATALOGUE:
                    assert (unit, "title", row.fields["row"]) in self.known, row
                case "title", channel:
                    assert channel == CATALOGUE
                    assert (unit, "title", row.id) in self.known, row
                case table, channel:
                    assert channel == unit_channel(unit), row
                    born = table in {"policy", "code", "calendar"}
                    assert born or table == "conflict" or (unit, table, row.id) in self.known, row

    @staticmethod
    def _forgotten(rows: Rows, key: Key) -> bool:
        """Blanked for privacy, which is what was meant."""
        row, (table, _, name) = rows[key[:2]], key
        if table == "circulation_event" and name in {"reader_id", "why", "member"}:
            return str(row["reader_id"][0]).startswith("-")
        if table == "ledger" and name in {"reader_id", "why"}:
            return row["reader_id"][0] is None
        # Of two portraits the later one stays, and nobody need be told.
        return table == "portrait" or (table == "reader" and bool(row.get("redacted", (None,))[0]))


def fields_of(row: Row) -> dict[str, tuple[Any, str]]:
    """Each field of a row with its value and its stamp."""
    return {name: (row.fields[name], stamp) for name, stamp in row.stamped()}


def is_after(stamp: str, moment_ms: int) -> bool:
    """Whether a stamp lies after this moment."""
    return ms_of(stamp) > moment_ms


def differing(mine: Rows, theirs: Rows) -> list[object]:
    return [
        (key, mine.get(key), theirs.get(key))
        for key in sorted(mine.keys() | theirs.keys())
        if mine.get(key) != theirs.get(key)
    ][:3]
