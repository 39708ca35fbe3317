"""Take records into the catalogue: made ready first, then written, many in a transaction, each whole or not at all."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.library.catalogue.judging import Ready, judged
from desktop.library.catalogue.marc import place_for
from desktop.library.catalogue.matching import Known
from desktop.library.catalogue.money import amount_of
from desktop.library.catalogue.tally import Outcome, Tally
from desktop.library.model.ids import TitleId
from desktop.library.model.title import ImportLine, MarcField
from desktop.library.store.doubles import Doubles
from sync.core.row import Row
from sync.core.tables import CATALOGUE, unit_channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from desktop.library.catalogue.draft import Reading
    from desktop.library.model.item import ItemForm
    from desktop.library.store.doubles import Likeness
    from desktop.library.store.store import Meanwhile, Store
    from desktop.library.store.write import Pen

_PIECE = 25
"""So many records are written before somebody who waits for the file is let past."""


class Acquisition:
    """One import into one library. `dry_run` judges and counts but writes nothing."""

    def __init__(self, store: Store, *, source: str, dry_run: bool = False) -> None:
        self._store = store
        self._source = source
        self._dry_run = dry_run
        self._doubles = Doubles(store.connection)
        self._channel = unit_channel(store.unit)
        self._known = Known()
        self._owners: dict[str, set[str]] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._new: list[Row] = []
        """Made but not written yet: rows are written a piece at a time."""
        self.tally = Tally()
        self.titles: list[TitleId] = []
        """Every title that was added or met again, in the order of the records."""

    def judged(self, readings: Iterable[Reading]) -> Iterator[Ready | Outcome]:
        """The records made ready, or why they are not taken in; asks nothing of the library."""
        return (judged(reading, source=self._source, created=self._store.now_ms()) for reading in readings)

    def take_in(self, batch: Sequence[Reading]) -> None:
        """Take in some records; counted only when they are on disk."""
        self.keep(tuple(self.judged(batch)))

    def keep(self, found: Sequence[Ready | Outcome], *, meanwhile: Meanwhile = nullcontext) -> None:
        """Take in records that are judged. `meanwhile` is entered for as long as the disk alone is at work."""
        if not self._dry_run:
            self._known.begin_anew()
            self._owners = {}
        self._outcomes = {place: one for place, one in enumerate(found) if isinstance(one, Outcome)}
        ready = [(place, one) for place, one in enumerate(found) if isinstance(one, Ready)]
        pieces = [ready[at : at + _PIECE] for at in range(0, len(ready), _PIECE)]
        if self._dry_run:
            for piece in pieces:
                self._rehearse(piece)
        else:
            self._store.write_in_turns(pieces, self._write, meanwhile=meanwhile)
        self.tally.count(self._outcomes[place] for place in sorted(self._outcomes))

    def _write(self, pen: Pen, piece: Sequence[tuple[int, Ready]]) -> None:
        self._look_up(piece)
        for place, ready in piece:
            self._outcomes[place] = self._taken(pen, ready)
        self._write_new(pen)

    def _write_new(self, pen: Pen) -> None:
        pen.take_new(self._new)
        self._new.clear()

    def _look_up(self, piece: Sequence[tuple[int, Ready]]) -> None:
        """Learn which titles and bar codes of these are there already, in three questions for all of them."""
        for title in self._doubles.of(ready.likeness for _, ready in piece):
            self._known.add(title)
        codes = {form.barcode for _, ready in piece for form in ready.copies}
        if codes:
            for code, titles in self._doubles.owners(codes).items():
                self._owners.setdefault(code, set()).update(titles)

    def _taken(self, pen: Pen, ready: Ready) -> Outcome:
        double = self._known.double_of(ready.likeness)
        if double is None:
            title = TitleId(pen.new_id())
            self._new.append(Row("title", title, CATALOGUE, pen.tick(), ready.row, fresh=True))
            self._known.add(replace(ready.likeness, id=title))
        else:
            title = double[0].id
            self._write_new(pen)  # it may be among these
            self._fill(pen, title, ready.row)
        self._known.meet(replace(ready.likeness, id=title))
        self.titles.append(title)
        added, lines = self._shelve(pen, title, ready)
        return _outcome(ready, double, lines, added)

    def _rehearse(self, piece: Sequence[tuple[int, Ready]]) -> None:
        self._look_up(piece)
        for place, ready in piece:
            double = self._known.double_of(ready.likeness)
            title = double[0].id if double else TitleId(f"rehearsed {ready.draft.record}")
            if double is None:
                self._known.add(replace(ready.likeness, id=title))
            self._known.meet(replace(ready.likeness, id=title))
            added, lines = self._shelve(None, title, ready)
            self._outcomes[place] = _outcome(ready, double, lines, added)

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

    def _shelve(self, pen: Pen | None, title: str, ready: Ready) -> tuple[int, tuple[ImportLine, ...]]:
        """Add the copies whose bar codes are new; one that stands on another title's copy is told, not taken."""
        added, lines = 0, []
        for form in ready.copies:
            owners = self._owners.setdefault(form.barcode, set())
            if owners and title not in owners:
                lines.append(ImportLine(ready.draft.record, "repaired", "duplicate-barcode", form.barcode))
            elif not owners:
                owners.add(title)
                added += 1
                if pen is not None:
                    fields = item_fields(form, title) | {"created": ready.row["created"]}
                    self._new.append(Row("item", pen.new_id(), self._channel, pen.tick(), fields, fresh=True))
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


def _outcome(ready: Ready, double: tuple[Likeness, str] | None, lines: tuple[ImportLine, ...], items: int) -> Outcome:
    record, mark = ready.draft.record, ready.draft.first("001") or ready.draft.first("245", "a")[:60]
    told = [ImportLine(record, "merged", double[1], mark)] if double else []
    told += [ImportLine(record, "repaired", repair, mark) for repair in ready.draft.repairs]
    repaired = bool(ready.draft.repairs or lines)
    became = "merged" if double else "added"
    return Outcome(became, (*told, *lines), ready.draft.encoding, repaired, items)
