"""Carrying changes by stick, in words: what is under way, what was done, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui import wording
from desktop.ui.sync.who_words import when
from desktop.ui.words import figure, size_words, tr
from sync.core.stops import Stop, UpgradeNeeded

if TYPE_CHECKING:
    from desktop.library.carrying import Carried
    from desktop.library.stick import Taken, Written
    from desktop.ui.sync.drives import Drive


def headline(carried: Carried) -> str:
    """Where things stand."""
    if carried.times.is_under_way:
        assert carried.times.written is not None
        return tr("Gói chép lúc {when} đang trên đường, chưa có trả lời", when=when(carried.times.written))
    if carried.joins:
        return tr("Máy này xin ghi danh qua USB")
    if carried.times.taken is not None:
        return tr("Đã nhận trả lời của trung tâm lúc {when}", when=when(carried.times.taken))
    return tr("Chưa trao đổi bằng USB lần nào")


def advice(carried: Carried) -> str:
    """What to do next."""
    if carried.is_late:
        return tr(
            "Đã {days} ngày chưa có trả lời. Hỏi trung tâm, hoặc chép lại rồi mang đi: không có gì bị mất.",
            days=figure(carried.days_waiting),
        )
    if carried.times.is_under_way:
        return tr("Mang USB tới trung tâm. Khi USB về, bấm Nhận từ USB. Chép lại lần nữa cũng không sao.")
    if carried.joins:
        return tr("Chép ra USB, mang tới trung tâm, rồi nhận gói trả lời: máy sẽ thuộc về đơn vị.")
    if carried.waiting:
        return tr(
            "Còn {waiting} thay đổi chờ gửi. Chép ra USB rồi mang tới trung tâm.", waiting=figure(carried.waiting)
        )
    return tr("Không có gì chờ gửi. Dùng USB khi máy này không có đường mạng tới trung tâm.")


def drive(one: Drive) -> str:
    """A stick to choose: its name, its place, its room."""
    return tr("{name} · {place} · trống {room}", name=one.name, place=str(one.root), room=size_words(one.free))


def written(done: Written) -> str:
    """What was written."""
    said = tr(
        "Đã chép {sent} bản ghi ({size}) vào tệp {file}. Mang USB tới trung tâm.",
        sent=figure(done.sent),
        size=size_words(done.bytes_up),
        file=done.file.name,
    )
    if not done.removed:
        return said
    return tr("{said} Đã xoá {count} gói cũ không cần nữa.", said=said, count=figure(len(done.removed)))


def taken_headline(taken: Taken | Stop) -> str:
    """What came of it, in large."""
    match taken:
        case UpgradeNeeded():
            return tr("Chưa nhận: gói do bản mới hơn của chương trình viết")
        case Stop():
            return wording.stop(taken.name)[0]
    if taken.stopped is not None:
        return wording.stop(taken.stopped.name)[0]
    if not taken.complete:
        return tr("Gói bị đứt giữa chừng: đã nhận phần đọc được")
    if taken.unread:
        return tr("Đã nhận trả lời, nhưng phải chép ra USB lần nữa")
    if taken.joined:
        return tr("Máy này đã được ghi danh. Có thể rút USB")
    return tr("Đã nhận xong. Có thể rút USB")


def taken_text(taken: Taken | Stop) -> str:
    """What was taken, and what to do next."""
    match taken:
        case UpgradeNeeded():
            return tr("Cập nhật Tủ Sách ở máy này rồi nhận lại. Gói vẫn nằm nguyên trên USB.")
        case Stop():
            return wording.stop(taken.name)[1]
    brought = tr(
        "Nhận {received} bản ghi; trung tâm đã có {settled} thay đổi của máy này.",
        received=figure(taken.received),
        settled=figure(taken.settled),
    )
    parts = [brought, _next_step(taken)]
    if taken.conflicts:
        parts.append(tr("Có {count} điểm mới cần đối chiếu.", count=figure(taken.conflicts)))
    return " ".join(part for part in parts if part)


def is_well(taken: Taken | Stop) -> bool:
    """Whether all of it went as it should."""
    return not isinstance(taken, Stop) and taken.stopped is None and taken.complete and not taken.unread


def _next_step(taken: Taken) -> str:
    if taken.stopped is not None:
        return wording.stop(taken.stopped.name)[1]
    if not taken.complete:
        return tr("Xin trung tâm chép lại gói này. Không có gì bị mất.")
    if taken.unread:
        return tr("Trung tâm chưa đọc hết gói trước: chép lại và mang đi lần nữa.")
    return ""
