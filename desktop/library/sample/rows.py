"""New rows of the sample, written through the library's own path with ids and stamps that follow from the seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.library.sample.chance import chance
from sync.core.stamp import make

if TYPE_CHECKING:
    from desktop.library.store.write import Pen

_COUNTERS = 1 << 16


class Scribe:
    """Writes new rows as if at moments of the past. One seed and name, one sequence of ids."""

    def __init__(self, seed: int, name: str = "") -> None:
        self._rng = chance(seed, "ids" + name)
        self._incarnation = f"{chance(seed, 'pc' + name).getrandbits(40):010x}"
        self._at = 0
        self._counter = 0

    def stamp(self, at: int) -> str:
        """The next stamp at this moment (UTC ms), greater than the last one."""
        if at > self._at:
            self._at, self._counter = at, 0
        else:
            self._counter += 1
            self._at, self._counter = self._at + self._counter // _COUNTERS, self._counter % _COUNTERS
        return make(self._at, self._counter, self._incarnation)

    def row_id(self, at: int) -> str:
        """An id made at this moment: a UUIDv7 whose random part follows from the seed."""
        tail = self._rng.getrandbits(74)
        value = at << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | tail & 0x3FFF_FFFF_FFFF_FFFF
        return f"{value:032x}"

    def add(self, pen: Pen, table: str, fields: dict[str, Any], at: int) -> str:
        """Write a new row; its fields without a value are left out. Returns its id."""
        row_id = self.row_id(at)
        told = {name: value for name, value in fields.items() if value is not None and value != ""}
        pen.put(table, row_id, told, stamp=self.stamp(at))
        return row_id

    def add_event(self, pen: Pen, fields: dict[str, Any], at: int) -> str:
        """Write a circulation event; its order is its stamp."""
        row_id, stamp = self.row_id(at), self.stamp(at)
        told = {name: value for name, value in fields.items() if value is not None}
        pen.put("circulation_event", row_id, told | {"order": stamp, "at": at, "recorded": at}, stamp=stamp)
        return row_id

    def change(self, pen: Pen, row: tuple[str, str], fields: dict[str, Any], at: int) -> str:
        """Change these fields of the row (table, id). Returns their stamp."""
        stamp = self.stamp(at)
        pen.put(*row, fields, stamp=stamp)
        return stamp
