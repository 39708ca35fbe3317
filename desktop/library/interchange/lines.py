"""The lines of a text file from another program, one by one, whatever wrote it: UTF-8, UTF-16, Windows-1252."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.text.normal import nfc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LONGEST = 100_000
"""Bytes of one line; a longer one is no line of such a file, and must not fill the memory."""
_TAIL = 8
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_lines(path: Path, moved: Callable[[int, int], None] | None = None) -> Iterator[tuple[int, str]]:
    """(number, text) of each line that is not empty, from 1, in NFC, without what ends it or marks the byte order.

    `moved` is told bytes read and bytes in all. Raises Refusal(NOT_A_FILE).
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            for number, line in enumerate(_raw(stream), start=1):
                text = nfc(line).strip("\r\n\ufeff\x1a\x00")
                if moved is not None:
                    moved(size if stream.closed else stream.tell(), size)
                if text.strip():
                    yield number, text
    except OSError as error:
        raise Refusal(Reason.NOT_A_FILE, file=path.name) from error


def is_cut_off(path: Path) -> bool:
    """Whether the last line has no end: what was copied of the file stops there. Raises Refusal(NOT_A_FILE)."""
    try:
        with path.open("rb") as stream:
            stream.seek(-min(_TAIL, path.stat().st_size), io.SEEK_END)
            tail = stream.read().rstrip(b"\x00\x1a")
    except OSError as error:
        raise Refusal(Reason.NOT_A_FILE, file=path.name) from error
    return not tail.endswith((b"\n", b"\r"))


def _raw(stream: io.BufferedReader) -> Iterator[str]:
    if stream.peek(2)[:2] in _WIDE:
        with io.TextIOWrapper(stream, encoding="utf-16", errors="replace", newline=None) as wide:
            yield from wide
        return
    for line in iter(lambda: stream.readline(LONGEST), b""):
        yield _decoded(line)


def _decoded(line: bytes) -> str:
    """UTF-8 where it is that; else as Windows wrote it in Western Europe. No byte ends the reading."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
