"""Write one record as the bytes of ISO 2709."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.catalogue.iso2709 import ENTRY, FIELD_END, LEADER, RECORD_END, SUBFIELD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.library.model.title import MarcField

_LONGEST_FIELD, _LONGEST_RECORD = 9_999, 99_999


def packed(leader: str, fields: Iterable[MarcField]) -> bytes:
    """A record in UTF-8, its leader's lengths and encoding flag made right."""
    return pack(leader, [(field.tag, _bytes_of(field)) for field in fields])


def pack(leader: str, parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A record from tags and field bytes (without terminators).

    ISO 2709 has room for 9,999 bytes a field and 99,999 a record: longer ones get the largest number there is, and
    readers find their way by the terminators, as ours does.
    """
    directory, place = [], 0
    for tag, part in parts:
        directory.append(f"{tag:3.3}{min(len(part) + 1, _LONGEST_FIELD):04}{min(place, _LONGEST_RECORD):05}")
        place += len(part) + 1
    base = LEADER + ENTRY * len(parts) + 1
    length = min(base + place + 1, _LONGEST_RECORD)
    plain = leader.encode("ascii", "replace").decode("ascii").ljust(LEADER)
    head = f"{length:05}{plain[5:9]}a22{min(base, _LONGEST_RECORD):05}{plain[17:20]}4500"
    body = FIELD_END.join(part for _, part in parts)
    return (head + "".join(directory)).encode("ascii", "replace") + FIELD_END + body + FIELD_END + RECORD_END


def _bytes_of(field: MarcField) -> bytes:
    if not field.subfields:
        return _plain(field.text).encode()
    marked = "".join(f"\x1f{code}{_plain(text)}" for code, text in field.subfields)
    return (field.indicators.ljust(2)[:2] + marked).encode()


def _plain(text: str) -> str:
    return text.translate(_SEPARATORS)


_SEPARATORS = {ord(mark.decode("ascii")): " " for mark in (RECORD_END, FIELD_END, SUBFIELD)}
