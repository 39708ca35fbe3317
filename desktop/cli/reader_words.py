"""What the commands about groups, PINs, portraits and the reading room say when all goes well, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.wording import chosen
from desktop.filled import filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.cli.phrases import Both

SAID: Mapping[str, Both] = {
    "group": (
        "{card}  {name}\n  Đại diện: {representative}\n  Thành viên: {members}, đang giữ: {loans} cuốn",
        "{card}  {name}\n  Answers for it: {representative}\n  Members: {members}, copies out: {loans}",
    ),
    "group added": ("Đã thêm lớp, đội {name}, số thẻ {card}.", "Added the class or team {name}, card {card}."),
    "group loan": (
        "{due}  {barcode:<12}  {title}  · {holder}",
        "{due}  {barcode:<12}  {title}  · {holder}",
    ),
    "representative": ("người đại diện", "the representative"),
    "nobody": ("chưa ghi", "nobody is named"),
    "handed on": ("Đã ghi  {barcode}  {title}: {holder} đang giữ", "Noted  {barcode}  {title}: with {holder}"),
    "pin set": ("Đã đặt mã PIN cho thẻ {card}.", "Card {card} has a PIN now."),
    "pin removed": ("Thẻ {card} không còn mã PIN.", "Card {card} has no PIN any more."),
    "pin prompt": ("Mã PIN: ", "PIN: "),
    "no pin file": (
        "Thiếu mã PIN. Dùng --pin-file TỆP.",
        "There is no PIN. Use --pin-file FILE.",
    ),
    "no photo file": (
        "Thiếu tệp ảnh. Cho biết tệp, hoặc dùng --remove để bỏ ảnh.",
        "There is no picture. Name the file, or use --remove to take the portrait away.",
    ),
    "photo set": ("Đã đặt ảnh cho thẻ {card}.", "Card {card} has a portrait now."),
    "photo removed": ("Thẻ {card} không còn ảnh.", "Card {card} has no portrait any more."),
    "look": ("{at}  {operator}  đã xem  {card}  {reader}", "{at}  {operator}  looked up  {card}  {reader}"),
    "nobody named": ("(không ghi tên)", "(nobody named)"),
    "no looks": ("Chưa ai xem.", "Nobody has looked."),
    "begun": (
        "Đọc tại chỗ  {barcode}  {title} → {card}, nhận lại trong ngày",
        "In the room  {barcode}  {title} → {card}, to come back today",
    ),
    "ended": ("Đã nhận lại tại phòng đọc  {barcode}  {title}", "Taken back in the reading room  {barcode}  {title}"),
    "read here": (
        "Đã ghi {count} lượt đọc tại chỗ  {barcode}  {title}",
        "Counted {count} read here  {barcode}  {title}",
    ),
    "session": (
        "{begun} – {ended}  {card:<10}  {barcode:<12}  {title}  {paper}",
        "{begun} – {ended}  {card:<10}  {barcode:<12}  {title}  {paper}",
    ),
    "paper": (
        "[{number}, {day}, {approver}: {purpose}]",
        "[{number}, {day}, {approver}: {purpose}]",
    ),
    "paper locked": ("[văn bản đã khoá]", "[the approval is locked]"),
    "no sessions": ("Không có lượt đọc nào.", "There are no sessions."),
    "approval in part": (
        "Văn bản cho phép cần đủ --approval, --approved-on, --approver và --purpose.",
        "An approval needs --approval, --approved-on, --approver and --purpose, all of them.",
    ),
}


def said(text: str, /, **facts: object) -> str:
    """A text by its name, with every fact of it."""
    return filled(chosen(SAID[text]), facts)
