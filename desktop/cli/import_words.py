"""What became of a record of an import, and why, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.wording import chosen

if TYPE_CHECKING:
    from collections.abc import Mapping

Both = tuple[str, str]

OUTCOMES: Mapping[str, Both] = {
    "merged": ("gộp", "merged"),
    "repaired": ("đã sửa", "mended"),
    "rejected": ("không nhận", "not taken"),
    "quarantined": ("giữ lại", "kept apart"),
}

WHY: Mapping[str, Both] = {
    "same-record": (
        "Đã có biểu ghi này; chỉ bổ sung trường còn thiếu",
        "This record is already here; only missing fields were added",
    ),
    "same-isbn": (
        "Đã có nhan đề cùng ISBN; chỉ bổ sung trường còn thiếu",
        "A title with this ISBN is already here; only missing fields were added",
    ),
    "same-title": (
        "Đã có nhan đề giống hệt; chỉ bổ sung trường còn thiếu",
        "The same title is already here; only missing fields were added",
    ),
    "same-barcode": ("Bản sách này đã có", "This copy is already here"),
    "same-card": ("Bạn đọc này đã có", "This reader is already here"),
    "duplicate-barcode": ("Mã vạch đã dán trên bản của nhan đề khác", "The bar code is on a copy of another title"),
    "duplicate-card": ("Số thẻ đã cấp cho người khác", "The card number belongs to someone else"),
    "missing-title": ("Không có nhan đề", "It has no title"),
    "missing-field": ("Thiếu một cột bắt buộc", "A required column is missing"),
    "truncated-record": ("Biểu ghi bị cắt cụt", "The record is cut short"),
    "broken-directory": ("Bảng mục lục của biểu ghi hỏng", "The record's directory is broken"),
    "not-a-record": ("Không phải biểu ghi", "Not a record"),
    "not-well-formed": ("XML hoặc JSON viết sai", "The XML or JSON is not well formed"),
    "no-fields": ("Biểu ghi không có trường nào", "The record has no fields"),
    "not-a-title": ("Không phải biểu ghi thư mục", "Not a bibliographic record"),
    "deleted-at-source": ("Nơi gửi đã xoá biểu ghi này", "The sender has deleted this record"),
    "unimarc": ("Viết theo UNIMARC, không phải MARC 21", "Written in UNIMARC, not MARC 21"),
    "state-secret": (
        "Có dấu hiệu bí mật nhà nước; không lặp lại nội dung ở đây",
        "It bears the mark of a state secret; nothing of it is repeated here",
    ),
    "wrong-leader-flag": (
        "Đầu biểu ghi sai bảng mã; đã đọc theo bảng mã thật",
        "The leader named the wrong encoding; read in the true one",
    ),
    "wrong-lengths": ("Độ dài trường ghi sai; đã đo lại", "Wrong field lengths; measured again"),
    "missing-record-end": ("Thiếu dấu kết thúc; đã thêm", "No end mark; added"),
    "garbage-before": ("Có rác trước biểu ghi; đã bỏ", "Rubbish before the record; dropped"),
    "odd-tag": ("Nhãn trường lạ; giữ nguyên", "Odd field tag; kept as it is"),
    "odd-indicators": ("Chỉ thị lạ; giữ nguyên", "Odd indicators; kept as they are"),
    "bad-bytes": ("Có ký tự không đọc được", "Some characters cannot be read"),
    "forbidden-characters": ("Có ký tự XML cấm; đã bỏ", "Forbidden XML characters; dropped"),
    "missing-leader": ("Thiếu đầu biểu; đã thêm", "No leader; added"),
    "unknown-lines": ("Có dòng không hiểu; đã bỏ qua", "Lines not understood; left out"),
    "uncertain-encoding": ("Chưa chắc về bảng mã; nên xem lại", "The encoding is uncertain; better look at it"),
    "unknown-id": ("Không tìm thấy nhan đề hoặc mã được nhắc tới", "The title or code it names was not found"),
    "invalid-date": ("Ngày không đọc được", "The date cannot be read"),
    "unknown-type": ("Loại tài liệu lạ; ghi là sách", "Unknown type of copy; taken as a book"),
    "invalid-isbn": ("ISBN sai số kiểm tra", "The ISBN's check digit is wrong"),
}

_STARTS: Mapping[str, Both] = {
    "read-as-": ("Viết bằng {encoding}; đã đổi sang Unicode", "Written in {encoding}; made Unicode"),
    "mojibake-": ("Chữ {encoding} từng bị đọc nhầm; đã sửa lại", "{encoding} text had been misread; mended"),
}


def outcome(code: str) -> str:
    """What became of the record."""
    return chosen(OUTCOMES[code]) if code in OUTCOMES else code


def why(code: str) -> str:
    """Why it was not simply added; a code that has no words yet stands for itself."""
    for start, sentence in _STARTS.items():
        if code.startswith(start):
            return chosen(sentence).format(encoding=code.removeprefix(start).upper())
    return chosen(WHY[code]) if code in WHY else code
