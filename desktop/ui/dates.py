"""Days and times as people here write them, in both languages."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.ids import Moment

DUE_SOON_DAYS = 3

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def today() -> date:
    """The day on this computer's calendar."""
    return datetime.now().astimezone().date()


def local(moment: Moment) -> datetime:
    """A moment on the wall clock of this computer."""
    return datetime.fromtimestamp(moment / 1000).astimezone()


def short_day(day: date) -> str:
    """07/12/2026 in both languages: figures only, day first."""
    return f"{day:%d/%m/%Y}"


def long_day(day: date) -> str:
    """“thứ Hai 07/12/2026”."""
    return tr("{weekday} {day}", weekday=tr(WEEKDAYS[day.weekday()]), day=short_day(day))


def clock_time(moment: Moment) -> str:
    """“10:42”."""
    return f"{local(moment):%H:%M}"


def day_and_time(moment: Moment) -> str:
    """“10:42” of today, else “10:42 ngày 07/12/2026”."""
    when = local(moment)
    if when.date() == today():
        return clock_time(moment)
    return tr("{time} ngày {day}", time=clock_time(moment), day=short_day(when.date()))


def due_words(due: date, days_overdue: int) -> str:
    """What a due date means today, in words."""
    left = (due - today()).days
    if days_overdue > 0:
        return tr("quá hạn {days} ngày · {day}", days=days_overdue, day=short_day(due))
    if left == 0:
        return tr("hạn trả hôm nay")
    if left == 1:
        return tr("hạn trả ngày mai")
    if 0 < left <= DUE_SOON_DAYS:
        return tr("còn {days} ngày · {day}", days=left, day=short_day(due))
    return tr("hạn trả {day}", day=short_day(due))


def due_tone(due: date, days_overdue: int) -> str:
    """The colour that repeats the words: brick, amber or soft ink."""
    if days_overdue > 0:
        return "brick"
    return "amber" if (due - today()).days <= DUE_SOON_DAYS else "ink-soft"
