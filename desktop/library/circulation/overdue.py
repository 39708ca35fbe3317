"""Late loans: all of them, by reader, by group. Nobody is ranked: readers stand in roll-call order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of
from desktop.library.model.overdue import Late, OverdueLine
from desktop.library.store.overdue_list import overdue_lines
from desktop.library.text import fold, person_sort_key, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.library.store.store import Store

PAGE = 500


class Overdue:
    """Reads what is late today."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(self, after: OverdueLine | None = None) -> tuple[OverdueLine, ...]:
        """Some late loans, the one due first first; `after` is the last of the page before. None: that was all."""
        today, long_days = day_of(self._store.now_ms()), self._store.policies.terms().long_overdue_days
        return overdue_lines(self._store.connection, today, long_days=long_days, after=after, limit=PAGE)

    def count(self) -> int:
        """How many loans are late."""
        return self._store.loans.overdue_count(day_of(self._store.now_ms()))

    def pages(self) -> Iterator[tuple[OverdueLine, ...]]:
        """Every late loan, page by page."""
        page = self.page()
        while page:
            yield page
            page = self.page(page[-1])

    def lines(self, group: str = "") -> tuple[OverdueLine, ...]:
        """Every late loan, or those of the readers of one group (in any spelling)."""
        wanted = fold(group)
        return tuple(line for page in self.pages() for line in page if not wanted or fold(line.group) == wanted)


def by_reader(lines: Iterable[OverdueLine]) -> tuple[Late, ...]:
    """The lines of each reader together, readers in roll-call order, each one's longest late first."""
    found: dict[str, list[OverdueLine]] = {}
    for line in lines:
        found.setdefault(line.reader_id or "", []).append(line)
    ordered = sorted(found.values(), key=lambda of_one: (person_sort_key(of_one[0].reader), of_one[0].card or ""))
    return tuple(Late(of_one[0].reader, tuple(of_one)) for of_one in ordered)


def by_group(lines: Iterable[OverdueLine]) -> tuple[Late, ...]:
    """The lines of each group together, groups in order (readers of none last), in each the readers by roll call."""
    return grouped(by_reader(lines))


def grouped(readers: Iterable[Late]) -> tuple[Late, ...]:
    """As `by_group`, of what is together by reader already."""
    found: dict[str, list[OverdueLine]] = {}
    for late in readers:
        for line in late.lines:
            found.setdefault(line.group.strip(), []).append(line)
    return tuple(Late(name, tuple(found[name])) for name in sorted(found, key=lambda name: (not name, sort_key(name))))
