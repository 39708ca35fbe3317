"""Looks at a file before it is attached: whether its name or its beginning bears the mark of a state secret."""

from __future__ import annotations

import html
import re
import zipfile
from itertools import islice
from typing import TYPE_CHECKING

from desktop.library.text import nfc
from desktop.library.text.legacy import decode
from desktop.library.text.secrets import secret_mark
from desktop.library.text.sniff import sniff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOOKED_AT = 256 * 1024
"""Bytes of text that are read: marks stand on the first page."""
_LINES = 60
_PLAIN = frozenset({".txt", ".csv", ".md", ".html", ".htm", ".xml", ".json", ".rtf"})
_PARTS = re.compile(
    r"(?:word/(?:document|header\d*|footer\d*)|content|docProps/core|ppt/slides/slide1|xl/sharedStrings)\.xml"
)
"""Where the text and the title of .docx, .pptx, .xlsx, .odt and their like stand."""
_ENDS = re.compile(r"</(?:\w+:)?(?:p|h|tr|si|div|li|title|subject|keywords|description|h\d)>|<br\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def bears_mark(file: Path) -> bool:
    """Whether the name, or what can be read of the beginning, is marked. Pictures and PDF are judged by their name."""
    name = file.stem.replace("_", " ")
    return secret_mark((nfc(name),)) or any(secret_mark(_first_lines(text)) for text in _texts(file))


def _texts(file: Path) -> Iterator[str]:
    if file.suffix.lower() in _PLAIN:
        with file.open("rb") as opened:
            begun = opened.read(_LOOKED_AT)
        yield _stripped(decode(begun, sniff(begun).encoding))
    elif zipfile.is_zipfile(file):
        yield from _zipped(file)


def _zipped(file: Path) -> Iterator[str]:
    try:
        with zipfile.ZipFile(file) as archive:
            for name in islice(filter(_PARTS.fullmatch, archive.namelist()), _LINES):
                with archive.open(name) as part:
                    yield _stripped(part.read(_LOOKED_AT).decode("utf-8", errors="ignore"))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return  # an encrypted or spoilt archive tells nothing; its name was judged


def _stripped(text: str) -> str:
    return html.unescape(_TAG.sub("", _ENDS.sub("\n", text)))


def _first_lines(text: str) -> tuple[str, ...]:
    lines = (nfc(line.strip()) for line in text.splitlines())
    return tuple(islice(filter(None, lines), _LINES))
