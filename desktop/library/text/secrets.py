"""Marks of state secrets, which this library may not hold: it syncs between sites (Law 117/2025/QH15, Art. 5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.library.text.normal import exact

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEVEL = r"(?:tuyệt mật|tối mật|mật)"
_COMPOUND = r"(?!\s+(?:mã|ong|độ|khẩu|thiết|thám|vụ|thư|ngữ|danh|lệnh|nghị|báo|tông|khu|hiệu|ước|đàm|phương)\b)"
_LEVEL_NAMED = re.compile(
    rf"\b(?:tuyệt mật|tối mật)\b"
    rf"|\b(?:độ|mức|cấp độ|mức độ|dấu|loại) mật\s*[:=–-]+\s*{_LEVEL}\b"
    rf"|\b(?:đóng )?dấu (?:độ )?{_LEVEL}\b{_COMPOUND}"
    rf"|\b(?:tài liệu|văn bản|công văn|giáo trình|lưu hành)[ :–-]+{_LEVEL}\b{_COMPOUND}"
    rf"|[(\[{{<“\"]\s*{_LEVEL}\s*[)\]}}>”\"]"
)
_ENDS_WITH_LEVEL = re.compile(r"[-–—:|/.]\s*mật\s*\.?$")
_BEGINS_WITH_LEVEL = re.compile(r"^mật\s*[-–—:|]")
_GALL = re.compile(r"\b(?:gan|túi|ống|sỏi|đường|tụy|tuỵ|dạ dày)\b")
"""Medicine writes "gan - mật"."""
_LEVEL_ALONE = frozenset({"mật", "tốimật", "tuyệtmật"})
_LONGEST_STAMP = 40
"""Letters, and room for the spaces and brackets between them."""
_STATE_SECRET = re.compile(r"(?P<before>[^.;]*)\bbí mật (?:của )?nhà nước\b")
_ABOUT_SECRETS = re.compile(r"\b(?:bảo vệ|luật|pháp lệnh|nghị định|thông tư|quy chế|lộ|tội|giữ gìn|giữ)\b")
_WITHOUT_MARKS = re.compile(r"(?:^|[\W_])(?:tuyet[\W_]?mat|toi[\W_]?mat)(?:[\W_]|$)")


def secret_mark(texts: Iterable[str]) -> bool:
    """Whether any of the texts (title, notes, access terms, file name) carries the mark of a state secret.

    Marks are the three levels as a stamp, a term or a note gives them, and "bí mật nhà nước" said of the work itself;
    books about the law on secrets, ciphers, honey or a chamber of secrets are not meant (domain 2.3).
    """
    return any(map(_is_marked, texts))


def _is_marked(text: str) -> bool:
    plain = exact(text)
    if len(plain) <= _LONGEST_STAMP and re.sub(r"[\W_]", "", plain) in _LEVEL_ALONE:
        return True
    if plain.isascii():
        return _WITHOUT_MARKS.search(plain) is not None
    if "mật" not in plain:
        return False
    return _LEVEL_NAMED.search(plain) is not None or _stands_apart(plain) or _is_said_to_be_secret(plain)


def _stands_apart(plain: str) -> bool:
    if _GALL.search(plain):
        return False
    return _ENDS_WITH_LEVEL.search(plain) is not None or _BEGINS_WITH_LEVEL.search(plain) is not None


def _is_said_to_be_secret(plain: str) -> bool:
    return any(not _ABOUT_SECRETS.search(found["before"]) for found in _STATE_SECRET.finditer(plain))
