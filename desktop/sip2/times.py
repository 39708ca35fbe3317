"""Times as SIP2 writes them: YYYYMMDD, four letters of a zone, HHMMSS."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from desktop.library.circulation.calendar import VIETNAM
from desktop.library.model.ids import Moment

_LENGTH = 18
_ZONE = slice(8, 12)


def told(moment: Moment) -> str:
    """A moment by the clock of Việt Nam; the empty zone means: where the machine stands."""
    return f"{datetime.fromtimestamp(moment / 1000, UTC).astimezone(VIETNAM):%Y%m%d    %H%M%S}"


def end_of(day: date) -> str:
    """The last second of a day: a book is on time as long as its day lasts."""
    return f"{datetime.combine(day, time(23, 59, 59)):%Y%m%d    %H%M%S}"


def understood(text: str) -> Moment | None:
    """The moment that a machine means; None for blanks and for what is no time. Zone `Z` is universal time.

    So is `0000`, an offset of nothing: clients of a family that is much used write it, and the time that goes with it.
    """
    if len(text) != _LENGTH or not text.isascii():
        return None
    digits, zone = text[:8] + text[12:], text[_ZONE].strip()
    if not digits.isdigit() or zone not in {"", "Z", "0000"}:
        return None
    try:
        when = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC if zone else VIETNAM)
    except ValueError:
        return None
    return Moment(int(when.timestamp() * 1000))
