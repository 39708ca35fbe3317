"""Read titles from ISO 2709 exchange files: one record at a time, however broken its neighbours are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from desktop.library.catalogue.draft import ORDER_STEP, Draft, Reading, Spoilt, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.catalogue.decoding import Decoder

RECORD_END, FIELD_END, SUBFIELD = b"\x1d", b"\x1e", b"\x1f"
LEADER, ENTRY = 24, 12
_INDICATORS = 2
CHUNK = 1 << 18
LONGEST = 1 << 20
"""ISO 2709 records hold at most 99,999 bytes; ten times that without an end is not one."""
_BETWEEN = b"\r\n\t\x00\x1a"
_NEXT_LEADER = re.compile(rb"\x1d[\r\n\t \x00\x1a]*\d{5}")
_LEADER_START = re.compile(rb"[\d ]{5}[A-Za-z ]{3}.{2}\d\d\d{5}", re.DOTALL)


def slices(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a file into the bytes of its records, each with its terminator unless the file ends first.

    The length in the leader is believed when a terminator stands there and no other record begins before it (VPS has
    a letter at 1D); else the next terminator ends the record.
    """
    rest = b""
    while True:
        chunk = stream.read(CHUNK)
        rest += chunk
        start = 0
        while (end := _end(rest, start, last=not chunk)) > 0:
            yield rest[start:end]
            start = end
        rest = rest[start:]
        if not chunk:
            break
        if len(rest) > LONGEST:
            yield rest
            rest = b""
    if rest.strip(_BETWEEN + b" "):
        yield rest


def _end(buffer: bytes, start: int, *, last: bool) -> int:
    """Where the record that starts here ends, or -1 while more bytes are needed."""
    while start < len(buffer) and buffer[start] in _BETWEEN:
        start += 1
    first = buffer.find(RECORD_END, start)
    if first < 0:
        return -1
    digits = buffer[start : start + 5]
    claimed = start + int(digits) if digits.isdigit() else 0
    if claimed <= first + 1:
        return first + 1
    if claimed > len(buffer) and not last:
        return -1
    believed = buffer[claimed - 1 : claimed] == RECORD_END and not _NEXT_LEADER.search(buffer, first, claimed - 1)
    return claimed if believed else first + 1


@dataclass(frozen=True, slots=True)
class _Parts:
    """A record taken apart but not decoded."""

    leader: bytes
    tags: tuple[bytes, ...]
    parts: list[bytes]
    repairs: tuple[str, ...] = ()


class _Broken(ValueError):
    """The record's structure cannot be understood; the message is the reason."""


def take_apart(record: bytes) -> _Parts:
    """Leader, tags and field bytes of a record; a wrong directory is read by counting terminators instead."""
    if len(record) < LEADER + 2:
        raise _Broken("truncated-record")
    by_directory = _by_directory(record)
    return by_directory or _by_terminators(record)


def _by_directory(record: bytes) -> _Parts | None:
    base_text, end = record[12:17], len(record) - 1
    if not base_text.isdigit() or record[-1:] != RECORD_END:
        return None
    base = int(base_text)
    count, odd = divmod(base - LEADER - 1, ENTRY)
    if odd or count < 1 or base > end or record[base - 1 : base] != FIELD_END:
        return None
    tags, parts = [], []
    for entry in range(LEADER, base - 1, ENTRY):
        numbers = record[entry + 3 : entry + ENTRY]
        if not numbers.isdigit():
            return None
        start = base + int(numbers[4:])
        stop = start + int(numbers[:4]) - 1
        if stop >= end or record[stop : stop + 1] != FIELD_END or stop < start:
            return None
        tags.append(record[entry : entry + 3])
        parts.append(record[start:stop])
    return _Parts(record[:LEADER], tuple(tags), parts)


def _by_terminators(record: bytes) -> _Parts:
    """Lengths counted in characters, a wrong base address, a lost byte: the order of fields still holds."""
    ended = record[-1:] == RECORD_END
    directory, mark, body = record[LEADER:].rstrip(RECORD_END).partition(FIELD_END)
    count, odd = divmod(len(directory), ENTRY)
    if not mark or odd:
        raise _Broken("broken-directory" if ended else "truncated-record")
    if not count:
        raise _Broken("no-fields")
    entries = [directory[at : at + ENTRY] for at in range(0, len(directory), ENTRY)]
    if all(entry[3:].isdigit() for entry in entries):
        entries.sort(key=lambda entry: int(entry[7:]))
    parts = body.split(FIELD_END)
    if parts and not parts[-1].strip(_BETWEEN):
        parts.pop()
    if len(parts) != count:
        raise _Broken("broken-directory" if ended else "truncated-record")
    return _Parts(
        record[:LEADER],
        tuple(entry[:3] for entry in entries),
        parts,
        ("wrong-lengths",) if ended else ("missing-record-end",),
    )


def read(stream: BinaryIO, decoder: Decoder) -> Iterator[Reading]:
    """Every record of the file in turn: readable ones as drafts, the others with the reason why not."""
    for number, raw in enumerate(slices(stream), start=1):
        yield read_one(raw, number, decoder)


def read_one(raw: bytes, number: int, decoder: Decoder) -> Reading:
    """One record from its bytes."""
    record = raw.lstrip(_BETWEEN)
    repairs: tuple[str, ...] = ()
    found = _LEADER_START.search(record)
    if found is not None and found.start():
        record, repairs = record[found.start() :], ("garbage-before",)
    elif FIELD_END not in record:
        return Spoilt(number, "not-a-record")
    try:
        parts = take_apart(record)
    except _Broken as broken:
        return Spoilt(number, str(broken))
    decoded = decoder.decode(parts.parts, says_utf8=parts.leader[9:10] == b"a")
    values, odd = values_of(parts.tags, decoded.texts)
    leader = parts.leader.decode("ascii", "replace").replace("\ufffd", " ")
    return Draft(number, leader, values, decoded.encoding, (*repairs, *parts.repairs, *decoded.repairs, *odd))


def values_of(tags: tuple[bytes, ...], texts: list[str]) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Row values by occurrence from tags and decoded field texts, and what was odd about them."""
    values: dict[str, Value] = {}
    odd: set[str] = set()
    seen: dict[str, int] = {}
    order = 0
    for raw_tag, text in zip(tags, texts, strict=True):
        tag = _tag(raw_tag)
        value: Value = [order + ORDER_STEP, text]
        if not tag.startswith("00"):
            head, *marked = text.split("\x1f")
            value[1] = head
            for part in marked:
                if part:
                    value += (part[0], part[1:])
            if len(head) != _INDICATORS:
                odd.add("odd-indicators")
                _set_right(value, head)
            if len(value) == _INDICATORS:
                continue
        seen[tag] = occurrence = seen.get(tag, 0) + 1
        order += ORDER_STEP
        values[f"{tag}/{occurrence}"] = value
    return values, tuple(odd)


@lru_cache(maxsize=4096)
def _tag(raw: bytes) -> str:
    """The tag as three letters or digits; anything else becomes 9, which local fields begin with."""
    return "".join(mark if mark.isascii() and mark.isalnum() else "9" for mark in raw.decode("latin-1"))


def _set_right(value: Value, head: str) -> None:
    """Give a field without proper indicators blank ones; text that stood in their place becomes $a."""
    has_subfields = len(value) > _INDICATORS
    value[1] = (head[:_INDICATORS] if has_subfields else "").ljust(_INDICATORS)
    spare = head[_INDICATORS:] if has_subfields else head.strip()
    if spare.strip():
        value[2:2] = ["a", spare]
