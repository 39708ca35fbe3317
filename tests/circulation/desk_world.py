"""A small library with a desk, a clock that the test sets, and whatever items and readers it asks for."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

from desktop.library.beginning import begin
from desktop.library.circulation.calendar import VIETNAM
from desktop.library.circulation.desk import Desk
from desktop.library.model.desk import Answer
from desktop.library.model.ids import Moment
from desktop.library.store.store import Store

MONDAY_MORNING = int(datetime(2026, 11, 23, 8, tzinfo=VIETNAM).timestamp() * 1000)
DAY_MS = 24 * 60 * 60 * 1000
KEY = bytes(32)


def new_library(file: Path) -> Path:
    """A new library with its starting rules in this file."""
    store = Store(file, KEY, now=lambda: MONDAY_MORNING)
    begin(store, unit="DV01", name="Thư viện thử")
    store.close()
    return file


class World:
    """A library file, its desk and the people and books around it. `now` is set by the test."""

    def __init__(self, folder: Path, new: Path) -> None:
        """A copy in `folder` of the new library in the file `new`."""
        self.folder = folder
        self.now = MONDAY_MORNING
        shutil.copy(new, folder / "library.db")
        self.store = Store(folder / "library.db", KEY, now=lambda: self.now)
        self.desk = Desk(self.store)
        self.title = self.a_title("Điều lệnh Công an nhân dân")
        self._numbers = iter(range(1, 10_000))

    def a_title(self, title: str) -> str:
        """A new title's id."""
        with self.store.writing() as pen:
            title_id = pen.new_id()
            pen.put("title", title_id, {"leader": "", "245/1": [100, "00", "a", title]})
        return title_id

    def an_item(self, kind: str = "sach", *, barcode: str = "", title: str = "", **marks: str) -> str:
        """A new item's bar code."""
        code = barcode or f"TK.{next(self._numbers):05}"
        fields = {"title_id": title or self.title, "barcode": code, "accession": code, "type": kind, **marks}
        with self.store.writing() as pen:
            pen.put("item", pen.new_id(), dict(fields))
        return code

    def a_reader(self, category: str = "can-bo", *, card: str = "", **fields: str) -> str:
        """A new reader's card."""
        number = card or f"TV{next(self._numbers):06}"
        with self.store.writing() as pen:
            pen.put("reader", pen.new_id(), {"card": number, "name": "Trần Văn B", "category": category, **fields})
        return number

    def a_loan(self, card: str = "", barcode: str = "") -> Answer:
        """A loan made now."""
        answer = self.desk.lend(card or self.a_reader(), barcode or self.an_item())
        assert answer.status == "lent", answer
        return answer

    def change(self, table: str, row_id: str | None, **fields: str | int | bool | None) -> None:
        """Change a row as the catalogue, another desk or the centre might."""
        assert row_id is not None
        with self.store.writing() as pen:
            pen.put(table, row_id, dict(fields))

    def days_pass(self, days: int) -> None:
        """Let time go by."""
        self.now += days * DAY_MS

    def moment(self, day: date, hour: int = 9) -> Moment:
        """An hour of a day in Việt Nam."""
        return Moment(int(datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM).timestamp() * 1000))

    def events(self) -> int:
        """How many events the record holds."""
        found = self.store.connection.execute("SELECT count(*) FROM circulation_event").fetchone()
        return int(found[0])

    def reopen(self) -> None:
        """Start the program again on the same file."""
        self.store.close()
        self.store = Store(self.folder / "library.db", KEY, now=lambda: self.now)
        self.desk = Desk(self.store)
