"""The inbox: open points as a person can recognise them, by group, found by words, with what is recommended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.library.advice import advice
from desktop.library.model.conflict import Hand, Inbox, Point, Side
from desktop.library.tasks import act_and_met
from desktop.library.text import words as words_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from desktop.library.library import Library
    from desktop.library.model.conflict import Conflict
    from desktop.library.model.event import Event
    from desktop.library.store.conflicts import Brief

GROUPS = ("titles", "copies", "readers", "rules", "loans", "numbers", "parked")
_OF_TABLE = {"title": "titles", "file": "titles", "item": "copies", "reader": "readers"}
_OF_KIND = {"loan-task": "loans", "duplicate-barcode": "numbers", "duplicate-card": "numbers", "parked": "parked"}
_LISTS = {"category": "reader-category", "type": "item-type", "item_type": "item-type", "location": "location"}
_MOST_SEARCHED = 1000
"""So many of the newest points are looked through for words: a desk must not wait for more."""


def look(library: Library, *, group: str = "", words: str = "", limit: int = 50) -> Inbox:
    """The newest open points of a group (all when empty) that say all these words, and how many there are of each."""
    briefs = library.store.conflicts.briefs()
    groups = Counter(group_of(brief) for brief in briefs)
    some = [brief for brief in briefs if group in ("", group_of(brief))]
    if words.strip():
        some = _saying(library, some[:_MOST_SEARCHED], words)
    likeness = Likeness(library)
    alike = Counter(likeness.of(brief) for brief in briefs)
    points = tuple(
        replace(point_of(library, library.store.conflicts.told(brief)), alike=alike[likeness.of(brief)])
        for brief in some[:limit]
    )
    return Inbox(points, dict(groups), len(some))


def alike(library: Library, conflict_id: str) -> tuple[Point, ...]:
    """Every open point that is like this one, itself among them: what one decision could settle at once."""
    likeness, briefs = Likeness(library), library.store.conflicts.briefs()
    asked = next((brief for brief in briefs if brief.id == conflict_id), None)
    if asked is None:
        return ()
    wanted = likeness.of(asked)
    some = [brief for brief in briefs if likeness.of(brief) == wanted]
    points = (point_of(library, library.store.conflicts.told(brief)) for brief in some)
    return tuple(replace(point, alike=len(some)) for point in points)


def group_of(brief: Brief) -> str:
    """Which of GROUPS it belongs to."""
    return _OF_KIND.get(brief.kind) or _OF_TABLE.get(str(brief.fields.get("table")), "rules")


@dataclass(slots=True)
class Likeness:
    """Points are alike when one decision could be right for all: the same field of the same table between the same
    two PCs, which side stands alike, or the same kind of task. Looked up once for each program start.
    """

    library: Library
    known: dict[str, Hashable]

    def __init__(self, library: Library) -> None:
        self.library, self.known = library, {}

    def of(self, brief: Brief) -> tuple[Hashable, ...]:
        """Equal for points that are alike."""
        fields = brief.fields
        if brief.kind != "field":
            return brief.kind, fields.get("field")
        sides = (self._writer(fields.get(stamp)) for stamp in ("winner_stamp", "loser_stamp"))
        return brief.kind, fields["table"], str(fields["field"]).partition("/")[0], *sides

    def _writer(self, stamp: object) -> Hashable:
        incarnation = str(stamp)[16:]
        if incarnation not in self.known:
            hand = self.library.store.workplaces.of(stamp)
            self.known[incarnation] = (hand.pc, hand.here)
        return self.known[incarnation]


def point_of(library: Library, conflict: Conflict) -> Point:
    """The point with its two sides, and what is recommended."""
    ours, theirs = _sides(library, conflict)
    return Point(conflict, ours, theirs, advice(conflict, ours, theirs))


def _sides(library: Library, conflict: Conflict) -> tuple[Side, Side]:
    match conflict.kind:
        case "duplicate-barcode":
            return _copy(library, conflict.ours), _copy(library, conflict.theirs)
        case "duplicate-card":
            return _reader(library, conflict.ours), _reader(library, conflict.theirs)
        case "loan-task":
            return _acts(library, conflict)
    return (
        _value(library, conflict, Side(conflict.ours, conflict.ours_at, conflict.ours_who)),
        _value(library, conflict, Side(conflict.theirs, conflict.theirs_at, conflict.theirs_who)),
    )


def _value(library: Library, conflict: Conflict, side: Side) -> Side:
    """A value as people call it: a code by its label, a title by its name."""
    if conflict.field == "title_id":
        line = library.store.titles.line(side.what)
        return replace(side, what=line.title if line else "")
    if conflict.field == "representative":
        return replace(side, what=_reader(library, side.what).what)
    if conflict.field not in _LISTS:
        return side
    return replace(side, label=library.store.policies.label(_LISTS[conflict.field], side.what))


def _copy(library: Library, item_id: str) -> Side:
    item = library.store.items.get(item_id)
    if item is None or item.deleted:
        return Side("")
    line, loan = library.store.titles.line(item.title_id), library.store.loans.open_of_item(item.id)
    who = _reader(library, loan.reader_id).what if loan and loan.reader_id else ""
    made = library.store.conflicts.written("item", item.id)
    return Side(line.title if line else "", *made, number=item.accession, out_to=who)


def _reader(library: Library, reader_id: str) -> Side:
    reader = library.store.readers.get(reader_id)
    if reader is None or reader.deleted:
        return Side("")
    return Side(reader.name, *library.store.conflicts.written("reader", reader.id), number=reader.group)


def _acts(library: Library, conflict: Conflict) -> tuple[Side, Side]:
    """The act that raised the task, and the loan that it met."""
    act, met = act_and_met(library.store.events, conflict.row)
    return _act(library, act), _act(library, met)


def _act(library: Library, event: Event | None) -> Side:
    if event is None:
        return Side("")
    name = _reader(library, event.reader_id).what if event.reader_id else ""
    _, hand = library.store.conflicts.written("circulation_event", event.id)
    here = hand.here or event.device == library.device
    return Side(name, event.at, Hand(hand.pc, event.operator.partition("+")[0] or hand.operator, here))


def _saying(library: Library, briefs: Iterable[Brief], words: str) -> list[Brief]:
    wanted = words_of(words)
    return [brief for brief in briefs if _says(_said(library, brief), wanted)]


def _says(said: set[str], wanted: tuple[str, ...]) -> bool:
    """Whether every word that was typed begins one that is said."""
    return all(any(word.startswith(typed) for word in said) for typed in wanted)


def _said(library: Library, brief: Brief) -> set[str]:
    """All words that a person may remember of a point, without marks."""
    point = point_of(library, library.store.conflicts.told(brief))
    told = [point.conflict.subject, point.conflict.name]
    for side in (point.ours, point.theirs):
        told += [side.what, side.number, side.out_to, *side.label, side.who.pc, side.who.operator]
    return set(words_of(" ".join(told)))
