"""What a field is called, how its values are written, and what follows from choosing one: in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.library.model.conflict import LOCKED
from desktop.library.model.ids import Moment
from desktop.ui.catalogue.marc_view import label
from desktop.ui.dates import short_day
from desktop.ui.rules import rule_words
from desktop.ui.sync.who_words import when
from desktop.ui.words import Language, language, tr

if TYPE_CHECKING:
    from desktop.library.model.conflict import Conflict, Side

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
    "item_type": "loại tài liệu",
    "leader": "đầu biểu",
    "lends": "có cho mượn về",
    "loan_days": "số ngày mượn",
    "location": "kho",
    "lost": "ghi là mất",
    "max_loans": "số cuốn mượn nhiều nhất",
    "max_of_type": "số cuốn nhiều nhất của loại này",
    "name": "họ và tên",
    "not_for_loan": "chỉ đọc tại chỗ",
    "note": "ghi chú",
    "phone": "điện thoại",
    "pin": "mã PIN",
    "price": "giá tiền",
    "rank": "cấp bậc",
    "renewal_days": "số ngày mỗi lần gia hạn",
    "renewals": "số lần gia hạn",
    "representative": "người đại diện",
    "en": "tên tiếng Anh",
    "restricted": "thuộc diện hạn chế",
    "title_id": "thuộc nhan đề",
    "type": "loại tài liệu",
    "vi": "tên tiếng Việt",
    "weekdays_closed": "ngày nghỉ trong tuần",
    "withdrawn": "đã thanh lọc",
}

EFFECTS = {
    "accession": ("Sổ đăng ký ghi cuốn này là {value}.", "Cuốn này không có số đăng ký."),
    "barcode": ("Quét mã {value} thì ra cuốn này.", "Cuốn này không có mã vạch để quét."),
    "blocked": ("Thẻ bị khoá: {value}.", "Thẻ không bị khoá, bạn đọc mượn bình thường."),
    "call_number": ("Sách xếp và tìm ở {value}; nhãn gáy in như vậy.", "Sách không có chỗ xếp trên giá."),
    "card": ("Bạn đọc dùng thẻ số {value}.", "Bạn đọc không có số thẻ."),
    "category": ("Bạn đọc mượn theo quy định của {value}.", "Bạn đọc không thuộc loại nào."),
    "damaged": ("Cuốn này ghi là hỏng từ {value}.", "Cuốn này coi là còn tốt."),
    "deleted_at": ("Bị xoá ở mọi máy.", "Vẫn còn ở mọi máy."),
    "expires": ("Thẻ dùng được đến hết ngày {value}.", "Thẻ không có hạn dùng."),
    "group": ("Bạn đọc thuộc {value}.", "Không ghi bạn đọc thuộc tổ, đội nào."),
    "lends": ("Quy định cho mượn về: {value}.", "Không cho mượn về."),
    "loan_days": ("Được mượn {value} ngày.", "Không được mượn về."),
    "location": ("Tìm sách ở {value}.", "Không ghi sách ở kho nào."),
    "lost": ("Cuốn này coi là mất, không cho mượn.", "Cuốn này coi là còn, cho mượn bình thường."),
    "max_loans": ("Được mượn nhiều nhất {value} cuốn.", "Không được mượn."),
    "name": ("Thẻ và sổ mượn ghi tên {value}.", "Thẻ không có tên."),
    "not_for_loan": ("Cuốn này chỉ đọc tại chỗ.", "Cuốn này được mượn về."),
    "phone": ("Thư viện gọi số {value}.", "Thư viện không có số để gọi."),
    "pin": ("Bạn đọc dùng mã PIN đã đặt ở bên này.", "Bạn đọc không có mã PIN."),
    "price": ("Làm mất thì đền theo giá {value}.", "Không có giá để tính đền."),
    "rank": ("Ghi cấp bậc {value}.", "Không ghi cấp bậc."),
    "renewals": ("Được gia hạn {value} lần.", "Không được gia hạn."),
    "representative": ("{value} đại diện cho lớp, đội.", "Lớp, đội không ghi người đại diện."),
    "restricted": ("Cuốn này thuộc diện hạn chế, không cho mượn.", "Cuốn này không thuộc diện hạn chế."),
    "title_id": ("Bản sách này thuộc “{value}”.", "Bản sách này không thuộc nhan đề nào."),
    "type": ("Cho mượn theo quy định của {value}.", "Không có quy định mượn cho cuốn này."),
    "withdrawn": ("Cuốn này coi là đã thanh lọc, không cho mượn.", "Cuốn này vẫn dùng, cho mượn bình thường."),
}
"""By field: what follows when it has a value, and when it is empty."""

TAGS = {
    "100": "Mọi nơi thấy tác giả này.",
    "245": "Mọi nơi thấy nhan đề này, cả khi tra cứu.",
    "082": "Sách xếp theo chỉ số phân loại này.",
    "520": "Mọi nơi thấy tóm tắt này.",
}
"""By MARC tag: what follows when this value is chosen."""

YES_OR_NO = {"True": "có", "False": "không"}
SHORT = 24
"""Letters of a value that a button has room for."""


def field_name(field: str) -> str:
    """What a field is called: a MARC occurrence by the name of its tag."""
    tag, slash, rest = field.partition("/")
    if field in FIELDS:
        return tr(FIELDS[field])
    if slash and tag == "closed":
        return tr("ngày nghỉ {day}", day=_day(rest))
    if tag in rule_words.FIELDS:
        return rule_words.field_called(field)
    return label(tag) or tr("trường {tag}", tag=tag)


def value(conflict: Conflict, side: Side) -> str:
    """One side as it is shown."""
    if side.what == LOCKED:
        return tr("(đã khoá: máy này chưa có khoá của đơn vị)")
    if not side.what:
        return tr("(để trống)") if conflict.kind == "field" else tr("(không còn)")
    return _written(conflict.field, side)


def short_value(conflict: Conflict, side: Side) -> str:
    """The value where a button has room for it; else empty."""
    if not side.what or side.what == LOCKED:
        return ""
    text = _written(conflict.field, side)
    return text if len(text) <= SHORT else ""


def effect(conflict: Conflict, side: Side) -> str:
    """What follows when this side is chosen."""
    tag, slash, _ = conflict.field.partition("/")
    if conflict.field in EFFECTS:
        with_value, without = EFFECTS[conflict.field]
        return tr(with_value, value=value(conflict, side)) if side.what else tr(without)
    if not side.what:
        return tr("Mục này để trống ở mọi máy.")
    if slash and tag in TAGS:
        return tr(TAGS[tag])
    return tr("Mọi máy dùng nội dung này.")


def _written(field: str, side: Side) -> str:
    if any(side.label):
        return side.label[0 if language() is Language.VIETNAMESE else 1]
    if field == "deleted_at" and side.what.isdecimal():
        return tr("xoá lúc {when}", when=when(Moment(int(side.what))))
    if side.what in YES_OR_NO:
        return tr(YES_OR_NO[side.what])
    if field == "price" and side.what.isdecimal():
        return tr("{price} đồng", price=f"{int(side.what):,}".replace(",", "."))
    return _day(side.what)


def _day(text: str) -> str:
    """A day as people write it; anything else as it is."""
    try:
        return short_day(date.fromisoformat(text))
    except ValueError:
        return text
