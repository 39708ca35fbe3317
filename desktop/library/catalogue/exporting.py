"""Write titles out, in the form that the file's ending names; the file appears whole or not at all."""

from __future__ import annotations

import csv
import errno
import html
import json
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from desktop.library.catalogue.form import form_of
from desktop.library.catalogue.packing import packed
from desktop.library.model.refusal import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop.library.model.item import Item
    from desktop.library.model.title import MarcField, Title

HEADINGS: tuple[tuple[str, str], ...] = (
    ("title", "Nhan đề"),
    ("subtitle", "Phụ đề"),
    ("responsibility", "Thông tin trách nhiệm"),
    ("author", "Tác giả"),
    ("other_authors", "Đồng tác giả"),
    ("edition", "Lần xuất bản"),
    ("place", "Nơi xuất bản"),
    ("publisher", "Nhà xuất bản"),
    ("year", "Năm xuất bản"),
    ("extent", "Số trang"),
    ("size", "Khổ"),
    ("series", "Tùng thư"),
    ("isbn", "ISBN"),
    ("classification", "Phân loại"),
    ("subjects", "Chủ đề"),
    ("summary", "Tóm tắt"),
    ("language", "Ngôn ngữ"),
    ("price", "Giá"),
)
_CODES_HEADING = "Số ĐKCB"
_NAMESPACE = "http://www.loc.gov/MARC21/slim"

Record = tuple["Title", tuple["Item", ...]]
"""A title and its copies."""


def write(path: Path, records: Iterable[Record]) -> int:
    """Write the records; returns how many.

    Raises:
        Refusal: UNKNOWN_FORMAT for an ending that is none of .mrc .xml .json .xlsx .csv; CANNOT_WRITE; DISK_FULL.

    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise Refusal(Reason.UNKNOWN_FORMAT, file=path.name, known=" ".join(_WRITERS))
    with whole_file(path) as stream:
        return writer(stream, records)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file beside the wanted one that takes its name when everything in it is on disk.

    Raises Refusal: CANNOT_WRITE, DISK_FULL.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "w+b") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        reason = Reason.DISK_FULL if error.errno == errno.ENOSPC else Reason.CANNOT_WRITE
        raise Refusal(reason, file=path.name) from error


def with_holdings(title: Title, items: Iterable[Item]) -> list[MarcField]:
    """The fields of a title with a 852 for each copy."""
    held = []
    for place, item in enumerate(items, start=1):
        parts = (
            ("b", item.location),
            ("h", item.call_number),
            ("j", item.accession),
            ("p", item.barcode),
            ("9", "" if item.price is None else str(item.price)),
            ("y", item.type),
            ("z", item.note),
        )
        order = title.fields[-1].order + place if title.fields else place
        subfields = tuple((code, text) for code, text in parts if text)
        held.append(type(title.fields[0])("852", f"x{place}", order, "  ", subfields))
    return [*title.fields, *held]


def _iso2709(stream: BinaryIO, records: Iterable[Record]) -> int:
    return _each(records, lambda title, items: stream.write(packed(title.leader, with_holdings(title, items))))


def _marcxml(stream: BinaryIO, records: Iterable[Record]) -> int:
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{_NAMESPACE}">\n'.encode())
    written = _each(
        records, lambda title, items: stream.write(_xml_record(title, with_holdings(title, items)).encode())
    )
    stream.write(b"</collection>\n")
    return written


def _xml_record(title: Title, fields: Iterable[MarcField]) -> str:
    lines = [f"<record>\n  <leader>{_text(title.leader)}</leader>\n"]
    for field in fields:
        if not field.subfields:
            lines.append(f"  <controlfield tag={_quoted(field.tag)}>{_text(field.text)}</controlfield>\n")
            continue
        one, two = _quoted(field.indicators[:1] or " "), _quoted(field.indicators[1:2] or " ")
        lines.append(f"  <datafield tag={_quoted(field.tag)} ind1={one} ind2={two}>\n")
        for code, text in field.subfields:
            lines.append(f"    <subfield code={_quoted(code)}>{_text(text)}</subfield>\n")
        lines.append("  </datafield>\n")
    lines.append("</record>\n")
    return "".join(lines)


def _marc_json(stream: BinaryIO, records: Iterable[Record]) -> int:
    stream.write(b"[")
    first = True

    def put(title: Title, items: tuple[Item, ...]) -> None:
        nonlocal first
        record = {"leader": title.leader, "fields": [_json_field(f) for f in with_holdings(title, items)]}
        stream.write(("\n" if first else ",\n").encode() + json.dumps(record, ensure_ascii=False).encode())
        first = False

    written = _each(records, put)
    stream.write(b"\n]\n")
    return written


def _json_field(field: MarcField) -> dict[str, object]:
    if not field.subfields:
        return {field.tag: field.text}
    one, two = field.indicators[:1] or " ", field.indicators[1:2] or " "
    return {field.tag: {"ind1": one, "ind2": two, "subfields": [{code: text} for code, text in field.subfields]}}


def _csv(stream: BinaryIO, records: Iterable[Record]) -> int:
    """With a byte order mark: without it Excel reads Vietnamese wrongly."""
    lines = _Lines(stream)
    stream.write(b"\xef\xbb\xbf")
    sheet = csv.writer(lines)
    sheet.writerow(_headings())
    return _each(records, lambda title, items: sheet.writerow(_row(title, items)))


def _xlsx(stream: BinaryIO, records: Iterable[Record]) -> int:
    import xlsxwriter  # noqa: PLC0415 - a tenth of the start, for what few ever ask

    book = xlsxwriter.Workbook(
        stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Nhan đề")
    for column, heading in enumerate(_headings()):
        sheet.write_string(0, column, heading)
    place = 0

    def put(title: Title, items: tuple[Item, ...]) -> None:
        nonlocal place
        place += 1
        for column, text in enumerate(_row(title, items)):
            sheet.write_string(place, column, text)

    written = _each(records, put)
    book.close()
    return written


def _text(text: str) -> str:
    return html.escape(text, quote=False)


def _quoted(text: str) -> str:
    return f'"{html.escape(text)}"'


class _Lines:
    """Lets the csv module, which writes text, write to a file of bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write as UTF-8."""
        return self._stream.write(text.encode())


def _headings() -> list[str]:
    return [*(heading for _, heading in HEADINGS), _CODES_HEADING]


def _row(title: Title, items: tuple[Item, ...]) -> list[str]:
    form = form_of(title.fields)
    return [*(getattr(form, name) for name, _ in HEADINGS), "; ".join(item.barcode for item in items)]


def _each(records: Iterable[Record], put: Callable[[Title, tuple[Item, ...]], object]) -> int:
    written = 0
    for title, items in records:
        put(title, items)
        written += 1
    return written


_WRITERS: dict[str, Callable[[BinaryIO, Iterable[Record]], int]] = {
    ".mrc": _iso2709,
    ".xml": _marcxml,
    ".json": _marc_json,
    ".xlsx": _xlsx,
    ".csv": _csv,
}
