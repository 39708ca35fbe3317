"""The fields that templates name in braces, and the columns of lists: what each is called, and how it is written."""

from __future__ import annotations

import difflib
import json
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import resources
from desktop.library.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LIST = "list"
"""The field that the list stands in the place of."""
COMMON = ("unit", "today", "day", "time", "operator")
PERSONAL = frozenset({"name", "group", "rank", "phone", "representative", "member"})
"""Fields and columns that name or describe a person: none of them leaves the unit."""


class Language(StrEnum):
    """The languages of letters."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class Form(StrEnum):
    """How a value is written."""

    TEXT = "text"
    DAY = "day"
    LONG_DAY = "long-day"
    CLOCK = "clock"
    MOMENT = "moment"
    DAYS = "days"
    MONEY = "money"
    MONEY_WORDS = "money-words"
    FIGURE = "figure"


FORMS: Mapping[str, Form] = {
    "today": Form.LONG_DAY,
    "day": Form.DAY,
    "time": Form.CLOCK,
    "due": Form.DAY,
    "until": Form.DAY,
    "placed": Form.DAY,
    "expires": Form.DAY,
    "back_by": Form.DAY,
    "lent": Form.DAY,
    "approval_day": Form.DAY,
    "begun": Form.MOMENT,
    "ended": Form.MOMENT,
    "late": Form.DAYS,
    "count": Form.FIGURE,
    "readers": Form.FIGURE,
    "long_count": Form.FIGURE,
    "number": Form.FIGURE,
    "price": Form.MONEY,
    "amount": Form.MONEY,
    "owed": Form.MONEY,
    "amount_words": Form.MONEY_WORDS,
}
"""How a field or a column is written; a text unless it stands here."""


@cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """What fields, columns and short phrases are called: {part: {name: {language: words}}}."""
    read: dict[str, dict[str, Any]] = json.loads(resources.path("letters/words.json").read_text("utf-8"))
    return read


def called(part: str, name: str, language: Language) -> str:
    """The words for a name of a part: `fields`, `columns`, `kinds` or `phrases`."""
    return str(words()[part][name][language.value])


def named(text: str) -> str | None:
    """The field that somebody calls this, in either language and in any case; None when nothing is called so."""
    return _names().get(_plain(text))


def nearest(text: str, fields: Iterable[str], language: Language) -> tuple[str, ...]:
    """What the fields are called that come closest to this, best first; three at most."""
    known = {_plain(called("fields", field, language)): called("fields", field, language) for field in fields}
    close = difflib.get_close_matches(_plain(text), known, n=3, cutoff=0.4)
    return tuple(known[name] for name in close)


@cache
def _names() -> Mapping[str, str]:
    return {_plain(words()["fields"][field][lang]): field for field in words()["fields"] for lang in Language}


def _plain(text: str) -> str:
    """Spelt without marks and capitals: {HỌ TÊN}, {Họ Tên} and {ho ten} are one."""
    return " ".join(fold(text).replace("_", " ").split())
