"""The catalogue of a library: find, describe, add and amend titles and copies; take files in and write them out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from desktop.library.catalogue import description, exporting, importing
from desktop.library.catalogue.acquisition import item_fields
from desktop.library.catalogue.conditions import leaving, mark_changes
from desktop.library.catalogue.draft import Draft, control, placed
from desktop.library.catalogue.form import amended, checked_form, form_of
from desktop.library.catalogue.judging import is_secret
from desktop.library.catalogue.marc import BLANK_LEADER, fixed_field, row_of
from desktop.library.catalogue.preview import look_into
from desktop.library.catalogue.typed_copy import refuse_unfit
from desktop.library.circulation.calendar import day_of
from desktop.library.model.ids import ItemId, Moment, TitleId
from desktop.library.model.item import Condition, CopyLine
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.title import Filters
from desktop.library.security.rights import Rights, Task
from desktop.library.store.titles import marc_value
from desktop.library.text import clean_code, nfc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from desktop.library.catalogue.importing import Progress
    from desktop.library.model.item import Item, ItemForm
    from desktop.library.model.title import Facets, Hits, Imported, MarcField, Preview, Title, TitleForm
    from desktop.library.store.marks import MarkChange
    from desktop.library.store.store import Store

_TYPED = "typed"
_PREFIXES = {"sach": "TK", "giao-trinh": "GT", "bao-chi": "BC", "noi-bo": "NB"}
"""Letters before a number: none of them is changed by Telex or VNI (domain.md 3.6)."""
_PAGE = 500
_ANY = Filters()
_NO_MARKS: Mapping[Condition, bool] = MappingProxyType({})


class Catalogue:
    """The titles and copies of one library. Whatever changes or exports them may raise Refusal(NOT_ENTITLED), too."""

    def __init__(
        self, store: Store, rights: Rights = Rights.LIBRARIAN, operator: Callable[[], str] = lambda: ""
    ) -> None:
        """`operator` tells who works here; noted with every mark."""
        self._store = store
        self._rights = rights
        self._operator = operator

    def find(self, query: str, filters: Filters = _ANY, *, limit: int = 50, offset: int = 0) -> Hits:
        """Titles that hold the words, best first; see `store.search`."""
        return self._store.search.find(nfc(query), filters, limit=limit, offset=offset)

    def facets(self, query: str, filters: Filters = _ANY) -> Facets:
        """What the result could be narrowed to."""
        return self._store.search.facets(nfc(query), filters)

    def title(self, title_id: str) -> Title:
        """One title. Raises Refusal(UNKNOWN_TITLE)."""
        found = self._store.titles.get(title_id)
        if found is None or found.deleted:
            raise Refusal(Reason.UNKNOWN_TITLE, id=title_id)
        return found

    def form(self, title_id: str) -> TitleForm:
        """The title as the plain form shows it. Raises Refusal(UNKNOWN_TITLE)."""
        return form_of(self.title(title_id).fields)

    def describe(self, title_id: str) -> str:
        """The title as a printed card shows it. Raises Refusal(UNKNOWN_TITLE)."""
        return description.described(self.title(title_id))

    def add(self, form: TitleForm) -> TitleId:
        """Add a title from the form. Raises Refusal: MISSING_FIELD, INVALID_ISBN, STATE_SECRET."""
        self._rights.require(Task.CATALOGUE)
        plain, now = checked_form(form), self._store.now_ms()
        coded = control("008", fixed_field(now, year=plain.year, language=plain.language))
        draft = Draft(1, BLANK_LEADER, placed((coded, *amended((), plain))))
        _refuse_secret(draft)
        with self._store.writing() as pen:
            title = TitleId(pen.new_id())
            pen.put("title", title, row_of(draft, source=_TYPED, created=now))
        return title

    def amend(self, title_id: str, form: TitleForm) -> None:
        """Change what the form changed and nothing else.

        Raises Refusal: UNKNOWN_TITLE, MISSING_FIELD, INVALID_ISBN, STATE_SECRET.
        """
        self._rights.require(Task.CATALOGUE)
        title, plain = self.title(title_id), checked_form(form)
        fields = amended(title.fields, plain)
        _refuse_secret(Draft(1, title.leader, placed(fields)))
        if changes := _changes(title.fields, fields):
            with self._store.writing() as pen:
                pen.put("title", title_id, changes)

    def items(self, title_id: str) -> tuple[Item, ...]:
        """The copies of a title."""
        return self._store.items.of_title(title_id)

    def copies(self, title_id: str) -> tuple[CopyLine, ...]:
        """The copies of a title, each with the day on which it is due when it is lent."""
        loans = self._store.loans
        return tuple(
            CopyLine(item, loan.due if (loan := loans.open_of_item(item.id)) else None) for item in self.items(title_id)
        )

    def codes(self, of_list: str) -> tuple[tuple[str, str, str], ...]:
        """(code, Vietnamese, English) of the unit's list "item-type" or "location"."""
        return self._store.policies.codes(of_list)

    def add_item(self, title_id: str, form: ItemForm) -> Item:
        """Add a copy; without a bar code it takes the next number in hand.

        Raises Refusal: UNKNOWN_TITLE, UNKNOWN_ID(field="type"), INVALID_PRICE, DUPLICATE_BARCODE.
        """
        self._rights.require(Task.CATALOGUE)
        self.title(title_id)
        refuse_unfit(form, self._types())
        with self._store.writing() as pen:
            barcode = clean_code(form.barcode) or self._next_barcode(form.type)
            self._refuse_taken(barcode, "")
            item = ItemId(pen.new_id())
            fields = item_fields(form, title_id) | {"barcode": barcode, "created": self._store.now_ms()}
            fields["accession"] = clean_code(form.accession) or barcode
            pen.put("item", item, fields)
        return self._item(item)

    def amend_item(self, item_id: str, form: ItemForm, marks: Mapping[Condition, bool] = _NO_MARKS) -> Item:
        """Change a copy; an empty bar code or register number keeps the one it has. `marks`: those to set or take away.

        A type that the unit no longer has may stay. Raises Refusal: UNKNOWN_ID, INVALID_PRICE, DUPLICATE_BARCODE.
        """
        self._rights.require(Task.CATALOGUE)
        item = self._item(item_id)
        refuse_unfit(form, self._types() | {item.type})
        with self._store.writing() as pen:
            barcode = clean_code(form.barcode) or item.barcode
            self._refuse_taken(barcode, item_id)
            pen.put("item", item.id, self._item_changes(item, form, barcode))
            for change in self._mark_changes(item, marks):
                self._store.marks.write(pen, item.id, change)
        return self._item(item_id)

    def preview(self, path: Path, *, encoding: str | None = None) -> Preview:
        """What a file is and how its first records read. Raises Refusal as `import_file`."""
        return look_into(path, encoding)

    def import_file(
        self,
        path: Path,
        *,
        kind: str | None = None,
        encoding: str | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Imported:
        """Take a file in; see `catalogue.importing`."""
        self._rights.require(Task.CATALOGUE)
        asked = importing.Asked(path, kind=kind, encoding=encoding, dry_run=dry_run)
        return importing.take_in(self._store, asked, progress)

    def add_marc(self, path: Path) -> tuple[TitleId, ...]:
        """Add the records of a file of titles and tell which titles they are now (new ones and doubles).

        Raises Refusal as `import_file`, and NOT_MARC when no record could be taken.
        """
        self._rights.require(Task.CATALOGUE)
        return importing.titles_of(self._store, path)

    def export_file(self, path: Path, query: str | None = None) -> int:
        """Write the titles that a query finds (all without one) with their copies; returns how many.

        Restricted copies stay out, and so does a title that has no others.
        Raises Refusal: UNKNOWN_FORMAT, CANNOT_WRITE, DISK_FULL.
        """
        self._rights.require(Task.EXPORT)
        return exporting.write(path, self._chosen(query))

    def _chosen(self, query: str | None) -> Iterator[exporting.Record]:
        ids = self._everything() if query is None or not query.strip() else iter(self._store.search.every(nfc(query)))
        for title_id in ids:
            title = self._store.titles.get(title_id)
            if title is None:
                continue
            items = self._store.items.of_title(title_id)
            told = leaving(items)
            if told or not items:
                yield title, told

    def _everything(self) -> Iterator[TitleId]:
        after: TitleId | None = None
        while page := self._store.titles.browse(after=after, limit=_PAGE):
            yield from (line.id for line in page)
            after = page[-1].id

    def _next_barcode(self, item_type: str) -> str:
        return self._store.numbers.next("barcode", _PREFIXES.get(item_type, "TK"))

    def _refuse_taken(self, barcode: str, item_id: str) -> None:
        for other in self._store.items.with_barcode(barcode):
            if other.id != item_id:
                line = self._store.titles.line(other.title_id)
                raise Refusal(Reason.DUPLICATE_BARCODE, barcode=barcode, title=line.title if line else "")

    def _item_changes(self, item: Item, form: ItemForm, barcode: str) -> dict[str, Any]:
        accession = clean_code(form.accession) or item.accession
        return item_fields(form, item.title_id) | {"barcode": barcode, "accession": accession}

    def _mark_changes(self, item: Item, marks: Mapping[Condition, bool]) -> Iterator[MarkChange]:
        device, now = self._store.profile.text("device"), Moment(self._store.now_ms())
        return mark_changes(item, marks, self._today(), operator=self._operator(), device=device, at=now)

    def _types(self) -> set[str]:
        return {code for code, _, _ in self.codes("item-type")}

    def _today(self) -> date:
        return day_of(self._store.now_ms())

    def _item(self, item_id: str) -> Item:
        found = self._store.items.get(item_id)
        if found is None or found.deleted:
            raise Refusal(Reason.UNKNOWN_ID, id=item_id)
        return found


def _refuse_secret(draft: Draft) -> None:
    if is_secret(draft):
        raise Refusal(Reason.STATE_SECRET)


def _changes(before: tuple[MarcField, ...], after: tuple[MarcField, ...]) -> dict[str, Any]:
    """The row fields that differ; a dropped occurrence is None."""
    old, new = ({f.name: marc_value(f) for f in fields} for fields in (before, after))
    changed: dict[str, Any] = {name: value for name, value in new.items() if old.get(name) != value}
    return changed | dict.fromkeys(old.keys() - new.keys())
