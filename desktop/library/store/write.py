"""The one write path: rows, stamps, bases, digests and projections together, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.library.model.touched import Touched
from desktop.library.store import rows
from desktop.library.store.portraits import portrait_id
from desktop.library.store.projections import Projections
from sync.core import digest
from sync.core.merge import is_redacted, redacted
from sync.core.row import NEW, Row, compacted, new_id
from sync.core.stamp import ZERO
from sync.core.tables import CATALOGUE, COMMON, read_in, spec_of, unit_channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.library.store.connection import Connection
    from sync.core.row import Value
    from sync.core.stamp import Clock

_TOUCHES = {
    "title": Touched.TITLES,
    "item": Touched.ITEMS,
    "reader": Touched.READERS,
    "circulation_event": Touched.LOANS,
    "policy": Touched.POLICY,
    "code": Touched.POLICY,
    "calendar": Touched.POLICY,
    "conflict": Touched.CONFLICTS,
    "file": Touched.FILES,
    "desk_policy": Touched.POLICY,
    "amendment": Touched.POLICY,
    "ledger": Touched.MONEY,
    "portrait": Touched.READERS,
    "letter": Touched.LETTERS,
}


class Pen:
    """Writes rows inside one transaction. Made by `Store.writing()`; nothing is visible before that block ends."""

    def __init__(self, connection: Connection, clock: Clock, unit: str) -> None:
        self._connection = connection
        self._clock = clock
        self._unit = unit
        self._digest = digest.Change()
        last, offset, number = connection.execute("SELECT last, offset_ms, number FROM clock").fetchone()
        self._number = int(number)
        clock.resume(last)
        clock.offset_ms = offset
        self.projections = Projections(connection)
        self.touched: set[Touched] = set()
        self._forgotten: set[str] = set()
        """Rows that were redacted, or told of in a conflict: what conflicts keep of redacted ones must go."""
        self.first_stamp = ""
        """The first that was issued here; empty while this device itself has written nothing."""

    def new_id(self) -> str:
        """An id for a new row."""
        return new_id(self._clock.now())

    def tick(self) -> str:
        """The next stamp of this device: what the next `put` will stamp with when handed to it."""
        stamp = self._clock.tick()
        self.first_stamp = self.first_stamp or stamp
        return stamp

    def put(self, table: str, row_id: str, changes: Mapping[str, Value], *, stamp: str | None = None) -> bool:
        """Create the row or change these fields of it, stamped now. Fields that already hold the value are left alone.

        Returns whether anything changed.
        """
        before = rows.load(self._connection, table, row_id)
        if before is None:
            self.take(Row(table, row_id, self._home(table), stamp or self.tick(), dict(changes), fresh=True), None)
            return True
        changed = {
            name: value for name, value in changes.items() if name not in before.fields or before.fields[name] != value
        }
        if not changed:
            return False
        # A stamp from a quicker clock may be ahead of ours: what replaces it must come after it.
        self._clock.saw(max(before.stamp_of(name) for name in changed))
        self.take(_edited(before, changed, stamp or self.tick()), before)
        return True

    def write_again(self, row: Row, names: Iterable[str]) -> None:
        """Stamp these fields of a row anew as they are: what others hold of them is replaced by what we send."""
        again = {name: row.fields[name] for name in names}
        self._clock.saw(max(row.stamp_of(name) for name in again))
        self.take(_edited(row, again, self.tick()), row)

    def put_born(
        self, table: str, row_id: str, fields: Mapping[str, Value], stamp: str, earlier: tuple[str, ...]
    ) -> None:
        """Create a row that every library of the unit makes alike: same id, same stamp everywhere (sync.md 2)."""
        bases = {name: [*NEW, *earlier] for name in fields} if earlier else {}
        self.take(
            Row(table, row_id, self._home(table), stamp, dict(fields), bases=dict(bases), fresh=not earlier), None
        )

    def take(self, after: Row, before: Row | None) -> None:
        """Write a row as it now is (already merged or edited) and note what follows from it."""
        after = redacted(after)
        place = rows.save(self._connection, after, self._next_number(), is_new=before is None)
        self._note(after, before)
        self.projections.changed(before, after, place)

    def let_go(self, row: Row) -> None:
        """Keep a row no longer that only the centre writes, and of which nothing here is derived."""
        rows.remove(self._connection, row.table, row.id)
        self._digest.moved(read_in(row.channel, self._unit), row, None)

    def take_new(self, new: Iterable[Row]) -> None:
        """Write rows of known tables whose ids are not here yet, each once: as `take` does, in a third of the time."""
        by_table: dict[str, list[tuple[int, Row]]] = {}
        for row in map(redacted, new):
            by_table.setdefault(row.table, []).append((self._next_number(), row))
            self._note(row, None)
        for table, numbered in by_table.items():
            places = rows.add_all(self._connection, table, numbered)
            self.projections.added(table, [row for _, row in numbered], places)

    def _note(self, after: Row, before: Row | None) -> None:
        """What follows from a row besides the projections: digests, what to show anew, whom to forget."""
        self._digest.moved(read_in(after.channel, self._unit), before, after)
        if (kind := _TOUCHES.get(after.table)) is not None:
            self.touched.add(kind)
        if is_redacted(after):
            self._forgotten.add(after.id)
        elif after.table == "portrait":
            self._forgotten.add(str(after.fields.get("reader_id")))
        elif after.table == "conflict" and isinstance(about := after.fields.get("row"), str):
            self._forgotten.add(about)

    def saw(self, stamp: str) -> None:
        """Let the clock know of somebody else's stamp."""
        self._clock.saw(stamp)

    def finish(self) -> None:
        """Bring the projections up to date and store the clock; called once, before the commit."""
        if self.projections.settle():
            self.touched.add(Touched.CONFLICTS)
        for row_id in sorted(self._forgotten):
            self._forget_in_conflicts(row_id)
            self._forget_portrait(row_id)
        self._connection.executemany(
            "INSERT INTO digest (channel, bucket, count, mark) VALUES (?1, ?2, ?3, ?4) "
            f"ON CONFLICT DO UPDATE SET count = count + ?3, mark = (mark + ?4) % {digest.MODULUS}",
            [(*place, *added) for place, added in self._digest.by_bucket.items()],
        )
        self._connection.execute("UPDATE clock SET last = ?, number = ?", (self._clock.last, self._number))

    def _forget_in_conflicts(self, row_id: str) -> None:
        """Blank the values that conflicts about a redacted row still hold."""
        found = self._connection.execute("SELECT id FROM conflict WHERE row = ?", (row_id,)).fetchall()
        for (conflict,) in found:
            told = rows.load(self._connection, "conflict", conflict)
            about = told and rows.load(self._connection, str(told.fields.get("table")), row_id)
            if told and about and is_redacted(about) and told.fields.get("field") in spec_of(about.table).personal:
                self.put("conflict", conflict, {"loser": None, "winner": None})

    def _forget_portrait(self, reader_id: str) -> None:
        """Whoever is to be forgotten has no portrait either, whichever of both came here first."""
        reader = rows.load(self._connection, "reader", reader_id)
        portrait = rows.load(self._connection, "portrait", portrait_id(reader_id))
        if reader and portrait and is_redacted(reader) and not is_redacted(portrait):
            self.put("portrait", portrait.id, {"redacted": True})

    def _home(self, table: str) -> str:
        match spec_of(table).home:
            case "unit":
                return unit_channel(self._unit)
            case "common":
                return COMMON
            case _:
                return CATALOGUE

    def _next_number(self) -> int:
        self._number += 1
        return self._number


def _edited(before: Row, changed: dict[str, Any], stamp: str) -> Row:
    stamps = dict(before.stamped())
    bases = {name: list(base) for name, base in before.bases.items()}
    for name in changed:
        bases[name] = [*(before.base_of(name) or ()), stamps.get(name, ZERO)] if name in stamps else [ZERO]
        stamps[name] = stamp
    if before.fresh:
        bases = {name: base for name, base in bases.items() if base != [ZERO]}
    return compacted(
        Row(before.table, before.id, before.channel, before.stamp, before.fields | changed, stamps, bases, before.fresh)
    )
