"""Where the library stands with the centre, in words: a headline, what it means, and four facts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.ids import Moment
from desktop.library.model.refusal import Reason, Refusal
from desktop.ui import refusals, wording
from desktop.ui.dates import clock_time, day_and_time
from desktop.ui.words import figure, size_words, tr

if TYPE_CHECKING:
    from desktop.library.model.standing import Standing
    from sync.client.run import Ran
    from sync.client.visit import Progress
    from sync.core.stops import Stop

SAME_CLOCK_MS = 2_000
WRONG_CLOCK_MS = 5 * 60_000
"""How far ahead a clock may be before the centre refuses what it stamps (sync.md 5)."""
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class State:
    """What the head of the page says: `tone` colours, the words say it."""

    tone: str
    sign: str
    headline: str
    text: str


def state(standing: Standing, last: Ran | None) -> State:
    """Where the library stands while nothing is under way."""
    if standing.last_stop is not None:
        tone = "ink-soft" if standing.last_stop == "interrupted" else "amber"
        return State(tone, "cloud-off", *wording.stop(standing.last_stop))
    if standing.last_sync is None:
        return State("ink-soft", "cloud", tr("Chưa đồng bộ lần nào"), tr("Máy sẽ tự bắt đầu sau ít giây."))
    if standing.waiting:
        return State(
            "ink-soft",
            "cloud",
            tr("Còn {waiting} thay đổi chờ gửi", waiting=figure(standing.waiting)),
            tr("Máy tự gửi sau ít giây; quầy không phải chờ."),
        )
    return State("pine", "circle-check", tr("Đã khớp với trung tâm"), _what_was_carried(last))


def _what_was_carried(last: Ran | None) -> str:
    if last is None or not (last.sent or last.received):
        return tr("Mọi thay đổi ở đây đã tới trung tâm, và ngược lại.")
    return tr("Vừa gửi {sent} và nhận {received} bản ghi.", sent=figure(last.sent), received=figure(last.received))


def under_way(progress: Progress | None) -> State:
    """What a run is doing."""
    return State("sea", "refresh-cw", tr("Đang đồng bộ với trung tâm…"), _step(progress))


def _step(progress: Progress | None) -> str:
    if progress is None:
        return tr("Chờ tới lượt; việc ở quầy vẫn chạy bình thường.")
    match progress.step:
        case "push" if progress.total:
            return tr("Đang gửi thay đổi: {done} trên {total}.", done=progress.done, total=progress.total)
        case "pull" if progress.total:
            done, total = figure(progress.done), figure(progress.total)
            return tr("Đang nhận thay đổi: {done} trên khoảng {total} bản ghi.", done=done, total=total)
        case "pull":
            return tr("Đang nhận thay đổi: {done} bản ghi.", done=progress.done)
        case "blobs" if progress.total:
            done, total = size_words(progress.done), size_words(progress.total)
            return tr("Đang gửi và nhận tệp kèm theo: {done} trên {total}.", done=done, total=total)
        case "check":
            return tr("Đang so lại hai bên cho chắc.")
    return tr("Đang nối với trung tâm…")


def last_time(standing: Standing) -> str:
    """When both sides last agreed."""
    return tr("chưa lần nào") if standing.last_sync is None else day_and_time(standing.last_sync)


def waiting(standing: Standing) -> str:
    """What waits to be sent."""
    return tr("{waiting} thay đổi", waiting=standing.waiting) if standing.waiting else tr("không có gì")


def next_time(wait_s: float | None) -> str:
    """When the next run begins by itself."""
    if wait_s is None:
        return tr("khi bạn bấm Đồng bộ ngay")
    return tr("khoảng {time}", time=clock_time(Moment(int((time.time() + wait_s) * 1000))))


def clock(standing: Standing) -> str:
    """How this PC's clock compares with the centre's. The offset is the centre's time minus ours."""
    offset = standing.clock_offset_ms
    if offset is None:
        return tr("chưa so với trung tâm")
    if abs(offset) < SAME_CLOCK_MS:
        return tr("khớp với trung tâm")
    if abs(offset) < MINUTE_MS:
        seconds = round(abs(offset) / 1000)
        return tr("chậm {seconds} giây", seconds=seconds) if offset > 0 else tr("nhanh {seconds} giây", seconds=seconds)
    minutes = round(abs(offset) / MINUTE_MS)
    return tr("chậm {minutes} phút", minutes=minutes) if offset > 0 else tr("nhanh {minutes} phút", minutes=minutes)


def clock_tone(standing: Standing) -> str:
    """Amber when somebody should look at the clock."""
    return "amber" if abs(standing.clock_offset_ms or 0) >= WRONG_CLOCK_MS else ""


FAULTS = {
    "unreadable": "Tệp này không phải tệp ghi danh của trung tâm, hoặc đã hỏng.",
    "expired": "Tệp ghi danh đã hết hạn.",
    "address": "Tệp ghi danh không có địa chỉ trung tâm.",
    "authority": "Tệp ghi danh không có chứng thư của trung tâm.",
    "bad-code": "Mã trong tệp ghi danh đã được dùng hoặc bị huỷ.",
}
"""By the fact `fault` of a bad enrolment."""


def not_enrolled(why: Refusal | Stop) -> str:
    """Why this library could not be enrolled, and what to do."""
    match why:
        case Refusal(reason=Reason.BAD_ENROLMENT) if (fault := why.facts.get("fault")) in FAULTS:
            return f"{tr(FAULTS[str(fault)])} {refusals.what_to_do(why.reason)}"
        case Refusal():
            return refusals.whole(why.reason, why.facts)
    if why.name == "try-later":
        return tr("Chưa tới được trung tâm. Kiểm tra dây mạng rồi chọn lại tệp này; tệp vẫn dùng được.")
    happened, next_step = wording.stop(why.name)
    return tr("{happened}. {next_step}", happened=happened, next_step=next_step)
