"""Records for tests, written byte by byte as other programs write them."""

from __future__ import annotations

from io import BytesIO

from desktop.library.catalogue import iso2709, marcxml
from desktop.library.catalogue.decoding import Decoder
from desktop.library.catalogue.draft import Draft, Reading, Spoilt

LEADER = "00000nam a2200000 a 4500"


def iso(*fields: tuple[str, str], leader: str = LEADER, encoding: str = "utf-8", count=len) -> bytes:
    """An ISO 2709 record; subfields are written `$a`. `count` measures lengths (bytes; other programs count letters)."""
    directory, body, place = "", b"", 0
    for tag, text in fields:
        marked = text.replace("$", "\x1f") + "\x1e"
        length = count(marked.encode(encoding))
        directory += f"{tag}{length:04}{place:05}"
        body += marked.encode(encoding)
        place += length
    base = 24 + len(directory) + 1
    head = f"{base + place + 1:05}{leader[5:12]}{base:05}{leader[17:]}"
    return (head + directory).encode() + b"\x1e" + body + b"\x1d"


def book(title: str = "Điều lệnh nội vụ", *more: tuple[str, str], number: str = "") -> bytes:
    """A record with a title and whatever else."""
    fields = [("001", number)] if number else []
    return iso(*fields, ("245", f"10$a{title}"), *more)


def read(data: bytes) -> list[Reading]:
    """What the reader of ISO 2709 makes of these bytes."""
    return list(iso2709.read(BytesIO(data), Decoder(data)))


def read_xml(text: str | bytes) -> list[Reading]:
    """What the reader of MARCXML makes of this file."""
    data = text if isinstance(text, bytes) else text.encode()
    return list(marcxml.read(BytesIO(data), marcxml.encoding_of(data)))


def titles(readings: list[Reading]) -> list[str]:
    """The title of each record, or the reason why it could not be read."""
    return [r.reason if isinstance(r, Spoilt) else r.first("245", "a") for r in readings]


def only(readings: list[Reading]) -> Draft:
    """The one record there is."""
    (reading,) = readings
    assert isinstance(reading, Draft), reading
    return reading
