"""A line of a day on paper as it is typed: the day once, the time where the paper has one, the order of lines else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import day_of, start_of
from desktop.library.interchange.entries import Entry, LateAct
from desktop.library.interchange.pmb import beginning_on
from desktop.library.model.ids import Moment
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from datetime import date

STEP_MS = 1000
_TIME = re.compile(r"(\d{1,2})(?:\s*(?:[:.hHgG]|giờ)\s*(\d{1,2})?|(\d\d))?\s*(?:p|ph|phút)?")
_LAST_HOUR, _LAST_MINUTE = 23, 59


@dataclass(frozen=True, slots=True)
class PaperLine:
    """What was typed. `after`: when the line before happened; `ordinal`: how many lines of the day say the same."""

    number: int
    day: date
    act: LateAct
    barcode: str
    card: str = ""
    time: str = ""
    count: int = 1
    after: Moment | None = None
    ordinal: int = 0


def entry_of(line: PaperLine, now: int) -> Entry:
    """The act that the line tells of. Raises Refusal: INVALID_DATE(time), MISSING_FIELD(barcode | card)."""
    if not line.barcode.strip():
        raise Refusal(Reason.MISSING_FIELD, field="barcode")
    if line.act is LateAct.LEND and not line.card.strip():
        raise Refusal(Reason.MISSING_FIELD, field="card")
    minutes = minutes_of(line.time)
    if minutes is not None:
        at = start_of(line.day) + minutes * 60_000
    elif line.after is not None and day_of(line.after) == line.day:
        at = line.after + STEP_MS
    else:
        at = beginning_on(line.day, now)
    return Entry(
        line.number,
        " ".join(filter(None, (line.time, line.act.value, line.card, line.barcode))),
        line.act,
        Moment(at),
        is_timed=minutes is not None,
        card=line.card if line.act in {LateAct.LEND, LateAct.RENEW} else "",
        barcode=line.barcode,
        count=line.count,
        ordinal=0 if minutes is not None else line.ordinal,
    )


def minutes_of(text: str) -> int | None:
    """Minutes since midnight of `8:15`, `8h15`, `0815` or `8`; None for nothing. Raises Refusal(INVALID_DATE)."""
    typed = text.strip()
    if not typed:
        return None
    found = _TIME.fullmatch(typed)
    hour, minute = (int(found[1]), int(found[2] or found[3] or 0)) if found else (_LAST_HOUR + 1, 0)
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        raise Refusal(Reason.INVALID_DATE, field="time", value=typed)
    return hour * 60 + minute
