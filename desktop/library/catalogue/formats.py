"""Tell what a file is by what it holds, never by its name."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.library.catalogue.opac_text import is_catalogue_text
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = 1 << 18
_ISO2709 = re.compile(rb"^[\s\x00]*[\d ]{5}[A-Za-z \d#|]{3}.{2,9}[\d ]{5}", re.DOTALL)
_ISIS_LINE = 80
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARC_XML = re.compile(rb"MARC21/slim|<(?:[\w.-]+:)?(?:leader|datafield)[\s>]")
_MARC_JSON = re.compile(rb'^[\s\[{]*"(?:leader|fields)"\s*:', re.DOTALL)
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_SEPARATED = re.compile(r"[,;\t]")


class Format(StrEnum):
    """The kinds of files that are read."""

    ISO2709 = "iso2709"
    ISIS = "isis"
    MARCXML = "marcxml"
    MARC_JSON = "marc-json"
    CATALOGUE_TEXT = "catalogue-text"
    EXCEL = "excel"
    CSV = "csv"


def beginning_of(path: Path) -> bytes:
    """The first quarter megabyte of a file.

    Raises:
        Refusal: NOT_A_FILE when there is none, it is a folder, may not be read or is empty.

    """
    try:
        with path.open("rb") as stream:
            beginning = stream.read(SAMPLE)
    except OSError as error:
        raise Refusal(Reason.NOT_A_FILE, file=path.name, system=error.strerror) from error
    if not beginning:
        raise Refusal(Reason.NOT_A_FILE, file=path.name, empty=True)
    return beginning


def what_is(path: Path) -> Format:
    """The format of a file.

    Raises:
        Refusal: NOT_A_FILE as `beginning_of`; NOT_MARC when it is XML, JSON or text without titles;
            UNKNOWN_FORMAT when it is none of the kinds that are read.

    """
    beginning = beginning_of(path)
    found = _binary(beginning) or _marked_up(beginning, path.name) or _text(beginning)
    if found is None:
        reason = Reason.NOT_MARC if _is_text(beginning) else Reason.UNKNOWN_FORMAT
        raise Refusal(reason, file=path.name)
    return found


def _binary(beginning: bytes) -> Format | None:
    if beginning.startswith((_ZIP, _OLE)):
        return Format.EXCEL
    if not _ISO2709.match(beginning):
        return None
    first_line = beginning.split(b"\n", 1)[0].rstrip(b"\r")
    if len(first_line) == _ISIS_LINE and b"\n" in beginning:
        return Format.ISIS
    return Format.ISO2709 if b"\x1e" in beginning or b"\x1d" in beginning else None


def _marked_up(beginning: bytes, name: str) -> Format | None:
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<" or beginning[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        plain = beginning.replace(b"\x00", b"")
        if not plain.lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return None
        if not _MARC_XML.search(plain):
            raise Refusal(Reason.NOT_MARC, file=name)
        return Format.MARCXML
    if start in {b"{", b"["} and _MARC_JSON.match(beginning.lstrip(b"\xef\xbb\xbf")):
        return Format.MARC_JSON
    return None


def _text(beginning: bytes) -> Format | None:
    wide = beginning.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = beginning.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff")
    if is_catalogue_text(text):
        return Format.CATALOGUE_TEXT
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if (wide or _is_text(beginning)) and lines and all(_SEPARATED.search(line) for line in lines[:2]):
        return Format.CSV
    return None


def _is_text(beginning: bytes) -> bool:
    """No control bytes but white space: a text in whatever encoding."""
    return _NOT_TEXT.search(beginning, 0, 4096) is None
