"""The command about points to be settled: they are told as a person can recognise them, settled, and opened again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.cli import facts, lines
from desktop.cli.command import Command, Told, argument
from desktop.cli.session import Usage
from desktop.cli.wording import words
from desktop.library import alike, inbox
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from desktop.cli.command import Results
    from desktop.cli.session import Session
    from desktop.library.library import Library
    from desktop.library.model.conflict import Conflict, Hand

_NAMED = frozenset(("duplicate-barcode", "duplicate-card", "loan-task"))
"""Kinds whose two sides are things, not values."""


_ALL = 1_000_000
_LISTS = ("list", "settled")


def _conflicts(session: Session) -> Results:
    asked = session.asked
    what, point_id = asked.what, asked.id
    if (what in _LISTS) is (point_id is not None) or (asked.alike and what in _LISTS):
        raise Usage(words("conflict id"))
    with session.library() as library:
        if what == "list":
            found = [_open(library, each) for each in library.conflicts.list(limit=_ALL)]
        elif what == "settled":
            found = [_point(library, each) for each in library.conflicts.lately()]
        elif asked.alike:
            found = [_many(library, what, point_id)]
        else:
            found = [_settled(library, what, point_id)]
    yield from found
    if not found and not session.json:
        yield Told({}, words("no conflicts"))


def _open(library: Library, conflict: Conflict) -> Told:
    """An open point, with what is recommended."""
    told = _point(library, conflict)
    advice = inbox.point_of(library, conflict).advice
    return Told({**told.facts, "recommended": advice.side, "because": advice.why}, told.text)


def _point(library: Library, conflict: Conflict) -> Told:
    shown, ids = told(library, conflict)
    line = lines.conflict(shown)
    if conflict.kind == "field":
        line += "\n" + words("written by", ours=_hand(conflict.ours_who), theirs=_hand(conflict.theirs_who))
    return Told(facts.conflict(shown) | ids, line)


def _hand(hand: Hand) -> str:
    """Who wrote a side, as far as that is known."""
    parts = [hand.operator, hand.pc]
    return " · ".join(part for part in parts if part) or words("somebody")


def _many(library: Library, what: str, point_id: str) -> Told:
    """One decision for all that are alike, or the whole decision taken back."""
    conflict = library.conflicts.get(point_id)
    match what:
        case "undo":
            decided = alike.undo(library, conflict.together)
        case "keep" | "restore" | "renumber" as how:
            ids = [point.conflict.id for point in inbox.alike(library, point_id)]
            if not ids:
                raise Refusal(Reason.ALREADY_SETTLED, id=point_id, state=conflict.state)
            decided = alike.settle(library, ids, how)
        case _:
            raise Usage(words("conflict id"))
    told = {"done": decided.done, "left": decided.left, "together": decided.together}
    return Told(told, words("many opened" if what == "undo" else "many settled", **told))


def _settled(library: Library, what: str, conflict_id: str) -> Told:
    """The point as it is then. A doubled number that was settled says whether it stands twice still."""
    conflicts = library.conflicts
    match what:
        case "keep":
            settled = conflicts.keep(conflict_id)
        case "restore":
            settled = conflicts.restore(conflict_id)
        case "undo":
            return _point(library, conflicts.undo(conflict_id))
        case _:
            conflicts.renumber(conflict_id)
            settled = conflicts.get(conflict_id)
    told = _point(library, settled)
    if not settled.is_double:
        return told
    twice = conflicts.stands_twice(settled)
    number = conflicts.later_number(settled)
    after = words("still twice" if twice else "new number", **told.facts, number=number)
    return Told({**told.facts, "still_twice": twice, "number": number}, f"{told.text}\n{after}")


def told(library: Library, conflict: Conflict) -> tuple[Conflict, dict[str, object]]:
    """The point with words for its two sides, and the ids that those words stand for."""
    if conflict.kind not in _NAMED:
        return conflict, {}
    ours, theirs = (_named(library, conflict, each) for each in (conflict.ours, conflict.theirs))
    return replace(conflict, ours=ours, theirs=theirs), {"ours_id": conflict.ours, "theirs_id": conflict.theirs}


def _named(library: Library, conflict: Conflict, row_id: str) -> str:
    if not row_id:
        return ""
    match conflict.table:
        case "item":
            return _copy(library, row_id)
        case "reader":
            return _reader(library, row_id)
    event = library.store.events.get(row_id)
    return _reader(library, event.reader_id) if event and event.reader_id else words("gone")


def _copy(library: Library, item_id: str) -> str:
    item = library.store.items.get(item_id)
    if item is None or item.deleted:
        return words("gone")
    line = library.store.titles.line(item.title_id)
    return _joined(line.title if line else "", item.accession or item.barcode)


def _reader(library: Library, reader_id: str) -> str:
    reader = library.store.readers.get(reader_id)
    if reader is None or reader.deleted:
        return words("gone")
    return _joined(reader.name, reader.group or reader.card)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


COMMANDS = (
    Command(
        "conflicts",
        ("các điểm cần đối chiếu", "points to be settled"),
        _conflicts,
        (
            argument(
                "what",
                (
                    "list; keep ID: giữ bản đang dùng; restore ID: dùng bản kia; renumber ID: số mới; settled; undo ID",
                    "list; keep ID: what stands; restore ID: the other; renumber ID: a new number; settled; undo ID",
                ),
                nargs="?",
                default="list",
                choices=("list", "keep", "restore", "renumber", "settled", "undo"),
            ),
            argument("id", ("mã của điểm", "the point's id"), metavar="ID", nargs="?"),
            argument(
                "--alike",
                ("làm như vậy cho mọi điểm giống điểm này", "the same for all points that are alike"),
                action="store_true",
            ),
        ),
    ),
)
