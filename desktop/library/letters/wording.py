"""How a letter writes days, sums and lateness, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

from desktop.library.circulation.calendar import VIETNAM
from desktop.library.letters.fields import FORMS, Form, Language, called
from desktop.library.letters.numerals import in_words

Value = str | int | date | None
BLANK = "………………"
"""To be filled in by hand."""


def said(name: str, value: Value, language: Language) -> str:
    """The value of a field or a column as the letter has it; nothing known is an empty text."""
    if value is None or value == "":
        return ""
    match FORMS.get(name, Form.TEXT), value:
        case Form.LONG_DAY, date():
            return _long_day(value, language)
        case Form.DAY, date():
            return f"{value:%d/%m/%Y}"
        case Form.CLOCK, int():
            return f"{_local(value):%H:%M}"
        case Form.MOMENT, int():
            return f"{_local(value):%H:%M %d/%m/%Y}"
        case Form.DAYS, int():
            return phrase("one day" if value == 1 else "days", language, days=value) if value > 0 else ""
        case Form.MONEY, int():
            return phrase("money", language, amount=figure(value, language))
        case Form.MONEY_WORDS, int():
            words = in_words(value, language)
            return f"{words[:1].upper()}{words[1:]}"
        case Form.FIGURE, int():
            return figure(value, language)
    return str(value)


def figure(number: int, language: Language) -> str:
    """“2.000” here, “2,000” in English."""
    return f"{number:,}" if language is Language.ENGLISH else f"{number:,}".replace(",", ".")


def phrase(name: str, language: Language, **facts: object) -> str:
    """A short phrase of letters with its facts filled in."""
    return called("phrases", name, language).format(**facts)


def _long_day(day: date, language: Language) -> str:
    """Nghị định 30/2020/NĐ-CP, phụ lục I: a zero stands before days below 10 and before the months 1 and 2."""
    if language is Language.ENGLISH:
        return f"{day.day} {day:%B %Y}"
    month = f"{day.month:02}" if day.month in {1, 2} else str(day.month)
    return phrase("long day", language, day=f"{day.day:02}", month=month, year=day.year)


def _local(moment: int) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(VIETNAM)
