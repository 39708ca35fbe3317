"""What can be decided about a point: which button says what, what the library then does, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.library.model.conflict import Conflict, Side
from desktop.ui.sync.value_words import short_value, value
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.conflict import Point

KEEP, RESTORE = "keep", "restore"
RENUMBER, RENUMBER_EARLIER = "renumber", "renumber-earlier"
TAKE_IN, HAND_BACK, SEND_AGAIN = "take-in", "hand-back", "send-again"

SIGNS = {RENUMBER: "barcode", RENUMBER_EARLIER: "barcode", TAKE_IN: "book-down", HAND_BACK: "undo-2"} | {
    SEND_AGAIN: "upload",
    RESTORE: "rotate-ccw",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """The decisions that a point leaves: the recommended one, the other one, and perhaps a third."""

    main: str
    other: str = ""
    third: str = ""


def choices(point: Point) -> Choices:
    """What can be decided about this point, the recommended first."""
    is_ours = point.advice.side == "ours"
    match point.conflict.kind:
        case "field":
            return Choices(KEEP, RESTORE) if is_ours else Choices(RESTORE, KEEP)
        case "duplicate-barcode" | "duplicate-card":
            some = (RENUMBER_EARLIER, RENUMBER) if is_ours else (RENUMBER, RENUMBER_EARLIER)
            return Choices(*some, KEEP)
        case "loan-task" if point.conflict.field == "renewed-not-out":
            return Choices(TAKE_IN, KEEP)
        case "loan-task" if point.conflict.field == "lent-while-out" and point.theirs.what:
            return Choices(KEEP, HAND_BACK)
        case "parked":
            return Choices(KEEP, SEND_AGAIN)
    return Choices(KEEP)


def for_many(point: Point) -> tuple[str, ...]:
    """The decisions that may be taken about all alike points at once, the recommended first."""
    match point.conflict.kind:
        case "field" | "duplicate-barcode" | "duplicate-card":
            some = choices(point)
            return (some.main, some.other)
    return (KEEP,)


def decide(library: Library, point: Point, what: str) -> Conflict:
    """Let the library do it; the point as it is then. Raises Refusal."""
    conflicts, conflict_id = library.conflicts, point.conflict.id
    match what:
        case "restore":
            return conflicts.restore(conflict_id)
        case "renumber" | "renumber-earlier":
            conflicts.renumber(conflict_id, later=what == RENUMBER)
        case "take-in":
            return conflicts.take_in(conflict_id)
        case "hand-back":
            return conflicts.hand_back(conflict_id)
        case "send-again":
            conflicts.send_again(conflict_id)
        case _:
            return conflicts.keep(conflict_id)
    return conflicts.get(conflict_id)


def words(point: Point, what: str) -> str:
    """What the button says."""
    conflict = point.conflict
    is_reader = conflict.kind == "duplicate-card"
    match what:
        case "restore":
            text = short_value(conflict, point.theirs)
            return tr("Dùng “{value}”", value=text) if text else tr("Dùng bản kia")
        case "renumber":
            return tr("Cấp số thẻ mới cho người thứ hai") if is_reader else tr("Cấp mã mới cho cuốn thứ hai")
        case "renumber-earlier":
            return tr("Cấp số thẻ mới cho người thứ nhất") if is_reader else tr("Cấp mã mới cho cuốn thứ nhất")
        case "take-in":
            return tr("Sách ở thư viện: nhận trả")
        case "hand-back":
            return tr("Sách còn ở {reader}: ghi lại", reader=point.theirs.what)
        case "send-again":
            return tr("Gửi lại")
    return _keep(point)


def _keep(point: Point) -> str:
    conflict = point.conflict
    match conflict.kind:
        case "field":
            text = short_value(conflict, point.ours)
            return tr("Giữ “{value}”", value=text) if text else tr("Giữ bản đang dùng")
        case "duplicate-barcode" | "duplicate-card":
            return tr("Để nguyên")
        case "loan-task" if conflict.field == "lent-while-out":
            return tr("Đã trả: coi là xong")
        case "loan-task" if conflict.field == "renewed-not-out":
            return tr("Bạn đọc còn giữ: coi là xong")
        case "loan-task" if conflict.field == "renewed-by-other":
            return tr("Đã báo bạn đọc")
        case "parked":
            return tr("Đã báo trung tâm")
    return tr("Đã xong")


def about_many(what: str, count: int) -> str:
    """What the button says that decides about many."""
    match what:
        case "keep":
            return tr("Giữ bản đang dùng cho cả {count}", count=count)
        case "restore":
            return tr("Dùng bản kia cho cả {count}", count=count)
        case "renumber":
            return tr("Cấp số mới cho bên thứ hai, cả {count}", count=count)
        case "renumber-earlier":
            return tr("Cấp số mới cho bên thứ nhất, cả {count}", count=count)
    return tr("Coi cả {count} là xong", count=count)


def outcome(conflict: Conflict, point: Point | None = None) -> str:
    """What was decided. `point` as it was before, when that is known."""
    if conflict.given:
        if conflict.kind == "duplicate-card":
            return tr("Đã cấp số thẻ mới {number}: làm thẻ mới cho người đó.", number=conflict.given)
        return tr("Đã cấp mã mới {number}: in nhãn mới và dán đè lên mã cũ.", number=conflict.given)
    if conflict.kind != "field":
        return _task_outcome(conflict)
    side = _side_now(conflict, point)
    if conflict.state == "restored":
        return tr("Đã dùng bản kia: {value}", value=value(conflict, side))
    return tr("Đã giữ bản đang dùng: {value}", value=value(conflict, side))


def outcome_of_many(conflict: Conflict) -> str:
    """What was decided about many, of which this is one."""
    if conflict.kind != "field":
        return tr("Đã ghi nhận là xong.")
    return tr("Đã dùng bản kia.") if conflict.state == "restored" else tr("Đã giữ bản đang dùng.")


def _task_outcome(conflict: Conflict) -> str:
    match conflict:
        case Conflict(state="open"):
            return tr("Đã xếp để gửi lại ở lần đồng bộ tới.")
        case Conflict(field="renewed-not-out", acts=acts) if acts:
            return tr("Đã nhận trả cuốn này.")
        case Conflict(field="lent-while-out", acts=acts) if acts:
            return tr("Đã ghi lại là sách ở bạn đọc mượn trước.")
    return tr("Đã ghi nhận là xong.")


def _side_now(conflict: Conflict, point: Point | None) -> Side:
    """What was chosen, with its label while that is known."""
    is_theirs = conflict.state == "restored"
    if point is None:
        return Side(conflict.theirs if is_theirs else conflict.ours)
    return point.theirs if is_theirs else point.ours
