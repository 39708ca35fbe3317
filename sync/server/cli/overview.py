"""The command that lists the units and how they are: a table for people, all facts for scripts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sync.core.operating import STATES
from sync.server.cli.command import Command, open_centre
from sync.server.cli.wording import VIETNAM, words
from sync.server.overview import units_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from sync.core.operating import DeviceLine, UnitLine
    from sync.server.cli.command import Answers

_WIDTHS = (10, 26, 14, 16, 16, 7, 9, 8, 8)
"""Code, name, state, line, stick, waiting, points, put aside, difference of the clocks."""
_NUMBERS_FROM = 5
_SECONDS = 1000


def _units(asked: argparse.Namespace) -> Answers:
    centre = open_centre(asked)
    with centre.database.reading() as connection:
        units = [each for each in units_of(connection, centre.now()) if asked.state in {None, each.state}]
    centre.close()
    if asked.json:
        yield from ({"said": "line", **facts_of(each)} for each in units)
        return
    for line in _table(units):
        yield {"said": "line", "text": line}


def facts_of(line: UnitLine) -> dict[str, object]:
    """What stands in JSON. Times are ISO 8601 in Việt Nam's time, null for never; `clock_offset` is in seconds."""
    return {
        "unit": line.unit,
        "name": line.name,
        "state": line.state,
        "through": line.through,
        "last_contact": _iso(line.last_contact),
        "last_stick": _iso(line.last_stick),
        "stick_since": _iso(line.stick_since),
        "rows": line.rows,
        "waiting": line.waiting,
        "points": line.points,
        "conflicts": line.conflicts,
        "parked": line.parked,
        "quarantined": line.quarantined,
        "clock_offset": _seconds(line.clock_offset),
        "programs": line.programs,
        "devices": [_device_facts(each) for each in line.devices],
    }


def _device_facts(line: DeviceLine) -> dict[str, object]:
    return {
        "device": line.device,
        "name": line.name,
        "role": line.role,
        "state": line.state,
        "enrolled": _iso(line.enrolled),
        "last_contact": _iso(line.last_contact),
        "stick_in": _iso(line.stick_in),
        "stick_out": _iso(line.stick_out),
        "waiting": line.waiting,
        "points": line.points,
        "parked": line.parked,
        "quarantined": line.quarantined,
        "clock_offset": _seconds(line.clock_offset),
        "program": line.program,
    }


def _table(units: list[UnitLine]) -> Iterator[str]:
    if not units:
        yield words("no units")
        return
    heads = words("unit columns").split("|")
    yield _row(heads)
    yield "-" * (sum(_WIDTHS) + 2 * (len(_WIDTHS) - 1))
    for each in units:
        points = max(each.points, each.conflicts)
        counts = (each.waiting, points, each.parked + each.quarantined)
        state = words(f"state {each.state}")
        clock = _clock(each.clock_offset)
        yield _row([each.unit, each.name, state, _time(each.last_contact), _time(each.last_stick), *counts, clock])
        yield from (_device_line(device) for device in each.devices)


def _device_line(line: DeviceLine) -> str:
    state = words("active" if line.state == "active" else "revoked state")
    role = words(f"role {line.role}")
    facts = {"device": line.device, "name": line.name, "program": line.program or "–", "seen": _time(line.last_contact)}
    return words("device line").format(state=state, role=role, **facts)


def _row(cells: Sequence[object]) -> str:
    texts = [_cut(str(cell), width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    padded = [
        text.rjust(width) if at >= _NUMBERS_FROM else text.ljust(width)
        for at, (text, width) in enumerate(zip(texts, _WIDTHS, strict=True))
    ]
    return "  ".join(padded).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _clock(offset_ms: int | None) -> str:
    return words("never measured") if offset_ms is None else words("seconds").format(number=round(offset_ms / _SECONDS))


def _time(ms: int | None) -> str:
    return datetime.fromtimestamp(ms // 1000, VIETNAM).strftime("%d/%m/%Y %H:%M") if ms else words("never")


def _iso(ms: int | None) -> str | None:
    return datetime.fromtimestamp(ms // 1000, VIETNAM).isoformat() if ms is not None else None


def _seconds(ms: int | None) -> int | None:
    return None if ms is None else round(ms / _SECONDS)


COMMANDS = (Command("units", _units, (("--state", {"choices": STATES}),)),)
