"""Read CDS/ISIS exchange files: ISO 2709 folded into lines of 80 columns, often with printable terminators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from desktop.library.catalogue.iso2709 import ENTRY, FIELD_END, LEADER, RECORD_END, read_one
from desktop.library.catalogue.packing import pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.catalogue.decoding import Decoder
    from desktop.library.catalogue.draft import Reading

_COLUMNS = 80
_SUBFIELD = re.compile(rb"\^([a-z0-9])")
_FIELD_ENDS = frozenset((FIELD_END, b"#"))


def slices(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of each record, unfolded: a record ends with a line shorter than 80 columns or with its terminator."""
    record = b""
    for line in stream:
        piece = line.rstrip(b"\r\n")
        record += piece
        if len(piece) < _COLUMNS or piece.endswith((RECORD_END, b"##")):
            if record.strip():
                yield record
            record = b""
    if record.strip():
        yield record


def read(stream: BinaryIO, decoder: Decoder) -> Iterator[Reading]:
    """Every record of the file in turn."""
    for number, record in enumerate(slices(stream), start=1):
        yield read_one(as_iso2709(record), number, decoder)


def as_iso2709(record: bytes) -> bytes:
    """The record with standard terminators, subfield marks and blank indicators; untouched if it makes no sense."""
    base = int(record[12:17]) if record[12:17].isdigit() else 0
    if not LEADER < base < len(record) or record[base - 1 : base] not in _FIELD_ENDS:
        return record
    parts = []
    for at in range(LEADER, base - 1, ENTRY):
        entry = record[at : at + ENTRY]
        if not entry[3:].isdigit():
            return record
        start = base + int(entry[7:])
        part = record[start : start + int(entry[3:7]) - 1]
        parts.append((entry[:3].decode("latin-1"), part))
    if record[10:11] != b"2":
        parts = [(tag, part if tag < "010" else _with_indicators(part)) for tag, part in parts]
    return pack(record[:LEADER].decode("ascii", "replace"), parts)


def _with_indicators(part: bytes) -> bytes:
    """ISIS keeps `^a` for subfields; text before the first belongs to none and becomes $a."""
    marked = _SUBFIELD.sub(b"\x1f\\1", part)
    return b"  " + (marked if marked.startswith(b"\x1f") else b"\x1fa" + marked)
