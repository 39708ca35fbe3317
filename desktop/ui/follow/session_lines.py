"""Sessions of the reading room as lines: who, what, since when, by which paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.conflict import LOCKED
from desktop.ui.dates import clock_time, local, short_day
from desktop.ui.widgets import Column
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.model.ids import Moment
    from desktop.library.model.session import Session


def reader_words(line: Session) -> str:
    """Whose session it is; whoever was forgotten has no name."""
    if line.card is None:
        return tr("(đã tách tên)")
    return line.reader if line.reader not in {"", LOCKED} else line.card


def begun_words(line: Session) -> str:
    """When it began: only the time of today, and the day of what should have come back."""
    if line.days_over:
        return tr("{time} ngày {day}", time=clock_time(line.begun), day=short_day(local(line.begun).date()))
    return clock_time(line.begun)


def state_words(line: Session) -> str:
    """Whether the reader still has it."""
    if line.days_over:
        return tr("chưa nhận lại")
    return tr("đang đọc")


def times_words(line: Session) -> str:
    """In and out."""
    begun = f"{short_day(local(line.begun).date())} {clock_time(line.begun)}"
    return f"{begun} – {_ended(line.ended, line.begun)}"


def paper_words(line: Session) -> str:
    """The approval in one line."""
    paper = line.approval
    if paper is None:
        return tr("(đã khoá)") if line.locked else ""
    told = {"number": paper.number, "day": short_day(paper.day), "approver": paper.approver, "purpose": paper.purpose}
    return tr("{number} ngày {day}, {approver}: {purpose}", **told)


def _ended(ended: Moment | None, begun: Moment) -> str:
    if ended is None:
        return "…"
    same = local(ended).date() == local(begun).date()
    return clock_time(ended) if same else f"{short_day(local(ended).date())} {clock_time(ended)}"


def _tone(line: Session) -> str:
    return "brick" if line.days_over else "ink-soft"


IN_THE_ROOM: tuple[Column[Session], ...] = (
    Column("Từ lúc", begun_words, 180, _tone),
    Column("Họ và tên", reader_words, 180, strong=True),
    Column("Sách", lambda line: line.title, 0),
    Column("Mã vạch", lambda line: line.barcode, 116, lambda _: "ink-soft"),
    Column("Tình trạng", state_words, 132, _tone),
)
LOG: tuple[Column[Session], ...] = (
    Column("Vào – ra", times_words, 200, lambda _: "ink-soft"),
    Column("Họ và tên", reader_words, 160, strong=True),
    Column("Sách", lambda line: line.title, 0),
    Column("Văn bản cho phép", paper_words, 280, lambda _: "ink-soft"),
)
