"""How a unit is, in words: its state and what to do about it, when it was last heard of, what waits there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from desktop.library.model.ids import Moment
from desktop.library.model.refusal import Refusal
from desktop.ui import refusals, wording
from desktop.ui.dates import day_and_time
from desktop.ui.words import figure, tr
from sync.core.operating import BEHIND, CLOCK, CONFLICTS, OK, QUIET, REVOKED

if TYPE_CHECKING:
    from sync.core.operating import DeviceLine, UnitLine
    from sync.core.stops import Stop

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
SAME_CLOCK_MS, WRONG_CLOCK_MS = 2_000, 5 * MINUTE

STATES = {
    QUIET: "Im lặng",
    CLOCK: "Đồng hồ sai",
    BEHIND: "Gửi chưa hết",
    CONFLICTS: "Cần đối chiếu",
    OK: "Tốt",
    REVOKED: "Đã thu hồi",
}
TONES = {QUIET: "sea", CLOCK: "brick", BEHIND: "amber", CONFLICTS: "amber", OK: "pine", REVOKED: "ink-soft"}
MEANINGS = {
    QUIET: "Hơn 14 ngày chưa có tin, cả qua mạng lẫn qua USB. Gọi hỏi đơn vị; nếu mất mạng lâu ngày, nhờ gửi USB.",
    CLOCK: "Đồng hồ của một máy lệch hơn 5 phút: bản ghi của máy đó bị từ chối cho đến khi chỉnh lại giờ.",
    BEHIND: "Lần liên lạc cuối máy chưa gửi hết, và đã hơn một ngày. Nhờ đơn vị bấm Đồng bộ ngay.",
    CONFLICTS: "Có chỗ hai máy ghi khác nhau. Thủ thư của đơn vị xem ở trang Đồng bộ, mục Cần đối chiếu.",
    OK: "Liên lạc đều, không có gì tồn lại.",
    REVOKED: "Mọi máy của đơn vị đã bị thu hồi quyền đồng bộ.",
}
ROLES = {"desk": "máy của đơn vị", "operator": "máy điều hành", "centre": "trung tâm cấp dưới"}
FAULTS = {
    "no-unit": "Trung tâm không có đơn vị này.",
    "no-device": "Trung tâm không có máy này.",
    "no-name": "Đơn vị này còn mới: hãy gõ tên đơn vị.",
    "bad-unit": "Mã đơn vị chỉ gồm chữ, số, dấu chấm, gạch nối và gạch dưới.",
    "unit-below": "Đơn vị này thuộc một trung tâm cấp dưới: hãy ghi danh máy của đơn vị ở đó.",
    "bad-days": "Số ngày phải từ 1 đến 365.",
    "not-entitled": "Trung tâm không cho máy này điều hành.",
    "other-recovery-key": "Khoá khôi phục ở trung tâm không mở được khoá của đơn vị này.",
    "no-recovery-key": "Tệp khoá khôi phục ở trung tâm đã hỏng.",
}
"""By the code with which the centre says no."""


def dot(line: UnitLine) -> str:
    """The state with its dot, for the table."""
    return tr("●  {state}", state=tr(STATES[line.state]))


def tone(line: UnitLine) -> str:
    """The colour that repeats the state."""
    return TONES[line.state]


def name(line: UnitLine) -> str:
    """Code and name."""
    return tr("{code} · {name}", code=line.unit, name=line.name)


def meaning(line: UnitLine) -> str:
    """What the state means and what to do."""
    if line.state == QUIET and not line.machines and not line.through:
        return tr("Chưa có máy nào ghi danh. Ghi tệp ghi danh rồi gửi cho đơn vị.")
    return tr(MEANINGS[line.state])


def heard(line: UnitLine) -> str:
    """When the unit was last heard of, and how."""
    if line.through not in {"", line.unit}:
        return tr("{ago}, qua {centre}", ago=ago(line.last_contact), centre=line.through)
    if line.stick_since is not None:
        return tr("USB đang đi")
    if (line.last_stick or 0) > (line.last_contact or 0):
        return tr("USB, {ago}", ago=ago(line.last_stick))
    return ago(line.last_contact)


def ago(ms: int | None) -> str:
    """How long ago; the units' clocks do not matter, the centre noted it."""
    if not ms:
        return tr("chưa bao giờ")
    passed = max(0, int(time.time() * 1000) - ms)
    if passed < MINUTE:
        return tr("vừa xong")
    if passed < HOUR:
        return tr("{count} phút trước", count=passed // MINUTE)
    if passed < DAY:
        return tr("{count} giờ trước", count=passed // HOUR)
    return tr("{count} ngày trước", count=figure(passed // DAY))


def moment(ms: int | None) -> str:
    """The day and the time; how long ago is said elsewhere."""
    return day_and_time(Moment(ms)) if ms else tr("chưa bao giờ")


def count(number: int) -> str:
    """A figure; nothing for none, so that the eye stops where something waits."""
    return figure(number) if number else ""


def points(line: UnitLine) -> int:
    """What waits for a person: as the unit told, or as its rows here say."""
    return max(line.points, line.conflicts)


def clock(offset_ms: int | None) -> str:
    """How a clock compares with the centre's; the offset is its time minus the centre's."""
    if offset_ms is None:
        return ""
    if abs(offset_ms) < SAME_CLOCK_MS:
        return tr("đúng giờ")
    ahead = offset_ms > 0
    if abs(offset_ms) < MINUTE:
        seconds = round(abs(offset_ms) / 1000)
        return tr("nhanh {seconds} giây", seconds=seconds) if ahead else tr("chậm {seconds} giây", seconds=seconds)
    minutes = figure(round(abs(offset_ms) / MINUTE))
    return tr("nhanh {minutes} phút", minutes=minutes) if ahead else tr("chậm {minutes} phút", minutes=minutes)


def clock_tone(offset_ms: int | None) -> str:
    """Brick from where on the centre refuses what that clock stamps."""
    return "brick" if abs(offset_ms or 0) > WRONG_CLOCK_MS else "ink"


def programs(line: UnitLine) -> str:
    """The versions of the program in use there."""
    return ", ".join(line.programs)


def device(line: DeviceLine) -> str:
    """What is told of a device under its name."""
    role = tr(ROLES.get(line.role, "máy của đơn vị"))
    if line.state == REVOKED:
        return tr("{role} · đã thu hồi", role=role)
    return tr("{role} · bản {program}", role=role, program=line.program) if line.program else role


def device_heard(line: DeviceLine) -> str:
    """When a device was last heard of, and what its clock showed then."""
    latest = max(line.last_contact or 0, line.stick_in or 0)
    if not latest:
        return tr("chưa liên lạc lần nào")
    heard_of = tr("liên lạc {ago}", ago=ago(latest))
    return " · ".join(fact for fact in (heard_of, clock(line.clock_offset)) if fact)


def why_not(no: Stop | Refusal) -> tuple[str, str]:
    """Why the centre could not be asked or would not: what happened, what to do."""
    if isinstance(no, Refusal):
        return refusals.why(no.reason, no.facts), refusals.what_to_do(no.reason)
    if (fault := getattr(no, "code", "")) in FAULTS:
        return tr("Trung tâm chưa làm việc này."), tr(FAULTS[fault])
    if no.name == "try-later":
        return tr("Chưa tới được trung tâm."), tr("Kiểm tra dây mạng rồi thử lại. Số liệu ở đây vẫn an toàn.")
    happened, next_step = wording.stop(no.name)
    return happened, next_step
