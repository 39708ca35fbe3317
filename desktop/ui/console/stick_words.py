"""What a bundle on the stick would change, and what became of it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.ids import Moment
from desktop.ui.dates import day_and_time
from desktop.ui.words import figure, size_words, tr

if TYPE_CHECKING:
    from sync.client.carrying import Brought, OnStick
    from sync.core.operating_bundles import BundleSeen, BundleTaken

_MINUTE_MS = 60_000
NOT_TAKEN = {
    "not-a-bundle": "Tệp này không phải gói đồng bộ, hoặc đã hỏng từ đầu.",
    "altered": "Gói đã bị sửa hoặc hỏng: không nhận. Nhờ đơn vị ghi lại.",
    "newer": "Gói của phiên bản mới hơn: đã giữ lại ở trung tâm. Cập nhật trung tâm rồi nhận.",
    "for-another": "Gói này gửi cho một trung tâm khác: không nhận.",
    "unknown-sender": "Trung tâm không biết máy đã ghi gói này. Ghi danh lại máy đó.",
    "bad-code": "Mã ghi danh trong gói đã dùng hoặc hết hạn. Ghi tệp ghi danh mới cho đơn vị.",
    "revoked": "Máy đã bị thu hồi: gói được giữ riêng ở trung tâm, chưa nhận.",
}
"""By result: nothing of it was taken."""


@dataclass(frozen=True, slots=True)
class StickLine:
    """A bundle on the stick: what it says, what it would change, what became of it, what was written back."""

    bundle: OnStick
    seen: BundleSeen | None = None
    taken: BundleTaken | None = None
    brought: tuple[Brought, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it may still be taken: it can be read, and was not taken."""
        return not self.bundle.fault and self.taken is None


def unit(line: StickLine) -> str:
    """Code and name, as the bundle itself says."""
    if not line.bundle.unit:
        return line.bundle.file.name
    return tr("{code} · {name}", code=line.bundle.unit, name=line.bundle.unit_name)


def made(line: StickLine) -> str:
    """When it was written, by the clock of the PC that wrote it."""
    when = line.bundle.made
    return day_and_time(Moment(int(when.timestamp() * 1000))) if when else ""


def size(line: StickLine) -> str:
    """How large it is."""
    return size_words(line.bundle.size)


def outcome(line: StickLine) -> str:
    """What became of it; before that what it would change; before that nothing."""
    if line.taken is not None:
        return taken(line.taken)
    if line.bundle.fault:
        return tr(NOT_TAKEN[line.bundle.fault])
    return "" if line.seen is None else seen(line.seen)


def tone(line: StickLine) -> str:
    """The colour that repeats it."""
    result = line.taken.result if line.taken else line.bundle.fault or (line.seen.result if line.seen else "")
    if result in NOT_TAKEN:
        return "brick"
    if result in {"cut", "clock-wrong", "new-epoch"}:
        return "amber"
    return "pine" if line.taken else "ink"


def seen(preview: BundleSeen) -> str:
    """What taking it would change."""
    if preview.result in NOT_TAKEN:
        return tr(NOT_TAKEN[preview.result])
    if preview.result == "clock-wrong":
        return tr("Đồng hồ máy đó chạy nhanh: sẽ chỉ giữ lại, gói trả lời sẽ chỉnh giờ.")
    facts = [
        tr("thêm {count}", count=figure(preview.new)) if preview.new else "",
        tr("đổi {count}", count=figure(preview.changed)) if preview.changed else "",
        tr("{count} điểm cần đối chiếu", count=figure(preview.conflicts)) if preview.conflicts else "",
        tr("{count} để riêng", count=figure(preview.parked)) if preview.parked else "",
    ]
    told = ", ".join(fact for fact in facts if fact)
    if not told:
        return tr("Sẽ không đổi gì: trung tâm đã có cả.")
    if preview.result == "cut":
        return tr("Gói đứt giữa chừng; phần tốt sẽ {changes}.", changes=told)
    return tr("Sẽ {changes}.", changes=told)


def taken(done: BundleTaken) -> str:
    """What became of it."""
    if done.result in NOT_TAKEN:
        return tr(NOT_TAKEN[done.result])
    rows = figure(done.rows)
    match done.result:
        case "clock-wrong":
            minutes = figure(max(1, round(done.number / _MINUTE_MS)))
            return tr("Đồng hồ máy đó nhanh {minutes} phút: đã giữ lại, gói trả lời sẽ chỉnh giờ.", minutes=minutes)
        case "cut":
            return tr("Gói đứt giữa chừng: đã nhận phần tốt, {rows} bản ghi; đơn vị sẽ tự gửi lại.", rows=rows)
        case "new-epoch":
            return tr("Đã nhận {rows} bản ghi; lần sau đơn vị gửi lại toàn bộ.", rows=rows)
    if done.again:
        return tr("Gói này đã nhận từ trước; không đổi gì thêm.")
    if done.joined:
        return tr("Đã ghi danh máy mới và nhận {rows} bản ghi.", rows=rows)
    if done.conflicts:
        conflicts = figure(done.conflicts)
        return tr("Đã nhận {rows} bản ghi, {conflicts} điểm cần đối chiếu.", rows=rows, conflicts=conflicts)
    return tr("Đã nhận {rows} bản ghi.", rows=rows)
