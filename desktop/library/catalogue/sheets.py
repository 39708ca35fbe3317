"""Read lists from Excel and CSV: titles with their copies, copies of titles already there, readers."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

from desktop.library.catalogue.draft import Draft, placed, varying
from desktop.library.catalogue.form import amended
from desktop.library.catalogue.formats import Format
from desktop.library.catalogue.headings import heading_row
from desktop.library.catalogue.marc import BLANK_LEADER
from desktop.library.model.reader import ReaderForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.title import TitleForm
from desktop.library.text import fold, nfc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.library.catalogue.decoding import Decoder
    from desktop.library.model.title import MarcField

Cells = Mapping[str, str]
"""One row: field → text, only columns whose heading is known."""

_TITLE_FIELDS = frozenset(TitleForm.__dataclass_fields__)
_READER_FIELDS = frozenset(ReaderForm.__dataclass_fields__)
_DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_CODES = re.compile(r"[;,|\n]+")
_CATEGORIES = {"can bo": "can-bo", "chien si": "chien-si", "hoc vien": "hoc-vien", "khach": "khach"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list: what it is of (titles | items | readers), its rows and the row of the file where each stands."""

    kind: str
    rows: tuple[tuple[int, Cells], ...]
    encoding: str


def sheet_of(path: Path, kind: Format, decoder: Decoder) -> Sheet:
    """The first sheet of the file that has headings we know.

    Raises:
        Refusal: UNKNOWN_FORMAT when none has, or the file is damaged.

    """
    tables, encoding = (_workbook(path), "utf-8") if kind is Format.EXCEL else _separated(path, decoder)
    for table in tables:
        found = heading_row(table)
        if found is not None:
            start, fields = found
            rows = [(number, _cells(fields, row)) for number, row in enumerate(table[start + 1 :], start=start + 2)]
            return Sheet(_kind(fields), tuple((number, cells) for number, cells in rows if cells), encoding)
    raise Refusal(Reason.UNKNOWN_FORMAT, file=path.name)


def title_draft(number: int, cells: Cells, encoding: str) -> Draft:
    """A row with a title as a record, its copies in 852 as MARC has them."""
    form = TitleForm(**{name: text for name, text in cells.items() if name in _TITLE_FIELDS})
    fields = [*amended((), form), *(_holding(cells, code) for code in codes_of(cells))]
    return Draft(number, BLANK_LEADER, placed(fields), encoding)


def codes_of(cells: Cells) -> tuple[str, ...]:
    """The bar codes of a row; several stand apart by semicolon, comma or bar."""
    return tuple(code.strip() for code in _CODES.split(cells.get("barcode", "")) if code.strip())


def reader_form(cells: Cells) -> ReaderForm:
    """A row as a reader's form; category names become codes, days become ISO days."""
    texts = {name: text for name, text in cells.items() if name in _READER_FIELDS}
    if "category" in texts:
        plain = fold(texts["category"])
        texts["category"] = _CATEGORIES.get(plain.replace("-", " "), plain.replace(" ", "-"))
    if found := _DAY.match(texts.get("expires", "")):
        texts["expires"] = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    return ReaderForm(**texts)


def _holding(cells: Cells, code: str) -> MarcField:
    parts = (
        ("b", cells.get("location", "")),
        ("h", cells.get("call_number", "")),
        ("j", cells.get("accession", "")),
        ("p", code),
        ("9", cells.get("price", "")),
        ("z", cells.get("note", "")),
        ("y", cells.get("type", "")),
    )
    return varying("852", "  ", [(letter, text) for letter, text in parts if text])


def _kind(fields: Sequence[str]) -> str:
    if "title" in fields:
        return "titles"
    return "readers" if "name" in fields or "card" in fields else "items"


def _cells(fields: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for field, text in zip(fields, row, strict=False):
        if field and text and field not in cells:
            cells[field] = text
    return cells


def _workbook(path: Path) -> list[list[list[str]]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        return [
            [[_text(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in book.sheet_names
        ]
    except CalamineError as error:
        raise Refusal(Reason.UNKNOWN_FORMAT, file=path.name) from error


def _separated(path: Path, decoder: Decoder) -> tuple[list[list[list[str]]], str]:
    decoded = decoder.text(path.read_bytes())
    lines = decoded.texts[0].splitlines()
    separator = max(",;\t", key=lambda mark: sum(line.count(mark) for line in lines[:10]))
    rows = [[nfc(cell).strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]
    return [rows], decoded.encoding


def _text(cell: object) -> str:
    """A cell as text: Excel keeps codes and years as floating-point numbers."""
    match cell:
        case bool():
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case dt.datetime():
            return cell.date().isoformat()
        case dt.date():
            return cell.isoformat()
        case _:
            return nfc(str(cell)).strip()
