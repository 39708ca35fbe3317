"""A replica in memory, with the client's rules for bases: enough to follow a feed for real."""

from __future__ import annotations

from sync.core.digest import MODULUS, bucket_of, mark_of
from sync.core.merge import merge_fed
from sync.core.row import Row, compacted, named_id
from sync.core.wire import rows_in
from tests.server.desk import Desk

Key = tuple[str, str]


class Replica:
    """What one desk holds."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rows: dict[Key, Row] = {}
        self.edits = 0

    def step(self, what: str, which: int) -> None:
        """One thing that may happen. `which` chooses a row, or how long a page is."""
        match what:
            case "edit":
                self.edit(which)
            case "push":
                self.push()
            case "pull":
                while self.take(1000):
                    pass
            case "cut":
                self.take(which + 1)
            case _:
                self.desk.start()

    def edit(self, which: int) -> None:
        """Change an item of the unit, or the title of all items: the unit A makes it, others change it when they have it."""
        self.edits += 1
        title = which == 0 and (self.desk.unit == "A" or ("title", named_id("title")) in self.rows)
        row_id = named_id("title") if title else named_id("item", self.desk.unit, str(which))
        key = ("title" if title else "item", row_id)
        mine = self.rows.get(key)
        stamp = self.desk.clock.tick()
        name = f"{'abc'[self.edits % 3]}"
        value = f"{self.desk.device}-{self.edits}"
        if mine is None:
            channel = "catalogue" if title else self.desk.channel
            fields = {name: value} if title else {name: value, "title_id": named_id("title")}
            self.rows[key] = Row(*key, channel, stamp, dict(fields), fresh=True)
            return
        base = [*(mine.base_of(name) or ()), mine.stamp_of(name)]
        stamps = dict(mine.stamped()) | {name: stamp}
        bases = {each: list(known) for each in mine.fields if (known := mine.base_of(each)) is not None} | {name: base}
        self.rows[key] = compacted(Row(*key, mine.channel, mine.stamp, mine.fields | {name: value}, stamps, bases))

    def push(self) -> None:
        """Offer what is not settled; all of it is settled then."""
        waiting = {key: row for key, row in self.rows.items() if row.waits}
        self.desk.push(*(unsettled(row) for row in waiting.values()))
        for key, row in waiting.items():
            self.rows[key] = Row(row.table, row.id, row.channel, row.stamp, row.fields, row.stamps)

    def take(self, limit: int) -> bool:
        """Merge a page; whether there is another one."""
        page = self.desk.page(limit=limit)
        for row in rows_in(page.rows):
            self.desk.clock.saw(row.greatest_stamp())
            key = (row.table, row.id)
            self.rows[key] = compacted(merge_fed(self.rows.get(key), row).row)
        self.desk.cursors[self.desk.channel] = page.cursor
        return page.more

    def buckets(self) -> dict[int, tuple[int, int]]:
        """The digest of all that is held."""
        found: dict[int, tuple[int, int]] = {}
        for row in self.rows.values():
            count, mark = found.get(bucket_of(row.id), (0, 0))
            found[bucket_of(row.id)] = (count + 1, (mark + mark_of(row)) % MODULUS)
        return found


def unsettled(row: Row) -> Row:
    """Only the fields that wait for an acknowledgement."""
    names = [name for name in row.fields if row.base_of(name) is not None]
    stamps = {name: row.stamp_of(name) for name in names}
    bases = {name: list(row.base_of(name) or []) for name in names}
    return Row(row.table, row.id, row.channel, row.stamp, {name: row.fields[name] for name in names}, stamps, bases)
