"""A library with two readers and some copies, and files of other programs about them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from desktop.library.interchange import LateEntries
from desktop.library.interchange.entries import Entered, Entry, LateAct, LateLine
from desktop.library.security.rights import Rights
from tests.circulation.desk_world import World

FRIDAY = date(2026, 11, 20)
"""The day on paper: three days before the Monday on which it is entered."""


class LateWorld(World):
    """Two readers, four copies, and whoever enters what happened on Friday."""

    def __init__(self, folder: Path, new: Path, *, rights: Rights = Rights.LIBRARIAN) -> None:
        super().__init__(folder, new)
        self.late = LateEntries(self.store, rights, lambda: "Lan")
        self.a_reader(card="TV000001", name="Trần Văn An")
        self.a_reader(card="TV000002", name="Lê Thị Bình")
        for number in range(1, 5):
            self.an_item(barcode=f"TK.0000{number}")

    def file(self, *lines: str, name: str = "x.koc", encoding: str = "utf-8", end: str = "\n") -> Path:
        """A file with these lines."""
        path = self.folder / name
        path.write_bytes(end.join((*lines, "")).encode(encoding))
        return path

    def koc(self, *lines: str, **how: str) -> Path:
        """A .koc of these lines, tabs written as `|`, times as `09:15`."""
        told = (line.replace("|", "\t") for line in lines)
        return self.file("Version=1.0\tGenerator=kocDesktop\tGeneratorVersion=2.0.0", *told, **how)

    def evergreen(self, *objects: dict[str, object], name: str = "pending.xacts") -> Path:
        """A pending.xacts of these objects."""
        return self.file(*(json.dumps({"delta": 0, **one}) for one in objects), name=name)

    def enter(self, path: Path, **how: object) -> Entered:
        """Enter the file."""
        return self.late.enter_file(path, **how)  # type: ignore[arg-type] # as the test says

    def on_paper(self, act: LateAct, barcode: str = "", card: str = "", hour: float = 9) -> LateLine:
        """A line of Friday's paper."""
        at = self.moment(FRIDAY, 0) + int(hour * 3_600_000)
        return self.late.type_in(Entry(1, "", act, at, card=card, barcode=barcode))

    def loans(self) -> set[tuple[object, ...]]:
        """Every loan: who, what, from when to when, due when."""
        found = self.store.connection.execute(
            "SELECT reader.card, item.barcode, lent, due, renewals, returned, closed_as FROM loan "
            "JOIN item ON item.id = loan.item_id LEFT JOIN reader ON reader.id = loan.reader_id"
        )
        return set(found.fetchall())

    def out(self) -> dict[str, str]:
        """Which copies are out, and with whom."""
        return {line.barcode: line.card or "" for line in self.desk.open_loans()}
