"""Koha's offline files (.koc, version 1.0): read as late entries, and written for a Koha centre (peers.md 3.1)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from desktop.library.circulation.calendar import VIETNAM
from desktop.library.interchange.entries import Entry, LateAct, Odd
from desktop.library.model.ids import Moment, Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

VERSION = "1.0"
HEADER = re.compile(r"Version=([^\t]*)")
_GENERATOR = re.compile(r"\tGenerator=(koct-firefox|kolt)\b")
"""Writers that take their times from a browser's ISO string and cut off the zone: universal time, not this PC's."""
STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)\s+(\d\d)[-:](\d\d)[-:](\d\d)(?:[\s.,]+(\d{1,3}))?")
LONGEST_BARCODE = 20
LONGEST_CARD = 32
"""What Koha's table of pending operations has room for."""
_SHAPES = {"issue": 4, "return": 3, "payment": 4}
_MOST = 10**12


def readings(lines: Iterable[tuple[int, str]], *, is_cut_off: bool = False) -> Iterator[Entry | Odd]:
    """Each line as an act or as odd. Another version is warned of and read all the same, as Koha's own tool does.

    Files that were joined into one each bring their header: what it says holds until the next. `is_cut_off`: the last
    line has no end, which every writer of the format gives it; what is left of its code may be another's.
    """
    last: Entry | Odd | None = None
    for one in _readings(lines):
        if last is not None:
            yield last
        last = one
    if last is not None:
        is_doubtful = is_cut_off and isinstance(last, Entry)
        yield Odd(last.line, last.text, "cut-off") if is_doubtful else last


def _readings(lines: Iterable[tuple[int, str]]) -> Iterator[Entry | Odd]:
    zone: tzinfo = VIETNAM
    for number, text in lines:
        header = HEADER.match(text)
        if header is None:
            yield _reading(number, text, zone)
            continue
        zone = UTC if _GENERATOR.search(text) else VIETNAM
        if header[1].strip() != VERSION:
            yield Odd(number, text, "other-version", header[1].strip())


def _reading(number: int, text: str, zone: tzinfo) -> Entry | Odd:
    cells = [cell.strip() for cell in text.split("\t")]
    at = moment_of(cells[0], zone)
    if at is None:
        return Odd(number, text, "no-time", cells[0])
    command = cells[1].lower() if len(cells) > 1 else ""
    if command not in _SHAPES:
        return Odd(number, text, "unknown-act", command)
    if len(cells) < _SHAPES[command] or not all(cells[2 : _SHAPES[command]]):
        return Odd(number, text, "missing-field", command)
    match command:
        case "issue":
            return Entry(number, text, LateAct.LEND, at, card=cells[2], barcode=cells[3])
        case "return":
            return Entry(number, text, LateAct.RETURN, at, barcode=cells[2])
        case _:
            amount = dong_of(cells[3])
            if amount is None:
                return Odd(number, text, "invalid-amount", cells[3])
            return Entry(number, text, LateAct.PAY, at, card=cells[2], amount=amount)


def moment_of(text: str, zone: tzinfo = VIETNAM) -> Moment | None:
    """The moment as the tools write it: without its zone, which is Việt Nam's but where a browser wrote it."""
    found = STAMP.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    try:
        when = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return Moment(int(when.timestamp()) * 1000 + int(found[7] or 0))


def dong_of(text: str) -> Money | None:
    """Whole đồng; None for what is no amount, or has a part of a đồng."""
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    whole = amount.is_finite() and 0 < amount < _MOST and amount == amount.to_integral_value()
    return Money(int(amount)) if whole else None


def header(version: str) -> str:
    """The first line of a file of ours."""
    return f"Version={VERSION}\tGenerator=TuSach\tGeneratorVersion={version}\n"


def line(at: int, command: str, *cells: str) -> str:
    """One event as Koha's tool writes it."""
    when = datetime.fromtimestamp(at // 1000, UTC).astimezone(VIETNAM)
    return "\t".join((f"{when:%Y-%m-%d %H-%M-%S} {at % 1000:03}", command, *cells)) + "\n"
