"""Bytes written by Vietnamese programs before Unicode, and what they say."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from pymarc.marc8 import marc8_to_unicode

import resources
from desktop.library.text.capitals import with_capitals
from desktop.library.text.normal import nfc

if TYPE_CHECKING:
    from collections.abc import Mapping


class Encoding(StrEnum):
    """The ways of writing text that the library can read. `TCVN3` is also called ABC."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    VPS = "vps"
    CP1258 = "cp1258"
    VIQR = "viqr"
    MARC_8 = "marc-8"
    CP1252 = "cp1252"


TABLED = (Encoding.TCVN3, Encoding.VNI, Encoding.VISCII, Encoding.VPS)
"""Encodings read with our own tables; Python has none of them."""

_VIQR_LETTER = re.compile(r"\\(.)|([Dd])[Dd]|([AEOaeo]\^|[Aa]\(|[OUou]\+|[AEIOUYaeiouy])([`?~'.]?)", re.DOTALL)
_VIQR_MARKS = {
    "^": "\u0302",
    "(": "\u0306",
    "+": "\u031b",
    "`": "\u0300",
    "?": "\u0309",
    "~": "\u0303",
    "'": "\u0301",
    ".": "\u0323",
}


def decode(written: bytes, encoding: Encoding) -> str:
    """What the bytes say, in NFC; bytes that mean nothing become U+FFFD.

    TCVN3 has no capitals with a tone; those of words written in capitals are restored, others stay lower case.
    """
    match encoding:
        case Encoding.TCVN3:
            return with_capitals(nfc(_by_table(written, encoding)))
        case Encoding.VNI | Encoding.VISCII | Encoding.VPS:
            return nfc(_by_table(written, encoding))
        case Encoding.VIQR:
            return nfc(_VIQR_LETTER.sub(_viqr_letter, written.decode("ascii", "replace")))
        case Encoding.MARC_8:
            return nfc(_marc_8(written))
        case _:
            return nfc(written.decode(encoding.value, "replace"))


@cache
def letters(encoding: Encoding) -> Mapping[str, str]:
    """The letters of a tabled encoding by the Latin-1 reading of their bytes."""
    tables = json.loads(resources.path("text/legacy-encodings.json").read_text(encoding="utf-8"))
    return {bytes.fromhex(sequence).decode("latin-1"): letter for sequence, letter in tables[encoding.value].items()}


def _by_table(written: bytes, encoding: Encoding) -> str:
    found = _sequences(encoding).sub(lambda byte: letters(encoding)[byte.group()], written.decode("latin-1"))
    return found.translate(_WINDOWS_PUNCTUATION)


@cache
def _sequences(encoding: Encoding) -> re.Pattern[str]:
    longest_first = sorted(letters(encoding), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def _viqr_letter(found: re.Match[str]) -> str:
    escaped, barred, letter, tone = found.groups()
    if escaped:
        return str(escaped)
    if barred:
        return "Đ" if barred == "D" else "đ"
    return "".join(_VIQR_MARKS.get(mark, mark) for mark in letter + tone)


def _marc_8(written: bytes) -> str:
    whole = _EAST_ASIAN.sub(lambda run: run[0] + b" " * (-len(run[1]) % 3), written)
    try:
        return str(marc8_to_unicode(whole, hide_utf8_warnings=True))
    except UnicodeDecodeError:
        # A sequence cut short: what can be read byte by byte is still worth showing.
        return written.decode("ascii", "replace")


def _windows(byte: int) -> str:
    return bytes((byte,)).decode("cp1252", "replace")


_EAST_ASIAN = re.compile(rb"\x1b\$,?1([^\x1b]*)")
"""Three bytes a letter. pymarc reads a run cut short on into the text behind it, or complains on stderr."""

_WINDOWS_PUNCTUATION = {byte: _windows(byte) for byte in range(0x80, 0xA0)}
"""The fonts of these encodings kept the quotation marks and dashes of Windows where they had no letter."""
