"""Take lists (Excel, CSV) into the library: titles with copies, copies of titles that are there, readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.library.catalogue.acquisition import Acquisition, item_fields
from desktop.library.catalogue.copies import is_unknown_type, type_named
from desktop.library.catalogue.sheets import codes_of, reader_form, sheet_of, title_draft
from desktop.library.catalogue.tally import Outcome, Tally, rejected
from desktop.library.model.item import ItemForm
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.title import ImportLine
from desktop.library.readers import Readers
from desktop.library.text import clean_code, exact
from desktop.library.text.isbn import isbn13

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library.catalogue.decoding import Decoder
    from desktop.library.catalogue.formats import Format
    from desktop.library.catalogue.sheets import Cells, Sheet
    from desktop.library.model.ids import TitleId
    from desktop.library.model.title import Imported
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

KINDS = ("titles", "items", "readers")
BATCH = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """How a list is to be read: its format, what it is said to be of (None: look), its decoder, for show only."""

    format: Format
    kind: str | None
    decoder: Decoder
    dry_run: bool = False


def take_in(store: Store, path: Path, listed: Listed, progress: Callable[[int, int], bool] | None = None) -> Imported:
    """Take the list in. Raises Refusal(UNKNOWN_FORMAT) when no row names columns that are known."""
    sheet = sheet_of(path, listed.format, listed.decoder)
    kind = listed.kind if listed.kind in KINDS else sheet.kind
    tally, take = _taker(store, path, kind=kind, dry_run=listed.dry_run)
    size, rows = path.stat().st_size, sheet.rows
    for start in range(0, len(rows), BATCH):
        take(sheet, rows[start : start + BATCH])
        done = min(start + BATCH, len(rows))
        if progress is not None and not progress(size * done // len(rows), size):
            break
    return tally.imported(file=path.name, kind=f"{listed.format.value}:{kind}")


_Take = Callable[["Sheet", Sequence[tuple[int, "Cells"]]], None]


def _taker(store: Store, path: Path, *, kind: str, dry_run: bool) -> tuple[Tally, _Take]:
    if kind == "titles":
        acquisition = Acquisition(store, source=path.name, dry_run=dry_run)
        return acquisition.tally, lambda sheet, rows: acquisition.take_in(
            [title_draft(number, cells, sheet.encoding) for number, cells in rows]
        )
    tally, readers = Tally(), Readers(store)
    if kind == "readers":
        return tally, lambda _, rows: tally.count(
            [_registered(readers, number, cells, dry_run=dry_run) for number, cells in rows]
        )
    copies = _Copies(store, dry_run=dry_run)
    return tally, lambda _, rows: tally.count(copies.shelve(rows))


def _registered(readers: Readers, number: int, cells: Cells, *, dry_run: bool) -> Outcome:
    """Register one reader; one who is there already under the same name and card is only met again."""
    form = reader_form(cells)
    try:
        known = readers.get(form.card) if form.card else None
    except Refusal:
        known = None
    if known is not None:
        same = exact(known.name) == exact(form.name)
        line = ImportLine(
            number, "merged" if same else "rejected", "same-card" if same else "duplicate-card", form.card
        )
        return Outcome(line.outcome, (line,))
    if not form.name:
        return rejected(number, "missing-field", "name")
    if dry_run:
        return Outcome("added")
    try:
        readers.register(form)
    except Refusal as refusal:
        return rejected(number, refusal.reason.value, form.card)
    return Outcome("added")


class _Copies:
    """Adds copies to titles that are there, found by their id or ISBN."""

    def __init__(self, store: Store, *, dry_run: bool) -> None:
        self._store = store
        self._dry_run = dry_run

    def shelve(self, rows: Sequence[tuple[int, Cells]]) -> list[Outcome]:
        """Add the copies of some rows in one transaction."""
        if self._dry_run:
            return [self._one(None, number, cells) for number, cells in rows]
        with self._store.writing() as pen:
            return [self._one(pen, number, cells) for number, cells in rows]

    def _one(self, pen: Pen | None, number: int, cells: Cells) -> Outcome:
        title, codes = self._title(cells), tuple(map(clean_code, codes_of(cells)))
        if title is None:
            return rejected(number, Reason.UNKNOWN_TITLE.value, cells.get("isbn", ""))
        if not codes:
            return rejected(number, "missing-field", "barcode")
        owners = {item.title_id for code in codes for item in self._store.items.with_barcode(code)}
        if owners - {title}:
            return rejected(number, Reason.DUPLICATE_BARCODE.value, " ".join(codes))
        new = [code for code in codes if not self._store.items.has_barcode(code)]
        if pen is not None:
            for code in new:
                pen.put("item", pen.new_id(), self._fields(cells, code, title))
        if new:
            return Outcome("added", _notes(number, cells), items=len(new))
        return Outcome("merged", (ImportLine(number, "merged", "same-barcode", " ".join(codes)),))

    def _title(self, cells: Cells) -> TitleId | None:
        if "title_id" in cells:
            known = self._store.titles.get(cells["title_id"])
            return None if known is None or known.deleted else known.id
        return next(iter(self._store.titles.with_isbn(isbn13(cells.get("isbn", "")) or "-")), None)

    def _fields(self, cells: Cells, code: str, title: str) -> dict[str, Any]:
        form = ItemForm(
            barcode=code,
            accession=clean_code(cells.get("accession", "")) or code,
            type=type_named(cells.get("type", "")),
            call_number=cells.get("call_number", ""),
            location=cells.get("location", ""),
            price=cells.get("price", ""),
            note=cells.get("note", ""),
        )
        return item_fields(form, title) | {"created": self._store.now_ms()}


def _notes(number: int, cells: Cells) -> tuple[ImportLine, ...]:
    """What a copy's row says that could not be kept as it stands."""
    kind = cells.get("type", "")
    return (ImportLine(number, "repaired", "unknown-type", kind),) if is_unknown_type(kind) else ()
