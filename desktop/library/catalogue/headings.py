"""What the columns of people's Excel and CSV lists are called, in Vietnamese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.text import exact, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKED = {"khổ": "size", "khổ sách": "size", "kho": "location", "kho sách": "location", "thẻ": "card", "lớp": "group"}
"""Names that would be another's without their marks."""

_NAMES: dict[str, str] = {
    "title": "ten sach|nhan de|nhan de chinh|ten tai lieu|ten an pham|tua de|title",
    "title_id": "title id|title_id|ma nhan de",
    "subtitle": "phu de|nhan de phu|thong tin khac ve nhan de|subtitle",
    "author": "tac gia|tac gia chinh|author",
    "other_authors": "dong tac gia|tac gia khac|nguoi dich|other authors|other_authors|added_author",
    "responsibility": "thong tin trach nhiem|responsibility",
    "edition": "lan xuat ban|lan tai ban|tai ban|edition",
    "place": "noi xuat ban|noi xb|place",
    "publisher": "nha xuat ban|nxb|publisher",
    "year": "nam xuat ban|nam xb|nam|year",
    "extent": "so trang|trang|pages|extent",
    "size": "kich thuoc|kho co|size",
    "series": "tung thu|tu sach|series",
    "isbn": "isbn|so isbn|ma isbn",
    "classification": "phan loai|mon loai|ky hieu phan loai|chi so phan loai|ddc|classification",
    "subjects": "chu de|de muc|tu khoa|subjects|subject",
    "summary": "tom tat|noi dung|abstract|summary",
    "language": "ngon ngu|ma ngon ngu|lang|language",
    "price": "gia|gia tien|don gia|gia bia|price",
    "barcode": "ma vach|barcode|barcodes|so dkcb|ma dkcb|dkcb|so dang ky ca biet|ma xep gia|ma sach",
    "accession": "so vao so|accession",
    "type": "loai|loai sach|loai tai lieu|dang tai lieu|item type|type",
    "call_number": "ky hieu xep gia|ky hieu kho|call number|callno|call_number",
    "location": "vi tri|kho sach|ten kho|location",
    "card": "so the|ma the|so the ban doc|ma ban doc|ma doc gia|so the doc gia|card",
    "name": "ho ten|ho va ten|ten ban doc|ten doc gia|full name|name",
    "category": "doi tuong|loai ban doc|nhom ban doc|loai the|category",
    "group": "don vi|lop|doi|khoa|phong|group|class",
    "rank": "cap bac|quan ham|rank",
    "phone": "dien thoai|so dien thoai|sdt|phone",
    "expires": "han the|ngay het han|het han|han su dung|expires|expiry",
    "note": "ghi chu|note|notes",
}
_BY_NAME = {name: field for field, names in _NAMES.items() for name in names.split("|")}
_FEWEST = 2
_LOOKED_AT = 15


def field_named(heading: str) -> str:
    """The field that a column heading means, or an empty string."""
    plain = heading.strip().strip("*:() ")
    return _MARKED.get(exact(plain)) or _BY_NAME.get(fold(plain), "")


def heading_row(rows: Sequence[Sequence[str]]) -> tuple[int, tuple[str, ...]] | None:
    """Where the headings stand among the first rows (titles and dates may come before) and the field of each column."""
    best: tuple[int, int, tuple[str, ...]] | None = None
    for place, row in enumerate(rows[:_LOOKED_AT]):
        fields = tuple(map(field_named, row))
        known = len({field for field in fields if field})
        if known >= _FEWEST and (best is None or known > best[0]):
            best = (known, place, fields)
    return (best[1], best[2]) if best else None
