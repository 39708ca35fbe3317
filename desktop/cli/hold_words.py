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
    from desktop.library.model.desk import Answer

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
    "off the shelf": (
        "Đã lấy khỏi giá đặt mượn  {barcode}  {title}. Không còn ai chờ: trả về kệ.",
        "Taken off the hold shelf  {barcode}  {title}. Nobody waits for it: put it back on its shelf.",
    ),
    "off for others": (
        "Đã lấy khỏi giá đặt mượn  {barcode}  {title}.",
        "Taken off the hold shelf  {barcode}  {title}.",
    ),
    "left aside": (
        "  Lấy cuốn {left_aside} khỏi giá đặt mượn, rồi quét trả (return).",
        "  Take {left_aside} off the hold shelf and scan it (return).",
    ),
    "left": ("không còn ai chờ: trả về kệ", "nobody waits for it: back to its shelf"),
    "left for others": (
        "{waiting} người khác chờ: quét (shelve) để dành cho người kế tiếp",
        "{waiting} {waiting:other waits|others wait}: scan it (shelve) for the next",
    ),
    "left too": (
        "Ngoài ra {left} cuốn trên giá đặt mượn không còn ai chờ: tusach shelf --left",
        "Besides, nobody waits for {left} {left:copy|copies} on the hold shelf: tusach shelf --left",
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
        **({"left": True, "waiting": line.waiting} if line.left else {}),
    }


def line_of(line: HoldLine) -> str:
    """A hold as one line: id, card, copy, title, and how it stands."""
    shows_day = line.until is not None and line.state is not HoldState.WAITING
    until = said("until", day=day(line.until)) if shows_day else ""
    return said(
        "line",
        **facts_of(line)
        | {
            "state": _left(line)
            if line.left and not line.place
            else said(line.state.value, place=line.place, until=until),
            "expired": said("expired") if line.expired else "",
            "provisional": said("provisional") if line.provisional else "",
            "card": line.card or "",
        },
    )


def _left(line: HoldLine) -> str:
    """What to do with a copy on the hold shelf that nobody waits for there."""
    return said("left for others", waiting=line.waiting) if line.waiting else said("left")


def taken_off(told: Answer) -> str:
    """A copy that stood on the hold shelf until now; empty for any other answer."""
    if "off_hold_shelf" not in dict(told.facts):
        return ""
    name = "off for others" if told.waiting_readers else "off the shelf"
    return said(name, barcode=told.barcode, title=told.title)


def left_aside(told: Answer) -> str:
    """The copy that an act left on the hold shelf for nobody; empty when it left none."""
    code = dict(told.facts).get("left_aside")
    return said("left aside", left_aside=code) if code else ""


def put_aside(shelved: ShelvedFor | None) -> str:
    """For whom a copy was put aside; empty when for nobody."""
    return "" if shelved is None else said("put aside", card=shelved.card, until=day(shelved.until))
