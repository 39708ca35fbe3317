"""What the command line says of holds, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.facts import moment
from desktop.cli.wording import chosen, day
from desktop.filled import filled
from desktop.library.model.hold import HoldLine, HoldState, ShelvedFor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.cli.command import Both

SAID: Mapping[str, Both] = {
    "waiting": ("thứ {place}", "no. {place}"),
    "suspended": ("tạm hoãn{until}", "suspended{until}"),
    "shelved": ("để trên giá đặt mượn{until}", "on the hold shelf{until}"),
    "satisfied": ("đã mượn", "borrowed"),
    "cancelled": ("đã huỷ", "cancelled"),
    "until": (" đến {day}", " until {day}"),
    "expired": ("  QUÁ NGÀY", "  EXPIRED"),
    "provisional": ("  (chờ trung tâm xác nhận)", "  (the centre has not confirmed it)"),
    "line": (
        "{id}  {card:<10}  {barcode:<12}  {title}  {state}{expired}{provisional}",
        "{id}  {card:<10}  {barcode:<12}  {title}  {state}{expired}{provisional}",
    ),
    "put aside": (
        "  Để lên giá đặt mượn cho thẻ {card}, giữ đến {until}.",
        "  Put it on the hold shelf for card {card}, until {until}.",
    ),
    "none": ("Không có lượt đặt mượn nào.", "There are no holds."),
}


def said(text: str, /, **facts: object) -> str:
    """A text by its name."""
    return filled(chosen(SAID[text]), {name: "" if fact is None else fact for name, fact in facts.items()})


def facts_of(line: HoldLine) -> dict[str, object]:
    """A hold of a list."""
    return {
        "id": line.id,
        "card": line.card,
        "reader": line.reader,
        "barcode": line.barcode,
        "title_id": line.title_id,
        "title": line.title,
        "placed": moment(line.placed),
        "place": line.place,
        "state": line.state.value,
        "until": line.until.isoformat() if line.until else None,
        "expired": line.expired,
        "provisional": line.provisional,
        "available": line.available,
        "call_number": line.call_number,
        "location": line.location,
    }


def line_of(line: HoldLine) -> str:
    """A hold as one line: id, card, copy, title, and how it stands."""
    shows_day = line.until is not None and line.state is not HoldState.WAITING
    until = said("until", day=day(line.until)) if shows_day else ""
    return said(
        "line",
        **facts_of(line)
        | {
            "state": said(line.state.value, place=line.place, until=until),
            "expired": said("expired") if line.expired else "",
            "provisional": said("provisional") if line.provisional else "",
            "card": line.card or "",
        },
    )


def put_aside(shelved: ShelvedFor | None) -> str:
    """For whom a copy was put aside; empty when for nobody."""
    return "" if shelved is None else said("put aside", card=shelved.card, until=day(shelved.until))
