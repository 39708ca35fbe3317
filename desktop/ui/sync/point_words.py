"""The points to be settled, in words: what they are about, both sides, and what follows from either decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.library.lookup import KnownItem, look_up
from desktop.library.model.ids import Moment
from desktop.library.model.loan import EventKind
from desktop.library.model.refusal import Refusal
from desktop.ui.catalogue.marc_view import label
from desktop.ui.dates import day_and_time, short_day
from desktop.ui.words import tr

if TYPE_CHECKING:
    from desktop.library.library import Library
    from desktop.library.model.loan import Event
    from desktop.library.model.conflict import Conflict

MOST = 50
"""Points shown at once; when they are settled the next ones come."""
UNKNOWN = Moment(0)

TABLES = {
    "title": "Nhan đề “{subject}”",
    "item": "Bản sách {subject}",
    "reader": "Thẻ bạn đọc {subject}",
    "policy": "Quy định mượn",
    "code": "Danh mục dùng chung",
    "calendar": "Lịch của thư viện",
}

FIELDS = {
    "accession": "số đăng ký cá biệt",
    "barcode": "mã vạch",
    "blocked": "lý do khoá thẻ",
    "call_number": "ký hiệu xếp giá",
    "card": "số thẻ",
    "category": "loại bạn đọc",
    "damaged": "ghi là hỏng",
    "deleted_at": "xoá bỏ",
    "expires": "thẻ có hạn đến",
    "group": "tổ, đội, lớp",
    "leader": "đầu biểu",
    "location": "kho",
    "lost": "ghi là mất",
    "name": "họ và tên",
    "not_for_loan": "chỉ đọc tại chỗ",
    "note": "ghi chú",
    "phone": "điện thoại",
    "price": "giá tiền",
    "rank": "cấp bậc",
    "restricted": "thuộc diện hạn chế",
    "title_id": "thuộc nhan đề",
    "type": "loại tài liệu",
    "withdrawn": "đã thanh lọc",
}

TASKS = {
    "lent-while-out": (
        "Cuốn {subject} được cho mượn khi nơi khác còn ghi là đang mượn.",
        "Lượt mượn trước đã được tính là trả. Hỏi bạn đọc trước xem đã trả thật chưa.",
    ),
    "renewed-not-out": (
        "Cuốn {subject} được gia hạn sau khi đã nhận trả.",
        "Lượt mượn được mở lại. Xem trên giá: nếu sách ở đó, nhận trả ở Quầy mượn trả.",
    ),
    "renewed-by-other": (
        "Cuốn {subject} được gia hạn cho bạn đọc không giữ nó.",
        "Lượt gia hạn đó không được tính. Báo cho bạn đọc biết hạn trả cũ vẫn còn hiệu lực.",
    ),
}
"""By the field of a task: what happened, and what follows."""

PARKED = {
    "not-entitled": "máy này không được phép gửi loại bản ghi đó",
    "row-too-large": "bản ghi quá lớn",
    "unreadable": "trung tâm không đọc được bản ghi",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a point: the value or the thing, when it was written and by whom, as far as that is known."""

    what: str
    at: Moment = UNKNOWN
    who: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A conflict with its two sides as a person can recognise them."""

    conflict: Conflict
    ours: Side
    theirs: Side

    @property
    def is_double(self) -> bool:
        """Whether two things bear one number."""
        return self.conflict.kind.startswith("duplicate-")

    @property
    def is_choice(self) -> bool:
        """Whether there are two values to choose from; else there is only something to look after."""
        return self.conflict.kind == "field"


def look(library: Library) -> tuple[Point, ...]:
    """The open points, newest first, at most MOST."""
    return tuple(_point(library, conflict) for conflict in library.conflicts.list(limit=MOST))


def _point(library: Library, conflict: Conflict) -> Point:
    match conflict.kind:
        case "duplicate-barcode":
            return Point(conflict, _copy(library, conflict.ours), _copy(library, conflict.theirs))
        case "duplicate-card":
            return Point(conflict, _reader(library, conflict.ours), _reader(library, conflict.theirs))
        case "loan-task":
            return Point(conflict, *_acts(library, conflict))
    return Point(conflict, Side(conflict.ours, conflict.ours_at), Side(conflict.theirs, conflict.theirs_at))


def _copy(library: Library, item_id: str) -> Side:
    try:
        known = look_up(library, item_id)
    except Refusal:  # deleted meanwhile
        return Side("")
    assert isinstance(known, KnownItem)
    title = known.title.title if known.title else ""
    return Side(" · ".join(part for part in (title, known.item.accession) if part))


def _reader(library: Library, reader_id: str) -> Side:
    try:
        form = library.readers.form(reader_id)
    except Refusal:  # deleted meanwhile, or forgotten
        return Side("")
    return Side(" · ".join(part for part in (form.name, form.group) if part))


def _acts(library: Library, conflict: Conflict) -> tuple[Side, Side]:
    """The act that raised the task, and the loan that it met."""
    try:
        known = look_up(library, conflict.subject)
    except Refusal:  # the copy is gone, or its code stands twice
        return Side(""), Side("")
    events = known.events if isinstance(known, KnownItem) else ()
    at = next((at for at, event in enumerate(events) if event.id == conflict.row), None)
    if at is None:
        return Side(""), Side("")
    met = next((event for event in reversed(events[:at]) if event.kind is EventKind.LENT), None)
    return _act(library, events[at]), _act(library, met)


def _act(library: Library, event: Event | None) -> Side:
    if event is None:
        return Side("")
    name = _reader(library, event.reader_id).what if event.reader_id else ""
    return Side(name, event.at, event.operator, here=event.device == library.device)


def headline(point: Point) -> str:
    """What the point is about."""
    conflict = point.conflict
    match conflict.kind:
        case "duplicate-barcode":
            return tr("Mã {number} dán trên hai bản sách", number=conflict.subject)
        case "duplicate-card":
            return tr("Số thẻ {number} cấp cho hai bạn đọc", number=conflict.subject)
        case "loan-task":
            happened, _ = TASKS.get(conflict.field, ("Cuốn {subject} cần xem lại.", ""))
            return tr(happened, subject=conflict.subject)
        case "parked":
            return tr("Trung tâm để riêng một bản ghi: {what}", what=_about(conflict))
    return tr("{about} – {field}", about=_about(conflict), field=field_name(conflict.field))


def consequence(point: Point) -> str:
    """What follows, and what to do."""
    match point.conflict.kind:
        case "duplicate-barcode":
            return tr("Quét mã này, máy không biết là cuốn nào. Cấp mã mới cho một cuốn rồi dán nhãn lại.")
        case "duplicate-card":
            return tr("Quét thẻ này, máy không biết là ai. Cấp số thẻ mới cho một người.")
        case "loan-task":
            _, follows = TASKS.get(point.conflict.field, ("", "Xem lại cuốn này ở Quầy mượn trả."))
            return tr(follows)
        case "parked":
            return tr(
                "Lý do: {reason}. Bản ghi vẫn nguyên ở máy này nhưng máy khác không thấy. Báo trung tâm.",
                reason=tr(PARKED.get(point.conflict.field, "trung tâm không nhận")),
            )
    return tr("Hai nơi sửa cùng một mục mà không biết nhau. Chọn bên nào thì mọi máy dùng bên đó.")


def sides(point: Point) -> tuple[str, str]:
    """What the two sides are called."""
    match point.conflict.kind:
        case "duplicate-barcode" | "duplicate-card":
            return tr("Thứ nhất"), tr("Thứ hai")
        case "loan-task":
            return tr("Lượt sau"), tr("Lượt trước")
    return tr("Đang dùng"), tr("Bản kia")


def value(point: Point, side: Side) -> str:
    """One side as it is shown."""
    if not side.what:
        return tr("(để trống)") if point.is_choice else tr("(không còn)")
    if point.conflict.field == "deleted_at" and side.what.isdecimal():
        return tr("xoá lúc {when}", when=day_and_time(Moment(int(side.what))))
    try:
        return short_day(date.fromisoformat(side.what))
    except ValueError:
        return side.what


def written(side: Side) -> str:
    """When and by whom a side was written; empty when nothing is known."""
    when = day_and_time(side.at) if side.at else ""
    where = tr("máy này") if side.here else ""
    return " · ".join(part for part in (when, side.who, where) if part)


def way_out(point: Point) -> str:
    """What the recommended button says."""
    match point.conflict.kind:
        case "field":
            return tr("Giữ bản đang dùng")
        case "duplicate-barcode":
            return tr("Cấp mã mới cho cuốn thứ hai")
        case "duplicate-card":
            return tr("Cấp số mới cho người thứ hai")
    return tr("Đã xong")


def renumbered(point: Point, number: str) -> str:
    """What is to be done with the new number."""
    if point.conflict.kind == "duplicate-card":
        return tr("Bạn đọc thứ hai có số thẻ mới {number}. Làm thẻ mới cho người đó.", number=number)
    return tr("Cuốn thứ hai có mã mới {number}. In nhãn mới và dán đè lên mã cũ.", number=number)


def field_name(field: str) -> str:
    """What a field is called: a MARC occurrence by the name of its tag."""
    tag, slash, _ = field.partition("/")
    if field in FIELDS:
        return tr(FIELDS[field])
    if slash and tag == "closed":
        return tr("ngày nghỉ")
    return label(tag) or tr("trường {tag}", tag=tag)


def _about(conflict: Conflict) -> str:
    named = TABLES.get(conflict.table)
    if named is None:
        return tr("một bản ghi")
    return tr(named, subject=conflict.subject) if "{subject}" in named else tr(named)
