"""Open a file of titles, whatever its form, as one stream of readings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

from desktop.library.catalogue import isis, iso2709, marcxml, opac_text
from desktop.library.catalogue.draft import Draft, Reading, Spoilt, control, placed, varying
from desktop.library.catalogue.formats import Format
from desktop.library.text import nfc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.catalogue.decoding import Decoder
    from desktop.library.model.title import MarcField


def readings(stream: BinaryIO, kind: Format, decoder: Decoder, beginning: bytes) -> Iterator[Reading]:
    """Every record of a file of titles (not a sheet)."""
    match kind:
        case Format.ISO2709:
            return iso2709.read(stream, decoder)
        case Format.ISIS:
            return isis.read(stream, decoder)
        case Format.MARCXML:
            return marcxml.read(stream, marcxml.encoding_of(beginning))
        case Format.MARC_JSON:
            return _json_records(decoder.text(stream.read()).texts[0])
        case _:
            decoded = decoder.text(stream.read())
            return _told(opac_text.lines_of(decoded.texts[0]), decoded.encoding, decoded.repairs)


def _told(records: Iterator[Reading], encoding: str, repairs: tuple[str, ...]) -> Iterator[Reading]:
    for record in records:
        if isinstance(record, Draft):
            yield Draft(record.record, record.leader, record.values, encoding, (*repairs, *record.repairs))
        else:
            yield record


def _json_records(text: str) -> Iterator[Reading]:
    """MARC-in-JSON: one record, a list of them, or one after the other; a broken one ends the reading."""
    scan, place, number = json.JSONDecoder(), 0, 0
    while True:
        while place < len(text) and text[place] in " \t\r\n,[]":
            place += 1
        if place >= len(text):
            return
        number += 1
        try:
            record, place = scan.raw_decode(text, place)
        except json.JSONDecodeError as error:
            yield Spoilt(number, "not-well-formed", f"{error.lineno}:{error.colno}")
            return
        yield _json_draft(number, record)


def _json_draft(number: int, record: Any) -> Reading:
    match record:
        case {"leader": str(leader), "fields": list(fields)}:
            found = [
                _json_field(tag, value) for field in fields if isinstance(field, dict) for tag, value in field.items()
            ]
            full = [field for field in found if field is not None]
            return Draft(number, leader, placed(full)) if full else Spoilt(number, "no-fields")
        case _:
            return Spoilt(number, "not-a-record")


def _json_field(tag: str, value: Any) -> MarcField | None:
    match value:
        case str():
            return control(tag, nfc(value)) if tag.startswith("00") else varying(tag, "  ", [("a", nfc(value))])
        case {"subfields": list(subfields)}:
            pairs = [
                (code[:1], nfc(str(text)))
                for part in subfields
                if isinstance(part, dict)
                for code, text in part.items()
            ]
            indicators = f"{value.get('ind1') or ' '}"[:1] + f"{value.get('ind2') or ' '}"[:1]
            return varying(tag, indicators, pairs) if pairs else None
        case _:
            return None
