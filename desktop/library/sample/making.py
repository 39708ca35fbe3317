"""Makes the sample library: titles, copies, readers and two years of loans, through the library's own write path."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from random import Random
from typing import TYPE_CHECKING, Any

from desktop.library.circulation.calendar import Calendar, calendar_of, start_of
from desktop.library.model.event import EventKind
from desktop.library.model.ids import ItemId
from desktop.library.model.rule import Rule
from desktop.library.sample.books import book, record
from desktop.library.sample.chance import chance
from desktop.library.sample.lending import Borrower, Desk, Lendable
from desktop.library.sample.people import reader
from desktop.library.sample.rows import Scribe
from desktop.library.sample.stock import PREFIXES, copies, item
from desktop.library.sample.story import (
    CLASS_SET,
    COPIES,
    PEOPLE,
    RESTRICTED,
    Cast,
    Story,
    Teller,
    group_card,
    largest_class,
    portraits,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.library.sample.lending import Act
    from desktop.library.store.store import Store
    from desktop.library.store.write import Pen

UNIT = "DV01"
UNIT_NAME = "Thư viện Công an tỉnh (mẫu)"
PASSWORD = "tusach"  # noqa: S105 - shown on the page where the sample library is opened
SEED = 2026

_SOURCE = "mẫu"
_YEARS = 2
_CLASS_SINCE = 140
"""So many days ago the class got its card."""
_HOUR = 3_600_000
_HOLDS = 8
_OPERATOR = "Phạm Thị Mẫu"
_TITLES_A_BATCH = 1000
_NOT_LENT = ("lost", "withdrawn", "restricted")
_STORY_FROM = 100
"""A library of fewer titles has no room for the story."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the sample is."""

    titles: int = 2000
    readers: int = 400
    loans_a_day: int = 8

    @classmethod
    def of(cls, titles: int) -> Size:
        """A library of so many titles, with readers and loans in proportion (up to what one desk can do in a day)."""
        return cls(titles, readers=max(40, titles // 5), loans_a_day=min(200, max(2, titles // 250)))


def make_sample(
    store: Store,
    *,
    today: date,
    size: Size | None = None,
    seed: int = SEED,
    progress: Callable[[int, int], object] | None = None,
) -> None:
    """Fill an empty library. The same seed, size and day make the same rows.

    `progress` is told what is done and how much there is, in titles and days.
    """
    Making(store, size or Size(), seed, today, progress=progress).all()


class Making:
    """One making of the sample."""

    def __init__(
        self, store: Store, size: Size, seed: int, today: date, *, progress: Callable[[int, int], object] | None
    ) -> None:
        self._store = store
        self._size = size
        self._seed = seed
        self._today = today
        self._first = date(today.year - _YEARS, today.month, 1)
        self._scribe = Scribe(seed)
        self._later = Scribe(seed, "story")
        self._progress = progress or (lambda *_: None)
        self._items: list[Lendable] = []
        self._readers: list[Borrower] = []
        self._groups: dict[str, str] = {}
        """Cadets and their classes."""
        self._sound: set[str] = set()
        """Copies without a mark."""

    def all(self) -> None:
        """Titles with their copies, then readers, then loans, and the story of the last months."""
        for start in range(0, self._size.titles, _TITLES_A_BATCH):
            end = min(start + _TITLES_A_BATCH, self._size.titles)
            with self._store.writing() as pen:
                for number in range(start, end):
                    self._take_in(pen, number)
            self._progress(end, self._whole)
        with self._store.writing() as pen:
            for number in range(self._size.readers):
                self._register(pen, number)
        cast = self._cast() if self._size.titles >= _STORY_FROM else None
        if self._items and self._readers:
            self._lend()
        if cast is not None:
            self._tell(cast)
        self._progress(self._whole, self._whole)

    @property
    def _whole(self) -> int:
        return self._size.titles + _YEARS * 365

    def _take_in(self, pen: Pen, number: int) -> None:
        printed = book(number, seed=self._seed, newest=self._today.year)
        rng = chance(self._seed, "taken", number)
        day = self._taken_in(number)
        at = start_of(day) + 9 * _HOUR + rng.randrange(_HOUR)
        fields = record(printed, number, entered=f"{day:%y%m%d}") | {"source": _SOURCE, "created": at}
        title = self._scribe.add(pen, "title", fields, at)
        for _ in range(copies(printed, number, seed=self._seed)):
            barcode = self._store.numbers.next("barcode", PREFIXES[printed.kind])
            self._shelve(pen, item(printed, title, barcode, rng=rng, day=day.isoformat()), at)

    def _taken_in(self, number: int) -> date:
        """Titles were taken in one after the other, over the four years before the loans begin."""
        back = 4 * 365 * (self._size.titles - number) // max(1, self._size.titles)
        return self._first - timedelta(days=1 + back)

    def _shelve(self, pen: Pen, fields: dict[str, Any], at: int) -> None:
        row_id = self._scribe.add(pen, "item", fields | {"created": at}, at)
        if not any(fields.get(mark) for mark in _NOT_LENT):
            self._items.append(Lendable(row_id, fields["title_id"], fields["type"]))
            if not fields.get("damaged"):
                self._sound.add(row_id)

    def _register(self, pen: Pen, number: int) -> None:
        card = self._store.numbers.next("card", "TV")
        fields = reader(number, card, seed=self._seed, today=self._today)
        at = start_of(self._first) - (self._size.readers - number) * _HOUR
        row_id = self._scribe.add(pen, "reader", fields | {"created": at}, at)
        if not fields["blocked"]:
            expires = date.fromisoformat(fields["expires"])
            self._readers.append(Borrower(row_id, fields["category"], expires))
        if fields["category"] == "hoc-vien":
            self._groups[row_id] = fields["group"]

    def _cast(self) -> Cast | None:
        """Put aside what only the story moves; None where there is too little of it."""
        titles = Counter(copy.title_id for copy in self._items)
        books = (copy for copy in self._items if copy.type == "sach" and copy.id in self._sound)
        alone = [copy for copy in books if titles[copy.title_id] == 1]
        textbook = next((copy for copy in self._items if copy.type == "giao-trinh"), None)
        officers = [who for who in self._readers if who.category == "can-bo" and who.expires > self._today]
        known = largest_class(self._groups.values())
        if len(alone) < COPIES or len(officers) < PEOPLE or textbook is None or not known:
            return None
        chosen, people = alone[:: len(alone) // COPIES][:COPIES], officers[:PEOPLE]
        secret = tuple(copy for copy in self._items if copy.type == "noi-bo")[:RESTRICTED]
        taken = {copy.id for copy in (*chosen, *secret)} | {who.id for who in people}
        self._items = [copy for copy in self._items if copy.id not in taken]
        self._readers = [who for who in self._readers if who.id not in taken]
        members = tuple(row for row, group in self._groups.items() if group == known)
        expires = self._today + timedelta(days=300)
        with self._store.writing() as pen:
            card = group_card(known, self._store.numbers.next("card", "TV"), answers=members[0], expires=expires)
            at = start_of(self._today - timedelta(days=_CLASS_SINCE)) + 9 * _HOUR
            group = self._later.add(pen, "reader", card | {"created": at}, at)
            textbooks = self._class_set(pen, textbook, at)
            faces = (*people, *(who for who in self._readers if who.id in members))
            for row, portrait in portraits(faces):
                pen.put("portrait", row, portrait, stamp=self._later.stamp(at))
        periodicals = tuple(copy for copy in self._items if copy.type == "bao-chi")
        return Cast(
            copies=tuple(chosen),
            people=tuple(people),
            textbooks=textbooks,
            group=group,
            group_expires=expires,
            members=members,
            restricted=secret,
            periodicals=periodicals,
        )

    def _class_set(self, pen: Pen, like: Lendable, at: int) -> tuple[Lendable, ...]:
        """New copies of this one's title, for a whole class."""
        first = self._store.items.get(ItemId(like.id))
        assert first is not None  # it was taken in a moment ago
        told = {
            "title_id": like.title_id,
            "type": like.type,
            "call_number": first.call_number,
            "location": first.location,
            "price": int(first.price) if first.price else None,
            "created": at,
        }
        numbers = (self._store.numbers.next("barcode", PREFIXES[like.type]) for _ in range(CLASS_SET))
        rows = (self._later.add(pen, "item", told | {"barcode": n, "accession": n}, at) for n in numbers)
        return tuple(Lendable(row, like.title_id, like.type) for row in rows)

    def _tell(self, cast: Cast) -> None:
        story = Story(cast, self._today, self._calendar(), self._rules())
        with self._store.writing() as pen:
            Teller(self._later).write(pen, story.told())

    def _lend(self) -> None:
        rng = chance(self._seed, "loans")
        for crowd in (self._items, self._readers):
            rng.shuffle(crowd)
        desk = Desk(self._items, self._readers, rng, calendar=self._calendar(), rules=self._rules())
        days = desk.days(self._first, self._today - timedelta(days=1), lends=self._size.loans_a_day)
        for month, acts in groupby((act for day in days for act in day), key=lambda act: act.at // (30 * 24 * _HOUR)):
            with self._store.writing() as pen:
                for act in acts:
                    self._scribe.add_event(pen, self._event(act), act.at)
            self._progress(self._size.titles + month * 30 - start_of(self._first) // (24 * _HOUR), self._whole)
        with self._store.writing() as pen:
            self._queue(pen, desk, rng)

    def _queue(self, pen: Pen, desk: Desk, rng: Random) -> None:
        """Readers without a loan wait for titles of which every copy is out."""
        copies_of: dict[str, list[str]] = {}
        for copy in self._items:
            copies_of.setdefault(copy.title_id, []).append(copy.id)
        wanted = [title for title, ids in copies_of.items() if desk.out.issuperset(ids)]
        idle = [reader for reader in self._readers if desk.loans_of(reader) == 0 and reader.expires > self._today]
        at = start_of(self._today) - 8 * _HOUR
        for title in wanted[:_HOLDS] if idle else ():
            who = rng.choice(idle)
            fields = {"kind": EventKind.HELD.value, "title_id": title, "reader_id": who.id, "category": who.category}
            self._scribe.add_event(pen, fields | {"operator": _OPERATOR}, at)

    def _event(self, act: Act) -> dict[str, Any]:
        return {
            "kind": act.kind.value,
            "item_id": act.item.id,
            "title_id": act.item.title_id,
            "reader_id": act.reader.id,
            "category": act.reader.category,
            "due": act.due.isoformat() if act.due else None,
            "period_days": act.days,
            "policy": act.rule.version if act.rule else None,
            "operator": _OPERATOR,
        }

    def _rules(self) -> Callable[[str, str], Rule | None]:
        return cache(self._store.policies.rule)

    def _calendar(self) -> Calendar:
        return calendar_of(self._store.policies.calendar_fields())
