"""Writes files for a Koha centre: what happened here (.koc), and whom its offline tool should know (borrowers.db)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from heapq import merge
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NamedTuple

from desktop.library.catalogue.exporting import whole_file
from desktop.library.interchange import koc
from desktop.library.model.event import EventKind
from desktop.library.model.money import EntryKind
from desktop.library.store import borrowers_file, leaving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.library.store.leaving import Move
    from desktop.library.store.store import Store

AHEAD_MS = 366 * 86_400_000
_AT_CLOSING = "23:59:00"


@dataclass(frozen=True, slots=True)
class Exported:
    """What a .koc took along, and what the format has no room for."""

    file: str
    issues: int = 0
    returns: int = 0
    payments: int = 0
    renewals: int = 0
    """Left out: the format has none."""
    in_room: int = 0
    """Sessions in the reading room, left out."""
    unnamed: int = 0
    """Loans of readers who are forgotten, and what is about no copy that is known: left out."""
    too_long: tuple[str, ...] = ()
    """Codes for which Koha has no room; what is about them is left out."""


@dataclass(frozen=True, slots=True)
class Borrowers:
    """What a borrowers.db took along."""

    file: str
    readers: int
    loans: int
    nameless: int = 0
    """Readers whose name this PC cannot open: only the card is there."""


class _Line(NamedTuple):
    at: int
    command: str
    cells: tuple[str, ...]


def write_koc(store: Store, path: Path, since: int) -> Exported:
    """Write what happened since this moment (UTC ms). Raises Refusal: CANNOT_WRITE, DISK_FULL."""
    counts: Counter[str] = Counter()
    too_long: dict[str, None] = {}
    with whole_file(path) as stream:
        stream.write(koc.header(_version()).encode())
        for line in merge(_moves(store, since, counts), _payments(store, since, counts)):
            long = [code for code, most in zip(line.cells, _ROOM[line.command], strict=True) if len(code) > most]
            too_long.update(dict.fromkeys(long))
            if not long:
                counts[line.command] += 1
                stream.write(koc.line(line.at, line.command, *line.cells).encode())
    return Exported(
        path.name,
        issues=counts["issue"],
        returns=counts["return"],
        payments=counts["payment"],
        renewals=counts["renewed"],
        in_room=counts["in_room"],
        unnamed=counts["unnamed"],
        too_long=tuple(too_long),
    )


_ROOM = {
    "issue": (koc.LONGEST_CARD, koc.LONGEST_BARCODE),
    "return": (koc.LONGEST_BARCODE,),
    "payment": (koc.LONGEST_CARD, koc.LONGEST_CARD),
}


def _moves(store: Store, since: int, counts: Counter[str]) -> Iterator[_Line]:
    in_room: set[str] = set()
    for move in leaving.moves_since(store.connection, since):
        left_out = _left_out(move, in_room)
        if left_out:
            counts[left_out] += 1
        elif move.event.kind is EventKind.LENT:
            yield _Line(move.event.at, "issue", (move.card, move.barcode))
        else:
            yield _Line(move.event.at, "return", (move.barcode,))


def _left_out(move: Move, in_room: set[str]) -> str:
    """Why this is not for the file; empty when it is. `in_room` holds the copies with an open session."""
    event = move.event
    if event.kind is EventKind.RENEWED:
        return "renewed"
    if event.on_site:
        in_room.add(move.barcode)
        return "in_room"
    if event.kind is EventKind.RETURNED and move.barcode in in_room:
        in_room.remove(move.barcode)
        return "in_room"
    named = move.barcode and (move.card or event.kind is EventKind.RETURNED)
    return "" if named else "unnamed"


def _payments(store: Store, since: int, counts: Counter[str]) -> Iterator[_Line]:
    for entry in sorted(store.ledger.between(since, store.now_ms() + AHEAD_MS), key=lambda entry: entry.at):
        if entry.kind is not EntryKind.PAYMENT or store.ledger.is_voided(entry.id):
            continue
        reader = store.readers.get(entry.reader_id) if entry.reader_id else None
        if reader is None or not reader.card:
            counts["unnamed"] += 1
        else:
            yield _Line(entry.at, "payment", (reader.card, f"{entry.amount}.00"))


def write_borrowers(store: Store, path: Path) -> Borrowers:
    """Write who may borrow and what they have. Raises Refusal: CANNOT_WRITE, DISK_FULL."""
    known = list(leaving.people(store.connection))
    numbers = {person.id: number for number, person in enumerate(known, start=1)}
    issues = [
        (numbers[loan.reader_id], f"{loan.due} {_AT_CLOSING}", loan.call_number, loan.title, loan.item_type)
        for loan in leaving.open_loans(store.connection)
        if loan.reader_id in numbers
    ]
    with_money = store.policies.terms().money
    borrowers = (
        (numbers[one.id], one.card, *_in_two(one.name), store.ledger.owed(one.id) if with_money else 0) for one in known
    )
    with whole_file(path) as stream:
        stream.write(borrowers_file.packed(borrowers, issues))
    return Borrowers(path.name, len(known), len(issues), sum(1 for person in known if not person.name))


def _version() -> str:
    try:
        return version("tusach")
    except PackageNotFoundError:  # a copy that was never installed
        return "0"


def _in_two(name: str) -> tuple[str, str]:
    """Surname and first name as Koha's tool shows them, the first name first: whoever reads it reads the name.

    What people call somebody by stands last in a Vietnamese name; there the tool looks for its "surname".
    """
    rest, _, called = name.rpartition(" ")
    return called, rest
