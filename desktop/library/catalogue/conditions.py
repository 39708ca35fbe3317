"""The marks on a copy, each set on a day or taken away, as fields of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.library.model.item import Condition, Item


def mark_fields(item: Item, marks: Mapping[Condition, bool], today: date) -> dict[str, str | None]:
    """The fields for what is said of each mark; one that stands already keeps its day, one not named stays as it is."""
    since = dict(item.conditions)
    return {mark.value: since.get(mark, today.isoformat()) if is_set else None for mark, is_set in marks.items()}
