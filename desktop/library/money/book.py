"""Writes the ledger: charges that follow from an act, money taken and given back, and what counts no more."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.ids import Moment, Money
from desktop.library.model.money import Entry, EntryId, EntryKind, Purpose
from sync.core.row import named_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from desktop.library.model.ids import EventId, ItemId, LoanId, ReaderId
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen
    from sync.core.row import Value


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be written."""

    kind: EntryKind
    reader_id: ReaderId | None
    amount: Money = Money(0)  # noqa: RUF009 - a NewType: nothing is made
    item_id: ItemId | None = None
    loan: LoanId | None = None
    offsets: tuple[tuple[EntryId, Money], ...] = ()
    purpose: Purpose | None = None
    about: EventId | None = None
    undoes: EntryId | None = None
    instead_of: EntryId | None = None
    """The charge that this one takes the place of: whoever turns it into money, there is one charge."""
    receipt: str = ""
    why: str = ""


class Book:
    """The ledger of a store, being written by somebody."""

    def __init__(self, store: Store, operator: str = "") -> None:
        self._store = store
        self._operator = operator

    def note(self, pen: Pen, line: Line, at: Moment | None = None) -> EntryId:
        """Add a line. One that follows from an act has an id that follows from it, too.

        The same paper entered on two PCs is one event (circulation/entry.py), so it charges once.
        """
        entry = EntryId(_named(line) or pen.new_id())
        if self._store.ledger.get(entry) is None:
            pen.put("ledger", entry, self._fields(line, at))
        return entry

    def void(self, pen: Pen, entries: Iterable[Entry], *, about: EventId | None, why: str = "") -> tuple[EntryId, ...]:
        """These entries count no more."""
        lines = (
            Line(EntryKind.VOID, e.reader_id, item_id=e.item_id, loan=e.loan, about=about, undoes=e.id, why=why)
            for e in entries
        )
        return tuple(self.note(pen, line) for line in lines)

    def receipt(self, day: date, since: int, before: int) -> str:
        """The next receipt's number on this day (from `since` to `before`, ms): `261122-K7QX2M9P-3`.

        The day, the mark of this program start, and how many of the day this PC's record holds. The mark is drawn anew
        by every start (40 bits, the same that keeps stamps apart: sync.md 2), so two desks that never meet, or a disk
        and its copy, cannot print the same number.
        """
        device = self._store.profile.text("device")
        today = self._store.ledger.between(since, before)
        printed = sum(1 for entry in today if entry.receipt and entry.device == device)
        mark = base64.b32encode(bytes.fromhex(self._store.clock.incarnation)).decode("ascii")
        return f"{day:%y%m%d}-{mark}-{printed + 1}"

    def _fields(self, line: Line, at: Moment | None) -> dict[str, Value]:
        now = self._store.now_ms()
        offsets: list[Value] = [[charge, int(amount)] for charge, amount in line.offsets]
        fields: dict[str, Value] = {
            "kind": line.kind.value,
            "reader_id": line.reader_id,
            "item_id": line.item_id,
            "loan": line.loan,
            "amount": int(line.amount) if line.kind is not EntryKind.VOID else None,
            "offsets": offsets or None,
            "for": line.purpose.value if line.purpose else None,
            "about": line.about,
            "undoes": line.undoes,
            "receipt": line.receipt or None,
            "why": line.why or None,
            "operator": self._operator or None,
            "device": self._store.profile.text("device") or None,
            "at": now if at is None else at,
            "recorded": now,
        }
        return {name: value for name, value in fields.items() if value is not None}


def _named(line: Line) -> str:
    if line.instead_of is not None:
        return named_id("ledger", line.instead_of, line.kind.value, "instead")
    if line.about is None:
        return ""
    return named_id("ledger", line.about, line.kind.value, line.purpose.value if line.purpose else line.undoes or "")
