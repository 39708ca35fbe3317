"""The list of lines that could not be entered: kept with all they say until they are entered or set aside.

What somebody decided of a line is kept as well: its file may come again.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.library.interchange.entries import Entry, LateAct, LateLine, Outcome, Waiting
from desktop.library.interchange.naming import named
from desktop.library.model.ids import EventId, Moment, Money
from desktop.library.model.reader import ReaderForm
from desktop.library.store.unsettled import Unsettled

if TYPE_CHECKING:
    from desktop.library.store.store import Store

_ASIDE, _SETTLED = "aside", "settled"


class WaitingLines:
    """Keeps, lists and lets go of lines over one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept = Unsettled(store.connection)

    def name_of(self, entry: Entry) -> str:
        """Under which id this line is kept: the same whenever it is met again."""
        return named(self._store.unit, entry, entry.ordinal)

    def keep(self, file: str, line: LateLine) -> str:
        """Keep a line that could not be entered; its id. One that was set aside stays so. Inside a transaction."""
        assert line.entry is not None  # only acts that are understood wait for somebody
        line_id = self.name_of(line.entry)
        if self._kept.get(line_id) is None:
            told = {
                "file": file,
                "entry": _packed(line.entry),
                "reason": line.reasons[0] if line.reasons else "",
                "facts": dict(line.facts),
                "since": self._store.now_ms(),
            }
            self._kept.keep(line_id, told)
        return line_id

    def list(self) -> tuple[Waiting, ...]:
        """All that wait, by the time of the act."""
        found = (_waiting(line_id, told) for line_id, told in self._kept.all().items() if _waits(told))
        return tuple(sorted(found, key=lambda one: (one.entry.at, one.entry.line)))

    def get(self, line_id: str) -> Waiting | None:
        """One that waits."""
        told = self._kept.get(line_id)
        return _waiting(line_id, told) if told is not None and _waits(told) else None

    def set_aside(self, line_id: str, why: str) -> None:
        """Nobody will enter it: the same file does not bring it back. Inside a transaction."""
        told = self._kept.get(line_id)
        if told is not None:
            self._kept.keep(line_id, {"file": told["file"], _ASIDE: why})

    def settle(self, line_id: str, event: EventId | None) -> None:
        """It was entered with another card or code than it names, as this event. Inside a transaction."""
        told = self._kept.get(line_id)
        if told is not None:
            self._kept.keep(line_id, {"file": told["file"], _SETTLED: event or ""})

    def decided(self, entry: Entry) -> LateLine | None:
        """What somebody has decided of this line; None while nobody has."""
        told = self._kept.get(self.name_of(entry)) or {}
        line = LateLine(entry.line, entry.text, Outcome.LEFT_OUT, entry, ("set-aside",))
        if _SETTLED in told:
            return replace(line, outcome=Outcome.ALREADY, reasons=(), event=EventId(told[_SETTLED]) or None)
        return line if _ASIDE in told else None

    def drop(self, line_id: str) -> None:
        """It is entered. Inside a transaction."""
        self._kept.drop(line_id)


def _waits(told: dict[str, Any]) -> bool:
    return _ASIDE not in told and _SETTLED not in told


def _packed(entry: Entry) -> dict[str, Any]:
    told = asdict(entry)
    told["act"], told["due"] = entry.act.value, entry.due.isoformat() if entry.due else None
    return told


def _waiting(line_id: str, told: dict[str, Any]) -> Waiting:
    kept = told["entry"]
    entry = Entry(
        **kept
        | {
            "act": LateAct(kept["act"]),
            "at": Moment(kept["at"]),
            "amount": Money(kept["amount"]),
            "due": date.fromisoformat(kept["due"]) if kept["due"] else None,
            "person": ReaderForm(**kept["person"]) if kept["person"] else None,
        }
    )
    return Waiting(line_id, told["file"], entry, told["reason"], tuple(told["facts"].items()), Moment(told["since"]))
