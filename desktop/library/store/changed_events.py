"""Which items' and titles' stories a transaction changed, and from where on they must be told again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from desktop.library.circulation.fold import CHANGES_LOANS
from desktop.library.circulation.holds_fold import MOVES_COPIES, OF_THE_QUEUE
from desktop.library.model.event import EventKind

if TYPE_CHECKING:
    from desktop.library.store.connection import Connection
    from sync.core.row import Row

_LOANS = frozenset(kind.value for kind in CHANGES_LOANS)
_HOLDS = frozenset(kind.value for kind in (*OF_THE_QUEUE, *MOVES_COPIES, EventKind.UNDONE))


class _Noted(NamedTuple):
    event: str
    order: str
    kind: str
    item: str
    title: str
    undoes: str
    is_new: bool


@dataclass(slots=True)
class Change:
    """What of one story changed: the events, and where the earliest of them stands."""

    since: str
    events: set[str] = field(default_factory=set)
    is_new: bool = True
    """Nothing but events that nobody had here before, and that no `undone` was among."""


class ChangedEvents:
    """Notes rows of circulation as they are written, as they were before and as they are now."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._noted: list[_Noted] = []

    def note(self, before: Row | None, after: Row) -> None:
        """An event was written."""
        for row in (before, after):
            if row is not None and (order := _text(row, "order")):
                kind, item, title, undoes = (_text(row, name) for name in ("kind", "item_id", "title_id", "undoes"))
                self._noted.append(_Noted(row.id, order, kind, item, title, undoes, is_new=before is None))

    def __bool__(self) -> bool:
        return bool(self._noted)

    def copies(self) -> set[str]:
        """The items that anything was written about."""
        return {noted.item for noted in self._noted if noted.item}

    def by_item(self) -> dict[str, Change]:
        """The items whose loans may have changed."""
        return self._changes("item", _LOANS)

    def by_title(self) -> dict[str, Change]:
        """The titles whose queues may have changed."""
        return self._changes("title", _HOLDS)

    def clear(self) -> None:
        """Begin anew."""
        self._noted.clear()

    def _changes(self, of: str, kinds: frozenset[str]) -> dict[str, Change]:
        changes: dict[str, Change] = {}
        for noted in self._noted:
            about: str = getattr(noted, of)
            place = self._place(noted, of) if about and noted.kind in kinds else None
            if place is not None:
                change = changes.setdefault(about, Change(place[0]))
                change.since = min(change.since, place[0])
                change.events |= {noted.event, place[1]}
                change.is_new &= noted.is_new and noted.kind != EventKind.UNDONE
        return changes

    def _place(self, noted: _Noted, of: str) -> tuple[str, str] | None:
        """Where the story changes, and by which event: an `undone` changes it at what it undoes, if that is here."""
        if noted.kind != EventKind.UNDONE:
            return noted.order, noted.event
        found: tuple[str, str] | None = self._connection.execute(
            f"SELECT ord, id FROM circulation_event WHERE id = ? AND {of}_id = ? AND ord IS NOT NULL",
            (noted.undoes, getattr(noted, of)),
        ).fetchone()
        return found


def _text(row: Row, name: str) -> str:
    value = row.fields.get(name)
    return value if isinstance(value, str) else ""
