"""SIP2 messages as values, and as the lines that travel: fixed parts, fields, sequence number, checksum."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.sip2.layout import LAYOUTS

END = b"\r"
_SEQUENCE, _CHECKSUM = "AY", "AZ"
_NAME = 2
_SUM = 4
_BARRED = str.maketrans({"|": "/", "\r": " ", "\n": " ", "\x00": " "})
"""A field ends at its bar and a message at its return; neither may stand in a title."""
_STROKED = str.maketrans({"đ": "d", "Đ": "D", "₫": "d", "–": "-", "—": "-", "“": '"', "”": '"', "…": "..."})


class Garbled(Exception):
    """What came is no SIP2 message; `why` is a word: code, short, field, checksum, text."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Spelling(StrEnum):
    """How text travels: as it is written, or without marks for machines that know no Vietnamese."""

    UTF8 = "utf-8"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its code, its fixed parts by name (see `layout`), its fields in their order (a name may repeat)."""

    code: str
    fixed: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The first field of this name, stripped; empty when there is none."""
        return next((value.strip() for known, value in self.fields if known == name), "")


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came: with its sequence number when it carried one, and whether its checksum was there."""

    message: Message
    sequence: str = ""
    checked: bool = False


def written(
    message: Message, *, sequence: str = "", checked: bool = False, spelling: Spelling = Spelling.UTF8
) -> bytes:
    """The line of a message, its end included. Fixed parts are cut or filled to their width.

    `checked`: with a checksum; the sequence number is that of the request, and a request to send again has none.
    """
    parts = [message.code]
    parts += [_fitted(message.fixed.get(name, ""), width) for name, width in LAYOUTS[message.code]]
    parts += [f"{name}{value.translate(_BARRED)}|" for name, value in message.fields]
    if checked:
        parts.append(f"{_SEQUENCE}{sequence}{_CHECKSUM}" if sequence else _CHECKSUM)
    text = "".join(parts)
    line = text.encode() if spelling is Spelling.UTF8 else plain(text).encode("ascii", "replace")
    return line + (checksum(line).encode() if checked else b"") + END


def read(line: bytes) -> Received:
    """The message of a line without its end. Raises Garbled."""
    bare = line.strip(b"\r\n\x00").lstrip(b" ")
    body, sequence, checked = _unsealed(bare)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("latin-1")  # old machines know one byte a letter; codes and cards are ASCII all the same
    code = text[:_NAME]
    if code not in LAYOUTS:
        raise Garbled("code")
    fixed, rest = _fixed_parts(code, text[_NAME:])
    return Received(Message(code, fixed, _fields(rest)), sequence, checked)


def is_checked(line: bytes) -> bool:
    """Whether a line, right or wrong, closes with a checksum: its machine expects one in the answer."""
    bare = line.strip(b"\r\n\x00")
    return bare[-_SUM - _NAME : -_SUM] == _CHECKSUM.encode()


def checksum(line: bytes) -> str:
    """Four hex digits that bring the sum of all bytes, `AZ` included, to a multiple of 65,536."""
    return f"{-sum(line) & 0xFFFF:04X}"


def plain(text: str) -> str:
    """A text without Vietnamese marks."""
    apart = unicodedata.normalize("NFD", text.translate(_STROKED))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _unsealed(line: bytes) -> tuple[bytes, str, bool]:
    """Without the sequence number and the checksum, which close a line whose machine checks for errors."""
    sealed = _CHECKSUM.encode()
    ends_in_sum = len(line) > _SUM + _NAME and line[-_SUM - _NAME : -_SUM] == sealed
    if ends_in_sum:
        if checksum(line[:-_SUM]).encode() != line[-_SUM:].upper():
            raise Garbled("checksum")
        line = line[: -_SUM - _NAME]
    if len(line) > _NAME and line[-3:-1] == _SEQUENCE.encode() and line[-1:].isdigit():
        return line[:-3], line[-1:].decode(), ends_in_sum
    return line, "", ends_in_sum


def _fixed_parts(code: str, text: str) -> tuple[dict[str, str], str]:
    fixed: dict[str, str] = {}
    for name, width in LAYOUTS[code]:
        if len(text) < width:
            raise Garbled("short")
        fixed[name], text = text[:width], text[width:]
    return fixed, text


def _fields(text: str) -> tuple[tuple[str, str], ...]:
    pieces = [piece for piece in text.split("|") if piece]
    if any(len(piece) < _NAME for piece in pieces):
        raise Garbled("field")
    return tuple((piece[:_NAME], piece[_NAME:]) for piece in pieces)


def _fitted(value: str, width: int) -> str:
    return value.translate(_BARRED)[:width].ljust(width)
