"""Holds as rows: who waits for what, in which place, and what to do with which copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.conflict import LOCKED
from desktop.library.model.hold import HoldLine, HoldState
from desktop.ui.dates import local, short_day
from desktop.ui.widgets import Column
from desktop.ui.words import tr

if TYPE_CHECKING:
    from datetime import date

PULL, QUEUE, SHELF, EXPIRED, LEFT = "pull", "queue", "shelf", "expired", "left"


def reader_words(line: HoldLine) -> str:
    """Who waits; whoever was forgotten has no name."""
    if line.card is None:
        return tr("(đã tách tên)")
    name = line.reader if line.reader not in {"", LOCKED} else ""
    return f"{name} · {line.card}" if name else line.card


def state_words(line: HoldLine) -> str:
    """How the hold stands, in words."""
    if line.expired:
        return tr("quá ngày {day}", day=_day(line.until))
    match line.state:
        case HoldState.SHELVED:
            return tr("trên giá đặt mượn, giữ đến {day}", day=_day(line.until))
        case HoldState.SUSPENDED if line.until is not None:
            return tr("tạm hoãn đến {day}", day=_day(line.until))
        case HoldState.SUSPENDED:
            return tr("tạm hoãn")
        case _ if line.provisional:
            return tr("chờ thứ {place}, trung tâm chưa xác nhận", place=line.place)
        case _:
            return tr("chờ thứ {place}", place=line.place)


def where_words(line: HoldLine) -> str:
    """Where the copy stands: place and call number; on the hold shelf when it was kept for somebody until now."""
    if line.left:
        return tr("giá đặt mượn")
    return " · ".join(filter(None, (line.location, line.call_number)))


def left_words(line: HoldLine) -> str:
    """What to do with a copy that stands on the hold shelf for nobody."""
    if line.waiting:
        return tr("có {count} người khác chờ: quét để dành cho người kế tiếp", count=line.waiting)
    home = " · ".join(filter(None, (line.location, line.call_number)))
    return tr("không còn ai chờ: trả về kệ {home}", home=home) if home else tr("không còn ai chờ: trả về kệ")


def _day(day: date | None) -> str:
    return "" if day is None else short_day(day)


def _placed(line: HoldLine) -> str:
    return short_day(local(line.placed).date())


def _until(line: HoldLine) -> str:
    return _day(line.until)


def _tone(line: HoldLine) -> str:
    return "brick" if line.expired else "ink-soft"


def _soft(_: HoldLine) -> str:
    return "ink-soft"


_TITLE: Column[HoldLine] = Column("Nhan đề", lambda line: line.title, 0)
_READER = Column("Tên bạn đọc", reader_words, 210, strong=True)
_CODE: Column[HoldLine] = Column("Mã vạch", lambda line: line.barcode, 116, _soft)

COLUMNS: dict[str, tuple[Column[HoldLine], ...]] = {
    PULL: (Column("Chỗ để", where_words, 220), _CODE, _TITLE, _READER),
    QUEUE: (_TITLE, _READER, Column("Đặt ngày", _placed, 96, _soft), Column("Tình trạng", state_words, 320, _tone)),
    SHELF: (_CODE, _TITLE, _READER, Column("Giữ đến", _until, 96, _tone)),
    EXPIRED: (_CODE, _TITLE, _READER, Column("Tình trạng", state_words, 200, _tone)),
    LEFT: (_CODE, _TITLE, _READER, Column("Việc cần làm", left_words, 380)),
}
