"""Evergreen's offline files (pending.xacts): one JSON object a line, read as late entries (peers.md 3.2)."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from desktop.library.circulation.calendar import VIETNAM, day_of, start_of
from desktop.library.interchange.entries import Entry, LateAct, Odd
from desktop.library.model.ids import Moment
from desktop.library.model.reader import ReaderForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DAY_MS = 86_400_000
_MOST_MS = 10**14
_COUNT = re.compile(r"[1-9][0-9]?")
"""Evergreen takes up to 99 copies a line."""
_ACTS = {
    "checkout": LateAct.LEND,
    "checkin": LateAct.RETURN,
    "renew": LateAct.RENEW,
    "in_house_use": LateAct.READ_HERE,
    "register": LateAct.REGISTER,
}
_NEEDS_CARD = frozenset({LateAct.LEND})


def readings(lines: Iterable[tuple[int, str]]) -> Iterator[Entry | Odd]:
    """Each line as an act or as odd; what is not catalogued is told apart, for there is no item to lend."""
    for number, text in lines:
        yield _reading(number, text)


def _reading(number: int, text: str) -> Entry | Odd:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return Odd(number, text, "not-json")
    if not isinstance(told, dict):
        return Odd(number, text, "not-json")
    act = _ACTS.get(str(told.get("type", "")).lower())
    if act is None:
        return Odd(number, text, "unknown-act", str(told.get("type", "")))
    at = _moment(told)
    if at is None:
        return Odd(number, text, "no-time")
    return _registration(number, text, told, at) if act is LateAct.REGISTER else _move(number, text, told, act, at)


def _move(number: int, text: str, told: dict[str, Any], act: LateAct, at: Moment) -> Entry | Odd:
    if told.get("noncat"):
        return Odd(number, text, "noncat", _text(told.get("noncat_type")))
    barcode, card = _text(told.get("barcode")), _text(told.get("patron_barcode"))
    if not barcode or (act in _NEEDS_CARD and not card):
        return Odd(number, text, "missing-field", "patron_barcode" if barcode else "barcode")
    return Entry(
        number,
        text,
        act,
        _backdated(at, told.get("backdate")) if act is LateAct.RETURN else at,
        card="" if act in {LateAct.RETURN, LateAct.READ_HERE} else card,
        barcode=barcode,
        due=_due(told.get("due_date"), day_of(at)) if act in {LateAct.LEND, LateAct.RENEW} else None,
        count=_count(told.get("count")),
    )


def _registration(number: int, text: str, told: dict[str, Any], at: Moment) -> Entry | Odd:
    user = told.get("user")
    if not isinstance(user, dict):
        return Odd(number, text, "missing-field", "user")
    card, until = user.get("card"), _day(user.get("expire_date"))
    form = ReaderForm(
        card=_text(card.get("barcode") if isinstance(card, dict) else card),
        # A Vietnamese name stands family name first.
        name=" ".join(filter(None, map(_text, map(user.get, _NAMES)))),
        category=_text(user.get("profile")),
        phone=_text(user.get("day_phone") or user.get("evening_phone") or user.get("other_phone")),
        # As a moment in universal time: the day it falls on here, not the one that stands first in the text.
        expires=until.isoformat() if until else _text(user.get("expire_date")),
    )
    return Entry(number, text, LateAct.REGISTER, at, card=form.card, person=form)


_NAMES = ("family_name", "second_given_name", "first_given_name")


def _moment(told: dict[str, Any]) -> Moment | None:
    """When it was scanned: to the millisecond where that is told, else by seconds since 1970 and the PC's own delta."""
    exact = _instant(told.get("checkout_time"))
    if exact is not None:
        return exact
    seconds, delta = told.get("timestamp"), told.get("delta") or 0
    try:
        at = int(float(seconds) * 1000) + int(float(delta) * 1000)  # type: ignore[arg-type] # whatever stands there
    except (TypeError, ValueError, OverflowError):
        return None
    return Moment(at) if 0 < at < _MOST_MS else None


def _backdated(at: Moment, day: object) -> Moment:
    """A return noted for an earlier day happened by the end of that day, after whatever else that day brought."""
    told = _day(day)
    if told is None or told >= day_of(at):
        return at
    return Moment(start_of(told) + _DAY_MS - 1000)


def _due(told: object, lent: date) -> date | None:
    """The day the reader was told; one before the loan is a slip, and the rules decide."""
    due = _day(told)
    return due if due is not None and due >= lent else None


def _day(told: object) -> date | None:
    if not isinstance(told, str):
        return None
    if (instant := _instant(told)) is not None:
        return day_of(instant)
    try:
        return date.fromisoformat(told[:10])
    except ValueError:
        return None


def _instant(told: object) -> Moment | None:
    """A moment in ISO 8601; without a zone it is Việt Nam's. None for a day alone."""
    if not isinstance(told, str) or len(told) <= len("2026-12-31"):
        return None
    try:
        when = datetime.fromisoformat(told)
        ms = (when if when.tzinfo else when.replace(tzinfo=VIETNAM)).astimezone(UTC).timestamp() * 1000
    except (ValueError, OverflowError):
        return None
    return Moment(round(ms))


def _count(told: object) -> int:
    """How many copies; a form's field may have told it as text."""
    count = _text(told)
    return int(count) if _COUNT.fullmatch(count) else 1


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
