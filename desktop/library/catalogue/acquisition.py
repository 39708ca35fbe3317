"""Take records into the catalogue: judged one by one, written a batch at a time, each batch whole or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.library.catalogue.copies import copies_of
from desktop.library.catalogue.draft import Draft, Spoilt, first_of, texts_of
from desktop.library.catalogue.marc import place_for, row_of
from desktop.library.catalogue.matching import Matcher
from desktop.library.catalogue.money import amount_of
from desktop.library.catalogue.tally import Outcome, Tally, quarantined, rejected
from desktop.library.model.ids import TitleId
from desktop.library.model.title import ImportLine, MarcField
from desktop.library.store.doubles import Likeness
from desktop.library.store.title_cards import card_of
from desktop.library.text.secrets import secret_mark
from sync.core.row import Row
from sync.core.tables import CATALOGUE, unit_channel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.library.catalogue.draft import Reading
    from desktop.library.model.item import ItemForm
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

_NOT_TITLES = frozenset("uvwxyzq")
"""Leader/06 of holdings, classification, authority and community records (MARC 21)."""
_DELETED = "d"
_MARKED_TAGS = frozenset(("245", "246", "500", "506", "926"))
"""Where a mark of secrecy stands, if anywhere; 926 is the degree of secrecy in Libol-family software."""
_MAYBE_SECRET = re.compile("m(?:ậ|a)t", re.IGNORECASE)
_OPEN_DEGREES = frozenset(("", "0"))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A record that is fit to be taken in."""

    draft: Draft
    row: dict[str, Any]
    likeness: Likeness
    copies: tuple[ItemForm, ...]


class Acquisition:
    """One import into one library. `dry_run` judges and counts but writes nothing."""

    def __init__(self, store: Store, *, source: str, dry_run: bool = False) -> None:
        self._store = store
        self._source = source
        self._dry_run = dry_run
        self._matcher = Matcher(store)
        self._barcodes: set[str] = set()
        self._channel = unit_channel(store.unit)
        self.tally = Tally()
        self.titles: list[TitleId] = []
        """Every title that was added or met again, in the order of the records."""

    def take_in(self, batch: Sequence[Reading]) -> None:
        """Take in some records in one transaction; counted only when it is on disk."""
        ready = [self._judged(reading) for reading in batch]
        if self._dry_run:
            outcomes = [one if isinstance(one, Outcome) else self._rehearsed(one) for one in ready]
        elif any(isinstance(one, _Ready) for one in ready):
            with self._store.writing() as pen:
                outcomes = [one if isinstance(one, Outcome) else self._taken(pen, one) for one in ready]
        else:
            outcomes = [one for one in ready if isinstance(one, Outcome)]
        self.tally.count(outcomes)

    def _judged(self, reading: Reading) -> _Ready | Outcome:
        if isinstance(reading, Spoilt):
            return rejected(reading.record, reading.reason, reading.detail)
        if reason := _unfit(reading):
            return rejected(reading.record, reason, reading.first("001"))
        if is_secret(reading):
            return quarantined(reading.record)
        carried = copies_of(reading.values)
        row = row_of(reading, source=self._source, created=self._store.now_ms())
        for name, _ in carried:
            del row[name]
        match, isbn, control = card_of(row).keys
        return _Ready(reading, row, Likeness(TitleId(""), match, isbn, control), tuple(form for _, form in carried))

    def _taken(self, pen: Pen, ready: _Ready) -> Outcome:
        double = self._matcher.double_of(ready.likeness)
        if double is None:
            title = TitleId(pen.new_id())
            pen.take(Row("title", title, CATALOGUE, pen.tick(), ready.row, fresh=True), None)
        else:
            title = double[0].id
            self._fill(pen, title, ready.row)
        self.titles.append(title)
        added, lines = self._shelve(pen, title, ready)
        return _outcome(ready, double, lines, added)

    def _rehearsed(self, ready: _Ready) -> Outcome:
        double = self._matcher.double_of(ready.likeness)
        if double is None:
            self._matcher.remember(ready.likeness)
        codes = {form.barcode for form in ready.copies} - self._barcodes
        new = {code for code in codes if not self._store.items.has_barcode(code)}
        self._barcodes |= new
        return _outcome(ready, double, (), len(new))

    def _fill(self, pen: Pen, title: str, row: dict[str, Any]) -> None:
        """Give a title the fields that it lacks; what it has is never touched."""
        known = self._store.titles.get(title)
        if known is None:
            return
        tags, fields = {field.tag for field in known.fields}, list(known.fields)
        changes: dict[str, Any] = {}
        for name, value in row.items():
            if name[3:4] == "/" and name[:3] not in tags:
                place = place_for(name[:3], fields)
                fields.append(MarcField(name[:3], name[4:], place))
                changes[name] = [place, *value[1:]]
        if changes:
            pen.put("title", title, changes)

    def _shelve(self, pen: Pen, title: str, ready: _Ready) -> tuple[int, tuple[ImportLine, ...]]:
        """Add the copies whose bar codes are new; one that stands on another title's copy is told, not taken."""
        added, lines = 0, []
        for form in ready.copies:
            known = self._store.items.with_barcode(form.barcode)
            if not known:
                fields = item_fields(form, title) | {"created": self._store.now_ms()}
                pen.take(Row("item", pen.new_id(), self._channel, pen.tick(), fields, fresh=True), None)
                added += 1
            elif all(item.title_id != title for item in known):
                lines.append(ImportLine(ready.draft.record, "repaired", "duplicate-barcode", form.barcode))
        return added, tuple(lines)


def item_fields(form: ItemForm, title: str) -> dict[str, Any]:
    """The synced fields of a new copy."""
    return {
        "title_id": title,
        "barcode": form.barcode,
        "accession": form.accession,
        "type": form.type,
        "call_number": form.call_number,
        "location": form.location,
        "price": amount_of(form.price),
        "note": form.note,
    }


def is_secret(draft: Draft) -> bool:
    """Whether the record bears the mark of a state secret in one of the places where such marks stand."""
    texts = []
    for name, value in draft.values.items():
        if name[:3] not in _MARKED_TAGS:
            continue
        if name.startswith("926") and first_of(value, "a").strip() not in _OPEN_DEGREES:
            return True
        texts += [text for text in texts_of(value) if _MAYBE_SECRET.search(text)]
    return bool(texts) and secret_mark(texts)


def _unfit(draft: Draft) -> str:
    """Why the record is no title of ours, as a code; empty when it is one."""
    if draft.leader[6:7] in _NOT_TITLES:
        return "not-a-title"
    if draft.leader[5:6] == _DELETED:
        return "deleted-at-source"
    if any(text.strip() for text in texts_of(draft.values.get("245/1", []))):
        return ""
    return "unimarc" if "200/1" in draft.values else "missing-title"


def _outcome(ready: _Ready, double: tuple[Likeness, str] | None, lines: tuple[ImportLine, ...], items: int) -> Outcome:
    record, mark = ready.draft.record, ready.draft.first("001") or ready.draft.first("245", "a")[:60]
    told = [ImportLine(record, "merged", double[1], mark)] if double else []
    told += [ImportLine(record, "repaired", repair, mark) for repair in ready.draft.repairs]
    repaired = bool(ready.draft.repairs or lines)
    became = "merged" if double else "added"
    return Outcome(became, (*told, *lines), ready.draft.encoding, repaired, items)
