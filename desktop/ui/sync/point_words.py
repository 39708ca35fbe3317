"""The points to be settled, in words: what they are about, both sides, what is to be seen to, what is recommended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.sync import who_words
from desktop.ui.sync.value_words import effect, field_name, value
from desktop.ui.sync.who_words import pc_of
from desktop.ui.words import Language, language, tr

if TYPE_CHECKING:
    from desktop.library.model.conflict import Conflict, Point, Side

GROUPS = {
    "": ("Tất cả", "git-compare"),
    "loans": ("Mượn trả", "book-up"),
    "numbers": ("Số trùng", "barcode"),
    "titles": ("Nhan đề", "book"),
    "copies": ("Bản sách", "book-copy"),
    "readers": ("Bạn đọc", "user"),
    "rules": ("Quy định", "settings"),
    "parked": ("Chưa nhận", "cloud-off"),
}
"""What the points of a group are called, and their sign."""

OF_TABLE = {"title": "titles", "file": "titles", "item": "copies", "reader": "readers"}
"""To which group a difference in a row of this table belongs; all others to the rules."""

ABOUT = {
    "title": "{field} – nhan đề “{subject}”",
    "item": "{field} – bản {subject}, “{name}”",
    "reader": "{field} – bạn đọc {name}, thẻ {subject}",
    "file": "{field} – tệp “{subject}” của nhan đề “{name}”",
    "policy": "{field} – quy định mượn: {called}",
    "code": "{field} – danh mục dùng chung: {called}",
    "calendar": "{field} – lịch của thư viện",
    "desk_policy": "{field} – quy định chung của thư viện",
}

THINGS = {
    "title": "nhan đề “{subject}”",
    "item": "bản sách {subject}",
    "reader": "bạn đọc {name}, thẻ {subject}",
    "policy": "quy định mượn",
    "code": "danh mục dùng chung",
    "calendar": "lịch của thư viện",
    "desk_policy": "quy định chung của thư viện",
    "circulation_event": "một lượt mượn trả của cuốn {subject}",
    "file": "một tệp kèm nhan đề",
}

TASKS = {
    "lent-while-out": (
        "Cuốn {subject} “{name}” được cho mượn hai lần",
        "{later} mượn khi {earlier} còn ghi là đang giữ. Lượt của {earlier} đã tính là trả. Hỏi {earlier} trả chưa.",
    ),
    "renewed-not-out": (
        "Cuốn {subject} “{name}” được gia hạn sau khi đã nhận trả",
        "Lượt mượn của {later} được mở lại. Tìm sách trên giá: có ở đó thì nhận trả.",
    ),
    "renewed-by-other": (
        "Cuốn {subject} “{name}” được gia hạn cho người không giữ nó",
        "Sách đang ở {earlier}, nên lượt gia hạn của {later} không được tính. Báo cho {later} biết.",
    ),
    "paid-twice": (
        "Một khoản của bạn đọc {name}, thẻ {subject}, được thu hai lần",
        "Hai máy cùng thu khi chưa đồng bộ, hoặc vừa thu tiền vừa nhận sách thay. Trả lại phần thừa ở thẻ bạn đọc.",
    ),
    "paid-in-vain": (
        "Bạn đọc {name}, thẻ {subject}, đã nộp một khoản nay không còn phải nộp",
        "Cuốn sách đã về, hoặc khoản đó đã được huỷ. Trả lại tiền ở thẻ bạn đọc.",
    ),
    "shelved-twice": (
        "Cuốn {subject} “{name}” được để dành cho người đã có một cuốn để dành",
        "Cuốn đầu vẫn để cho bạn đọc ấy. Cất cuốn này lên giá, hoặc để cho người chờ kế tiếp.",
    ),
}
"""By the field of a task: what happened, and what it means for staff."""
NEWER_TASK = ("Cuốn {subject} “{name}” cần xem lại", "Xem lại cuốn này ở Quầy mượn trả.")

PARKED = {
    "not-entitled": (
        "Máy này không được phép gửi loại bản ghi đó.",
        "Báo trung tâm cho phép, rồi bấm Gửi lại.",
    ),
    "row-too-large": (
        "Bản ghi quá lớn để gửi.",
        "Mở bản ghi, rút ngắn tóm tắt hoặc ghi chú rồi lưu: máy tự gửi lại.",
    ),
    "unreadable": (
        "Trung tâm không đọc được bản ghi.",
        "Báo trung tâm cập nhật chương trình, rồi bấm Gửi lại.",
    ),
}
"""By reason: why the centre put a row aside, and what to do."""
NEWER_REASON = ("Trung tâm chưa nhận bản ghi này.", "Báo trung tâm xem lý do, rồi bấm Gửi lại.")

WHY = {
    "later": "Khuyến nghị bản ghi sau.",
    "fuller": "Khuyến nghị bản đầy đủ hơn: nó có mọi chữ của bên kia và thêm nữa.",
    "not-empty": "Khuyến nghị bản có nội dung: bên kia để trống.",
    "not-deleted": "Khuyến nghị không xoá: cần thì xoá lại lúc nào cũng được.",
    "registered-later": "Khuyến nghị cấp số mới cho bên đăng ký sau.",
    "on-the-shelf": "Khuyến nghị cấp mã mới cho cuốn đang ở thư viện: cuốn kia đang có người mượn.",
}


def headline(point: Point) -> str:
    """What the point is about."""
    return headline_of(point.conflict)


def headline_of(conflict: Conflict) -> str:
    """What a point is about, without knowing its sides."""
    called = conflict.called[0 if language() is Language.VIETNAMESE else 1]
    known = {"subject": conflict.subject, "name": conflict.name, "called": called}
    match conflict.kind:
        case "duplicate-barcode":
            return tr("Mã vạch {number} dán trên hai bản sách", number=conflict.subject)
        case "duplicate-card":
            return tr("Số thẻ {number} cấp cho hai bạn đọc", number=conflict.subject)
        case "loan-task":
            happened, _ = TASKS.get(conflict.field, NEWER_TASK)
            return tr(happened, **known)
        case "parked":
            return tr("Trung tâm chưa nhận: {what}", what=_thing(conflict))
    field = field_name(conflict.field)
    named = tr(ABOUT.get(conflict.table, "{field}"), field=field, **known)
    return named[:1].upper() + named[1:]


def summary(point: Point) -> str:
    """The point in one quiet line."""
    match point.conflict.kind:
        case "loan-task" | "parked":
            return explanation(point)
        case "duplicate-barcode" | "duplicate-card":
            return tr("{first} · {second}", first=thing(point, point.ours), second=thing(point, point.theirs))
    return tr(
        "Đang dùng: {ours} · Bản kia ({pc}): {theirs}",
        ours=value(point.conflict, point.ours),
        theirs=value(point.conflict, point.theirs),
        pc=pc_of(point.theirs.who, shared=is_shared(point)),
    )


def explanation(point: Point) -> str:
    """What happened and what it means; of two values nothing, for each says so itself."""
    match point.conflict.kind:
        case "duplicate-barcode":
            return tr("Quét mã này, máy không biết là cuốn nào. Cấp mã mới cho một cuốn, in nhãn rồi dán đè.")
        case "duplicate-card":
            return tr("Quét thẻ này, máy không biết là ai. Cấp số thẻ mới cho một người rồi làm thẻ mới.")
        case "loan-task":
            _, means = TASKS.get(point.conflict.field, NEWER_TASK)
            someone = tr("bạn đọc")
            return tr(means, later=point.ours.what or someone, earlier=point.theirs.what or someone)
        case "parked":
            reason, todo = PARKED.get(point.conflict.field, NEWER_REASON)
            return tr(
                "{reason} Bản ghi vẫn nguyên ở máy này nhưng máy khác chưa thấy. {todo}",
                reason=tr(reason),
                todo=tr(todo),
            )
    return ""


def sides(point: Point) -> tuple[str, str]:
    """What the two sides are called."""
    match point.conflict.kind:
        case "duplicate-barcode" | "duplicate-card":
            return tr("Thứ nhất"), tr("Thứ hai")
        case "loan-task" if point.conflict.field == "lent-while-out":
            return tr("Mượn sau"), tr("Mượn trước")
        case "loan-task":
            return tr("Lượt gia hạn"), tr("Lượt mượn")
    return tr("Đang dùng"), tr("Bản kia")


def shown(point: Point, side: Side) -> str:
    """One side as it is shown."""
    return value(point.conflict, side) if point.is_choice else thing(point, side)


def thing(point: Point, side: Side) -> str:
    """A copy or a reader, told from another of the name by a number or a group."""
    parts = (value(point.conflict, side), side.number)
    return " · ".join(part for part in parts if part)


def advised(point: Point) -> str:
    """What is said on the recommended side."""
    return tr("Nên cấp số mới") if point.is_double else tr("Khuyến nghị")


def written(point: Point, side: Side) -> str:
    """By whom and when a side was written; empty when nothing is known."""
    said = who_words.written(side, shared=is_shared(point))
    return tr("Đăng ký: {who}", who=said) if said and point.is_double else said


def follows(point: Point, side: Side) -> str:
    """What follows when this side is chosen; of a thing, where it is now."""
    if point.is_choice:
        follows = effect(point.conflict, side)
        return tr("Nếu chọn bản này thì {effect}", effect=follows[:1].lower() + follows[1:])
    return tr("Đang có {reader} mượn.", reader=side.out_to) if side.out_to else ""


def why(point: Point) -> str:
    """Why one side is recommended; empty when there is only one way."""
    reason = WHY.get(point.advice.why)
    return tr(reason) if reason else ""


def likeness(point: Point) -> str:
    """What the alike points have in common."""
    conflict = point.conflict
    if conflict.kind != "field":
        return tr("{count} điểm cùng loại: làm một lần cho cả {count}", count=point.alike)
    return tr(
        "{count} điểm giống nhau ({field}, {ours} và {theirs}): làm một lần cho cả {count}",
        count=point.alike,
        field=field_name(conflict.field),
        ours=pc_of(conflict.ours_who, shared=is_shared(point)),
        theirs=pc_of(conflict.theirs_who, shared=is_shared(point)),
    )


def is_shared(point: Point) -> bool:
    """Whether what the point is about belongs to all units."""
    return point.conflict.table == "title"


def group_of(point: Point) -> str:
    """To which of GROUPS it belongs."""
    match point.conflict.kind:
        case "loan-task":
            return "loans"
        case "parked":
            return "parked"
        case "duplicate-barcode" | "duplicate-card":
            return "numbers"
    return OF_TABLE.get(point.conflict.table, "rules")


def _thing(conflict: Conflict) -> str:
    named = THINGS.get(conflict.table, "một bản ghi")
    return tr(named, subject=conflict.subject, name=conflict.name)
