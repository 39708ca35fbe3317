"""The sentences of the command line, facts filled in: Vietnamese, or English with TUSACH_LANG=en."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from desktop.cli.money_sentences import OF_AMOUNTS
from desktop.cli.phrases import FIELDS, STATES, WORDS
from desktop.cli.sentences import BAD_ENROLMENT, REASONS, STOPS
from desktop.filled import filled
from desktop.library.circulation.calendar import VIETNAM
from desktop.library.model.conflict import LOCKED
from desktop.library.model.refusal import Reason
from sync.core.stops import ClockWrong, TryLater

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.core.stops import Stop

_ALIASES = {
    "name": ("value", "id", "title_id", "code", "barcode", "card", "kind", "file"),
    "place": ("file", "profile"),
}
"""One thing, called by whatever fact names it."""
_AMOUNTS = frozenset({"owed", "most"})
_ISO_DAY = len("2026-12-07")


class _Known(dict[str, str]):
    """Facts for a sentence; one that was not given leaves a gap that reads as a gap."""

    def __missing__(self, name: str) -> str:
        return "…"


def is_english() -> bool:
    """Whether the person asked for English."""
    return os.environ.get("TUSACH_LANG", "vi").lower().startswith("en")


def chosen(both: tuple[str, str]) -> str:
    """One of two languages."""
    return both[is_english()]


def words(text: str, /, **facts: object) -> str:
    """A text by its name."""
    return filled(chosen(WORDS[text]), _told(facts))


def opened(text: str) -> str:
    """A text with a word in place of what this PC cannot open, because it lacks the unit's key."""
    return text.replace(LOCKED, chosen(("(đã khoá)", "(locked)")))


def refusal(reason: Reason, facts: Mapping[str, object]) -> str:
    """Why the library says no, and what to do."""
    if reason is Reason.BAD_ENROLMENT:
        fault = BAD_ENROLMENT.get(str(facts.get("fault")), BAD_ENROLMENT["unreadable"])
        return f"{chosen(fault)} {chosen(REASONS[reason])}"
    both = REASONS[reason]
    if reason is Reason.INVALID_AMOUNT:
        both = next((OF_AMOUNTS[bound] for bound in OF_AMOUNTS if bound in facts), both)
    return filled(chosen(both), _told(facts))


def grouped(amount: int) -> str:
    """Đồng as people write them: 95.000."""
    return f"{amount:,}".replace(",", ".")


def stop(early: Stop) -> str:
    """Why a run ended before its end, and what to do."""
    facts: dict[str, object] = {}
    match early:
        case ClockWrong(by_ms=by_ms):
            facts["minutes"] = max(1, round(abs(by_ms) / 60_000))
        case TryLater(wait_s=wait_s):
            facts["seconds"] = wait_s
    return filled(chosen(STOPS[early.name]), _told(facts))


def day(when: date | None) -> str:
    """A day as people write it."""
    return when.strftime("%d/%m/%Y") if when else "–"


def moment(ms: int | None) -> str:
    """A moment (UTC ms) as a clock in Việt Nam shows it."""
    return "–" if ms is None else datetime.fromtimestamp(ms / 1000, UTC).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def _told(facts: Mapping[str, object]) -> _Known:
    of_a_clock = facts.get("field") == "at"  # what else is a number is an amount
    told = {name: _worded(name, value, is_moment=of_a_clock) for name, value in facts.items() if value is not None}
    known = _Known(told)
    for alias, names in _ALIASES.items():
        known.setdefault(alias, next((known[name] for name in names if name in known), "…"))
    return known


def _worded(name: str, value: object, *, is_moment: bool) -> str:
    match value:
        case int() if name.endswith("_ms") or (name == "value" and is_moment):
            return moment(value) if value > 0 else "… 1970"
        case int() if name in _AMOUNTS:
            return grouped(value)
        case str() if name == "field" and value in FIELDS:
            return chosen(FIELDS[value])
        case str() if name == "state" and value in STATES:
            return chosen(STATES[value])
        case str() if len(value) == _ISO_DAY:
            try:
                return day(date.fromisoformat(value))
            except ValueError:
                return value
    return str(value)
