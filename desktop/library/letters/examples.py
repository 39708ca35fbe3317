"""Invented facts, to look at a template by: no reader of the library is among them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.library.letters.fields import FORMS, Form, Language, words
from desktop.library.letters.fill import Facts
from desktop.library.letters.kinds import PATTERNS, Kind

if TYPE_CHECKING:
    from desktop.library.letters.wording import Value

_FIGURES = {"count": 3, "readers": 2, "long_count": 1, "late": 45, "price": 85_000, "owed": 0}
_AMOUNT = 255_000
_AHEAD = {"due": 14, "until": 3, "back_by": 7, "expires": 300}
_AGO = {"placed": -6, "lent": -30, "approval_day": -2}
_HOUR = 3_600_000
_LINES = {Kind.GROUP_LIST: 40}
_USUALLY = 3
_PERIOD = 14
_LATE = (45, 12, 3)


def example(kind: Kind, language: Language, today: date, now: int) -> Facts:
    """What an invented letter of this kind says. `now`: UTC ms."""
    lines = tuple(_line(kind, language, today, now, at=at) for at in range(_LINES.get(kind, _USUALLY)))
    fields: dict[str, Value] = {
        name: _value(name, language, today, now) for name in PATTERNS[kind].fields if name != "list"
    }
    if kind is Kind.GROUP_LIST:
        fields |= {"name": words()["examples"]["class"][language.value], "count": len(lines)}
    return Facts(kind, fields, lines if PATTERNS[kind].columns else ())


def _line(kind: Kind, language: Language, today: date, now: int, *, at: int) -> dict[str, Value]:
    titles: list[str] = words()["examples"]["titles"][language.value]
    late = _LATE[at % len(_LATE)]
    own: dict[str, Value] = {
        "title": titles[at % len(titles)],
        "barcode": f"TK{at + 1:06}",
        "time": now,
        "member": "",
        "signature": "",
    }
    if kind in {Kind.OVERDUE_LIST, Kind.OVERDUE_NOTICE}:
        own |= {"late": late, "due": today - timedelta(days=late), "lent": today - timedelta(days=late + _PERIOD)}
    return {name: own[name] if name in own else _value(name, language, today, now) for name in PATTERNS[kind].columns}


def _value(name: str, language: Language, today: date, now: int) -> Value:
    if name in {"amount", "amount_words"}:
        return _AMOUNT
    if name in _FIGURES:
        return _FIGURES[name]
    match FORMS.get(name, Form.TEXT):
        case Form.DAY | Form.LONG_DAY:
            return today + timedelta(days=_AHEAD.get(name, _AGO.get(name, 0)))
        case Form.CLOCK | Form.MOMENT:
            return now - _HOUR if name == "begun" else now
    told: dict[str, str] = words()["examples"].get(name, {})
    return told.get(language.value, "")
