"""The marks on a copy, each set on a day or taken away, and which copies leave the library in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.item import Access
from desktop.library.store.marks import MarkChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from desktop.library.model.ids import Moment
    from desktop.library.model.item import Condition, Item


def mark_changes(
    item: Item, marks: Mapping[Condition, bool], today: date, *, operator: str, device: str, at: Moment
) -> Iterator[MarkChange]:
    """What is said of each mark; one that stands already keeps its day, one not named stays as it is."""
    since = dict(item.conditions)
    for mark, is_set in marks.items():
        after = since.get(mark, today.isoformat()) if is_set else None
        yield MarkChange(mark.value, None, after, operator=operator, device=device, at=at)


def leaving(items: Iterable[Item]) -> tuple[Item, ...]:
    """Those that may be told of outside: restricted copies stand in no list that leaves the library.

    Thông tư 02/2020/TT-BVHTTDL, Art. 32; Law 46/2019/QH14, Art. 7.
    """
    return tuple(item for item in items if item.access is not Access.RESTRICTED)
