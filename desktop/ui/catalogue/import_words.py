"""What an import recognised and did, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.words import figure, tr

if TYPE_CHECKING:
    from desktop.library.model.title import Imported, ImportLine

FORMATS = {
    "iso2709": "MARC 21 (ISO 2709)",
    "isis": "CDS/ISIS (ISO 2709)",
    "marcxml": "MARCXML",
    "marc-json": "MARC JSON",
    "catalogue-text": "Trang tra cứu chép ra văn bản",
    "excel": "Bảng Excel",
    "csv": "Bảng CSV",
}

ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "marc-8": "MARC-8",
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI Windows",
    "viscii": "VISCII",
    "vps": "VPS",
    "cp1258": "Windows-1258",
    "cp1252": "Windows-1252",
    "viqr": "VIQR",
}

LISTS = {"titles": "danh sách nhan đề", "items": "danh sách bản sách", "readers": "danh sách bạn đọc"}

OUTCOMES = {"merged": "gộp", "repaired": "đã sửa", "rejected": "không nhận", "quarantined": "giữ lại"}

REASONS = {
    "same-record": "Đã có biểu ghi này; chỉ bổ sung trường còn thiếu.",
    "same-isbn": "Đã có nhan đề cùng ISBN; chỉ bổ sung trường còn thiếu.",
    "same-title": "Đã có nhan đề giống hệt; chỉ bổ sung trường còn thiếu.",
    "same-barcode": "Bản sách này đã có.",
    "same-card": "Bạn đọc này đã có.",
    "duplicate-barcode": "Mã vạch đã dán trên bản của nhan đề khác.",
    "duplicate-card": "Số thẻ đã cấp cho người khác.",
    "missing-title": "Không có nhan đề.",
    "missing-field": "Thiếu một cột bắt buộc.",
    "truncated-record": "Biểu ghi bị cắt cụt.",
    "broken-directory": "Bảng mục lục của biểu ghi hỏng.",
    "not-a-record": "Không phải biểu ghi.",
    "not-well-formed": "XML hoặc JSON viết sai.",
    "no-fields": "Biểu ghi không có trường nào.",
    "not-a-title": "Không phải biểu ghi thư mục.",
    "deleted-at-source": "Nơi gửi đã xoá biểu ghi này.",
    "unimarc": "Viết theo UNIMARC, không phải MARC 21.",
    "state-secret": "Có dấu hiệu bí mật nhà nước; không lặp lại nội dung ở đây.",
    "wrong-leader-flag": "Đầu biểu ghi sai bảng mã; đã đọc theo bảng mã thật.",
    "wrong-lengths": "Độ dài trường ghi sai; đã đo lại.",
    "missing-record-end": "Thiếu dấu kết thúc; đã thêm.",
    "garbage-before": "Có rác trước biểu ghi; đã bỏ.",
    "odd-tag": "Nhãn trường lạ; giữ nguyên.",
    "odd-indicators": "Chỉ thị lạ; giữ nguyên.",
    "bad-bytes": "Có ký tự không đọc được.",
    "forbidden-characters": "Có ký tự XML cấm; đã bỏ.",
    "missing-leader": "Thiếu đầu biểu; đã thêm.",
    "unknown-lines": "Có dòng không hiểu; đã bỏ qua.",
    "uncertain-encoding": "Chưa chắc về bảng mã; nên xem lại.",
    "unknown-id": "Không tìm thấy nhan đề hoặc mã được nhắc tới.",
    "invalid-date": "Ngày không đọc được.",
    "unknown-type": "Loại tài liệu lạ; ghi là sách.",
    "invalid-isbn": "ISBN sai số kiểm tra.",
}


def format_words(name: str) -> str:
    """“Bảng Excel: bạn đọc”."""
    kind, _, of = name.partition(":")
    words = tr(FORMATS.get(kind, kind))
    return tr("{format}: {of}", format=words, of=tr(LISTS[of])) if of in LISTS else words


def encoding_words(names: str) -> str:
    """“TCVN3 (ABC), Unicode (UTF-8)”."""
    return ", ".join(ENCODINGS.get(name, name) for name in names.split("+") if name)


def reason_words(reason: str) -> str:
    """Why one record was not simply added."""
    for start, sentence in (
        ("read-as-", "Viết bằng {encoding}; đã đổi sang Unicode."),
        ("mojibake-", "Chữ {encoding} từng bị đọc nhầm; đã sửa lại."),
    ):
        if reason.startswith(start):
            return tr(sentence, encoding=encoding_words(reason.removeprefix(start)))
    return tr(REASONS[reason]) if reason in REASONS else reason


def line_outcome(line: ImportLine) -> str:
    """What became of one record."""
    return tr(OUTCOMES.get(line.outcome, line.outcome))


def result_words(done: Imported) -> str:
    """The counts, as a sentence."""
    return tr(
        "Đọc {read} biểu ghi: thêm {added}, gộp {merged}, sửa {repaired}, không nhận {rejected}. "
        "Thêm {items} bản sách.",
        read=figure(done.read),
        added=figure(done.added),
        merged=figure(done.merged),
        repaired=figure(done.repaired),
        rejected=figure(done.rejected),
        items=figure(done.items_added),
    )
